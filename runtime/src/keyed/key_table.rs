//! The table of keys within a statement: `camshaft_keys (camshaft_0, .., camshaft_ord)`.

use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use crate::dialect::Dialect;

pub(in crate::keyed) const TABLE: &str = "camshaft_keys";
pub(in crate::keyed) const ORDINAL: &str = "camshaft_ord";

/// Returns the column of the table of keys that holds the key column at a position.
pub(in crate::keyed) fn column(position: usize) -> String {
    format!("camshaft_{position}")
}

/// Pushes `name` of a table that is rendered by `from`.
pub(crate) fn push_column<'b, DB: DieselBackend>(
    from: &'b impl QueryFragment<DB>,
    name: &str,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    from.walk_ast(out.reborrow())?;
    out.push_sql(".");
    out.push_identifier(name)
}

/// Pushes a key column of each of many keys, for the values of an insert.
pub(in crate::keyed) fn push_key_term<DB: Dialect>(
    position: usize,
    columns: usize,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    if !DB::SETS_IN_VALUES {
        return push_key_column(&column(position), out);
    }
    out.push_sql("unnest(ARRAY(SELECT ");
    push_key_column(&column(position), out)?;
    out.push_sql(" FROM ");
    out.push_identifier(TABLE)?;
    out.push_sql(" ORDER BY ");
    push_key_columns(columns, out)?;
    out.push_sql("))");
    Ok(())
}

/// Pushes the columns of the table of keys that hold a key.
pub(in crate::keyed) fn push_key_columns<DB: DieselBackend>(
    columns: usize,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    for position in 0..columns {
        out.push_sql(if position == 0 { "" } else { ", " });
        push_key_column(&column(position), out)?;
    }
    Ok(())
}

/// Pushes a column of the table of keys.
pub(in crate::keyed) fn push_key_column<DB: DieselBackend>(
    name: &str,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_identifier(TABLE)?;
    out.push_sql(".");
    out.push_identifier(name)
}

/// Pushes the table with the names of its columns, the key columns first.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(in crate::keyed) fn push_columns<DB: DieselBackend>(
    keys: usize,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_identifier(TABLE)?;
    out.push_sql(" (");
    for position in 0..keys {
        out.push_identifier(&column(position))?;
        out.push_sql(", ");
    }
    out.push_identifier(ORDINAL)?;
    out.push_sql(")");
    Ok(())
}
