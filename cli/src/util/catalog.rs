//! Questions about facts of a catalog that several commands ask.

use camshaft::catalog::{Backend, Index, Key, KeyPart, Table, Timing};

/// Returns true for tables of migration tools, as `__diesel_schema_migrations`.
pub(crate) fn is_internal(table: &Table<'_>) -> bool {
    table.name.starts_with("__")
}

/// Returns why no declaration can rest on a unique index; `None` if one can.
pub(crate) fn fault(
    backend: Backend,
    table: &Table<'_>,
    index: &Index<'_>,
) -> Option<&'static str> {
    if index.timing != Timing::Immediate {
        Some("is deferrable, so it is no conflict target")
    } else if !index.valid && backend == Backend::Mysql {
        Some("is invisible or ignored, so queries would not use it")
    } else if !index.valid {
        Some("is invalid: drop it and create it again, or REINDEX it")
    } else if !index.ready {
        Some("is not ready: it is still being built")
    } else if index.keys.iter().any(|key| key.prefix.is_some()) {
        Some("covers only the beginning of a column")
    } else if index
        .keys
        .iter()
        .any(|key| is_collated_otherwise(table, key))
    {
        Some("compares with another collation than its column")
    } else {
        None
    }
}

fn is_collated_otherwise(table: &Table<'_>, key: &Key<'_>) -> bool {
    table
        .columns
        .iter()
        .any(|column| key.part == KeyPart::Column(column.name) && key.collation != column.collation)
}
