//! The values of a new row: the key alone, or the key and what `.values(..)` was given.

use diesel::Insertable;
use diesel::query_builder::InsertStatement;

use super::columns::{AssignKey, ColumnSet};
use super::relation::{CreatesFromKey, CreatesWithValues, Relation};
use super::takes::Leads;

/// No values: the key alone creates the row.
#[derive(Debug, Clone, Copy)]
pub struct NoValues;

/// Values for the new row: anything that is `Insertable` into its table, and `Clone`.
#[derive(Debug, Clone, Copy)]
pub struct Values<V>(pub(crate) V);

/// A type that can be inserted into the table `T`: every type that is Diesel's `Insertable`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be inserted into `{T}`",
    label = "no values for a row of that table",
    note = "values are a struct with `#[derive(Insertable)]` and the `table_name` of that table, `column.eq(value)` of one of its columns, or a tuple of those",
    note = "`.set(..)` without `.values(..)` before it creates rows too, so that its changes have to be values as well"
)]
pub trait InsertableInto<T>: Insertable<T> {
    /// The values in their wrapper, [`Values`].
    type Given;

    /// Returns the values in their wrapper.
    fn given(self) -> Self::Given;
}

/// [`Values`] of `V`, for rows of the relation `R`; unknown when they cannot be inserted, so that
/// nothing else is reported.
pub type Given<V, R> = <V as InsertableInto<<R as Relation>::Table>>::Given;

#[diagnostic::do_not_recommend]
impl<T, V, I> InsertableInto<T> for V
where
    V: Insertable<T, Values = I>,
    I: Leads<Values<V>, To = Values<V>>,
{
    type Given = <I as Leads<Values<V>>>::To;

    fn given(self) -> Values<V> {
        Values(self)
    }
}

/// Something that creates rows of the relation `R`, together with a key.
pub trait Creates<R: Relation>: Clone {
    /// The value that is inserted.
    type Insert: Insertable<R::Table>;

    /// True if it is the key alone: its types determine the SQL of its insert then.
    const IS_KEY_ALONE: bool;

    /// Joins key and values; key columns in `skip` are among the values already.
    fn with_key(self, key: R::Key, skip: ColumnSet) -> Self::Insert;
}

/// Values that are enough to create a row of the relation `R`, as far as the catalog says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not enough to create the row of `{R}`",
    label = "a column is `NOT NULL` and has no default, or the key is an expression",
    note = "give columns with `.values(..)` before this call, or give them defaults in the database, then `camshaft print-catalog`",
    note = "a required column that `schema.rs` lacks has to be added with `diesel print-schema`; a key that is an expression can only be read"
)]
pub trait SufficientFor<R> {}

#[diagnostic::do_not_recommend]
impl<R> SufficientFor<R> for NoValues
where
    R: Relation,
    R::Creation: CreatesFromKey<R>,
{
}

#[diagnostic::do_not_recommend]
impl<R, V> SufficientFor<R> for Values<V>
where
    R: Relation,
    R::Creation: CreatesWithValues<R>,
{
}

type KeyAssignments<R> = <<R as Relation>::Key as AssignKey<<R as Relation>::Columns>>::Assignments;

impl<R> Creates<R> for NoValues
where
    R: Relation,
    R::Key: AssignKey<R::Columns>,
    KeyAssignments<R>: Insertable<R::Table>,
{
    type Insert = KeyAssignments<R>;
    const IS_KEY_ALONE: bool = true;

    fn with_key(self, key: R::Key, skip: ColumnSet) -> Self::Insert {
        key.assign(skip)
    }
}

/// The insert of a row with the values for each of many keys.
pub(crate) type RepeatedInsert<R, V> = InsertStatement<
    <R as Relation>::Table,
    <<V as Repeats<R>>::Insert as Insertable<<R as Relation>::Table>>::Values,
>;

/// Values that create a row for each of many keys.
pub trait Repeats<R: Relation>: Clone {
    /// The value that is inserted.
    type Insert: Insertable<R::Table>;

    /// Joins key columns and values; key columns in `skip` are among the values already.
    fn with_each_key(self, skip: ColumnSet) -> Self::Insert;
}

type Terms<R> = <<R as Relation>::Key as AssignKey<<R as Relation>::Columns>>::Terms;

impl<R, V> Repeats<R> for Values<V>
where
    R: Relation,
    R::Key: AssignKey<R::Columns>,
    V: Clone,
    (Terms<R>, V): Insertable<R::Table>,
{
    type Insert = (Terms<R>, V);

    fn with_each_key(self, skip: ColumnSet) -> Self::Insert {
        (R::Key::terms(skip), self.0)
    }
}

impl<R, V> Creates<R> for Values<V>
where
    R: Relation,
    R::Key: AssignKey<R::Columns>,
    V: Clone,
    (KeyAssignments<R>, V): Insertable<R::Table>,
{
    type Insert = (KeyAssignments<R>, V);
    const IS_KEY_ALONE: bool = false;

    fn with_key(self, key: R::Key, skip: ColumnSet) -> Self::Insert {
        (key.assign(skip), self.0)
    }
}
