//! The relation that a derive declares: at most one row for a key, proven against the catalog.

use diesel::Table;
use diesel::associations::HasTable;

use super::columns::{KeyColumns, KeyValues};
use crate::catalog::{Backend, CompiledFacts, ForeignKey};
use crate::proof::UniqueKey;

pub use crate::proof::{IMPOSSIBLE, KEY_ALONE, NEEDS_VALUES};

/// "At most one row of a table for a key": a `has_one` or a `unique` of a model.
///
/// Implemented by `#[derive(camshaft::Model)]`, which also proves it.
pub trait Relation: 'static {
    /// The table of the row.
    type Table: Table + HasTable<Table = Self::Table> + 'static;
    /// The key columns.
    type Columns: KeyColumns<Table = Self::Table>;
    /// The values of the key, owned.
    type Key: KeyValues<Self::Columns>;
    /// The row as a struct.
    type Row: 'static;
    /// The values needed to create a row besides the key: a [`Completeness`].
    type Creation;

    /// The accessor, for events and messages: `User::detail`.
    const NAME: &'static str;
    /// The facts of the table.
    const FACTS: &'static [CompiledFacts];
    /// The table's name in SQL.
    const TABLE: &'static str = table_name(Self::FACTS);
    /// The unique key that proves it.
    const UNIQUE: UniqueKey;
}

/// A relation between two rows: a `has_one` of a model.
///
/// Implemented by `#[derive(camshaft::Model)]`.
pub trait HasOne: Relation {
    /// The row that it belongs to.
    type Parent: 'static;
    /// The table of that row.
    type ParentTable: Table + HasTable<Table = Self::ParentTable> + 'static;
    /// The columns of that table which the key refers to, in the order of the key.
    const REFERENCES: &'static [&'static str];

    /// Returns the key for this row; `None` when it is NULL.
    fn key_of(parent: &Self::Parent) -> Option<Self::Key>;
}

/// Returns the table's name, the same on every backend; a table in no section has no facts to name
/// it.
const fn table_name(facts: &[CompiledFacts]) -> &'static str {
    match facts {
        [compiled, ..] => compiled.table.name,
        [] => "",
    }
}

/// Returns the predicate of the relation's index on a backend, as that backend prints it.
pub(crate) const fn predicate<R: Relation>(backend: Backend) -> Option<&'static str> {
    R::UNIQUE.predicate(backend)
}

/// Returns the expression that is the relation's key on a backend, if it is one.
pub(crate) const fn expression<R: Relation>(backend: Backend) -> Option<&'static str> {
    R::UNIQUE.expression(backend)
}

/// Returns the schema of the operator that compares a key column, as SQL; `None` for one that each
/// connection finds.
///
/// PostgreSQL looks for operators in the `search_path`: without the schema of `citext` it compares as text.
pub(crate) fn schema_of_equality<R: Relation>(
    backend: Backend,
    name: &str,
) -> Option<&'static str> {
    let compiled = R::FACTS.iter().find(|known| known.backend == backend)?;
    let mut columns = compiled.table.columns.iter();
    let column = columns.find(|column| column.name == name)?;
    column.schema_of_citext()
}

/// Returns the foreign keys of the relation's table on a backend whose columns are all key columns.
pub(crate) fn foreign_keys_of_key<R: Relation>(
    backend: Backend,
) -> impl Iterator<Item = &'static ForeignKey<'static>> {
    foreign_keys::<R>(backend).filter(|foreign_key| {
        foreign_key
            .columns
            .iter()
            .all(|column| R::Columns::NAMES.contains(column))
    })
}

/// Returns all foreign keys of the relation's table on a backend.
pub(crate) fn foreign_keys<R: Relation>(
    backend: Backend,
) -> impl Iterator<Item = &'static ForeignKey<'static>> {
    R::FACTS
        .iter()
        .filter(move |compiled| compiled.backend == backend)
        .flat_map(|compiled| compiled.table.foreign_keys)
}

/// Returns the column in which the server numbers the rows of the relation's table, if it does: the
/// primary key, an integer with a default.
pub(crate) fn numbered_column<R: Relation>(backend: Backend) -> Option<&'static str> {
    let compiled = R::FACTS.iter().find(|known| known.backend == backend)?;
    compiled.table.numbered_column()
}

/// A relation declared for the backend `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared for this connection's backend",
    label = "its backend is `{M}`, which the declaration's `on(..)` leaves out"
)]
pub trait HoldsOn<M> {}

/// The values that it takes to create a row besides its key.
///
/// `LEVEL` is [`KEY_ALONE`], [`NEEDS_VALUES`] or [`IMPOSSIBLE`], computed from the catalog.
#[derive(Debug, Clone, Copy)]
pub struct Completeness<const LEVEL: u8>;

/// The key alone can create a row of the relation `R`.
#[diagnostic::on_unimplemented(
    message = "the key alone is not enough to create the row of `{R}`",
    label = "a column is `NOT NULL` and has no default, or the key is an expression",
    note = "create them one at a time with `.values(..)`, or give the columns defaults in the database, then `camshaft print-catalog`"
)]
pub trait CreatesFromKey<R> {}

#[diagnostic::do_not_recommend]
impl<R> CreatesFromKey<R> for Completeness<KEY_ALONE> {}
// A second one: rustc names a sole impl behind the text, whatever is recommended.
#[diagnostic::do_not_recommend]
impl<R> CreatesFromKey<R> for Completeness<{ u8::MAX }> {}

/// A row of the relation `R` can be created, given its values.
pub trait CreatesWithValues<R> {}

#[diagnostic::do_not_recommend]
impl<R> CreatesWithValues<R> for Completeness<KEY_ALONE> {}
#[diagnostic::do_not_recommend]
impl<R> CreatesWithValues<R> for Completeness<NEEDS_VALUES> {}
