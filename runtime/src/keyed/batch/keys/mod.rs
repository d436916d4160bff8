//! Many keys as a table of a query: `camshaft_keys (camshaft_0, .., camshaft_ord)`.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::hash::Hash;

use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use crate::dialect::Dialect;
use crate::keyed::columns::KeyColumns;

pub(super) const TABLE: &str = "camshaft_keys";
pub(super) const ORDINAL: &str = "camshaft_ord";

/// The column of the table of keys that holds the key column at a position.
pub(super) fn column(position: usize) -> String {
    format!("camshaft_{position}")
}

/// A backend that can take many keys of the columns `C` as a table.
pub trait BatchDialect<C: KeyColumns, K>: Dialect {
    /// The keys, ready to be bound.
    type Keys: PushKeys<Self> + Send + 'static;

    /// What tells rows apart, as SQL.
    type IdentitySql: 'static;

    /// What tells rows apart.
    type Identity: Eq + Hash + Send + 'static;

    /// Pushes what tells the rows of a table apart: the same for two ordinals with the same row.
    ///
    /// # Errors
    ///
    /// When an identifier cannot be quoted.
    fn push_identity<'b>(
        from: &'b impl QueryFragment<Self>,
        out: &mut AstPass<'_, 'b, Self>,
    ) -> QueryResult<()>;

    /// How many keys one statement takes.
    fn keys_per_statement() -> usize;

    /// Takes the keys.
    fn keys(keys: Vec<K>) -> Self::Keys;
}

/// Keys that render as a table.
pub trait PushKeys<DB: DieselBackend> {
    /// Whether the SQL is the same for any number of keys.
    const SAME_SQL: bool;
    /// How another table is joined to them: the keys must drive the join.
    const JOIN: &str;

    /// Pushes what stands before the statement.
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_with<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Pushes the table in a `FROM` clause.
    ///
    /// # Errors
    ///
    /// When a key cannot be serialized.
    fn push_from<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// Pushes `name` of a table that is rendered by `from`.
pub(super) fn push_column<'b, DB: DieselBackend>(
    from: &'b impl QueryFragment<DB>,
    name: &str,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    from.walk_ast(out.reborrow())?;
    out.push_sql(".");
    out.push_identifier(name)
}

/// Pushes a column of the table of keys.
pub(super) fn push_key_column<DB: DieselBackend>(
    name: &str,
    out: &mut AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_identifier(TABLE)?;
    out.push_sql(".");
    out.push_identifier(name)
}

#[cfg_attr(
    not(any(feature = "postgres", feature = "sqlite")),
    expect(
        dead_code,
        reason = "only a backend's own file renders a table of keys"
    )
)]
/// Pushes the names of the table's columns, the key columns first.
fn push_columns<DB: DieselBackend>(keys: usize, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
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
