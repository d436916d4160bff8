//! The unique indexes whose collation has changed since they were built: they may miss rows.

use camshaft::catalog::{Index, Table};

/// Returns a warning for each such index of a table.
pub(crate) fn warnings(table: &Table<'_>) -> Vec<String> {
    let warnings = table.indexes.iter().filter_map(warning);
    warnings
        .map(|warning| format!("{}: {warning}", table.name))
        .collect()
}

fn warning(index: &Index<'_>) -> Option<String> {
    let stale = index.stale_collation?;
    let name = index.name.unwrap_or("the primary key");
    Some(format!(
        "the index `{name}` was built with version {} of {}, which is version {} now: it may miss rows\n\
         help: run `camshaft index` for its key, REINDEX INDEX CONCURRENTLY, and finally {};",
        stale.recorded,
        stale.name.unwrap_or("the database's collation"),
        stale.actual,
        stale.refresh
    ))
}
