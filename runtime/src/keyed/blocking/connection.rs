//! What a blocking connection can do with the rows of a relation.

use std::slice;

use diesel::connection::LoadConnection;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::query_dsl::methods::LoadQuery;
use diesel::result::{OptionalExtension, QueryResult};
use diesel::{RunQueryDsl, Selectable};

use crate::catalog::CatalogFor;
use crate::dialect::{Counting, Dialect, Returning};
use crate::error::Error;
use crate::keyed::changes::Assigns;
use crate::keyed::columns::{BindKey, ColumnSet};
use crate::keyed::creatable::Creatable;
use crate::keyed::kept::refuse_unstorable;
use crate::keyed::nodes::{
    Change, Counted, Delete, Fragment, KeyAlone, ParentExists, ReadBack, Returned, Select,
    StoredElsewhere,
};
use crate::keyed::outcome::Written;
use crate::keyed::relation::{HoldsOn, Relation};
use crate::keyed::settle::{self, Ours};
use crate::keyed::stated::show_key;

/// A connection that can read and delete the rows of the relation `R`.
///
/// Write it as a bound where code is generic over its connection; the derive emits it under the
/// relation's own name too, as `UserDetailConn`.
pub trait KeyedConnection<R: Relation>: LoadConnection<Backend: Dialect> {
    /// Reads the row.
    #[doc(hidden)]
    fn select_keyed(&mut self, key: R::Key) -> QueryResult<Option<R::Row>>;

    /// Reads the row as it is committed now, or written by this transaction.
    #[doc(hidden)]
    fn select_current(&mut self, key: R::Key) -> QueryResult<Option<R::Row>>;

    /// Inserts the row by its key alone.
    #[doc(hidden)]
    fn insert_key(&mut self, key: R::Key) -> QueryResult<Written<R::Row>>;

    /// Inserts the row, or updates it.
    #[doc(hidden)]
    fn write_keyed(
        &mut self,
        change: Change<'_, R, Fragment<'_, Self::Backend>>,
        key: R::Key,
    ) -> QueryResult<Written<R::Row>>;

    /// Renders a key for an error.
    #[doc(hidden)]
    fn show_key(key: &R::Key) -> String;

    /// Refuses a key that would be stored as another.
    #[doc(hidden)]
    fn refuse_unstorable(key: &R::Key) -> Result<(), Error>;

    /// Deletes the row, and returns the number of rows deleted.
    #[doc(hidden)]
    fn delete_keyed(&mut self, key: R::Key) -> QueryResult<usize>;

    /// Whether the row that a foreign key of the key refers to exists.
    #[doc(hidden)]
    fn parent_exists(&mut self, question: ParentExists<R>) -> QueryResult<bool>;
}

impl<C, R> KeyedConnection<R> for C
where
    R: Relation<Row: LoadsFrom<C, R>> + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    C: LoadConnection<Backend: Dialect>,
{
    fn select_keyed(&mut self, key: R::Key) -> QueryResult<Option<R::Row>> {
        R::Row::select(self, key)
    }

    fn select_current(&mut self, key: R::Key) -> QueryResult<Option<R::Row>> {
        R::Row::select_current(self, key)
    }

    fn insert_key(&mut self, key: R::Key) -> QueryResult<Written<R::Row>> {
        R::Row::insert_key(self, key)
    }

    fn write_keyed(
        &mut self,
        change: Change<'_, R, Fragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<Written<R::Row>> {
        R::Row::write(self, change, key)
    }

    fn show_key(key: &R::Key) -> String {
        R::Row::show_key(key)
    }

    fn refuse_unstorable(key: &R::Key) -> Result<(), Error> {
        R::Row::refuse_unstorable(key)
    }

    fn delete_keyed(&mut self, key: R::Key) -> QueryResult<usize> {
        R::Row::delete(self, key)
    }

    fn parent_exists(&mut self, question: ParentExists<R>) -> QueryResult<bool> {
        R::Row::parent_exists(self, question)
    }
}

/// A row of the relation `R` that the connection `C` can load.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as the row of `{R}`",
    label = "it has no `Queryable` and `Selectable` that fit this connection's backend",
    note = "derive `Queryable` and `Selectable` for `{Self}`, or `HasQuery`, with the `table_name` of its table",
    note = "to find a field whose type is not that of its column, add `#[diesel(check_for_backend(diesel::sqlite::Sqlite))]` to the struct, or the backend that you use"
)]
pub trait LoadsFrom<C: LoadConnection, R: Relation>: Sized {
    /// Reads the row.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select(conn: &mut C, key: R::Key) -> QueryResult<Option<Self>>;

    /// Reads the row as it is committed now, or written by this transaction.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select_current(conn: &mut C, key: R::Key) -> QueryResult<Option<Self>>;

