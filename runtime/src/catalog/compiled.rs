//! The facts that a `table!` has in a catalog.

use super::{Backend, Table};

/// The facts of the catalog for one table, compiled for one backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompiledFacts {
    /// The backend they hold for.
    pub backend: Backend,
    /// The facts.
    pub table: Table<'static>,
}

/// Returns the facts of a table on one backend, among those of all its backends.
///
/// # Panics
///
/// When there are none; `catalog!` asks for what it wrote itself.
#[doc(hidden)]
#[must_use]
pub const fn table_on(facts: &[CompiledFacts], backend: Backend) -> Table<'static> {
    let mut at = 0;
    while at < facts.len() {
        if facts[at].backend as u8 == backend as u8 {
            return facts[at].table;
        }
        at += 1;
    }
    panic!("`catalog!` lost a section: please report it in camshaft's repository")
}

/// A `table!` whose facts are in a [`catalog!`](crate::catalog!).
///
/// `catalog!` implements it; every proof reads it.
#[diagnostic::on_unimplemented(
    message = "no catalog facts for the table `{Self}`",
    label = "`{Self}` is in no `catalog!`",
    note = "`camshaft print-catalog` reads the facts from the database and writes `catalog.rs` beside `schema.rs`; declare it with `mod catalog;`, and name the module of the `table!`s as its `schema`"
)]
pub trait InCatalog {
    /// The facts of the table, one entry for each backend that has it.
    const FACTS: &'static [CompiledFacts];
}

/// A table whose facts for one backend are in the catalog.
///
/// `M` is a [`marker`]. Terminal methods require it for the backend of the connection they get.
#[diagnostic::on_unimplemented(
    message = "the catalog has no facts of this connection's backend for the table `{Self}`",
    label = "its backend is `{M}`",
    note = "`camshaft print-catalog` with the URL of such a database adds the backend's section to `catalog.rs`"
)]
pub trait CatalogFor<M>: InCatalog {}

/// One type for each backend, to name it in bounds and in messages.
pub mod marker {
    /// PostgreSQL.
    #[derive(Debug, Clone, Copy)]
    pub struct Postgres;
    /// MySQL and MariaDB.
    #[derive(Debug, Clone, Copy)]
    pub struct Mysql;
    /// SQLite.
    #[derive(Debug, Clone, Copy)]
    pub struct Sqlite;
    /// No backend: a declaration with `on(..)` has it, so that a missing backend is reported as one.
    #[derive(Debug, Clone, Copy)]
    pub struct Never;
}
