//! The question to the values of a new row, in words of its own: whether a backend can insert them.

use diesel::Insertable;
use diesel::associations::HasTable;
use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::QueryFragment;

use super::columns::ColumnSet;
use super::given_key::GivesKey;
use super::nodes::Insert;
use super::relation::Relation;
use super::values::{RepeatedInsert, Repeats};

/// Values that the backend `DB` can insert into the table `T`, together with a key.
#[diagnostic::on_unimplemented(
    message = "a new row of `{T}` cannot be created from what `.values(..)`, or `.set(..)` alone, was given",
    label = "the row is created here, when it is absent",
    note = "an expression that reads a column, such as `hits + 1`, needs a row that exists: give the new row its own values with `.values(..)` before `.set(..)`",
    note = "all rows that a call creates have the same values, but for the key: give `.values(..)` a struct, `column.eq(value)` or a tuple of those, not a list or a query",
    note = "each value needs a type and an expression that the backend `{DB}` has"
)]
pub trait Creatable<R: Relation, DB: DieselBackend, T>: GivesKey<R, DB> {
    /// The statement.
    type Statement: QueryFragment<DB>;
    /// A type that is known once a row can be created.
    type Known;

    /// Returns the statement for this key; key columns in `skip` are among the values already.
    fn statement(self, key: R::Key, skip: ColumnSet) -> Self::Statement;
}

#[diagnostic::do_not_recommend]
impl<R, DB, V> Creatable<R, DB, R::Table> for V
where
    R: Relation,
    DB: DieselBackend,
    V: GivesKey<R, DB>,
    Insert<R, V>: QueryFragment<DB>,
{
    type Statement = Insert<R, V>;
    type Known = ();

    fn statement(self, key: R::Key, skip: ColumnSet) -> Insert<R, V> {
        self.with_key(key, skip).insert_into(R::Table::table())
    }
}

/// Values that the backend `DB` can insert into the table `T` for each of many keys.
#[diagnostic::on_unimplemented(
    message = "new rows of `{T}` cannot be created from what `.values(..)`, or `.set(..)` alone, was given",
    label = "rows are created here, when they are absent",
    note = "an expression that reads a column, such as `hits + 1`, needs a row that exists: give new rows their own values with `.values(..)` before `.set(..)`",
    note = "all rows that a call creates have the same values, but for the key: give `.values(..)` a struct, `column.eq(value)` or a tuple of those, not a list or a query",
    note = "each value needs a type and an expression that the backend `{DB}` has"
)]
pub trait CreatableMany<R: Relation, DB: DieselBackend, T>: GivesKey<R, DB> {
    /// The statement.
    type Statement: QueryFragment<DB>;
    /// A type that is known once a row can be created.
    type Known;

    /// Returns the statement for each key; key columns in `skip` are among the values already.
    fn statement(self, skip: ColumnSet) -> Self::Statement;
}

#[diagnostic::do_not_recommend]
impl<R, DB, V> CreatableMany<R, DB, R::Table> for V
where
    R: Relation,
    DB: DieselBackend,
    V: GivesKey<R, DB> + Repeats<R>,
    RepeatedInsert<R, V>: QueryFragment<DB>,
{
    type Statement = RepeatedInsert<R, V>;
    type Known = ();

    fn statement(self, skip: ColumnSet) -> RepeatedInsert<R, V> {
        self.with_each_key(skip).insert_into(R::Table::table())
    }
}
