//! The MariaDB server that tests run on: each test has a database of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{BigInt, Bool};

/// The backend of a session.
pub(crate) type Backend = diesel::mysql::Mysql;

/// The variable with the URL of the server, and of a database that may create others.
const SERVER: &str = "CAMSHAFT_TEST_MYSQL_URL";

/// The time that a session may take to run into a lock.
const PATIENCE: Duration = Duration::from_secs(60);

/// The lock of the test that asks the server who waits.
static OBSERVED: Mutex<()> = Mutex::new(());

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
            .batch_execute(&format!(
                "CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
            ))
            .unwrap();
        let database = Self { name };
        database.execute(include_str!("../fixtures/mysql.sql"));
        database
    }

    /// Opens a blocking session, whatever the flavour.
    pub(crate) fn connect(&self) -> MysqlConnection {
        MysqlConnection::establish(&self.url()).unwrap()
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
            "(SELECT EXISTS (SELECT * FROM information_schema.innodb_trx \
             WHERE trx_mysql_thread_id = {session} AND trx_state = 'LOCK WAIT'))"
        );
        let mut observer = self.connect();
        let begun = Instant::now();
        loop {
            // The server looks anew only when nobody read the table for 100 ms.
            let _alone = OBSERVED.lock().unwrap_or_else(PoisonError::into_inner);
            thread::sleep(Duration::from_millis(110));
            let waiting = diesel::select(sql::<Bool>(&waits)).get_result(&mut observer);
            if waiting.unwrap() {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "session {session} never waited");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let dropped = server().batch_execute(&format!("DROP DATABASE {}", self.name));
        if !thread::panicking() {
            dropped.unwrap();
        }
    }
}

fn server() -> MysqlConnection {
    MysqlConnection::establish(&server_url()).unwrap()
}

/// Ends a session from outside, and returns once it is gone.
pub(crate) fn terminate(session: i64) {
    let terminate = format!("KILL CONNECTION {session}");
    server().batch_execute(&terminate).unwrap();
    wait_until_gone(session);
}

/// Kills a session, unless it has ended.
pub(crate) fn terminate_if_there(session: i64) {
    let _ = server().batch_execute(&format!("KILL CONNECTION {session}"));
}

/// Makes a session give up its statement, from outside.
pub(crate) fn cancel(session: i64) {
    let cancel = format!("KILL QUERY {session}");
    server().batch_execute(&cancel).unwrap();
}

/// Returns once the server has no such session any more.
pub(crate) fn wait_until_gone(session: i64) {
    let is_there = format!(
        "(SELECT EXISTS (SELECT * FROM information_schema.processlist WHERE id = {session}))"
    );
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
pub(crate) const SESSION_NUMBER: &str = "SELECT CONNECTION_ID()";

/// The messages of the drivers and the server for a lost connection: Diesel has one kind for all of
/// them, and for much else.
const LOST: &[&str] = &[
    // Diesel's own: 2006 and 2013.
    "Server has gone away",
    "Lost connection to server during query",
    // diesel-async's.
    "Input/output error: ",
    // The last words of a server: 1927 and 1053.
    "Connection was killed",
    "Server shutdown in progress",
];

/// Returns whether an error says that the connection is lost.
pub(crate) fn is_closed(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, information) => {
            let said = information.message();
            LOST.iter().any(|words| said.starts_with(words))
        }
        // Diesel rolls back what it could not commit, on a connection that is gone.
        DieselError::RollbackErrorOnCommit { commit_error, .. } => is_closed(commit_error),
        _ => false,
    }
}

/// Returns whether the server cancelled a statement because of a session, or of a setting: 1317 and
/// 1969.
pub(crate) fn is_cancelled(error: &camshaft::Error) -> bool {
    matches!(
        error.as_diesel(),
        Some(DieselError::DatabaseError(DatabaseErrorKind::Unknown, information))
            if information.message().starts_with("Query execution was interrupted")
    )
}

/// A session gives a statement up that takes long.
pub(crate) const LIMIT_STATEMENTS: &str = "SET max_statement_time = 0.5";
/// A session ends when it does nothing for long.
pub(crate) const LIMIT_IDLENESS: &str = "SET wait_timeout = 1";
/// The same in a transaction.
pub(crate) const LIMIT_IDLE_TRANSACTIONS: &str = "SET idle_transaction_timeout = 1";

/// A transaction in which a statement failed goes on without it.
pub(crate) const ERRORS_ABORT_TRANSACTIONS: bool = false;

/// Returns an error after which the whole transaction must be run again.
pub(crate) fn restart_error() -> DieselError {
    let message =
        Box::new("Deadlock found when trying to get lock; try restarting transaction".to_owned());
    DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, message)
}

/// Returns the most statements that a batch of so many keys may take: three for each chunk of bind
/// parameters.
pub(crate) fn statements_of_a_batch(keys: i64) -> usize {
    3 * usize::try_from(keys).unwrap().div_ceil(1_000)
}

/// The number of attempts that a lost race takes.
pub(crate) const ATTEMPTS_OF_A_LOST_RACE: u8 = 1;

/// The backend in facts.
pub(crate) const BACKEND: camshaft::catalog::Backend = camshaft::catalog::Backend::Mysql;

/// The statements that it takes to verify a database.
pub(crate) const STATEMENTS_OF_A_VERIFICATION: usize = 6;

/// The statements that it takes to update a row that exists.
pub(crate) const STATEMENTS_OF_AN_UPDATE: usize = 2;

/// The setting that a session needs before it generates many rows.
pub(crate) const MAKE_MANY_ROWS: &str = "SET max_recursive_iterations = 4294967295";

/// Returns the query of one number.
pub(crate) fn number_query(
    query: &str,
) -> diesel::dsl::select<diesel::expression::SqlLiteral<BigInt>> {
    diesel::select(sql::<BigInt>(&format!("CAST(({query}) AS SIGNED)")))
}
