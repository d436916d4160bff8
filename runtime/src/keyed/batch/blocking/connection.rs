//! What a blocking connection can do with the rows of a relation, many at once.

use std::hash::Hash;

use diesel::Connection;
use diesel::connection::{LoadConnection, TransactionManager};
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::QueryResult;
use diesel::{RunQueryDsl, Selectable};

use crate::catalog::CatalogFor;
use crate::dialect::{Counting, Dialect, Returning};
use crate::error::Error;
use crate::keyed::batch::changes::{
    CountedMany, FORGET_MARKS, Manner, ManyChange, ReturnedMany, SelectMarks,
};
use crate::keyed::batch::keys::{BatchDialect, Tell};
use crate::keyed::batch::nodes::{
    Identity, Marked, SelectIntegers, SelectMany, SelectMarkedIntegers, Sight, are_integers,
    count_distinct,
};
use crate::keyed::batch::progress::{Found, Numbered};
use crate::keyed::batch::touched::Touched;
use crate::keyed::changes::{Assigns, Changes, NoChanges};
use crate::keyed::creatable::CreatableMany;
use crate::keyed::kept::refuse_unstorable;
use crate::keyed::nodes::{Delete, Fragment, StoredElsewhere};
use crate::keyed::relation::{HoldsOn, Relation};
use crate::keyed::settle::Ours;
use crate::keyed::stated::{States, count_binds};
use crate::keyed::values::{NoValues, Values};

/// A connection that can read and create the rows of the relation `R` for many keys at once.
pub trait BatchConnection<R: Relation>: LoadConnection<Backend: Dialect> {
    /// What tells rows apart.
    #[doc(hidden)]
    type Identity: Eq + Hash;

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
    ) -> QueryResult<Found<Self::Identity, R::Row>>;

    /// Inserts rows for those of these keys that have none, and returns their number.
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

    fn refuse_unstorable(keys: &[R::Key]) -> Result<(), Error> {
        R::Row::refuse_unstorable(keys)
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
    ) -> QueryResult<Found<Self::Identity, Self>>;

    /// Inserts rows for those of these keys that have none.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_missing(conn: &mut C, keys: Vec<R::Key>, manner: Manner) -> QueryResult<usize>;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> LoadsMany<C, R> for T
where
    R: Relation<Row = T>,
    T: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect + BatchDialect<R::Columns, R::Key>>,
    Delete<R>: QueryFragment<C::Backend>,
    SelectMany<R, C::Backend>: LoadQuery<'static, C, Numbered<Identity<R, C::Backend>, T>>,
    SelectMany<R, C::Backend, Marked>: LoadQuery<'static, C, Numbered<String, T>>,
    SelectIntegers<R, C::Backend>: LoadQuery<'static, C, (i64, R::Row)>,
    for<'v> CountedMany<'v, R, C::Backend, Fragment<'v, C::Backend>>: QueryFragment<C::Backend>,
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
    ) -> QueryResult<Found<Self::Identity, T>> {
        if are_integers::<R>(&keys) && tell == Tell::Rows {
            let query = SelectMarkedIntegers::<R, C::Backend>::new(keys, sight);
            RunQueryDsl::load(query, conn).map(Found::MarkedIntegers)
        } else if are_integers::<R>(&keys) {
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
        let change: ManyChange<'_, Fragment<'_, C::Backend>> =
            ManyChange::Keys(manner, Tell::Nothing);
        RunQueryDsl::execute(CountedMany::<R, C::Backend, _>::new(change, keys), conn)
    }
}

/// How the connection `C` writes many rows of the relation `R`.
#[doc(hidden)]
pub trait WritesMany<C: LoadConnection, R: Relation> {
    /// Writes one row a key at most.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: ManyChange<'_, Fragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<Touched<R::Row>>;

    /// Returns whether a row that was written is stored with another key than these.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn stored_elsewhere(conn: &mut C, keys: Vec<R::Key>, ours: &Ours) -> QueryResult<Option<bool>>;
}

#[diagnostic::do_not_recommend]
impl<C, R> WritesMany<C, R> for Returning
where
    R: Relation,
    R::Row: Selectable<C::Backend>,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> ReturnedMany<'v, R, C::Backend, Fragment<'v, C::Backend>>:
        LoadQuery<'v, C, (String, Option<String>, R::Row)>,
{
    fn write(
        conn: &mut C,
        change: ManyChange<'_, Fragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<Touched<R::Row>> {
        let query = ReturnedMany::<R, C::Backend, _>::new(change, keys);
        RunQueryDsl::load(query, conn).map(Touched::from_returned)
    }

    /// The write has compared the keys itself.
    fn stored_elsewhere(_: &mut C, _: Vec<R::Key>, _: &Ours) -> QueryResult<Option<bool>> {
        Ok(Some(false))
    }
}

