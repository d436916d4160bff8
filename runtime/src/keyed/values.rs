//! The values of a new row: the key alone, or the key and what `.values(..)` was given.

use diesel::Insertable;

use super::columns::{AssignKey, ColumnSet};
use super::relation::{CreatesFromKey, CreatesWithValues, Relation};

/// No values: the key alone creates the row.
#[derive(Debug, Clone, Copy)]
pub struct NoValues;

/// Values for the new row: anything that is `Insertable` into its table, and `Clone`.
#[derive(Debug, Clone, Copy)]
pub struct Values<V>(pub(crate) V);

/// Something that creates rows of the relation `R`, together with a key.
pub trait Creates<R: Relation>: Clone {
    /// What is inserted.
    type Insert: Insertable<R::Table>;

    /// Key and values; key columns in `skip` stand among the values already.
    fn with_key(self, key: R::Key, skip: ColumnSet) -> Self::Insert;
}

/// Values that are enough to create a row of the relation `R`, as far as the catalog tells.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not enough to create the row of `{R}`",
    label = "a column is `NOT NULL` and has no default, or the key is an expression",
    note = "give columns with `.values(..)` before this call, or give them defaults in the database, then `camshaft print-catalog`",
    note = "a required column that `schema.rs` lacks has to be added with `diesel print-schema`; a key that is an expression can only be read"
)]
pub trait Suffices<R> {}

#[diagnostic::do_not_recommend]
impl<R> Suffices<R> for NoValues
where
    R: Relation,
    R::Creation: CreatesFromKey<R>,
{
}

#[diagnostic::do_not_recommend]
impl<R, V> Suffices<R> for Values<V>
where
    R: Relation,
    R::Creation: CreatesWithValues<R>,
{
}

type Assignments<R> = <<R as Relation>::Key as AssignKey<<R as Relation>::Columns>>::Assignments;

impl<R> Creates<R> for NoValues
where
    R: Relation,
    R::Key: AssignKey<R::Columns>,
    Assignments<R>: Insertable<R::Table>,
{
    type Insert = Assignments<R>;

    fn with_key(self, key: R::Key, skip: ColumnSet) -> Self::Insert {
        key.assign(skip)
    }
}

impl<R, V> Creates<R> for Values<V>
where
    R: Relation,
    R::Key: AssignKey<R::Columns>,
    V: Clone,
    (Assignments<R>, V): Insertable<R::Table>,
{
    type Insert = (Assignments<R>, V);

    fn with_key(self, key: R::Key, skip: ColumnSet) -> Self::Insert {
        (key.assign(skip), self.0)
    }
}
