//! What a blocking connection can do with the rows of a relation, many at once.

use std::hash::Hash;

use diesel::connection::LoadConnection;
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::QueryResult;
use diesel::{RunQueryDsl, Selectable};

use crate::catalog::CatalogFor;
use crate::dialect::{Counting, Dialect, Returning};
use crate::error::Error;
use crate::keyed::batch::changes::{
    CountedMany, FORGET_MARKS, ManyChange, ReturnedMany, SelectMarks, Tell,
};
use crate::keyed::batch::keys::BatchDialect;
use crate::keyed::batch::nodes::{
    Identity, InsertMissing, Manner, Marked, SelectIntegers, SelectMany, Sight, are_integers,
};
use crate::keyed::batch::progress::{Found, Numbered};
use crate::keyed::batch::touched::Touched;
use crate::keyed::changes::{Assigns, Changes, NoChanges};
use crate::keyed::creatable::CreatableMany;
use crate::keyed::nodes::Fragment;
use crate::keyed::relation::{HoldsOn, Relation};
use crate::keyed::stated::{States as _, count_binds};
use crate::keyed::values::{NoValues, Values};

/// A connection that can read and create the rows of the relation `R` for many keys at once.
pub trait BatchConnection<R: Relation>: LoadConnection<Backend: Dialect> {
    /// What tells rows apart.
    #[doc(hidden)]
    type Identity: Eq + Hash;

    /// How many keys one statement takes that binds so many other values.
    #[doc(hidden)]
    fn keys_per_statement(others: usize) -> usize;

    /// Reads the rows of these keys.
    #[doc(hidden)]
    fn select_many(
        &mut self,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> QueryResult<Found<Self::Identity, R::Row>>;

    /// Inserts rows for those of these keys that have none.
    #[doc(hidden)]
    fn insert_missing(&mut self, keys: Vec<R::Key>, manner: Manner) -> QueryResult<usize>;
}

impl<C, R> BatchConnection<R> for C
where
    R: Relation<Row: LoadsMany<C, R>> + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    C: LoadConnection<Backend: Dialect>,
{
    type Identity = <R::Row as LoadsMany<C, R>>::Identity;

    fn keys_per_statement(others: usize) -> usize {
        R::Row::keys_per_statement(others)
    }

    fn select_many(
        &mut self,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> QueryResult<Found<Self::Identity, R::Row>> {
        R::Row::select_many(self, keys, sight, tell)
    }

    fn insert_missing(&mut self, keys: Vec<R::Key>, manner: Manner) -> QueryResult<usize> {
        R::Row::insert_missing(self, keys, manner)
    }
}

/// A row of the relation `R` that the connection `C` can load for many keys at once.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as the row of `{R}`",
    label = "it has no `Queryable` and `Selectable` that fit this connection's backend",
    note = "derive `Queryable` and `Selectable` for `{Self}`, or `HasQuery`, with the `table_name` of its table",
    note = "to find a field whose type is not that of its column, add `#[diesel(check_for_backend(diesel::sqlite::Sqlite))]` to the struct, or the backend that you use"
)]
pub trait LoadsMany<C: LoadConnection, R: Relation>: Sized {
    /// The identity of a row.
    type Identity: Eq + Hash;

    /// Returns how many keys one statement takes that binds so many other values.
    fn keys_per_statement(others: usize) -> usize;

