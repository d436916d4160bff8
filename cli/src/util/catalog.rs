//! Questions about facts of a catalog that several commands ask.

use camshaft::catalog::{Backend, Flaw, Index, Table};

/// Returns true for tables of migration tools, as `__diesel_schema_migrations`.
pub(crate) fn is_internal(table: &Table<'_>) -> bool {
    table.name.starts_with("__")
}

/// Returns the reason why no declaration can rest on a unique index, as the end of a sentence; `None` if one can.
pub(crate) fn fault(
    backend: Backend,
    table: &Table<'_>,
    index: &Index<'_>,
) -> Option<&'static str> {
    Some(match (index.flaw(table)?, backend) {
        (Flaw::Invalid, Backend::Mysql) => "is invisible or ignored, so queries would not use it",
        (Flaw::Invalid, Backend::Postgres | Backend::Sqlite) => {
            "is invalid: drop it and create it again, or REINDEX it"
        }
        (Flaw::NotReady, _) => "is not ready: it is still being built",
        (Flaw::Deferrable, _) => "is deferrable, so it cannot be a conflict target",
        (Flaw::Prefix(_), _) => "covers only the beginning of a column",
        (Flaw::Collation, _) => "compares with another collation than its column",
    })
}
