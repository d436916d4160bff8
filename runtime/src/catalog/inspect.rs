//! The live reader: facts from the connected database.

use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::result::QueryResult;

use super::{Arena, Catalog};

/// A Diesel backend whose catalog can be read.
///
/// Implemented for `diesel::pg::Pg` (feature `postgres`), `diesel::mysql::Mysql` (feature `mysql`)
/// and `diesel::sqlite::Sqlite` (feature `sqlite`).
#[diagnostic::on_unimplemented(
    message = "camshaft cannot read the catalog of the backend `{Self}`",
    note = "enable camshaft's feature of that backend: `postgres`, `mysql` or `sqlite`"
)]
pub trait Inspect: Backend {
    /// The answer of the server's catalog.
    #[doc(hidden)]
    type Rows: Send;

    /// Reads the server's catalog.
    #[doc(hidden)]
    fn read<C>(conn: &mut C) -> QueryResult<Self::Rows>
    where
        C: LoadConnection<Backend = Self>;

    /// Makes facts of the answers.
    #[doc(hidden)]
    fn assemble<'a>(rows: &Self::Rows, arena: &'a Arena) -> Catalog<'a>;
}

/// A backend whose catalog can be read on the connections of diesel-async too.
#[cfg(feature = "async")]
pub trait InspectAsync: Inspect {
    /// Reads the server's catalog.
    #[doc(hidden)]
    fn read<C>(conn: &mut C) -> impl Future<Output = QueryResult<Self::Rows>> + Send
    where
        C: diesel_async::AsyncConnection<Backend = Self>;
}

/// Reads the facts of every table, view and materialized view of the connected database.
///
/// The call takes a fixed number of queries (five, on MySQL six), whatever the number of tables. Left out
/// are the server's own schemas, on MySQL all databases but the connected one, temporary tables,
/// partitions (their parent is listed), MariaDB's sequences and SQLite's virtual tables.
///
/// PostgreSQL prints names in expressions and predicates as the connection's `search_path` wants
/// them, so read the catalog with the `search_path` of the application. MySQL and MariaDB show a
/// user only what he may use, and the actions of foreign keys only to one with more privileges than
/// `SELECT`.
///
#[cfg_attr(feature = "sqlite", doc = "```")]
#[cfg_attr(not(feature = "sqlite"), doc = "```text")]
/// use camshaft::catalog::{Arena, inspect};
/// use diesel::connection::SimpleConnection;
/// use diesel::prelude::*;
///
/// let mut conn = SqliteConnection::establish(":memory:").unwrap();
/// conn.batch_execute("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE)").unwrap();
///
/// let arena = Arena::new();
/// let catalog = inspect(&mut conn, &arena).unwrap();
/// let users = &catalog.tables[0];
/// assert!(users.indexes.iter().any(|index| index.unique && !index.primary));
/// ```
///
/// # Errors
///
/// What Diesel answers to one of the queries.
pub fn inspect<'a, C>(conn: &mut C, arena: &'a Arena) -> QueryResult<Catalog<'a>>
where
    C: LoadConnection,
    C::Backend: Inspect,
{
    let rows = <C::Backend as Inspect>::read(conn)?;
    Ok(C::Backend::assemble(&rows, arena))
}

/// Does the same as [`inspect`] on an asynchronous connection.
///
/// The arena is borrowed mutably, since only so can the future be sent between threads.
///
/// # Errors
///
/// The same.
#[cfg(feature = "async")]
pub fn inspect_async<'a, C>(
    conn: &mut C,
    arena: &'a mut Arena,
) -> impl Future<Output = QueryResult<Catalog<'a>>> + Send
where
    C: diesel_async::AsyncConnection<Backend: InspectAsync>,
{
    async move {
        let rows = <C::Backend as InspectAsync>::read(conn).await?;
        Ok(C::Backend::assemble(&rows, arena))
    }
}
