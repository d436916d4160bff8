//! What a connection of diesel-async can do with the rows of a relation.

use std::slice;

use diesel::Selectable;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::result::{OptionalExtension, QueryResult};
use diesel_async::methods::{ExecuteDsl, LoadQuery};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::returned::{fits_in_comment, of_returned, was_executed, was_not_executed};
use crate::catalog::CatalogFor;
use crate::dialect::{Counting, Dialect, Returning};
use crate::error::Error;
use crate::keyed::changes::Assigns;
use crate::keyed::columns::{BindKey, ColumnSet};
use crate::keyed::creatable::Creatable;
use crate::keyed::kept::refuse_unstorable;
use crate::keyed::nodes::{
    Change, Counted, Delete, KeyAlone, ParentExists, ReadBack, Returned, Select, SharedFragment,
    StoredElsewhere, WriteId,
};
use crate::keyed::outcome::Written;
use crate::keyed::relation::{HoldsOn, Relation};
use crate::keyed::settle::{self, Ours};
use crate::keyed::stated::show_key;

/// An asynchronous connection that can read and delete the rows of the relation `R`: what
/// [`KeyedConnection`](crate::keyed::KeyedConnection) is for blocking ones.
///
/// The derive emits it under the relation's own name, as `UserDetailAsyncConn`.
pub trait AsyncKeyedConnection<R: Relation>: AsyncConnection<Backend: Dialect> {
    /// Reads the row.
    #[doc(hidden)]
    fn select_keyed(
        &mut self,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<R::Row>>> + Send;

    /// Reads the row as it is committed now, or written by this transaction.
    #[doc(hidden)]
    fn select_current(
        &mut self,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<R::Row>>> + Send;

    /// Inserts the row by its key alone.
    #[doc(hidden)]
    fn insert_key(
        &mut self,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send;

    /// Inserts the row, or updates it.
    #[doc(hidden)]
    fn write_keyed(
        &mut self,
        change: Change<'_, R, SharedFragment<'_, Self::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send;

    /// Renders a key for an error.
    #[doc(hidden)]
    fn show_key(key: &R::Key) -> String;

    /// Refuses a key that would be stored as another.
    #[doc(hidden)]
    fn refuse_unstorable(key: &R::Key) -> Result<(), Error>;

    /// Deletes the row, and returns the number of rows deleted.
    #[doc(hidden)]
    fn delete_keyed(&mut self, key: R::Key) -> impl Future<Output = QueryResult<usize>> + Send;

    /// Whether the row that a foreign key of the key refers to exists.
    #[doc(hidden)]
    fn parent_exists(
        &mut self,
        question: ParentExists<R>,
    ) -> impl Future<Output = QueryResult<bool>> + Send;
}

// `K` is unknown when the row cannot be loaded. That makes rustc report it once, and not again where
// the future of a call is made and where it is awaited.
impl<C, R, K> AsyncKeyedConnection<R> for C
where
    R: Relation<Row: AsyncLoadsFrom<C, R, Known = K>> + HoldsOn<<C::Backend as Dialect>::Marker>,
    R::Table: CatalogFor<<C::Backend as Dialect>::Marker>,
    C: AsyncConnection<Backend: Dialect>,
{
    fn select_keyed(
        &mut self,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<R::Row>>> + Send {
        R::Row::select(self, key)
    }

    fn select_current(
        &mut self,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<R::Row>>> + Send {
        R::Row::select_current(self, key)
    }

    fn insert_key(
        &mut self,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        R::Row::insert_key(self, key)
    }

    fn write_keyed(
        &mut self,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        R::Row::write(self, change, key)
    }

    fn show_key(key: &R::Key) -> String {
        R::Row::show_key(key)
    }

    fn refuse_unstorable(key: &R::Key) -> Result<(), Error> {
        R::Row::refuse_unstorable(key)
    }

    fn delete_keyed(&mut self, key: R::Key) -> impl Future<Output = QueryResult<usize>> + Send {
        R::Row::delete(self, key)
    }

    fn parent_exists(
        &mut self,
        question: ParentExists<R>,
    ) -> impl Future<Output = QueryResult<bool>> + Send {
        R::Row::parent_exists(self, question)
    }
}

/// A row of the relation `R` that the asynchronous connection `C` can load.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded as the row of `{R}`",
    label = "it has no `Queryable` and `Selectable` that fit this connection's backend",
    note = "derive `Queryable` and `Selectable` for `{Self}`, or `HasQuery`, with the `table_name` of its table",
    note = "to find a field whose type is not that of its column, add `#[diesel(check_for_backend(diesel::sqlite::Sqlite))]` to the struct, or the backend that you use"
)]
pub trait AsyncLoadsFrom<C: AsyncConnection, R: Relation>: Sized + Send {
    /// A type that is known once the row can be loaded.
    type Known;

    /// Reads the row.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select(conn: &mut C, key: R::Key) -> impl Future<Output = QueryResult<Option<Self>>> + Send;

    /// Reads the row as it is committed now, or written by this transaction.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn select_current(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<Self>>> + Send;

    /// Inserts the row by its key alone.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_key(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<Self>>> + Send;

    /// Inserts the row, or updates it.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<Self>>> + Send;

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
    fn delete(conn: &mut C, key: R::Key) -> impl Future<Output = QueryResult<usize>> + Send;

    /// Returns true when the row that a foreign key of the key refers to exists.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn parent_exists(
        conn: &mut C,
        question: ParentExists<R>,
    ) -> impl Future<Output = QueryResult<bool>> + Send;
}

#[diagnostic::do_not_recommend]
impl<C, R, T> AsyncLoadsFrom<C, R> for T
where
    R: Relation<Row = T>,
    R::Key: BindKey<R::Columns, C::Backend>,
    T: Selectable<C::Backend> + Send + 'static,
    C: AsyncConnection<Backend: Dialect>,
    Select<R, C::Backend>: LoadQuery<'static, C, T>,
    Select<R, C::Backend, true>: LoadQuery<'static, C, T>,
    ParentExists<R>: LoadQuery<'static, C, bool>,
    Delete<R>: QueryFragment<C::Backend> + QueryId + Send,
    <C::Backend as Dialect>::Writing: AsyncWrites<C, R>,
{
    type Known = ();

    fn select(conn: &mut C, key: R::Key) -> impl Future<Output = QueryResult<Option<T>>> + Send {
        let row = RunQueryDsl::get_result(Select::<R, C::Backend>::new(key), conn);
        async { row.await.optional() }
    }

    fn select_current(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Option<T>>> + Send {
        let row = RunQueryDsl::get_result(Select::<R, C::Backend, true>::new(key), conn);
        async { row.await.optional() }
    }

    fn insert_key(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<T>>> + Send {
        <C::Backend as Dialect>::Writing::insert_key(conn, key)
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<T>>> + Send {
        <C::Backend as Dialect>::Writing::write(conn, change, key)
    }

    fn show_key(key: &R::Key) -> String {
        show_key::<R, C::Backend>(key)
    }

    fn refuse_unstorable(key: &R::Key) -> Result<(), Error> {
        refuse_unstorable::<R, C::Backend>(slice::from_ref(key))
    }

    fn delete(conn: &mut C, key: R::Key) -> impl Future<Output = QueryResult<usize>> + Send {
        RunQueryDsl::execute(Delete::<R>::new(key), conn)
    }

    fn parent_exists(
        conn: &mut C,
        question: ParentExists<R>,
    ) -> impl Future<Output = QueryResult<bool>> + Send {
        RunQueryDsl::get_result(question, conn)
    }
}

/// How the connection `C` writes rows of the relation `R`.
#[doc(hidden)]
pub trait AsyncWrites<C: AsyncConnection, R: Relation> {
    /// Inserts a row by its key alone.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert_key(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send;

    /// Writes one row at most.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send;
}

#[diagnostic::do_not_recommend]
impl<C, R> AsyncWrites<C, R> for Returning
where
    R: Relation<Row: Send>,
    R::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: 'static>,
    Returned<R, C::Backend, KeyAlone<R>>: LoadQuery<'static, C, (Option<String>, R::Row)>,
    for<'v> Returned<R, C::Backend, Change<'v, R, SharedFragment<'v, C::Backend>>>:
        LoadQuery<'v, C, (Option<String>, R::Row)>,
{
    fn insert_key(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        let insert = Returned::<R, C::Backend, _>::new(KeyAlone::new(), key);
        let rows = RunQueryDsl::load(insert, conn);
        async { Written::from_returned(rows.await?.into_iter().map(Ok)) }
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        let rows = RunQueryDsl::load(Returned::<R, C::Backend, _>::new(change, key), conn);
        async { Written::from_returned(rows.await?.into_iter().map(Ok)) }
    }
}

/// MariaDB returns the row of an insert. What is left is read after the write, and told from what
/// another session may have put in its place.
#[diagnostic::do_not_recommend]
impl<C, R> AsyncWrites<C, R> for Counting
where
    R: Relation<Row: Send>,
    R::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: Dialect>,
    Counted<R, KeyAlone<R>>: ExecuteDsl<C>,
    for<'v> Counted<R, Change<'v, R, SharedFragment<'v, C::Backend>>>: ExecuteDsl<C>,
    Returned<R, C::Backend, KeyAlone<R>>:
        LoadQuery<'static, C, (Option<String>, R::Row)> + QueryFragment<C::Backend>,
    for<'v> Returned<R, C::Backend, Change<'v, R, SharedFragment<'v, C::Backend>>>:
        LoadQuery<'v, C, (Option<String>, R::Row)> + QueryFragment<C::Backend>,
    ReadBack<R, C::Backend>: LoadQuery<'static, C, (Option<String>, R::Row)>,
    StoredElsewhere<R>: LoadQuery<'static, C, Option<bool>>,
{
    fn insert_key(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        async move {
            let returned = insert(conn, KeyAlone::new, key.clone()).await?;
            settle_insert(conn, key, returned).await
        }
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        let says = |word: &str| change.says::<C::Backend>(word);
        let ours = Ours::of_update::<R>(C::Backend::BACKEND, says);
        // The table in a change need not be `Send`: the change is made anew where it is sent.
        let (insert_of, update_of) = match change {
            Change::Insert(values) => (Some(values), None),
            Change::Update(assignments, ..) => (None, Some(assignments)),
        };
        async move {
            if let Some(values) = insert_of {
                let returned = insert(conn, || Change::Insert(values), key.clone()).await?;
                return settle_insert(conn, key, returned).await;
            }
            let Some(assignments) = update_of else {
                return Ok(Written::Nothing);
            };
            let update = Change::update(assignments).remembering(&ours);
            if RunQueryDsl::execute(Counted::new(update, key.clone()), conn).await? == 0 {
                return Ok(Written::Nothing);
            }
            let found = RunQueryDsl::get_result(ReadBack::new(key, ours), conn).await;
            found.optional().map(settle::of_update)
        }
    }
}

/// Inserts a row, and returns what the server returns of it: the key that it is stored with, and the
/// row.
fn insert<'v, C, R, W>(
    conn: &mut C,
    write: impl Fn() -> W + Send,
    key: R::Key,
) -> impl Future<Output = QueryResult<Option<(Option<String>, R::Row)>>> + Send
where
    R: Relation<Row: Send>,
    R::Row: Selectable<C::Backend>,
    W: WriteId + 'v,
    C: AsyncConnection<Backend: Dialect>,
    Counted<R, W>: ExecuteDsl<C>,
    Returned<R, C::Backend, W>:
        LoadQuery<'v, C, (Option<String>, R::Row)> + QueryFragment<C::Backend>,
{
    async move {
        if fits_in_comment::<C::Backend>(&Returned::<R, _, _>::new(write(), key.clone())) {
            let insert = Returned::<R, C::Backend, _>::new(write(), key.clone());
            match RunQueryDsl::load(insert, conn).await {
                Ok(rows) => return Ok(rows.into_iter().next()),
                Err(error) if was_executed(&error) => return Ok(None),
                Err(error) if was_not_executed(&error) => {}
                Err(error) => return Err(error),
            }
        }
        RunQueryDsl::execute(Counted::new(write(), key), conn).await?;
        Ok(None)
    }
}

/// Tells whether the row inserted is the one asked for, and still there.
fn settle_insert<C, R>(
    conn: &mut C,
    key: R::Key,
    returned: Option<(Option<String>, R::Row)>,
) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send
where
    R: Relation<Row: Send>,
    R::Row: Selectable<C::Backend>,
    C: AsyncConnection<Backend: Dialect>,
    ReadBack<R, C::Backend>: LoadQuery<'static, C, (Option<String>, R::Row)>,
    StoredElsewhere<R>: LoadQuery<'static, C, Option<bool>>,
{
    async move {
        let (ours, returned) = match of_returned::<R>(&key, returned) {
            Ok(written) => return Ok(written),
            Err(unsettled) => unsettled,
        };
        let read = ReadBack::new(key.clone(), ours.clone());
        let found = RunQueryDsl::get_result(read, conn).await;
        if let Some(written) = settle::of_insert(&ours, found.optional()?, returned) {
            return Ok(written);
        }
        let question = StoredElsewhere::<R>::new(vec![key], &ours);
        let is_elsewhere = RunQueryDsl::get_result(question, conn).await?;
        Ok(settle::of_vanished(ours, is_elsewhere))
    }
}

/// An asynchronous connection that can create the rows of the relation `R` with the values `V`.
pub trait AsyncCreatesRows<R: Relation, V>: AsyncKeyedConnection<R> {
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
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send;
}

// `K` is unknown when no row can be created, so that rustc reports it once.
impl<C, R, V, K> AsyncCreatesRows<R, V> for C
where
    R: Relation<Row: Send>,
    V: Creatable<R, C::Backend, R::Table, Known = K, Statement: Send + Sync> + Send,
    C: AsyncKeyedConnection<R>,
{
    fn stated(key: &R::Key, values: &V) -> Result<ColumnSet, Error> {
        values.stated(slice::from_ref(key))
    }

    fn insert_keyed(
        &mut self,
        key: R::Key,
        values: V,
        stated: ColumnSet,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        async move {
            if V::IS_KEY_ALONE {
                return self.insert_key(key).await;
            }
            let insert = values.statement(key.clone(), stated);
            self.write_keyed(Change::Insert(&insert), key).await
        }
    }
}

/// An asynchronous connection that can apply the changes `S` to the rows of the relation `R`.
pub trait AsyncUpdatesRows<R: Relation, S>: AsyncKeyedConnection<R> {
    /// The assignments of the changes.
    #[doc(hidden)]
    type Assignments: Send + Sync;

    /// The assignments; `None` when there are none.
    #[doc(hidden)]
    fn assignments(key: &R::Key, changes: S) -> Result<Option<Self::Assignments>, Error>;

    /// Updates the row, if there is one.
    #[doc(hidden)]
    fn update_keyed(
        &mut self,
        key: R::Key,
        assignments: &Self::Assignments,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send;
}

impl<C, R, S> AsyncUpdatesRows<R, S> for C
where
    R: Relation<Row: Send>,
    S: Assigns<R, C::Backend, Assignments: Send + Sync>,
    C: AsyncKeyedConnection<R>,
{
    type Assignments = S::Assignments;

    fn assignments(key: &R::Key, changes: S) -> Result<Option<S::Assignments>, Error> {
        changes.assignments(slice::from_ref(key))
    }

    fn update_keyed(
        &mut self,
        key: R::Key,
        assignments: &S::Assignments,
    ) -> impl Future<Output = QueryResult<Written<R::Row>>> + Send {
        self.write_keyed(Change::update(assignments), key)
    }
}
