//! PostgreSQL on diesel-async.

use diesel::prelude::QueryResult;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, PoolableConnection};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

#[path = "../fixtures/catalog.rs"]
pub(crate) mod catalog;
#[path = "../fixtures/models.rs"]
pub(crate) mod models;
#[path = "../fixtures/schema.rs"]
pub(crate) mod schema;
#[path = "postgres.rs"]
mod server;
#[path = "../fixtures/statements.rs"]
mod statements;

pub(crate) use server::{BACKEND, STATEMENTS_OF_A_VERIFICATION};

pub(crate) use server::{
    ATTEMPTS_OF_A_LOST_RACE, Backend, DISCARD_DETAILS, ERRORS_ABORT_TRANSACTIONS,
    LIMIT_IDLE_TRANSACTIONS, LIMIT_IDLENESS, LIMIT_STATEMENTS, MAKE_MANY_ROWS,
    STATEMENTS_OF_A_BATCH, STATEMENTS_OF_A_BATCH_UPSERT, STATEMENTS_OF_A_CREATION,
    STATEMENTS_OF_AN_UPDATE, cancel, is_cancelled, restart_error, statements_of_a_batch, terminate,
    terminate_if_there, wait_until_gone,
};
use server::{Server, number_query};
pub(crate) use statements::Statements;

/// The session of a case.
pub(crate) type Session = AsyncPgConnection;

/// A database that is dropped with this.
#[derive(Debug)]
pub(crate) struct Database(Server);

impl Database {
    /// Creates a database with the tables of every backend.
    pub(crate) async fn create() -> Self {
        Self(Server::create())
    }

    /// Opens another session.
    pub(crate) async fn connect(&self) -> Session {
        AsyncPgConnection::establish(&self.url()).await.unwrap()
    }

    /// Executes SQL in a blocking session of its own.
    pub(crate) fn execute(&self, statements: &str) {
        Server::execute(&self.0, statements);
    }

    /// Returns the URL of the database.
    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// Returns once the session with this number waits for a lock.
    pub(crate) async fn wait_until_blocked(&self, session: i64) {
        self.0.wait_until_blocked(session);
    }
}

/// Returns the number of a session, as other sessions see it.
pub(crate) async fn session_number(session: &mut Session) -> i64 {
    number(session, server::SESSION_NUMBER).await
}

/// Returns whether an error says that the connection is lost: the text of diesel-async for every error
/// without an SQLSTATE, unless it was in time to read the server's last message.
pub(crate) fn is_closed(error: &DieselError) -> bool {
    let DieselError::DatabaseError(kind, information) = error else {
        return false;
    };
    match kind {
        DatabaseErrorKind::UnableToSendCommand => true,
        // 57P01, 57P02, 57P05 and 25P03.
        DatabaseErrorKind::Unknown => information.message().starts_with("terminating connection "),
        _ => false,
    }
}

/// Returns whether an error is a lost connection.
pub(crate) fn is_lost_connection(error: &camshaft::Error) -> bool {
    error.as_diesel().is_some_and(is_closed)
}

/// Returns whether a pool discards the session when it comes back.
pub(crate) async fn is_broken(session: &mut Session) -> bool {
    PoolableConnection::is_broken(session)
}

/// Returns a pool with one connection.
pub(crate) async fn pool_of_one(database: &Database) -> Pool<Session> {
    pool_at(&database.url()).await
}

/// Returns a pool with one connection to the database at this URL.
pub(crate) async fn pool_at(url: &str) -> Pool<Session> {
    let manager = AsyncDieselConnectionManager::<Session>::new(url);
    Pool::builder(manager).max_size(1).build().unwrap()
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
        // The session's own task runs on another thread.
        futures_executor::block_on(execute(&mut other, sql));
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
        // The session's own task runs on another thread.
        futures_executor::block_on(execute(&mut other, sql));
    }));
    statements
}

/// Executes SQL.
pub(crate) async fn execute(session: &mut Session, statements: &str) {
    try_execute(session, statements).await.unwrap();
}

/// Executes SQL that may fail.
pub(crate) async fn try_execute(session: &mut Session, statements: &str) -> QueryResult<()> {
    session.batch_execute(statements).await
}

/// Returns the number that a query returns.
pub(crate) async fn number(session: &mut Session, query: &str) -> i64 {
    number_query(query).get_result(session).await.unwrap()
}
