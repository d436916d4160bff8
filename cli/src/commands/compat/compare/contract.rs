//! A change of a column in three releases: each survives the migrations of the next one.

use camshaft::duplicates::quoted;

use super::TableComparison;
use crate::state::ColumnState;

/// Returns the migrations, each with what its release's code does. `new` is a column that does not
/// exist yet.
pub(super) fn migrations(
    table: &TableComparison<'_>,
    old: &str,
    new: &str,
    of: &ColumnState,
) -> Vec<String> {
    let name = |name: &str| quoted(table.server.backend(), name);
    let schema = table.needed.schema.iter().map(|schema| name(schema) + ".");
    let table_name = schema.collect::<String>() + &name(&table.needed.name);
    let sql_type = of.full_type.as_ref().unwrap_or(&of.sql_type);
    let (old, new) = (name(old), name(new));
    vec![
        format!("1, code that writes both: ALTER TABLE {table_name} ADD COLUMN {new} {sql_type};"),
        format!(
            "2, code that reads the new one: UPDATE {table_name} SET {new} = {old} WHERE {new} IS NULL;"
        ),
        format!(
            "3, post-deployment, code without the old one: ALTER TABLE {table_name} DROP COLUMN {old};"
        ),
    ]
}
