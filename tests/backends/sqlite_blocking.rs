//! SQLite, blocking.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};

#[path = "../fixtures/catalog.rs"]
pub(crate) mod catalog;
#[path = "sqlite.rs"]
mod file;
#[path = "../fixtures/models.rs"]
pub(crate) mod models;
#[path = "../fixtures/schema.rs"]
pub(crate) mod schema;
#[path = "../fixtures/statements.rs"]
mod statements;

pub(crate) use file::{BACKEND, STATEMENTS_OF_A_VERIFICATION};

pub(crate) use camshaft::sqlite::{establish, prepare};
pub(crate) use file::{
    ATTEMPTS_OF_A_LOST_RACE, Backend, DISCARD_DETAILS, MAKE_MANY_ROWS, STATEMENTS_OF_A_BATCH,
    STATEMENTS_OF_A_BATCH_UPSERT, STATEMENTS_OF_A_CREATION, STATEMENTS_OF_AN_UPDATE, restart_error,
    statements_of_a_batch,
};
use file::{File, number_query};
pub(crate) use statements::Statements;

/// The session of a case.
pub(crate) type Session = SqliteConnection;

/// A database that is removed with this.
#[derive(Debug)]
pub(crate) struct Database(File);

impl Database {
    /// Creates a database with the tables of every backend.
    pub(crate) fn create() -> Self {
        Self(File::create())
    }

    /// Opens another session, with the settings of `camshaft::sqlite::prepare`, and a longer timeout.
    pub(crate) fn connect(&self) -> Session {
        let mut session = self.connect_unprepared();
        prepare(&mut session).unwrap();
        execute(&mut session, file::PATIENT);
        session
    }

    /// Opens another session, as Diesel does with the system's library.
    pub(crate) fn connect_unprepared(&self) -> Session {
        let mut session = SqliteConnection::establish(&self.url()).unwrap();
        execute(&mut session, file::UNPREPARED);
        session
    }

    /// Returns the URL of the database.
    pub(crate) fn url(&self) -> String {
        self.0.url()
    }
}

/// Returns a pool with one connection.
pub(crate) fn pool_of_one(database: &Database) -> Pool<ConnectionManager<Session>> {
    Pool::builder()
        .max_size(1)
        .connection_timeout(Duration::from_secs(5))
        .build(ConnectionManager::new(database.url()))
        .unwrap()
}

/// The customizer that an application writes for its pool.
#[derive(Debug)]
struct Prepare;

impl CustomizeConnection<Session, diesel::r2d2::Error> for Prepare {
    fn on_acquire(&self, conn: &mut Session) -> Result<(), diesel::r2d2::Error> {
        prepare(conn).map_err(|error| diesel::r2d2::Error::QueryError(error.into()))
    }
}

/// Returns a pool with one connection, which the pool prepares.
pub(crate) fn prepared_pool_of_one(database: &Database) -> Pool<ConnectionManager<Session>> {
    Pool::builder()
        .max_size(1)
        .connection_customizer(Box::new(Prepare))
        .build(ConnectionManager::new(database.url()))
        .unwrap()
}

/// Executes SQL in another session right before and right after the first `INSERT` of this one,
/// whose statements it records.
pub(crate) fn around_insert(
    session: &mut Session,
    mut other: Session,
    before: &str,
    after: &str,
) -> Statements {
    let statements = Statements::default();
    session.set_instrumentation(statements.around_insert(before, after, move |sql| {
        execute(&mut other, sql);
    }));
    statements
}

/// Executes SQL in another session right before what this one sends after a statement that contains
/// these words, so many times at most; its statements are recorded.
pub(crate) fn after_each(
    session: &mut Session,
    mut other: Session,
    words: &'static str,
    times: usize,
    sql: &str,
) -> Statements {
    let statements = Statements::default();
    session.set_instrumentation(statements.after_each(words, times, sql, move |sql| {
        execute(&mut other, sql);
    }));
    statements
}

/// Executes SQL.
pub(crate) fn execute(session: &mut Session, statements: &str) {
    try_execute(session, statements).unwrap();
}

/// Executes SQL that may fail.
pub(crate) fn try_execute(session: &mut Session, statements: &str) -> QueryResult<()> {
    session.batch_execute(statements)
}

/// Returns the number that a query returns.
pub(crate) fn number(session: &mut Session, query: &str) -> i64 {
    number_query(query).get_result(session).unwrap()
}
