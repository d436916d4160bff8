//! Backfills on the connections of diesel-async.

use diesel::result::QueryResult;
use diesel::{Insertable, Selectable};

use super::attempts::on_conflict;
use super::builder::{Backfill, BackfillProgress, Missing};
use super::machine::BackfillStep;
use super::nodes::{CountMissing, Parents};
use crate::connection::AsyncLoads;
use crate::error::Error;
use crate::keyed::{
    AsyncBatchConnection, AsyncCreatesRows, AsyncKeyedDsl as _, AsyncLoadsMany as _,
    ChecksKeys as _, CreatesFromKey, HasOne, Keyed, NoValues, SufficientFor, Values, of_failure,
};
use crate::keyed::{ReadMode, Tracking};

/// An asynchronous connection that can find the parents without their row, and create the rows.
pub trait AsyncBackfillConnection<R: HasOne>: AsyncBatchConnection<R> {
    /// Reads parents without their row, at most `batch` of them.
    #[doc(hidden)]
    fn parents(
        &mut self,
        after: Option<R::Key>,
        batch: u32,
    ) -> impl Future<Output = QueryResult<Vec<R::Parent>>> + Send;

    /// Counts the parents without a row, of those after the first key, up to the second.
    #[doc(hidden)]
    fn count_missing(
        &mut self,
        after: Option<R::Key>,
        until: Option<R::Key>,
    ) -> impl Future<Output = QueryResult<i64>> + Send;

    /// Counts the rows of these keys.
    #[doc(hidden)]
    fn count_rows(&mut self, keys: Vec<R::Key>) -> impl Future<Output = QueryResult<usize>> + Send;
}

impl<C, R> AsyncBackfillConnection<R> for C
where
    R: HasOne<Parent: Send>,
    R::Parent: Selectable<C::Backend>,
    C: AsyncBatchConnection<R>,
    Parents<R, C::Backend>: AsyncLoads<'static, C, R::Parent>,
    CountMissing<R>: AsyncLoads<'static, C, i64>,
{
    fn parents(
        &mut self,
        after: Option<R::Key>,
        batch: u32,
    ) -> impl Future<Output = QueryResult<Vec<R::Parent>>> + Send {
        Parents::<R, C::Backend>::new(after, batch).load_all(self)
    }

    fn count_missing(
        &mut self,
        after: Option<R::Key>,
        until: Option<R::Key>,
    ) -> impl Future<Output = QueryResult<i64>> + Send {
        CountMissing::<R>::new(after, until).load_one(self)
    }

    fn count_rows(&mut self, keys: Vec<R::Key>) -> impl Future<Output = QueryResult<usize>> + Send {
        async move {
            let rows = C::ReadsMany::select_many(self, keys, ReadMode::Usual, Tracking::Off);
            Ok(rows.await?.count())
        }
    }
}

/// The method of a [`Backfill`] on a connection of diesel-async: that of
/// [`BackfillDsl`](super::BackfillDsl), with the same statements and errors.
pub trait AsyncBackfillDsl<R: HasOne, C> {
    /// Creates the rows: [`BackfillDsl::run`](super::BackfillDsl::run).
    fn run(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<BackfillProgress<R::Key>, Error>> + Send;
}

impl<R, C> AsyncBackfillDsl<R, C> for Backfill<R>
where
    R: HasOne<Parent: Send, Key: Sync>,
    R::Creation: CreatesFromKey<R>,
    C: AsyncBackfillConnection<R>,
{
    fn run(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<BackfillProgress<R::Key>, Error>> + Send {
        async move {
            let (mut machine, NoValues) =
                self.of_many::<C::Backend>(C::ReadsMany::keys_per_statement(0));
            loop {
                match machine.step_of_many() {
                    BackfillStep::Read(after, limit) => {
                        machine.read(conn.parents(after, limit).await)?;
                    }
                    BackfillStep::Create(keys) => {
                        C::ReadsMany::refuse_unstorable(&keys)?;
                        let inserted =
                            C::ReadsMany::insert_missing(conn, keys, on_conflict::<C::Backend>());
                        machine.inserted(inserted.await)?;
                    }
                    BackfillStep::Confirm(keys) => {
                        machine.confirmed(conn.count_rows(keys).await)?;
                    }
                    BackfillStep::Count(after, until) => {
                        machine.counted(conn.count_missing(after, until).await)?;
                    }
                    BackfillStep::End => return Ok(machine.end()),
                }
            }
        }
    }
}

impl<R, C, F, V> AsyncBackfillDsl<R, C> for Backfill<R, F>
where
    R: HasOne<Parent: Send + Sync, Row: Send, Key: Sync>,
    F: FnMut(&R::Parent) -> V + Send,
    V: Insertable<R::Table> + Clone + Send + Sync,
    Values<V>: SufficientFor<R>,
    C: AsyncBackfillConnection<R> + AsyncCreatesRows<R, Values<V>>,
{
    fn run(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<BackfillProgress<R::Key>, Error>> + Send {
        async move {
            let (mut machine, mut values) = self.of_one::<C::Backend>();
            loop {
                match machine.step_of_one() {
                    BackfillStep::Read(after, limit) => {
                        machine.read(conn.parents(after, limit).await)?;
                    }
                    BackfillStep::Create(parent) => {
                        let row = Keyed::<R>::by(R::key_of(&parent)).values(values(&parent));
                        let entry = row.insert_first().get_or_create_entry(conn);
                        machine.created(entry.await)?;
                    }
                    BackfillStep::Confirm(keys) => {
                        machine.confirmed(conn.count_rows(keys).await)?;
                    }
                    BackfillStep::Count(after, until) => {
                        machine.counted(conn.count_missing(after, until).await)?;
                    }
                    BackfillStep::End => return Ok(machine.end()),
                }
            }
        }
    }
}

/// The method of [`Missing`] rows on a connection of diesel-async.
pub trait AsyncMissingDsl<R: HasOne> {
    /// Counts the parents without a row.
    fn count<C: AsyncBackfillConnection<R>>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<i64, Error>> + Send;
}

impl<R: HasOne> AsyncMissingDsl<R> for Missing<R> {
    fn count<C: AsyncBackfillConnection<R>>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<i64, Error>> + Send {
        async move {
            conn.count_missing(None, None)
                .await
                .map_err(of_failure::<C::Backend>)
        }
    }
}
