//! The methods of what accessors of many keys return; their futures are `Send`.

use super::connection::{AsyncBatchConnection, AsyncCreatesMany, AsyncLoadsMany, AsyncUpdatesMany};
use super::writes::AsyncWritesMany as _;
use crate::error::Error;
use crate::keyed::batch::affected::AffectedRows;
use crate::keyed::batch::change::ManyChange;
use crate::keyed::batch::inserted::InsertsMany as _;
use crate::keyed::batch::keys::Tracking;
use crate::keyed::batch::machine::{BatchMachine, BatchStep};
use crate::keyed::batch::not_null::not_null;
use crate::keyed::batch::{Batch, KeyedBatch, UpsertBatch};
use crate::keyed::changes::{Assigns as _, Changes, NoChanges};
use crate::keyed::checked::ChecksKeys as _;
use crate::keyed::decide::Start;
use crate::keyed::entry::Entry;
use crate::keyed::given_key::count_binds;
use crate::keyed::kept::refuse_arrays;
use crate::keyed::nodes::SharedFragment;
use crate::keyed::relation::Relation;
use crate::keyed::takes::{AsyncConn, TakesAsync};
use crate::keyed::values::SufficientFor;

/// The methods of a [`KeyedBatch`] on a connection of diesel-async: those of
/// [`BatchDsl`](crate::keyed::BatchDsl), with the same statements and errors.
pub trait AsyncBatchDsl<R: Relation<Row: Send>, V: Send>: Sized + Send {
    /// Reads the rows: [`BatchDsl::get`](crate::keyed::BatchDsl::get).
    fn get<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Batch<R::Row, Option<usize>>, Error>> + Send
    where
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncBatchConnection<R>;

    /// Reads the rows, and creates those that are absent:
    /// [`BatchDsl::get_or_create`](crate::keyed::BatchDsl::get_or_create).
    fn get_or_create<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Batch<R::Row>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesMany<R, V>;
}

impl<R: Relation<Row: Send>, V: Send> AsyncBatchDsl<R, V> for KeyedBatch<R, V> {
    fn get<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Batch<R::Row, Option<usize>>, Error>> + Send
    where
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncBatchConnection<R>,
    {
        read(R::taken(conn), self.keys)
    }

    fn get_or_create<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Batch<R::Row>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesMany<R, V>,
    {
        let entries = drive(
            R::taken(conn),
            self.keys,
            self.values,
            NoChanges,
            Tracking::Off,
        );
        async { entries.await.map(Batch::without_entries) }
    }
}

/// The methods of an [`UpsertBatch`] on a connection of diesel-async: those of
/// [`UpsertBatchDsl`](crate::keyed::UpsertBatchDsl), with the same statements and errors.
pub trait AsyncUpsertBatchDsl<R: Relation<Row: Send>, V: Send, S: Send>: Sized + Send {
    /// Updates the rows, and creates those that are absent:
    /// [`UpsertBatchDsl::upsert`](crate::keyed::UpsertBatchDsl::upsert).
    fn upsert<C>(self, conn: &mut C) -> impl Future<Output = Result<Batch<R::Row>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesMany<R, V> + AsyncUpdatesMany<R, Changes<S>>,
    {
        let entries = self.upsert_entries(conn);
        async { entries.await.map(Batch::without_entries) }
    }

    /// Does the same, and returns for each row whether this call created it.
    fn upsert_entries<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Batch<Entry<R::Row>>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesMany<R, V> + AsyncUpdatesMany<R, Changes<S>>;
}

impl<R, V, S> AsyncUpsertBatchDsl<R, V, S> for UpsertBatch<R, V, S>
where
    R: Relation<Row: Send>,
    V: Send,
    S: Send,
{
    fn upsert_entries<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Batch<Entry<R::Row>>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesMany<R, V> + AsyncUpdatesMany<R, Changes<S>>,
    {
        drive(
            R::taken(conn),
            self.keys,
            self.values,
            self.changes,
            Tracking::Rows,
        )
    }
}

/// Reads the rows.
fn read<R, C>(
    conn: &mut C,
    keys: Vec<Option<R::Key>>,
) -> impl Future<Output = Result<Batch<R::Row, Option<usize>>, Error>> + Send
where
    R: Relation<Row: Send>,
    C: AsyncBatchConnection<R>,
{
    let mut machine =
        BatchMachine::<R, C::Backend>::reading(keys, C::ReadsMany::keys_per_statement(0));
    async move {
        refuse_arrays::<R, C::Backend>()?;
        while let BatchStep::Read(keys, mode, tracking) = machine.step() {
            let found = C::ReadsMany::select_many(conn, keys, mode, tracking);
            machine.read(found.await)?;
        }
        Ok(machine.found())
    }
}

/// Executes the steps of one call.
fn drive<R, C, V, S>(
    conn: &mut C,
    keys: Vec<Option<R::Key>>,
    values: V,
    changes: S,
    tracking: Tracking,
) -> impl Future<Output = Result<Batch<Entry<R::Row>>, Error>> + Send
where
    R: Relation<Row: Send>,
    V: Send,
    S: Send,
    C: AsyncCreatesMany<R, V> + AsyncUpdatesMany<R, S>,
{
    async move {
        let keys = not_null::<R, C::Backend>(keys)?;
        let insert = C::Values::from(values).insert_of(&keys)?;
        let changes = C::Changes::from(changes).assignments(&keys)?;
        let binds = [
            insert.as_ref().map(count_binds::<C::Backend>),
            changes.as_ref().map(count_binds::<C::Backend>),
        ];
        let binds = binds.into_iter().flatten().max().unwrap_or_default();
        let first = changes.as_ref().map_or(Start::Read, |_| Start::Update);
        let keys_per_statement = C::ReadsMany::keys_per_statement(binds);
        let mut machine =
            BatchMachine::<R, C::Backend>::creating(keys, keys_per_statement, first, tracking);
        loop {
            match machine.step() {
                BatchStep::Pause(pause) => crate::pause::pause(pause).await,
                BatchStep::Read(keys, mode, tracking) => {
                    let found = C::ReadsMany::select_many(conn, keys, mode, tracking);
                    machine.read(found.await)?;
                }
                BatchStep::Insert(keys, on_conflict, tracking) => {
                    C::ReadsMany::refuse_unstorable(&keys)?;
                    let values = insert
                        .as_ref()
                        .map(|insert| insert as &SharedFragment<'_, _>);
                    let change = ManyChange::insert(values, on_conflict, tracking);
                    let inserted = C::WritesMany::write(conn, change, keys);
                    machine.inserted(inserted.await)?;
                }
                BatchStep::Update(keys) => {
                    let updated = match &changes {
                        Some(changes) => {
                            C::WritesMany::write(conn, ManyChange::Update(changes), keys).await
                        }
                        None => Ok(AffectedRows::none()),
                    };
                    machine.updated(updated)?;
                }
                BatchStep::AskElsewhere(keys, ours) => {
                    let elsewhere = C::WritesMany::stored_elsewhere(conn, keys, &ours);
                    machine.elsewhere(elsewhere.await)?;
                }
                BatchStep::End => return machine.complete(),
            }
        }
    }
}