#[diagnostic::do_not_recommend]
impl<C, R> WritesMany<C, R> for Counting
where
    R: Relation,
    R::Row: Selectable<C::Backend>,
    C: BatchConnection<R> + LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, Fragment<'v, C::Backend>>: QueryFragment<C::Backend>,
    SelectMarks: LoadQuery<'static, C, Option<String>>,
    StoredElsewhere<R>: LoadQuery<'static, C, Option<bool>>,
{
    fn write(
        conn: &mut C,
        change: ManyChange<'_, Fragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> QueryResult<Touched<R::Row>> {
        if change.must_be_seen() {
            return bracket(
                conn,
                |conn| write_and_read::<C, R>(conn, change, keys),
                |touched| !matches!(touched, Touched::WrongRow(_)),
            );
        }
        write::<C, R>(conn, change, keys)
    }

    fn stored_elsewhere(conn: &mut C, keys: Vec<R::Key>, ours: &Ours) -> QueryResult<Option<bool>> {
        RunQueryDsl::get_result(StoredElsewhere::<R>::new(keys, ours), conn)
    }
}

/// Writes, and asks the session for the marks that it collected.
fn write<C, R>(
    conn: &mut C,
    change: ManyChange<'_, Fragment<'_, C::Backend>>,
    keys: Vec<R::Key>,
) -> QueryResult<Touched<R::Row>>
where
    R: Relation,
    C: LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, Fragment<'v, C::Backend>>: QueryFragment<C::Backend>,
    SelectMarks: LoadQuery<'static, C, Option<String>>,
{
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

/// Inserts rows, and reads them while nobody else can delete them.
fn write_and_read<C, R>(
    conn: &mut C,
    change: ManyChange<'_, Fragment<'_, C::Backend>>,
    keys: Vec<R::Key>,
) -> QueryResult<Touched<R::Row>>
where
    R: Relation,
    C: BatchConnection<R> + LoadConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, Fragment<'v, C::Backend>>: QueryFragment<C::Backend>,
    SelectMarks: LoadQuery<'static, C, Option<String>>,
{
    let touched = write::<C, R>(conn, change, keys.clone())?;
    let asked = count_distinct::<R>(&keys);
    let found = conn
        .select_many(keys, Sight::Usual, Tell::Rows)?
        .into_marked();
    let has_all = found.len() == asked || change.may_pass_over();
    Ok(touched.read_back(found, has_all))
}

/// Runs work in a transaction: the one that is open, or one of its own, which is committed if the
/// outcome may stay, and rolled back otherwise.
fn bracket<C: Connection, T>(
    conn: &mut C,
    work: impl FnOnce(&mut C) -> QueryResult<T>,
    may_stay: impl FnOnce(&T) -> bool,
) -> QueryResult<T> {
    if is_in_transaction(conn)? {
        return work(conn);
    }
    C::TransactionManager::begin_transaction(conn)?;
    let outcome = work(conn);
    if outcome.as_ref().is_ok_and(may_stay) {
        C::TransactionManager::commit_transaction(conn)?;
    } else {
        // As everywhere: what the work met tells more.
        let _ = C::TransactionManager::rollback_transaction(conn);
    }
    outcome
}

/// Returns whether a transaction is open, whoever began it: a savepoint is forgotten at once where none is, and
/// `BEGIN` would commit one that Diesel does not know of.
fn is_in_transaction<C: Connection>(conn: &mut C) -> QueryResult<bool> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    if status.transaction_depth()?.is_some() {
        return Ok(true);
    }
    let probe = "SAVEPOINT camshaft_probe; RELEASE SAVEPOINT camshaft_probe";
    Ok(conn.batch_execute(probe).is_ok())
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
    ) -> QueryResult<Touched<R::Row>>;

    /// Returns whether a row that was inserted is stored with another key than these.
    #[doc(hidden)]
    fn stored_elsewhere(&mut self, keys: Vec<R::Key>, ours: &Ours) -> QueryResult<Option<bool>>;
}

impl<C, R> CreatesMany<R, NoValues> for C
where
    R: Relation,
    C: BatchConnection<R>,
    <C::Backend as Dialect>::Writing: WritesMany<C, R>,
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
    ) -> QueryResult<Touched<R::Row>> {
        <C::Backend as Dialect>::Writing::write(self, ManyChange::Keys(manner, tell), keys)
    }

    fn stored_elsewhere(&mut self, keys: Vec<R::Key>, ours: &Ours) -> QueryResult<Option<bool>> {
        <C::Backend as Dialect>::Writing::stored_elsewhere(self, keys, ours)
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
    ) -> QueryResult<Touched<R::Row>> {
        let change = ManyChange::Insert(insert as &Fragment<'_, _>, manner, tell);
        <C::Backend as Dialect>::Writing::write(self, change, keys)
    }

    fn stored_elsewhere(&mut self, keys: Vec<R::Key>, ours: &Ours) -> QueryResult<Option<bool>> {
        <C::Backend as Dialect>::Writing::stored_elsewhere(self, keys, ours)
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
    ) -> QueryResult<Touched<R::Row>>;
}

impl<C: BatchConnection<R>, R: Relation> UpdatesMany<R, NoChanges> for C {
    type Assignments = ();

    fn assignments_of(_: &[R::Key], _: NoChanges) -> Result<Option<()>, Error> {
        Ok(None)
    }

    fn binds_of_update((): &()) -> usize {
        0
    }

    fn update_many(&mut self, _: Vec<R::Key>, (): &()) -> QueryResult<Touched<R::Row>> {
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
    ) -> QueryResult<Touched<R::Row>> {
        <C::Backend as Dialect>::Writing::write(self, ManyChange::Update(assignments), keys)
    }
}
