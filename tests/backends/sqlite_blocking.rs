//! SQLite, blocking: each test has a file of its own.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
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
