//! What a connection of diesel-async can do with the rows of a relation, many at once.

use std::hash::Hash;

use diesel::Selectable;
use diesel::query_builder::QueryFragment;
use diesel::result::QueryResult;
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::catalog::CatalogFor;
use crate::dialect::{Counting, Dialect, Returning};
use crate::error::Error;
use crate::keyed::async_::returned::{fits_in_comment, was_executed, was_not_executed};
use crate::keyed::batch::changes::{
    CountedMany, FORGET_MARKS, Manner, ManyChange, ReturnedMany, SelectMarks,
};
use crate::keyed::batch::keys::{BatchDialect, Tell, Writes};
use crate::keyed::batch::nodes::{
    Identity, Marked, SelectIntegers, SelectMany, SelectMarkedIntegers, Sight, are_integers,
};
use crate::keyed::batch::progress::{Found, Numbered};
use crate::keyed::batch::touched::Touched;
use crate::keyed::changes::{Assigns, Changes, NoChanges};
use crate::keyed::creatable::CreatableMany;
use crate::keyed::kept::refuse_unstorable;
use crate::keyed::nodes::{Delete, SharedFragment, StoredElsewhere};
use crate::keyed::relation::{HoldsOn, Relation};
use crate::keyed::settle::Ours;
use crate::keyed::stated::{States, count_binds};
use crate::keyed::values::{NoValues, Values};

/// An asynchronous connection that can read and create the rows of the relation `R` for many keys
/// at once.
pub trait AsyncBatchConnection<R: Relation>: AsyncConnection<Backend: Dialect> {
    /// What tells rows apart.
    #[doc(hidden)]
    type Identity: Eq + Hash + Send;

    /// How many keys one statement takes that binds so many other values.
    #[doc(hidden)]
    fn keys_per_statement(others: usize) -> usize;

    /// Refuses keys that would be stored as others.
    #[doc(hidden)]
    fn refuse_unstorable(keys: &[R::Key]) -> Result<(), Error>;

    /// Reads the rows of these keys.
    #[doc(hidden)]
    fn select_many(
        &mut self,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> impl Future<Output = QueryResult<Found<Self::Identity, R::Row>>> + Send;

    /// Inserts rows for those of these keys that have none, and returns their number.
    #[doc(hidden)]
    fn insert_missing(
        &mut self,
        keys: Vec<R::Key>,
        manner: Manner,
    ) -> impl Future<Output = QueryResult<usize>> + Send;
}

// `I` is unknown when the rows cannot be loaded, so that rustc reports it once.
impl<C, R, I> AsyncBatchConnection<R> for C
where
    R: Relation<Row: AsyncLoadsMany<C, R, Identity = I>> + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    C: AsyncConnection<Backend: Dialect>,
    I: Eq + Hash + Send,
{
    type Identity = I;

    fn keys_per_statement(others: usize) -> usize {
        R::Row::keys_per_statement(others)
    }

    fn refuse_unstorable(keys: &[R::Key]) -> Result<(), Error> {
        R::Row::refuse_unstorable(keys)
    }

    fn select_many(
        &mut self,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> impl Future<Output = QueryResult<Found<Self::Identity, R::Row>>> + Send {
        R::Row::select_many(self, keys, sight, tell)
    }

    fn insert_missing(
        &mut self,
        keys: Vec<R::Key>,
        manner: Manner,
    ) -> impl Future<Output = QueryResult<usize>> + Send {
        R::Row::insert_missing(self, keys, manner)
    }
}

/// A row of the relation `R` that the asynchronous connection `C` can load for many keys at once.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as the row of `{R}`",
    label = "it has no `Queryable` and `Selectable` that fit this connection's backend",
    note = "derive `Queryable` and `Selectable` for `{Self}`, or `HasQuery`, with the `table_name` of its table",
    note = "to find a field whose type is not that of its column, add `#[diesel(check_for_backend(diesel::sqlite::Sqlite))]` to the struct, or the backend that you use"
)]
pub trait AsyncLoadsMany<C: AsyncConnection, R: Relation>: Sized + Send {
    /// The identity of a row.
    type Identity: Eq + Hash + Send;

