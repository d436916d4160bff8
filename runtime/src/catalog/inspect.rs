//! The live reader: facts from the connected database.

use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::result::QueryResult;

use super::{Arena, Catalog};

/// A Diesel backend whose catalog can be read.
///
/// Implemented for `diesel::pg::Pg` (feature `postgres`) and `diesel::sqlite::Sqlite` (feature
/// `sqlite`).
#[diagnostic::on_unimplemented(
    message = "camshaft cannot read the catalog of the backend `{Self}`",
    note = "enable camshaft's feature of that backend: `postgres` or `sqlite`"
)]
pub trait Inspect: Backend {
    /// Reads the facts of the connected database; use [`inspect`].
    ///
    /// # Errors
    ///
    /// What Diesel answers to one of the queries.
    fn inspect<'a, C>(conn: &mut C, arena: &'a Arena) -> QueryResult<Catalog<'a>>
    where
        C: LoadConnection<Backend = Self>;
}

/// Reads the facts of every table, view and materialized view of the connected database.
///
/// It takes a fixed number of queries (five), whatever the number of tables. Left out are the
/// server's own schemas, temporary tables, partitions (their parent is listed) and SQLite's virtual
/// tables. PostgreSQL prints names in expressions and predicates as the connection's `search_path`
/// wants them, so read the catalog with the `search_path` of the application.
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
    C::Backend::inspect(conn, arena)
}