    /// Inserts the row by its key alone.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<Written<Self>>;

    /// Inserts the row, or updates it.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: Change<'_, R, Fragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<Written<Self>>;

    /// Returns the key as messages show it.
    fn show_key(key: &R::Key) -> String;

    /// Refuses a key that would be stored as another.
    ///
    /// # Errors
    ///
    /// [`Error::UnstorableKey`].
    fn refuse_unstorable(key: &R::Key) -> Result<(), Error>;

    /// Deletes the row, and returns the number of rows deleted.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn delete(conn: &mut C, key: R::Key) -> QueryResult<usize>;

    /// Returns true when the row that a foreign key of the key refers to exists.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn parent_exists(conn: &mut C, question: ParentExists<R>) -> QueryResult<bool>;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> LoadsFrom<C, R> for T
where
    R: Relation<Row = T>,
    R::Key: BindKey<R::Columns, C::Backend>,
    T: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect>,
    Select<R, C::Backend>: LoadQuery<'static, C, T>,
    Select<R, C::Backend, true>: LoadQuery<'static, C, T>,
    ParentExists<R>: LoadQuery<'static, C, bool>,
    Delete<R>: QueryFragment<C::Backend> + QueryId,
    <C::Backend as Dialect>::Writing: Writes<C, R>,
{
    fn select(conn: &mut C, key: R::Key) -> QueryResult<Option<T>> {
        RunQueryDsl::get_result(Select::<R, C::Backend>::new(key), conn).optional()
    }

    fn select_current(conn: &mut C, key: R::Key) -> QueryResult<Option<T>> {
        RunQueryDsl::get_result(Select::<R, C::Backend, true>::new(key), conn).optional()
    }

    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<Written<T>> {
        <C::Backend as Dialect>::Writing::insert_key(conn, key)
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, Fragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<Written<T>> {
        <C::Backend as Dialect>::Writing::write(conn, change, key)
    }

    fn show_key(key: &R::Key) -> String {
        show_key::<R, C::Backend>(key)
    }

    fn refuse_unstorable(key: &R::Key) -> Result<(), Error> {
        refuse_unstorable::<R, C::Backend>(slice::from_ref(key))
    }

    fn delete(conn: &mut C, key: R::Key) -> QueryResult<usize> {
        RunQueryDsl::execute(Delete::<R>::new(key), conn)
    }

    fn parent_exists(conn: &mut C, question: ParentExists<R>) -> QueryResult<bool> {
        RunQueryDsl::get_result(question, conn)
    }
}

/// How the connection `C` writes rows of the relation `R`.
#[doc(hidden)]
pub trait Writes<C: LoadConnection, R: Relation> {
    /// Inserts a row by its key alone.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<Written<R::Row>>;

    /// Writes one row at most.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: Change<'_, R, Fragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<Written<R::Row>>;
}

#[diagnostic::do_not_recommend]
impl<C, R> Writes<C, R> for Returning
where
    R: Relation,
    R::Row: Selectable<C::Backend>,
    C: LoadConnection,
    Returned<R, C::Backend, KeyAlone<R>>: LoadQuery<'static, C, (Option<String>, R::Row)>,
    for<'v> Returned<R, C::Backend, Change<'v, R, Fragment<'v, C::Backend>>>:
        LoadQuery<'v, C, (Option<String>, R::Row)>,
{
    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<Written<R::Row>> {
        let insert = Returned::<R, C::Backend, _>::new(KeyAlone::new(), key);
        Written::from_returned(RunQueryDsl::load_iter(insert, conn)?)
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, Fragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<Written<R::Row>> {
        let write = Returned::<R, C::Backend, _>::new(change, key);
        Written::from_returned(RunQueryDsl::load_iter(write, conn)?)
    }
}

/// The row is read after the write, and told from what another session may have put in its place.
/// MariaDB could return the row of an insert, but does not say so when the statement is prepared, and
/// Diesel asks then.
#[diagnostic::do_not_recommend]
impl<C, R> Writes<C, R> for Counting
where
    R: Relation,
    R::Row: Selectable<C::Backend>,
    C: LoadConnection<Backend: Dialect>,
    Counted<R, KeyAlone<R>>: QueryFragment<C::Backend>,
    for<'v> Counted<R, Change<'v, R, Fragment<'v, C::Backend>>>: QueryFragment<C::Backend>,
    ReadBack<R, C::Backend>: LoadQuery<'static, C, (Option<String>, R::Row)>,
    StoredElsewhere<R>: LoadQuery<'static, C, Option<bool>>,
{
    fn insert_key(conn: &mut C, key: R::Key) -> QueryResult<Written<R::Row>> {
        let ours = Ours::of_insert::<R>(C::Backend::BACKEND, |_| false);
        forget_last_id(conn, &ours)?;
        RunQueryDsl::execute(Counted::<R, _>::new(KeyAlone::new(), key.clone()), conn)?;
        settle_insert(conn, key, ours)
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, Fragment<'_, C::Backend>>,
        key: R::Key,
    ) -> QueryResult<Written<R::Row>> {
        let says = |word: &str| change.says::<C::Backend>(word);
        let backend = C::Backend::BACKEND;
        if let Change::Insert(_) = change {
            let ours = Ours::of_insert::<R>(backend, says);
            forget_last_id(conn, &ours)?;
            RunQueryDsl::execute(Counted::new(change, key.clone()), conn)?;
            return settle_insert(conn, key, ours);
        }
        let ours = Ours::of_update::<R>(backend, says);
        let update = Counted::new(change.remembering(&ours), key.clone());
        if RunQueryDsl::execute(update, conn)? == 0 {
            return Ok(Written::Nothing);
        }
        let found = RunQueryDsl::get_result(ReadBack::new(key, ours), conn);
        found.optional().map(settle::of_update)
    }
}

fn forget_last_id<C: LoadConnection>(conn: &mut C, ours: &Ours) -> QueryResult<()> {
    match ours {
        Ours::Numbered(_) => conn.batch_execute(settle::FORGET_LAST_ID),
        _ => Ok(()),
    }
}

/// Tells whether the row inserted is the one asked for, and still there.
fn settle_insert<C, R>(conn: &mut C, key: R::Key, ours: Ours) -> QueryResult<Written<R::Row>>
where
    R: Relation,
    R::Row: Selectable<C::Backend>,
    C: LoadConnection,
    ReadBack<R, C::Backend>: LoadQuery<'static, C, (Option<String>, R::Row)>,
    StoredElsewhere<R>: LoadQuery<'static, C, Option<bool>>,
{
    let found = RunQueryDsl::get_result(ReadBack::new(key.clone(), ours.clone()), conn);
    if let Some(written) = settle::of_insert(&ours, found.optional()?, None) {
        return Ok(written);
    }
    let question = StoredElsewhere::<R>::new(vec![key], &ours);
    let is_elsewhere = RunQueryDsl::get_result(question, conn)?;
    Ok(settle::of_vanished(ours, is_elsewhere))
}

/// A connection that can create the rows of the relation `R` with the values `V`.
pub trait CreatesRows<R: Relation, V>: KeyedConnection<R> {
    /// The key columns among the values.
    #[doc(hidden)]
    fn stated(key: &R::Key, values: &V) -> Result<ColumnSet, Error>;

    /// Inserts the row, unless its key exists where the server can be told so.
    #[doc(hidden)]
    fn insert_keyed(
        &mut self,
        key: R::Key,
        values: V,
        stated: ColumnSet,
    ) -> QueryResult<Written<R::Row>>;
}

// `K` is unknown when no row can be created, so that rustc reports it once.
impl<C, R, V, K> CreatesRows<R, V> for C
where
    R: Relation,
    V: Creatable<R, C::Backend, R::Table, Known = K>,
    C: KeyedConnection<R>,
{
    fn stated(key: &R::Key, values: &V) -> Result<ColumnSet, Error> {
        values.stated(slice::from_ref(key))
    }

    fn insert_keyed(
        &mut self,
        key: R::Key,
        values: V,
        stated: ColumnSet,
    ) -> QueryResult<Written<R::Row>> {
        if V::IS_KEY_ALONE {
            return self.insert_key(key);
        }
        let insert = values.statement(key.clone(), stated);
        self.write_keyed(Change::Insert(&insert), key)
    }
}

/// A connection that can apply the changes `S` to the rows of the relation `R`.
pub trait UpdatesRows<R: Relation, S>: KeyedConnection<R> {
    /// The assignments of the changes.
    #[doc(hidden)]
    type Assignments;

    /// The assignments; `None` when there are none.
    #[doc(hidden)]
    fn assignments(key: &R::Key, changes: S) -> Result<Option<Self::Assignments>, Error>;

    /// Updates the row, if there is one.
    #[doc(hidden)]
    fn update_keyed(
        &mut self,
        key: R::Key,
        assignments: &Self::Assignments,
    ) -> QueryResult<Written<R::Row>>;
}

impl<C, R, S> UpdatesRows<R, S> for C
where
    R: Relation,
    S: Assigns<R, C::Backend>,
    C: KeyedConnection<R>,
{
    type Assignments = S::Assignments;

    fn assignments(key: &R::Key, changes: S) -> Result<Option<S::Assignments>, Error> {
        changes.assignments(slice::from_ref(key))
    }

    fn update_keyed(
        &mut self,
        key: R::Key,
        assignments: &S::Assignments,
    ) -> QueryResult<Written<R::Row>> {
        self.write_keyed(Change::update(assignments), key)
    }
}