    /// Returns how many keys one statement takes that binds so many other values.
    fn keys_per_statement(others: usize) -> usize;

    /// Refuses keys that would be stored as others.
    ///
    /// # Errors
    ///
    /// [`Error::UnstorableKey`].
    fn refuse_unstorable(keys: &[R::Key]) -> Result<(), Error>;

    /// Reads the rows of these keys.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select_many(
        conn: &mut C,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> impl Future<Output = QueryResult<Found<Self::Identity, Self>>> + Send;

    /// Inserts rows for those of these keys that have none.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_missing(
        conn: &mut C,
        keys: Vec<R::Key>,
        manner: Manner,
    ) -> impl Future<Output = QueryResult<usize>> + Send;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> AsyncLoadsMany<C, R> for T
where
    R: Relation<Row = T>,
    T: Selectable<C::Backend> + Send + 'static,
    C: AsyncConnection<Backend: Dialect + BatchDialect<R::Columns, R::Key>>,
    Delete<R>: QueryFragment<C::Backend>,
    SelectMany<R, C::Backend>: LoadQuery<'static, C, Numbered<Identity<R, C::Backend>, T>>,
    SelectMany<R, C::Backend, Marked>: LoadQuery<'static, C, Numbered<String, T>>,
    SelectIntegers<R, C::Backend>: LoadQuery<'static, C, (i64, R::Row)>,
    for<'v> CountedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>: ExecuteDsl<C>,
    SelectMarkedIntegers<R, C::Backend>: LoadQuery<'static, C, Numbered<String, T>>,
{
    type Identity = Identity<R, C::Backend>;

    fn keys_per_statement(others: usize) -> usize {
        <C::Backend as BatchDialect<R::Columns, R::Key>>::keys_per_statement(others)
    }

    fn refuse_unstorable(keys: &[R::Key]) -> Result<(), Error> {
        refuse_unstorable::<R, C::Backend>(keys)
    }

    fn select_many(
        conn: &mut C,
        keys: Vec<R::Key>,
        sight: Sight,
        tell: Tell,
    ) -> impl Future<Output = QueryResult<Found<Self::Identity, T>>> + Send {
        async move {
            if are_integers::<R>(&keys) && tell == Tell::Rows {
                let query = SelectMarkedIntegers::<R, C::Backend>::new(keys, sight);
                let rows = RunQueryDsl::load(query, conn).await;
                rows.map(Found::MarkedIntegers)
            } else if are_integers::<R>(&keys) {
                let query = SelectIntegers::<R, C::Backend>::new(keys, sight);
                RunQueryDsl::load(query, conn).await.map(Found::Integers)
            } else if tell == Tell::Rows {
                let query = SelectMany::<R, C::Backend, Marked>::new(keys, sight);
                RunQueryDsl::load(query, conn).await.map(Found::Marked)
            } else {
                let query = SelectMany::<R, C::Backend>::new(keys, sight);
                RunQueryDsl::load(query, conn).await.map(Found::Numbered)
            }
        }
    }

    fn insert_missing(
        conn: &mut C,
        keys: Vec<R::Key>,
        manner: Manner,
    ) -> impl Future<Output = QueryResult<usize>> + Send {
        let change: ManyChange<'_, SharedFragment<'_, C::Backend>> =
            ManyChange::Keys(manner, Tell::Nothing);
        RunQueryDsl::execute(CountedMany::<R, C::Backend, _>::new(change, keys), conn)
    }
}

/// How the connection `C` writes many rows of the relation `R`.
#[doc(hidden)]
pub trait AsyncWritesMany<C: AsyncConnection, R: Relation> {
    /// A type that is known once the rows can be written.
    type Known;

