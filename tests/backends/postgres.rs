//! The PostgreSQL server that tests run on: each test has a database of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{BigInt, Bool};

/// The backend of a session.
pub(crate) type Backend = diesel::pg::Pg;

/// The variable with the URL of the server, and of a database that may create others.
const SERVER: &str = "CAMSHAFT_TEST_POSTGRES_URL";

/// The time that a session may take to run into a lock.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database that is dropped with this.
#[derive(Debug)]
pub(crate) struct Server {
    name: String,
}

impl Server {
    /// Creates a database with the tables of every backend.
    pub(crate) fn create() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("camshaft_test_{}_{nth}", std::process::id());
        server()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        let database = Self { name };
        database.execute(include_str!("../fixtures/postgres.sql"));
        database
    }

    /// Opens a blocking session, whatever the flavour.
    pub(crate) fn connect(&self) -> PgConnection {
        PgConnection::establish(&self.url()).unwrap()
    }

    /// Executes SQL in a session of its own.
    pub(crate) fn execute(&self, statements: &str) {
        self.connect().batch_execute(statements).unwrap();
    }

    /// Returns the URL of the database.
    pub(crate) fn url(&self) -> String {
        let server = server_url();
        let (address, parameters) = match server.split_once('?') {
            Some((address, parameters)) => (address, format!("?{parameters}")),
            None => (server.as_str(), String::new()),
        };
        let end = address.rfind('/').unwrap();
        format!("{}/{}{parameters}", &address[..end], self.name)
    }

    /// Returns once the session with this number waits for a lock.
    pub(crate) fn wait_until_blocked(&self, session: i64) {
        let waits = format!(
            "(SELECT EXISTS (SELECT FROM pg_stat_activity \
             WHERE pid = {session} AND wait_event_type = 'Lock'))"
        );
        let mut observer = self.connect();
        let begun = Instant::now();
        while !diesel::select(sql::<Bool>(&waits))
            .get_result::<bool>(&mut observer)
            .unwrap()
        {
            assert!(begun.elapsed() < PATIENCE, "session {session} never waited");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let dropped = server().batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        if !thread::panicking() {
            dropped.unwrap();
        }
    }
}

fn server() -> PgConnection {
    PgConnection::establish(&server_url()).unwrap()
}

/// Ends a session from outside, and returns once it is gone.
pub(crate) fn terminate(session: i64) {
    let terminate = format!("SELECT pg_terminate_backend({session})");
    server().batch_execute(&terminate).unwrap();
    wait_until_gone(session);
}

/// Kills a session, unless it has ended.
pub(crate) fn terminate_if_there(session: i64) {
    let _ = server().batch_execute(&format!("SELECT pg_terminate_backend({session})"));
}

/// Makes a session give up its statement, from outside.
pub(crate) fn cancel(session: i64) {
    let cancel = format!("SELECT pg_cancel_backend({session})");
    server().batch_execute(&cancel).unwrap();
}

/// Returns once the server has no such session any more.
pub(crate) fn wait_until_gone(session: i64) {
    let is_there = format!("(SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {session}))");
    let mut observer = server();
    let begun = Instant::now();
    while diesel::select(sql::<Bool>(&is_there))
        .get_result::<bool>(&mut observer)
        .unwrap()
    {
        assert!(begun.elapsed() < PATIENCE, "session {session} never ends");
        thread::sleep(Duration::from_millis(2));
    }
}

fn server_url() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: `./tests/run` starts a server of its own and sets it")
    })
}

/// A session's own number, as other sessions see it.
pub(crate) const SESSION_NUMBER: &str = "SELECT pg_backend_pid()";

/// Returns whether the server cancelled a statement because of a session, or of a setting: 57014.
pub(crate) fn is_cancelled(error: &camshaft::Error) -> bool {
    matches!(
        error.as_diesel(),
        Some(DieselError::DatabaseError(DatabaseErrorKind::Unknown, information))
            if information.message().starts_with("canceling statement due to ")
    )
}

/// A session gives a statement up that takes long.
pub(crate) const LIMIT_STATEMENTS: &str = "SET statement_timeout = '200ms'";
/// A session ends when it does nothing for long.
pub(crate) const LIMIT_IDLENESS: &str = "SET idle_session_timeout = '50ms'";
/// The same in a transaction.
pub(crate) const LIMIT_IDLE_TRANSACTIONS: &str = "SET idle_in_transaction_session_timeout = '50ms'";

/// A transaction in which a statement failed does nothing more.
pub(crate) const ERRORS_ABORT_TRANSACTIONS: bool = true;

/// Returns an error after which the whole transaction must be run again.
pub(crate) fn restart_error() -> DieselError {
    let message = Box::new("could not serialize access".to_owned());
    DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, message)
}

/// Returns the most statements that a batch may take, whatever the number of keys.
pub(crate) const fn statements_of_a_batch(_: i64) -> usize {
    3
}

/// The number of attempts that a lost race takes.
pub(crate) const ATTEMPTS_OF_A_LOST_RACE: u8 = 2;

/// The backend in facts.
pub(crate) const BACKEND: camshaft::catalog::Backend = camshaft::catalog::Backend::Postgres;

/// The statements that it takes to verify a database.
pub(crate) const STATEMENTS_OF_A_VERIFICATION: usize = 5;

/// The statements that it takes to create a row.
pub(crate) const STATEMENTS_OF_A_CREATION: usize = 2;

/// The statements that it takes to update a row that exists.
pub(crate) const STATEMENTS_OF_AN_UPDATE: usize = 1;

/// The statements that it takes to create the rows of a batch of integers.
pub(crate) const STATEMENTS_OF_A_BATCH: usize = 2;

/// The statements of a batch upsert where none of the rows exists, some do, and all do.
pub(crate) const STATEMENTS_OF_A_BATCH_UPSERT: [usize; 3] = [2, 2, 1];

/// The setting that a session needs before it generates many rows: none.
pub(crate) const MAKE_MANY_ROWS: &str = "SELECT 1";

/// Makes each insert of a detail store nothing.
pub(crate) const DISCARD_DETAILS: &str = "\
    CREATE FUNCTION discard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; \
    CREATE TRIGGER discard BEFORE INSERT ON user_details FOR EACH ROW EXECUTE FUNCTION discard()";

/// Returns the query of one number.
pub(crate) fn number_query(
    query: &str,
) -> diesel::dsl::select<diesel::expression::SqlLiteral<BigInt>> {
    diesel::select(sql::<BigInt>(&format!("CAST(({query}) AS BIGINT)")))
}
