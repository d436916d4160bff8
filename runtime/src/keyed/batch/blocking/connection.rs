//! The bounds on a blocking connection that reaches the rows of a relation, many at once.

use std::hash::Hash;

use diesel::Selectable;
use diesel::connection::LoadConnection;
use diesel::result::QueryResult;

use super::writes::WritesMany;
use crate::catalog::CatalogFor;
use crate::connection::{Executes, Loads};
use crate::dialect::Dialect;
use crate::keyed::batch::change::{ManyChange, OnConflict};
use crate::keyed::batch::found::{Found, Numbered};
use crate::keyed::batch::inserted::InsertsMany;
use crate::keyed::batch::keys::{BatchDialect, Tracking};
use crate::keyed::batch::nodes::{
    CountedMany, Identity, ReadMode, SelectIntegers, SelectIntegersWithRowIds, SelectMany,
    WithRowId, are_integers,
};
use crate::keyed::changes::Assigns;
use crate::keyed::checked::ChecksKeys;
use crate::keyed::creatable::CreatableMany;
use crate::keyed::nodes::DynFragment;
use crate::keyed::relation::{HoldsOn, Relation};
use crate::keyed::values::{NoValues, Values};

/// A connection that can read and create the rows of the relation `R` for many keys at once.
pub trait BatchConnection<R: Relation>: LoadConnection<Backend: Dialect> {
    /// The reads of many rows.
    #[doc(hidden)]
    type ReadsMany: LoadsMany<Self, R>;

    /// The writes of many rows.
    #[doc(hidden)]
    type WritesMany: WritesMany<Self, R>;
}

impl<C, R> BatchConnection<R> for C
where
    R: Relation<Row: LoadsMany<C, R>> + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    C: LoadConnection<Backend: Dialect>,
{
    type ReadsMany = R::Row;
    type WritesMany = <R::Row as LoadsMany<C, R>>::Writes;
}

/// A row of the relation `R` that the connection `C` can load for many keys at once.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as the row of `{R}`",
    label = "it has no `Queryable` and `Selectable` that fit this connection's backend",
    note = "derive `Queryable` and `Selectable` for `{Self}`, or `HasQuery`, with the `table_name` of its table",
    note = "to find a field whose type is not that of its column, add `#[diesel(check_for_backend(diesel::sqlite::Sqlite))]` to the struct, or the backend that you use"
)]
pub trait LoadsMany<C: LoadConnection, R: Relation>: ChecksKeys<R, C::Backend> {
    /// The writes of such rows.
    type Writes: WritesMany<C, R>;

    /// The identity of a row.
    type Identity: Eq + Hash;

    /// Returns how many keys one statement takes that binds so many other values.
    fn keys_per_statement(others: usize) -> usize;

    /// Reads the rows of these keys.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select_many(
        conn: &mut C,
        keys: Vec<R::Key>,
        mode: ReadMode,
        tracking: Tracking,
    ) -> QueryResult<Found<Self::Identity, R::Row>>;

    /// Inserts rows for those of these keys that have none, and returns their number.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_missing(
        conn: &mut C,
        keys: Vec<R::Key>,
        on_conflict: OnConflict,
    ) -> QueryResult<usize>;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> LoadsMany<C, R> for T
where
    R: Relation<Row = T>,
    T: Selectable<C::Backend> + ChecksKeys<R, C::Backend>,
    C: LoadConnection,
    C::Backend: Dialect<Writing: WritesMany<C, R>> + BatchDialect<R::Columns, R::Key>,
    SelectMany<R, C::Backend>: Loads<'static, C, Numbered<Identity<R, C::Backend>, T>>,
    SelectMany<R, C::Backend, WithRowId>: Loads<'static, C, Numbered<String, T>>,
    SelectIntegers<R, C::Backend>: Loads<'static, C, (i64, T)>,
    SelectIntegersWithRowIds<R, C::Backend>: Loads<'static, C, Numbered<String, T>>,
    for<'v> CountedMany<'v, R, C::Backend, DynFragment<'v, C::Backend>>: Executes<C>,
{
    type Writes = <C::Backend as Dialect>::Writing;
    type Identity = Identity<R, C::Backend>;

    fn keys_per_statement(others: usize) -> usize {
        <C::Backend as BatchDialect<R::Columns, R::Key>>::keys_per_statement(others)
    }

    fn select_many(
        conn: &mut C,
        keys: Vec<R::Key>,
        mode: ReadMode,
        tracking: Tracking,
    ) -> QueryResult<Found<Self::Identity, T>> {
        Ok(match (are_integers::<R>(&keys), tracking) {
            (true, Tracking::Rows) => {
                let query = SelectIntegersWithRowIds::<R, C::Backend>::new(keys, mode);
                Found::IntegersWithRowIds(query.load_all(conn)?)
            }
            (true, Tracking::Off) => {
                let query = SelectIntegers::<R, C::Backend>::new(keys, mode);
                Found::Integers(query.load_all(conn)?)
            }
            (false, Tracking::Rows) => {
                let query = SelectMany::<R, C::Backend, WithRowId>::new(keys, mode);
                Found::WithRowId(query.load_all(conn)?)
            }
            (false, Tracking::Off) => {
                let query = SelectMany::<R, C::Backend>::new(keys, mode);
                Found::Numbered(query.load_all(conn)?)
            }
        })
    }

    fn insert_missing(
        conn: &mut C,
        keys: Vec<R::Key>,
        on_conflict: OnConflict,
    ) -> QueryResult<usize> {
        let change = ManyChange::<DynFragment<'_, C::Backend>>::Keys(on_conflict, Tracking::Off);
        CountedMany::<R, C::Backend, _>::new(change, keys).execute_on(conn)
    }
}

/// A connection that can create the rows of the relation `R` with the values `V` for many keys at
/// once.
pub trait CreatesMany<R: Relation, V>: BatchConnection<R> {
    /// The values, known to create rows.
    #[doc(hidden)]
    type Values: InsertsMany<R, Self::Backend> + From<V>;
}

impl<C, R> CreatesMany<R, NoValues> for C
where
    R: Relation,
    C: BatchConnection<R>,
{
    type Values = NoValues;
}

// `K` is unknown when no row can be created, so that rustc reports it once.
impl<C, R, V, K> CreatesMany<R, Values<V>> for C
where
    R: Relation,
    Values<V>: CreatableMany<R, C::Backend, R::Table, Known = K>,
    C: BatchConnection<R>,
{
    type Values = Values<V>;
}

/// A connection that can apply the changes `S` to the rows of the relation `R` for many keys at
/// once.
pub trait UpdatesMany<R: Relation, S>: BatchConnection<R> {
    /// The changes, known to be assignable.
    #[doc(hidden)]
    type Changes: Assigns<R, Self::Backend> + From<S>;
}

impl<C, R, S> UpdatesMany<R, S> for C
where
    R: Relation,
    S: Assigns<R, C::Backend>,
    C: BatchConnection<R>,
{
    type Changes = S;
}