    /// Reads the rows of these keys.
    ///
    /// # Errors
    ///
    /// Those of the database.
    fn select_many(
        conn: &mut C,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> QueryResult<Found<Self::Identity, Self>>;

    /// Inserts rows for those of these keys that have none.
    ///
    /// # Errors
    ///
    /// Those of the database.
    fn insert_missing(conn: &mut C, keys: Vec<R::Key>, manner: Manner) -> QueryResult<usize>;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> LoadsMany<C, R> for T
where
    R: Relation<Row = T>,
    T: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect + BatchDialect<R::Columns, R::Key>>,
    SelectMany<R, C::Backend>: LoadQuery<'static, C, Numbered<Identity<R, C::Backend>, T>>,
    SelectMany<R, C::Backend, Marked>: LoadQuery<'static, C, Numbered<String, T>>,
    SelectIntegers<R, C::Backend>: LoadQuery<'static, C, (i64, T)>,
    InsertMissing<R, C::Backend>: QueryFragment<C::Backend>,
{
    type Identity = Identity<R, C::Backend>;

    fn keys_per_statement(others: usize) -> usize {
        <C::Backend as BatchDialect<R::Columns, R::Key>>::keys_per_statement(others)
    }

    fn select_many(
        conn: &mut C,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> QueryResult<Found<Self::Identity, T>> {
        if are_integers::<R>(&keys) {
            let query = SelectIntegers::<R, C::Backend>::new(keys, sight);
            RunQueryDsl::load(query, conn).map(Found::Integers)
        } else if tell == Tell::Rows {
            let query = SelectMany::<R, C::Backend, Marked>::new(keys, sight);
            RunQueryDsl::load(query, conn).map(Found::Marked)
        } else {
            let query = SelectMany::<R, C::Backend>::new(keys, sight);
            RunQueryDsl::load(query, conn).map(Found::Numbered)
        }
    }

    fn insert_missing(conn: &mut C, keys: Vec<R::Key>, manner: Manner) -> QueryResult<usize> {
        RunQueryDsl::execute(InsertMissing::<R, C::Backend>::new(keys, manner), conn)
    }
}

/// How the connection `C` writes many rows of the relation `R`.
#[doc(hidden)]
pub trait WritesMany<C: LoadConnection, R: Relation> {
    /// Writes one row a key at most.
    ///
    /// # Errors
    ///
    /// Those of the database.
    fn write(
        conn: &mut C,
        change: ManyChange<'_, Fragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<Touched>;
}

#[diagnostic::do_not_recommend]
impl<C, R> WritesMany<C, R> for Returning
where
    R: Relation,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> ReturnedMany<'v, R, C::Backend, Fragment<'v, C::Backend>>:
        LoadQuery<'v, C, (String, bool)>,
{
    fn write(
        conn: &mut C,
        change: ManyChange<'_, Fragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<Touched> {
        let query = ReturnedMany::<R, C::Backend, _>::new(change, keys);
        RunQueryDsl::load(query, conn).map(Touched::from_returned)
    }
}

#[diagnostic::do_not_recommend]
impl<C, R> WritesMany<C, R> for Counting
where
    R: Relation,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, Fragment<'v, C::Backend>>: QueryFragment<C::Backend>,
    SelectMarks: LoadQuery<'static, C, Option<String>>,
{
    fn write(
        conn: &mut C,
        change: ManyChange<'_, Fragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<Touched> {
        let collects = change.collects();
        if collects.any() {
            conn.batch_execute(FORGET_MARKS)?;
        }
        let query = CountedMany::<R, C::Backend, _>::new(change, keys);
        let rows = RunQueryDsl::execute(query, conn)?;
        let marks: Option<String> = if rows > 0 && collects.any() {
            RunQueryDsl::get_result(SelectMarks, conn)?
        } else {
            None
        };
        Ok(collects.touched(marks.as_deref()))
    }
}

/// A connection that can create the rows of the relation `R` with the values `V` for many keys at
/// once.
pub trait CreatesMany<R: Relation, V>: BatchConnection<R> {
    /// What is inserted.
    #[doc(hidden)]
    type Insert;

    /// What is inserted for each of these keys.
    #[doc(hidden)]
    fn insert_of(keys: &[R::Key], values: V) -> Result<Self::Insert, Error>;

    /// How many values it binds besides the keys.
    #[doc(hidden)]
    fn binds_of_insert(insert: &Self::Insert) -> usize;

    /// Inserts it for those of these keys that have no row.
    #[doc(hidden)]
    fn insert_many(
        &mut self,
        keys: Vec<R::Key>,
        insert: &Self::Insert,
        manner: Manner,
        tell: Tell,
    ) -> QueryResult<Touched>;
}

impl<C: BatchConnection<R>, R: Relation> CreatesMany<R, NoValues> for C {
    type Insert = ();

    fn insert_of(_: &[R::Key], _: NoValues) -> Result<(), Error> {
        Ok(())
    }

    fn binds_of_insert((): &()) -> usize {
        0
    }

    fn insert_many(
        &mut self,
        keys: Vec<R::Key>,
        (): &(),
        manner: Manner,
        _: Tell,
    ) -> QueryResult<Touched> {
        self.insert_missing(keys, manner).map(|_| Touched::Untold)
    }
}

// `K` is unknown when no row can be created, so that rustc reports it once.
impl<C, R, V, K> CreatesMany<R, Values<V>> for C
where
    R: Relation,
    Values<V>: CreatableMany<R, C::Backend, R::Table, Known = K>,
    C: BatchConnection<R>,
    <C::Backend as Dialect>::Writing: WritesMany<C, R>,
{
    type Insert = <Values<V> as CreatableMany<R, C::Backend, R::Table>>::Statement;

    fn insert_of(keys: &[R::Key], values: Values<V>) -> Result<Self::Insert, Error> {
        let stated = values.stated(keys)?;
        Ok(values.statement(stated))
    }

    fn binds_of_insert(insert: &Self::Insert) -> usize {
        count_binds::<C::Backend>(insert)
    }

    fn insert_many(
        &mut self,
        keys: Vec<R::Key>,
        insert: &Self::Insert,
        manner: Manner,
        tell: Tell,
    ) -> QueryResult<Touched> {
        let change = ManyChange::Insert(insert as &Fragment<'_, _>, manner, tell);
        <C::Backend as Dialect>::Writing::write(self, change, keys)
    }
}

/// A connection that can apply the changes `S` to the rows of the relation `R` for many keys at
/// once.
pub trait UpdatesMany<R: Relation, S>: BatchConnection<R> {
    /// The assignments of the changes.
    #[doc(hidden)]
    type Assignments;

    /// The assignments; `None` when there are none.
    #[doc(hidden)]
    fn assignments_of(keys: &[R::Key], changes: S) -> Result<Option<Self::Assignments>, Error>;

    /// How many values they bind.
    #[doc(hidden)]
    fn binds_of_update(assignments: &Self::Assignments) -> usize;

    /// Updates the rows of these keys.
    #[doc(hidden)]
    fn update_many(
        &mut self,
        keys: Vec<R::Key>,
        assignments: &Self::Assignments,
    ) -> QueryResult<Touched>;
}

impl<C: BatchConnection<R>, R: Relation> UpdatesMany<R, NoChanges> for C {
    type Assignments = ();

    fn assignments_of(_: &[R::Key], _: NoChanges) -> Result<Option<()>, Error> {
        Ok(None)
    }

    fn binds_of_update((): &()) -> usize {
        0
    }

    fn update_many(&mut self, _: Vec<R::Key>, (): &()) -> QueryResult<Touched> {
        Ok(Touched::none())
    }
}

impl<C, R, S> UpdatesMany<R, Changes<S>> for C
where
    R: Relation,
    Changes<S>: Assigns<R, C::Backend>,
    C: BatchConnection<R>,
    <C::Backend as Dialect>::Writing: WritesMany<C, R>,
{
    type Assignments = <Changes<S> as Assigns<R, C::Backend>>::Assignments;

    fn assignments_of(
        keys: &[R::Key],
        changes: Changes<S>,
    ) -> Result<Option<Self::Assignments>, Error> {
        changes.assignments(keys)
    }

    fn binds_of_update(assignments: &Self::Assignments) -> usize {
        count_binds::<C::Backend>(assignments)
    }

    fn update_many(
        &mut self,
        keys: Vec<R::Key>,
        assignments: &Self::Assignments,
    ) -> QueryResult<Touched> {
        <C::Backend as Dialect>::Writing::write(self, ManyChange::Update(assignments), keys)
    }
}
