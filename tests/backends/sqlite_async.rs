//! SQLite on diesel-async.

use diesel::SqliteConnection;
use diesel::prelude::QueryResult;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};

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

pub(crate) use camshaft::sqlite::{establish_async as establish, prepare_async as prepare};
pub(crate) use file::{
    ATTEMPTS_OF_A_LOST_RACE, Backend, DISCARD_DETAILS, MAKE_MANY_ROWS, STATEMENTS_OF_A_BATCH,
    STATEMENTS_OF_A_BATCH_UPSERT, STATEMENTS_OF_A_CREATION, STATEMENTS_OF_AN_UPDATE, restart_error,
    statements_of_a_batch,
};
use file::{File, number_query};
pub(crate) use statements::Statements;

/// The session of a case.
pub(crate) type Session = SyncConnectionWrapper<SqliteConnection>;

/// A database that is removed with this.
#[derive(Debug)]
pub(crate) struct Database(File);

impl Database {
    /// Creates a database with the tables of every backend.
    pub(crate) async fn create() -> Self {
        Self(File::create())
    }

    /// Opens another session, with the settings of `camshaft::sqlite::prepare`, and a longer timeout.
    pub(crate) async fn connect(&self) -> Session {
        let mut session = self.connect_unprepared().await;
        prepare(&mut session).await.unwrap();
        execute(&mut session, file::PATIENT).await;
        session
    }

    /// Opens another session, as Diesel does with the system's library.
    pub(crate) async fn connect_unprepared(&self) -> Session {
        let mut session = Session::establish(&self.url()).await.unwrap();
        execute(&mut session, file::UNPREPARED).await;
        session
    }

    /// Returns the URL of the database.
    pub(crate) fn url(&self) -> String {
        self.0.url()
    }
}

/// Returns a pool with one connection.
pub(crate) async fn pool_of_one(database: &Database) -> Pool<Session> {
    let manager = AsyncDieselConnectionManager::<Session>::new(database.url());
    Pool::builder(manager).max_size(1).build().unwrap()
}

/// Returns a pool with one connection, which the pool prepares.
pub(crate) async fn prepared_pool_of_one(database: &Database) -> Pool<Session> {
    let mut config = ManagerConfig::<Session>::default();
    config.custom_setup = Box::new(|url| Box::pin(establish(url)));
    let manager = AsyncDieselConnectionManager::new_with_config(database.url(), config);
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
