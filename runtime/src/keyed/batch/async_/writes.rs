//! The writes of many rows on the connections of diesel-async.

use diesel::Selectable;
use diesel::query_builder::QueryFragment;
use diesel::result::QueryResult;
use diesel_async::AsyncConnection;

use crate::connection::{AsyncExecutes, AsyncLoads};
use crate::dialect::{Counting, Returning};
use crate::keyed::async_::returned::{fits_in_comment, was_executed, was_not_executed};
use crate::keyed::batch::affected::{AffectedRows, RowWithId};
use crate::keyed::batch::change::ManyChange;
use crate::keyed::batch::keys::{BatchDialect, WriteKind};
use crate::keyed::batch::nodes::{CountedMany, FORGET_ROW_IDS, ReturnedMany, SelectRowIds};
use crate::keyed::nodes::{SharedFragment, StoredElsewhere};
use crate::keyed::relation::Relation;
use crate::keyed::settle::Ours;

/// The way in which the connection `C` writes many rows of the relation `R`.
#[doc(hidden)]
pub trait AsyncWritesMany<C: AsyncConnection, R: Relation> {
    /// Writes one row a key at most.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn write(
        conn: &mut C,
        change: ManyChange<'_, SharedFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> impl Future<Output = QueryResult<AffectedRows<R::Row>>> + Send;

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
    R: Relation<Row: Selectable<C::Backend> + Send>,
    C: AsyncConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> ReturnedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>:
        AsyncLoads<'v, C, RowWithId<R::Row>>,
{
    fn write(
        conn: &mut C,
        change: ManyChange<'_, SharedFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> impl Future<Output = QueryResult<AffectedRows<R::Row>>> + Send {
        let rows = ReturnedMany::<R, C::Backend, _>::new(change, keys).load_all(conn);
        async { rows.await.map(AffectedRows::from_returned) }
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
    R: Relation<Row: Selectable<C::Backend> + Send>,
    C: AsyncConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    for<'v> CountedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>: AsyncExecutes<C>,
    for<'v> ReturnedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>:
        AsyncLoads<'v, C, RowWithId<R::Row>> + QueryFragment<C::Backend>,
    SelectRowIds: AsyncLoads<'static, C, Option<String>>,
    StoredElsewhere<R>: AsyncLoads<'static, C, Option<bool>>,
{
    fn write(
        conn: &mut C,
        change: ManyChange<'_, SharedFragment<'_, C::Backend>>,
        keys: Vec<R::Key>,
    ) -> impl Future<Output = QueryResult<AffectedRows<R::Row>>> + Send {
        async move {
            let collects = change.collects();
            if collects.any() {
                // The row ids of an earlier statement would count for this one.
                conn.batch_execute(FORGET_ROW_IDS).await?;
            }
            let rows = match change.writes() {
                WriteKind::New => insert(conn, change, keys).await?,
                WriteKind::Changes => {
                    let update = CountedMany::<R, C::Backend, _>::new(change, keys);
                    update.execute_on(conn).await?;
                    None
                }
            };
            if let Some(rows) = rows {
                return Ok(AffectedRows::from_met(rows));
            }
            let row_ids = if collects.any() {
                SelectRowIds.load_one(conn).await?
            } else {
                None
            };
            Ok(collects.affected(row_ids.as_deref()))
        }
    }

    fn stored_elsewhere(
        conn: &mut C,
        keys: Vec<R::Key>,
        ours: &Ours,
    ) -> impl Future<Output = QueryResult<Option<bool>>> + Send {
        StoredElsewhere::<R>::new(keys, ours).load_one(conn)
    }
}

/// Inserts rows, and returns what the server returns of those that it met.
fn insert<'v, C, R>(
    conn: &mut C,
    change: ManyChange<'v, SharedFragment<'v, C::Backend>>,
    keys: Vec<R::Key>,
) -> impl Future<Output = QueryResult<Option<Vec<RowWithId<R::Row>>>>> + Send
where
    R: Relation<Row: Selectable<C::Backend> + Send>,
    C: AsyncConnection<Backend: BatchDialect<R::Columns, R::Key>>,
    CountedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>: AsyncExecutes<C>,
    ReturnedMany<'v, R, C::Backend, SharedFragment<'v, C::Backend>>:
        AsyncLoads<'v, C, RowWithId<R::Row>> + QueryFragment<C::Backend>,
{
    async move {
        if fits_in_comment::<C::Backend>(&ReturnedMany::<R, _, _>::new(change, keys.clone())) {
            let query = ReturnedMany::<R, C::Backend, _>::new(change, keys.clone());
            match query.load_all(conn).await {
                // Each key has its row now, so that no rows are rows that the server does not return.
                Ok(rows) => return Ok(Some(rows).filter(|rows| !rows.is_empty())),
                Err(error) if was_executed(&error) => return Ok(None),
                Err(error) if was_not_executed(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let insert = CountedMany::<R, C::Backend, _>::new(change, keys);
        insert.execute_on(conn).await?;
        Ok(None)
    }
}
