//! SQLite, blocking: each test has a file of its own.

use std::time::Duration;

use diesel::connection::{DebugQuery, InstrumentationEvent, SimpleConnection};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::BigInt;
use tempfile::TempDir;

#[path = "../fixtures/catalog.rs"]
mod catalog;
#[path = "../fixtures/models.rs"]
pub(crate) mod models;
#[path = "../fixtures/schema.rs"]
pub(crate) mod schema;
#[path = "../fixtures/statements.rs"]
mod statements;

pub(crate) use statements::Statements;

/// What a case is connected with.
pub(crate) type Session = SqliteConnection;
/// The backend of a [`Session`].
pub(crate) type Backend = diesel::sqlite::Sqlite;

/// A database that is removed with this.
#[derive(Debug)]
pub(crate) struct Database {
    folder: TempDir,
}

impl Database {
    /// A database with the tables of every backend.
    pub(crate) fn create() -> Self {
        let database = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let mut session = database.connect();
        execute(&mut session, "PRAGMA journal_mode = wal");
        execute(&mut session, include_str!("../fixtures/sqlite.sql"));
        database
    }

    /// Another session, with the settings of `camshaft::sqlite::prepare`.
    pub(crate) fn connect(&self) -> Session {
        let mut session = self.connect_unprepared();
        camshaft::sqlite::prepare(&mut session).unwrap();
        session
    }

    /// Another session, as Diesel opens it with the system's library.
    pub(crate) fn connect_unprepared(&self) -> Session {
        let mut session = SqliteConnection::establish(&self.url()).unwrap();
        // The bundled library is built with another default than SQLite's own.
        execute(&mut session, "PRAGMA foreign_keys = OFF");
        session
    }

    /// Where the database is.
    pub(crate) fn url(&self) -> String {
        let path = self.folder.path().join("test.sqlite");
        path.to_str().unwrap().to_owned()
    }
}

/// An error after which the whole transaction must be run again.
pub(crate) fn restart_error() -> DieselError {
    let message = Box::new("database is locked".to_owned());
    DieselError::DatabaseError(DatabaseErrorKind::Unknown, message)
}

/// How many statements a batch of so many keys may take at most: three a piece that fits in one.
pub(crate) fn statements_of_a_batch(keys: i64) -> usize {
    3 * usize::try_from(keys).unwrap().div_ceil(32_766)
}

/// Makes each insert of a detail store nothing.
pub(crate) const DISCARD_DETAILS: &str = "\
    CREATE TRIGGER discard BEFORE INSERT ON user_details BEGIN SELECT RAISE(IGNORE); END";

/// A pool with one connection.
pub(crate) fn pool_of_one(database: &Database) -> Pool<ConnectionManager<Session>> {
    Pool::builder()
        .max_size(1)
        .connection_timeout(Duration::from_secs(5))
        .build(ConnectionManager::new(database.url()))
        .unwrap()
}

/// Executes SQL in another session right before and right after the first `INSERT` of this one.
pub(crate) fn around_insert(session: &mut Session, mut other: Session, before: &str, after: &str) {
    let mut before = Some(before.to_owned());
    let mut after = Some(after.to_owned());
    session.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        let due = match event {
            InstrumentationEvent::StartQuery { query, .. } if is_insert(query) => before.take(),
            InstrumentationEvent::FinishQuery { query, .. } if is_insert(query) => after.take(),
            _ => None,
        };
        if let Some(statements) = due {
            execute(&mut other, &statements);
        }
    });
}

fn is_insert(query: &dyn DebugQuery) -> bool {
    query.to_string().starts_with("INSERT")
}

/// Executes SQL.
pub(crate) fn execute(session: &mut Session, statements: &str) {
    try_execute(session, statements).unwrap();
}

/// Executes SQL that may fail.
pub(crate) fn try_execute(session: &mut Session, statements: &str) -> QueryResult<()> {
    session.batch_execute(statements)
}

/// The number that a query returns.
pub(crate) fn number(session: &mut Session, query: &str) -> i64 {
    diesel::select(sql::<BigInt>(&format!("CAST(({query}) AS BIGINT)")))
        .get_result(session)
        .unwrap()
}
