//! PostgreSQL, blocking: each test has a database of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::{DebugQuery, InstrumentationEvent, SimpleConnection};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{BigInt, Bool};

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
pub(crate) type Session = PgConnection;
/// The backend of a [`Session`].
pub(crate) type Backend = diesel::pg::Pg;

/// Where the server is, as a URL with a database that may create others.
const SERVER: &str = "CAMSHAFT_TEST_POSTGRES_URL";

/// How long a session may take to run into a lock.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database that is dropped with this.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
}

impl Database {
    /// A database with the tables of every backend.
    pub(crate) fn create() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("camshaft_test_{}_{nth}", std::process::id());
        execute(&mut server(), &format!("CREATE DATABASE {name}"));
        let database = Self { name };
        execute(
            &mut database.connect(),
            include_str!("../fixtures/postgres.sql"),
        );
        database
    }

    /// Another session.
    pub(crate) fn connect(&self) -> Session {
        PgConnection::establish(&self.url()).unwrap()
    }

    /// Where the database is.
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

    /// Ends another session from outside.
    pub(crate) fn terminate(&self, session: i64) {
        number(
            &mut self.connect(),
            &format!("SELECT pg_terminate_backend({session})::int"),
        );
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let dropped = server().batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        if !thread::panicking() {
            dropped.unwrap();
        }
    }
}

fn server() -> Session {
    PgConnection::establish(&server_url()).unwrap()
}

fn server_url() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: `./tests/run` starts a server of its own and sets it")
    })
}

/// The number of a session, as other sessions see it.
pub(crate) fn session_number(session: &mut Session) -> i64 {
    number(session, "SELECT pg_backend_pid()")
}

/// An error after which the whole transaction must be run again.
pub(crate) fn restart_error() -> DieselError {
    let message = Box::new("could not serialize access".to_owned());
    DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, message)
}

/// How many statements a batch may take at most, whatever the number of keys.
pub(crate) const fn statements_of_a_batch(_: i64) -> usize {
    3
}

/// Makes each insert of a detail store nothing.
pub(crate) const DISCARD_DETAILS: &str = "\
    CREATE FUNCTION discard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; \
    CREATE TRIGGER discard BEFORE INSERT ON user_details FOR EACH ROW EXECUTE FUNCTION discard()";

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