    /// Writes one row a key at most.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: ManyChange<'_, SharedFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send;

    /// Returns whether a row that was written is stored with another key than these.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn stored_elsewhere(
        conn: &mut C,
        keys: Vec<R::Key>,
        ours: &Ours,
    ) -> impl Future<Output = QueryResult<Option<bool>>> + Send;
}

#[diagnostic::do_not_recommend]
impl<C, R> AsyncWritesMany<C, R> for Returning
where
    R: Relation<Row: Send>,
    R::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> ReturnedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>:
        LoadQuery<'v, C, (String, Option<String>, R::Row)>,
{
    type Known = ();

    fn write(
        conn: &mut C,
        change: ManyChange<'_, SharedFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send {
        let query = ReturnedMany::<R, C::Backend, _>::new(change, keys);
        let rows = RunQueryDsl::load(query, conn);
        async { rows.await.map(Touched::from_returned) }
    }

    /// The write has compared the keys itself.
    fn stored_elsewhere(
        _: &mut C,
        _: Vec<R::Key>,
        _: &Ours,
    ) -> impl Future<Output = QueryResult<Option<bool>>> + Send {
        std::future::ready(Ok(Some(false)))
    }
}

#[diagnostic::do_not_recommend]
impl<C, R> AsyncWritesMany<C, R> for Counting
where
    R: Relation<Row: Send>,
    R::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>: ExecuteDsl<C> + Send,
    for<'v> ReturnedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>:
        LoadQuery<'v, C, (String, Option<String>, R::Row)> + QueryFragment<C::Backend>,
    SelectMarks: LoadQuery<'static, C, Option<String>>,
    StoredElsewhere<R>: LoadQuery<'static, C, Option<bool>>,
{
    type Known = ();

    fn write(
        conn: &mut C,
        change: ManyChange<'_, SharedFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send {
        async move {
            let collects = change.collects();
            if collects.any() {
                conn.batch_execute(FORGET_MARKS).await?;
            }
            let rows = match change.writes() {
                Writes::New => insert(conn, change, keys).await?,
                Writes::Changes => {
                    let query = CountedMany::<R, C::Backend, _>::new(change, keys);
                    RunQueryDsl::execute(query, conn).await?;
                    None
                }
            };
            if let Some(rows) = rows {
                return Ok(Touched::from_met(rows));
            }
            let marks: Option<String> = if collects.any() {
                RunQueryDsl::get_result(SelectMarks, conn).await?
            } else {
                None
            };
            Ok(collects.touched(marks.as_deref()))
        }
    }

    fn stored_elsewhere(
        conn: &mut C,
        keys: Vec<R::Key>,
        ours: &Ours,
    ) -> impl Future<Output = QueryResult<Option<bool>>> + Send {
        RunQueryDsl::get_result(StoredElsewhere::<R>::new(keys, ours), conn)
    }
}

