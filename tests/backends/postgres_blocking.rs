//! PostgreSQL, blocking.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool, R2D2Connection};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

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

use server::number_query;
pub(crate) use server::{
    ATTEMPTS_OF_A_LOST_RACE, Backend, DISCARD_DETAILS, ERRORS_ABORT_TRANSACTIONS,
    LIMIT_IDLE_TRANSACTIONS, LIMIT_IDLENESS, LIMIT_STATEMENTS, MAKE_MANY_ROWS,
    STATEMENTS_OF_A_BATCH, STATEMENTS_OF_A_BATCH_UPSERT, STATEMENTS_OF_A_CREATION,
    STATEMENTS_OF_AN_UPDATE, Server as Database, cancel, is_cancelled, restart_error,
    statements_of_a_batch, terminate, terminate_if_there, wait_until_gone,
};
pub(crate) use statements::Statements;

/// The session of a case.
pub(crate) type Session = PgConnection;

/// Returns the number of a session, as other sessions see it.
pub(crate) fn session_number(session: &mut Session) -> i64 {
    number(session, server::SESSION_NUMBER)
}

/// Returns whether an error says that the connection is lost: one kind when it is lost, another ever
/// after.
pub(crate) fn is_closed(error: &DieselError) -> bool {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand};
    matches!(
        error,
        DieselError::DatabaseError(ClosedConnection | UnableToSendCommand, _)
    )
}

/// Returns whether an error is a lost connection.
pub(crate) fn is_lost_connection(error: &camshaft::Error) -> bool {
    error.as_diesel().is_some_and(is_closed)
}

/// Returns whether a pool discards the session when it comes back.
pub(crate) fn is_broken(session: &mut Session) -> bool {
    R2D2Connection::is_broken(session)
}

/// Returns a pool with one connection.
pub(crate) fn pool_of_one(database: &Database) -> Pool<ConnectionManager<Session>> {
    pool_at(&database.url())
}

/// Returns a pool with one connection to the database at this URL.
pub(crate) fn pool_at(url: &str) -> Pool<ConnectionManager<Session>> {
    Pool::builder()
        .max_size(1)
        .connection_timeout(Duration::from_secs(5))
        .build(ConnectionManager::new(url))
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
