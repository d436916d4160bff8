//! The writes of one row on the connections of diesel-async.

use diesel::Selectable;
use diesel::query_builder::QueryFragment;
use diesel::result::{OptionalExtension, QueryResult};
use diesel_async::AsyncConnection;

use super::returned::{fits_in_comment, of_returned, was_executed, was_not_executed};
use crate::connection::{AsyncExecutes, AsyncLoads};
use crate::dialect::{Counting, Dialect, Returning};
use crate::keyed::columns::ColumnSet;
use crate::keyed::creatable::Creatable;
use crate::keyed::nodes::{
    Change, Counted, KeyAlone, ReadBack, Returned, SharedFragment, StoredElsewhere,
};
use crate::keyed::outcome::{ReturnedRow, WriteOutcome};
use crate::keyed::relation::Relation;
use crate::keyed::settle::{self, Ours};

/// The way in which the connection `C` writes rows of the relation `R`.
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
    ) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send;

    /// Inserts one row, or updates it.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send;

    /// Inserts a row with these values. A server with a conflict target leaves a key alone that exists.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn insert<V>(
        conn: &mut C,
        key: R::Key,
        values: V,
        given_key: ColumnSet,
    ) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send
    where
        V: Creatable<R, C::Backend, R::Table, Statement: Send + Sync> + Send,
        R::Row: Send,
    {
        async move {
            if V::IS_KEY_ALONE {
                return Self::insert_key(conn, key).await;
            }
            let insert = values.statement(key.clone(), given_key);
            Self::write(conn, Change::Insert(&insert), key).await
        }
    }
}

#[diagnostic::do_not_recommend]
impl<C, R> AsyncWrites<C, R> for Returning
where
    R: Relation<Row: Selectable<C::Backend> + Send>,
    C: AsyncConnection,
    Returned<R, C::Backend, KeyAlone<R>>: AsyncLoads<'static, C, ReturnedRow<R>>,
    for<'v> Returned<R, C::Backend, Change<'v, R, SharedFragment<'v, C::Backend>>>:
        AsyncLoads<'v, C, ReturnedRow<R>>,
{
    fn insert_key(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send {
        let insert = Returned::<R, C::Backend, _>::new(KeyAlone::new(), key);
        let rows = insert.load_all(conn);
        async { rows.await.map(WriteOutcome::from_returned) }
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send {
        let rows = Returned::<R, C::Backend, _>::new(change, key).load_all(conn);
        async { rows.await.map(WriteOutcome::from_returned) }
    }
}

/// MariaDB returns the row of an insert. Every other row is read after the write, and compared with
/// the row written, which another session may have replaced.
#[diagnostic::do_not_recommend]
impl<C, R> AsyncWrites<C, R> for Counting
where
    R: Relation<Row: Selectable<C::Backend> + Send>,
    C: AsyncConnection<Backend: Dialect>,
    Counted<R, KeyAlone<R>>: AsyncExecutes<C>,
    for<'v> Counted<R, Change<'v, R, SharedFragment<'v, C::Backend>>>: AsyncExecutes<C>,
    Returned<R, C::Backend, KeyAlone<R>>:
        AsyncLoads<'static, C, ReturnedRow<R>> + QueryFragment<C::Backend>,
    for<'v> Returned<R, C::Backend, Change<'v, R, SharedFragment<'v, C::Backend>>>:
        AsyncLoads<'v, C, ReturnedRow<R>> + QueryFragment<C::Backend>,
    ReadBack<R, C::Backend>: AsyncLoads<'static, C, ReturnedRow<R>>,
    StoredElsewhere<R>: AsyncLoads<'static, C, Option<bool>>,
{
    fn insert_key(
        conn: &mut C,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send {
        insert(conn, KeyAlone::new, key)
    }

    fn write(
        conn: &mut C,
        change: Change<'_, R, SharedFragment<'_, C::Backend>>,
        key: R::Key,
    ) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send {
        let says = |word: &str| change.says::<C::Backend>(word);
        let ours = Ours::of_update::<R>(C::Backend::BACKEND, says);
        // The table in a change need not be `Send`: the change is made anew where it is sent.
        let (insert_of, update_of) = match change {
            Change::Insert(values) => (Some(values), None),
            Change::Update(assignments, ..) => (None, Some(assignments)),
        };
        async move {
            if let Some(values) = insert_of {
                return insert(conn, || Change::Insert(values), key).await;
            }
            let Some(assignments) = update_of else {
                return Ok(WriteOutcome::Nothing);
            };
            let update = Change::update(assignments).remembering(&ours);
            let update = Counted::new(update, key.clone());
            if update.execute_on(conn).await? == 0 {
                return Ok(WriteOutcome::Nothing);
            }
            let found = ReadBack::<R, C::Backend>::new(key, ours)
                .load_one(conn)
                .await;
            found.optional().map(settle::of_update)
        }
    }
}

/// Inserts a row, and returns the row that is stored then, or says why it is not the one asked for.
fn insert<'v, C, R, W>(
    conn: &mut C,
    write: impl Fn() -> W + Send,
    key: R::Key,
) -> impl Future<Output = QueryResult<WriteOutcome<R::Row>>> + Send
where
    R: Relation<Row: Selectable<C::Backend> + Send>,
    W: 'v,
    C: AsyncConnection<Backend: Dialect>,
    Counted<R, W>: AsyncExecutes<C>,
    Returned<R, C::Backend, W>: AsyncLoads<'v, C, ReturnedRow<R>> + QueryFragment<C::Backend>,
    ReadBack<R, C::Backend>: AsyncLoads<'static, C, ReturnedRow<R>>,
    StoredElsewhere<R>: AsyncLoads<'static, C, Option<bool>>,
{
    async move {
        let returned = send(conn, write, key.clone()).await?;
        let (ours, returned) = match of_returned::<R>(&key, returned) {
            Ok(written) => return Ok(written),
            Err(unsettled) => unsettled,
        };
        let read = ReadBack::<R, C::Backend>::new(key.clone(), ours.clone());
        let found = read.load_one(conn).await.optional()?;
        if let Some(written) = settle::of_insert(&ours, found, returned) {
            return Ok(written);
        }
        let question = StoredElsewhere::<R>::new(vec![key], &ours);
        let is_elsewhere = question.load_one(conn).await?;
        Ok(settle::of_vanished(ours, is_elsewhere))
    }
}

/// Sends an insert, and returns what the server returns of it: the key that the row is stored with, and
/// the row.
fn send<'v, C, R, W>(
    conn: &mut C,
    write: impl Fn() -> W + Send,
    key: R::Key,
) -> impl Future<Output = QueryResult<Option<ReturnedRow<R>>>> + Send
where
    R: Relation<Row: Selectable<C::Backend> + Send>,
    W: 'v,
    C: AsyncConnection<Backend: Dialect>,
    Counted<R, W>: AsyncExecutes<C>,
    Returned<R, C::Backend, W>: AsyncLoads<'v, C, ReturnedRow<R>> + QueryFragment<C::Backend>,
{
    async move {
        if fits_in_comment::<C::Backend>(&Returned::<R, _, _>::new(write(), key.clone())) {
            let insert = Returned::<R, C::Backend, _>::new(write(), key.clone());
            match insert.load_all(conn).await {
                Ok(rows) => return Ok(rows.into_iter().next()),
                Err(error) if was_executed(&error) => return Ok(None),
                Err(error) if was_not_executed(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Counted::new(write(), key).execute_on(conn).await?;
        Ok(None)
    }
}
