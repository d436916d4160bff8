//! Settings that a SQLite connection needs before its first transaction.

use diesel::connection::{LoadConnection, TransactionManager};
use diesel::dsl::sql;
use diesel::result::QueryResult;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, select};

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
    conn.batch_execute("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;")?;
    // A transaction that was begun with plain SQL is known to SQLite only.
    if enforces_foreign_keys(conn)? {
        Ok(())
    } else {
        Err(Error::AlreadyInTransaction)
    }
}

fn enforces_foreign_keys<C>(conn: &mut C) -> QueryResult<bool>
where
    C: LoadConnection<Backend = Sqlite>,
{
    select(sql::<Bool>(
        "(SELECT foreign_keys FROM pragma_foreign_keys)",
    ))
    .get_result(conn)
}
