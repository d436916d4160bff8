//! Settings that a SQLite connection needs before its first transaction.

use diesel::connection::{LoadConnection, TransactionManager};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use diesel::{
    Connection, ConnectionError, ConnectionResult, RunQueryDsl, SqliteConnection, select,
};
#[cfg(feature = "async")]
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;

use crate::error::Error;

/// Prepares a new SQLite connection: foreign keys are enforced, and a statement waits for up to
/// five seconds for another connection's write.
///
/// SQLite has both off by default, for each connection anew: without the first, a row can be
/// created for a parent that does not exist; without the second, two writers are an error at once.
/// The journal mode belongs to the file and stays as it is.
///
/// ```sql
/// PRAGMA foreign_keys = ON;
/// PRAGMA busy_timeout = 5000;
/// ```
///
/// Call it right after `establish`. A pool of Diesel's `r2d2` does so for each of its connections
/// with a customizer:
///
/// ```
/// # use diesel::prelude::*;
/// use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error, Pool};
///
/// #[derive(Debug)]
/// struct Prepare;
///
/// impl CustomizeConnection<SqliteConnection, Error> for Prepare {
///     fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), Error> {
///         camshaft::sqlite::prepare(conn).map_err(|error| Error::QueryError(error.into()))
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let manager = ConnectionManager::<SqliteConnection>::new(":memory:");
/// let pool = Pool::builder().connection_customizer(Box::new(Prepare)).build(manager)?;
/// assert!(pool.get().is_ok());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::AlreadyInTransaction`] inside a transaction, where SQLite ignores
/// `PRAGMA foreign_keys` without a word; [`Error::Database`].
pub fn prepare<C>(conn: &mut C) -> Result<(), Error>
where
    C: LoadConnection<Backend = Sqlite>,
{
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    if status.transaction_depth()?.is_some() {
        return Err(Error::AlreadyInTransaction);
    }
    conn.batch_execute(SETTINGS)?;
    were_applied(RunQueryDsl::get_result(foreign_keys(), conn)?)
}

/// Does the same as [`prepare`] on an asynchronous connection.
///
/// # Errors
///
/// The same.
#[cfg(feature = "async")]
pub fn prepare_async<C>(conn: &mut C) -> impl Future<Output = Result<(), Error>> + Send
where
    C: diesel_async::AsyncConnection<Backend = Sqlite>,
{
    use diesel_async::TransactionManager as _;
    async move {
        let status = C::TransactionManager::transaction_manager_status_mut(conn);
        if status.transaction_depth()?.is_some() {
            return Err(Error::AlreadyInTransaction);
        }
        conn.batch_execute(SETTINGS).await?;
        let enforced = diesel_async::RunQueryDsl::get_result(foreign_keys(), conn);
        were_applied(enforced.await?)
    }
}

/// Opens a SQLite database on a connection that is [prepared](prepare()).
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use diesel::RunQueryDsl;
/// use diesel::dsl::sql;
/// use diesel::sql_types::Bool;
///
/// let conn = &mut camshaft::sqlite::establish(":memory:")?;
/// let foreign_keys = sql::<Bool>("(SELECT foreign_keys FROM pragma_foreign_keys)");
/// assert!(diesel::select(foreign_keys).get_result::<bool>(conn)?);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The errors of Diesel's `establish`; [`CouldntSetupConfiguration`](ConnectionError::CouldntSetupConfiguration)
/// when a setting cannot be made.
pub fn establish(url: &str) -> ConnectionResult<SqliteConnection> {
    let mut conn = SqliteConnection::establish(url)?;
    prepare(&mut conn).map_err(of_settings)?;
    Ok(conn)
}

/// Does the same as [`establish`] on an asynchronous connection.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// #     tokio::runtime::Runtime::new()?.block_on(example())
/// # }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use diesel::dsl::sql;
/// use diesel::sql_types::Bool;
/// use diesel_async::RunQueryDsl;
///
/// let conn = &mut camshaft::sqlite::establish_async(":memory:").await?;
/// let foreign_keys = sql::<Bool>("(SELECT foreign_keys FROM pragma_foreign_keys)");
/// assert!(diesel::select(foreign_keys).get_result::<bool>(conn).await?);
/// # Ok(())
/// # }
/// ```
///
/// A pool of diesel-async calls it for each of its connections:
///
/// ```text
/// let mut config = ManagerConfig::<SyncConnectionWrapper<SqliteConnection>>::default();
/// config.custom_setup = Box::new(|url| Box::pin(camshaft::sqlite::establish_async(url)));
/// let manager = AsyncDieselConnectionManager::new_with_config(url, config);
/// ```
///
/// # Errors
///
/// The same.
#[cfg(feature = "async")]
pub fn establish_async(
    url: &str,
) -> impl Future<Output = ConnectionResult<SyncConnectionWrapper<SqliteConnection>>> + Send {
    use diesel_async::AsyncConnection as _;
    async move {
        let mut conn = SyncConnectionWrapper::establish(url).await?;
        prepare_async(&mut conn).await.map_err(of_settings)?;
        Ok(conn)
    }
}

fn of_settings(error: Error) -> ConnectionError {
    ConnectionError::CouldntSetupConfiguration(error.into())
}

const SETTINGS: &str = "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;";

/// Returns the expression that reads whether foreign keys are enforced.
fn foreign_keys() -> diesel::dsl::select<SqlLiteral<Bool>> {
    select(sql::<Bool>(
        "(SELECT foreign_keys FROM pragma_foreign_keys)",
    ))
}

/// Checks that the settings were applied: a transaction that was begun with plain SQL is known to
/// SQLite only, and keeps them out.
const fn were_applied(enforced: bool) -> Result<(), Error> {
    if enforced {
        Ok(())
    } else {
        Err(Error::AlreadyInTransaction)
    }
}
