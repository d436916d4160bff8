//! MariaDB, blocking.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool, R2D2Connection};

#[path = "../fixtures/catalog.rs"]
pub(crate) mod catalog;
#[path = "../fixtures/models.rs"]
pub(crate) mod models;
#[path = "../fixtures/schema.rs"]
pub(crate) mod schema;
#[path = "mysql.rs"]
mod server;
#[path = "../fixtures/statements.rs"]
mod statements;

pub(crate) use server::{BACKEND, STATEMENTS_OF_A_VERIFICATION};

use server::number_query;
pub(crate) use server::{
    ATTEMPTS_OF_A_LOST_RACE, Backend, ERRORS_ABORT_TRANSACTIONS, LIMIT_IDLE_TRANSACTIONS,
    LIMIT_IDLENESS, LIMIT_STATEMENTS, MAKE_MANY_ROWS, STATEMENTS_OF_AN_UPDATE, Server as Database,
    cancel, is_cancelled, is_closed, restart_error, statements_of_a_batch, terminate,
    terminate_if_there, wait_until_gone,
};
pub(crate) use statements::Statements;

/// The session of a case.
pub(crate) type Session = MysqlConnection;

/// Returns the number of a session, as other sessions see it.
pub(crate) fn session_number(session: &mut Session) -> i64 {
    number(session, server::SESSION_NUMBER)
}

/// Returns whether an error is a lost connection.
pub(crate) fn is_lost_connection(error: &camshaft::Error) -> bool {
    error.as_diesel().is_some_and(is_closed)
}

/// Returns whether a pool discards the session: it checks its transaction when it comes back, and pings
/// it before it hands it out.
pub(crate) fn is_broken(session: &mut Session) -> bool {
    R2D2Connection::is_broken(session) || session.ping().is_err()
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

/// The statements that it takes to create a row.
pub(crate) const STATEMENTS_OF_A_CREATION: usize = 4;

/// The statements that it takes to create the rows of a batch of integers.
pub(crate) const STATEMENTS_OF_A_BATCH: usize = 3;

/// The statements of a batch upsert where none of the rows exists, some do, and all do.
pub(crate) const STATEMENTS_OF_A_BATCH_UPSERT: [usize; 3] = [8, 12, 5];

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
        give_up_soon(&mut other, sql);
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
        // It gives up where it would have to wait: nobody comes in between then.
        let _ = try_execute(
            &mut other,
            &format!("SET innodb_lock_wait_timeout = 1; {sql}"),
        );
    }));
    statements
}

/// Executes SQL, unless it would have to wait: then nobody can come in between there.
fn give_up_soon(session: &mut Session, sql: &str) {
    let sql = format!("SET innodb_lock_wait_timeout = 1; {sql}");
    if let Err(error) = try_execute(session, &sql) {
        assert!(
            error.to_string().starts_with("Lock wait timeout"),
            "{error}"
        );
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

/// Returns the number that a query returns.
pub(crate) fn number(session: &mut Session, query: &str) -> i64 {
    number_query(query).get_result(session).unwrap()
}
