//! The pools of connections, of SQLite and of PostgreSQL.

use std::error::Error;
use std::ops::DerefMut;
use std::path::Path;
use std::time::Duration;

use diesel::SqliteConnection;
use diesel::dsl::{AsExprOf, select};
use diesel::query_builder::{QueryFragment, SqlQuery};
use diesel::sql_types::Integer;
use diesel_async::methods::LoadQuery;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolableConnection,
};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use crate::connection::Connection;
use crate::failure::Failure;

/// The time that a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// An embedded database, used from asynchronous code.
pub type Sqlite = SyncConnectionWrapper<SqliteConnection>;

/// A pool of connections that the service works on.
pub trait Database: Clone + Send + Sync + 'static {
    /// The connection of a request.
    type Connection: Connection;

    /// Returns a connection for one request.
    fn connection(
        &self,
    ) -> impl Future<Output = Result<impl DerefMut<Target = Self::Connection> + Send, Failure>> + Send;
}

impl<C> Database for Pool<C>
where
    C: Connection + PoolableConnection + 'static,
    // What the type `Pool<C>` asks for wherever it is named: reason enough for a trait of our own.
    for<'a> select<AsExprOf<i32, Integer>>: LoadQuery<'a, C, i32>,
    SqlQuery: QueryFragment<C::Backend>,
{
    type Connection = C;

    async fn connection(&self) -> Result<impl DerefMut<Target = C> + Send, Failure> {
        match tokio::time::timeout(PATIENCE, self.get()).await {
            Ok(connection) => connection.map_err(|error| Failure::Unavailable(error.into())),
            Err(elapsed) => Err(Failure::Unavailable(elapsed.into())),
        }
    }
}

/// Opens a file, with its tables, and connections that enforce foreign keys and wait for each other.
///
/// # Errors
///
/// A file that cannot be opened or has other tables.
pub async fn sqlite(file: &Path) -> Result<Pool<Sqlite>, Box<dyn Error>> {
    let url = file
        .to_str()
        .ok_or("the path of the database is no UTF-8")?;
    let mut config = ManagerConfig::<Sqlite>::default();
    config.custom_setup = Box::new(|url| Box::pin(camshaft::sqlite::establish_async(url)));
    let manager = AsyncDieselConnectionManager::new_with_config(url, config);
    let pool = Pool::builder(manager).build()?;
    let tables = include_str!("../up/sqlite.sql");
    pool.get().await?.batch_execute(tables).await?;
    Ok(pool)
}

/// Connects to a database on a server, and creates its tables.
///
/// # Errors
///
/// A server that cannot be reached, or a database that has other tables.
pub async fn postgres(url: &str) -> Result<Pool<AsyncPgConnection>, Box<dyn Error>> {
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
    let pool = Pool::builder(manager).build()?;
    let tables = include_str!("../up/postgres.sql");
    pool.get().await?.batch_execute(tables).await?;
    Ok(pool)
}