/// Inserts rows, and returns what the server returns of them.
fn insert<'v, C, R>(
    conn: &mut C,
    change: ManyChange<'v, SharedFragment<'v, C::Backend>>,
    keys: Vec<R::Key>,
) -> impl Future<Output = QueryResult<Option<Vec<Met<R>>>>> + Send
where
    R: Relation<Row: Send>,
    R::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    CountedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>: ExecuteDsl<C> + Send,
    ReturnedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>:
        LoadQuery<'v, C, Met<R>> + QueryFragment<C::Backend>,
{
    async move {
        if fits_in_comment::<C::Backend>(&ReturnedMany::<R, _, _>::new(change, keys.clone())) {
            let query = ReturnedMany::<R, C::Backend, _>::new(change, keys.clone());
            match RunQueryDsl::load(query, conn).await {
                // Each key has its row now, so that no rows are rows that the server does not return.
                Ok(rows) => return Ok(Some(rows).filter(|rows| !rows.is_empty())),
                Err(error) if was_executed(&error) => return Ok(None),
                Err(error) if was_not_executed(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let query = CountedMany::<R, C::Backend, _>::new(change, keys);
        RunQueryDsl::execute(query, conn).await?;
        Ok(None)
    }
}

/// A row that an insert met: its mark, the key that it is stored with if it is new, the row.
type Met<R> = (String, Option<String>, <R as Relation>::Row);

/// An asynchronous connection that can create the rows of the relation `R` with the values `V` for many keys at
/// once.
pub trait AsyncCreatesMany<R: Relation, V>: AsyncBatchConnection<R> {
    /// What is inserted.
    #[doc(hidden)]
    type Insert: Send + Sync;

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
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send;

    /// Returns whether a row that was inserted is stored with another key than these.
    #[doc(hidden)]
    fn stored_elsewhere(
        &mut self,
        keys: Vec<R::Key>,
        ours: &Ours,
    ) -> impl Future<Output = QueryResult<Option<bool>>> + Send;
}

// `K` is unknown when the rows cannot be loaded, so that rustc reports it once.
impl<C, R, K> AsyncCreatesMany<R, NoValues> for C
where
    R: Relation,
    C: AsyncBatchConnection<R>,
    <C::Backend as Dialect>::Writing: AsyncWritesMany<C, R, Known = K>,
{
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
        tell: Tell,
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send {
        <C::Backend as Dialect>::Writing::write(self, ManyChange::Keys(manner, tell), keys)
    }

    fn stored_elsewhere(
        &mut self,
        keys: Vec<R::Key>,
        ours: &Ours,
    ) -> impl Future<Output = QueryResult<Option<bool>>> + Send {
        <C::Backend as Dialect>::Writing::stored_elsewhere(self, keys, ours)
    }
}

// `K` is unknown when no row can be created, so that rustc reports it once.
impl<C, R, V, K> AsyncCreatesMany<R, Values<V>> for C
where
    R: Relation,
    Values<V>: CreatableMany<R, C::Backend, R::Table, Known = K, Statement: Send + Sync>,
    C: AsyncBatchConnection<R>,
    <C::Backend as Dialect>::Writing: AsyncWritesMany<C, R>,
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
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send {
        let change = ManyChange::Insert(insert as &SharedFragment<'_, _>, manner, tell);
        <C::Backend as Dialect>::Writing::write(self, change, keys)
    }

    fn stored_elsewhere(
        &mut self,
        keys: Vec<R::Key>,
        ours: &Ours,
    ) -> impl Future<Output = QueryResult<Option<bool>>> + Send {
        <C::Backend as Dialect>::Writing::stored_elsewhere(self, keys, ours)
    }
}

/// An asynchronous connection that can apply the changes `S` to the rows of the relation `R` for many keys at
/// once.
pub trait AsyncUpdatesMany<R: Relation, S>: AsyncBatchConnection<R> {
    /// The assignments of the changes.
    #[doc(hidden)]
    type Assignments: Send + Sync;

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
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send;
}

impl<C: AsyncBatchConnection<R>, R: Relation> AsyncUpdatesMany<R, NoChanges> for C {
    type Assignments = ();

    fn assignments_of(_: &[R::Key], _: NoChanges) -> Result<Option<()>, Error> {
        Ok(None)
    }

    fn binds_of_update((): &()) -> usize {
        0
    }

    fn update_many(
        &mut self,
        _: Vec<R::Key>,
        (): &(),
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send {
        async { Ok(Touched::none()) }
    }
}

impl<C, R, S> AsyncUpdatesMany<R, Changes<S>> for C
where
    R: Relation,
    Changes<S>: Assigns<R, C::Backend, Assignments: Send + Sync>,
    C: AsyncBatchConnection<R>,
    <C::Backend as Dialect>::Writing: AsyncWritesMany<C, R>,
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
    ) -> impl Future<Output = QueryResult<Touched<R::Row>>> + Send {
        <C::Backend as Dialect>::Writing::write(self, ManyChange::Update(assignments), keys)
    }
}
