//! The methods of what accessors of many keys return.

use std::thread;

use super::connection::{BatchConnection, CreatesMany, LoadsMany, UpdatesMany};
use super::writes::WritesMany as _;
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
use crate::keyed::nodes::DynFragment;
use crate::keyed::relation::Relation;
use crate::keyed::takes::{BlockingConn, TakesBlocking};
use crate::keyed::values::SufficientFor;

/// The methods of a [`KeyedBatch`] on a blocking connection.
pub trait BatchDsl<R: Relation, V>: Sized {
    /// Reads the rows: one statement for each chunk that fits in one; none for no keys.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], or [`Error::RestartTransaction`] in a transaction that must be run again.
    fn get<C>(self, conn: &mut C) -> Result<Batch<R::Row, Option<usize>>, Error>
    where
        R: TakesBlocking<C>,
        BlockingConn<C, R>: BatchConnection<R>;

    /// Reads the rows, and creates those that are absent: race-free, in two statements for each chunk
    /// of keys that fits in one: 250,000 keys on PostgreSQL, 32,766 values on SQLite, 1,000 keys on
    /// MySQL and MariaDB. Keys that are not integers take three, as the server says which row is whose;
    /// so do all on MySQL, and on MariaDB through Diesel's own connection, which returns no rows of an
    /// insert. A race that is lost to a deletion costs two more, a row that the snapshot of a MySQL
    /// transaction hides one.
    ///
    /// ```sql
    /// SELECT user_id, .. FROM user_details WHERE user_id = ANY($1);
    /// INSERT INTO user_details (user_id) SELECT unnest($1) ON CONFLICT (user_id) DO NOTHING
    ///     RETURNING user_id::text, NULL, ..;
    /// ```
    ///
    /// With [`values`](KeyedBatch::values) the insert is, on PostgreSQL
    ///
    /// ```sql
    /// WITH camshaft_keys AS (SELECT DISTINCT camshaft_0 FROM unnest($1) ..)
    /// INSERT INTO user_details (user_id, status)
    ///     VALUES (unnest(ARRAY(SELECT camshaft_0 FROM camshaft_keys ORDER BY camshaft_0)), $2)
    ///     ON CONFLICT (user_id) DO NOTHING RETURNING ..;
    /// ```
    ///
    /// and elsewhere `INSERT INTO user_details (user_id, status) SELECT camshaft_0, ? FROM (..)
    /// ORDER BY camshaft_0`, with what passes over the keys that exist.
    ///
    /// # Errors
    ///
    /// [`Error::ParentMissing`], [`Error::NotVisible`], [`Error::NullKey`], [`Error::KeyMismatch`],
    /// [`Error::UnstorableKey`], [`Error::WrongRow`], [`Error::RestartTransaction`],
    /// [`Error::Catalog`]; every other error of the database as [`Error::Database`].
    fn get_or_create<C>(self, conn: &mut C) -> Result<Batch<R::Row>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesMany<R, V>;
}

impl<R: Relation, V> BatchDsl<R, V> for KeyedBatch<R, V> {
    fn get<C>(self, conn: &mut C) -> Result<Batch<R::Row, Option<usize>>, Error>
    where
        R: TakesBlocking<C>,
        BlockingConn<C, R>: BatchConnection<R>,
    {
        read(R::taken(conn), self.keys)
    }

    fn get_or_create<C>(self, conn: &mut C) -> Result<Batch<R::Row>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesMany<R, V>,
    {
        let entries = drive(
            R::taken(conn),
            self.keys,
            self.values,
            NoChanges,
            Tracking::Off,
        );
        entries.map(Batch::without_entries)
    }
}

/// The methods of an [`UpsertBatch`] on a blocking connection.
pub trait UpsertBatchDsl<R: Relation, V, S>: Sized {
    /// Updates the rows, and creates those that are absent: race-free. The changes are applied once
    /// to each row that is found, however often its key is given, and to none that is created.
    ///
    /// ```sql
    /// UPDATE user_details SET notes = $2
    ///     FROM (SELECT user_id AS camshaft_0 FROM unnest($1) .. INNER JOIN user_details ON ..
    ///         ORDER BY user_id FOR NO KEY UPDATE) AS camshaft_keys
    ///     WHERE user_id = camshaft_0 RETURNING user_id::text, NULL, ..;
    /// ```
    ///
    /// For each chunk of keys that fits in one statement: that one when all rows are there, and an
    /// `INSERT .. ON CONFLICT .. DO NOTHING RETURNING` as of [`get_or_create`](BatchDsl::get_or_create)
    /// more when some are not. After each of them, keys that are not integers take a `SELECT`, which says
    /// which row is whose. Rows that somebody else created in between are updated by the same again. Rows
    /// are locked in the order of their keys. A chunk after the first begins with a `SELECT` more, as its
    /// keys may be rows of the chunks before.
    ///
    /// MySQL and MariaDB return nothing of an update: there the session collects in `@camshaft` which rows
    /// were met, with a `SET` before each `UPDATE` and a `SELECT` of them and of the rows after it. A
    /// `SELECT` comes first, so that no gap is locked: five statements when all rows are there. Rows that
    /// are not cost two more on MariaDB through diesel-async, which returns them. Diesel's own connection
    /// returns none: it creates and reads them in a transaction of its own, unless one is open, which
    /// costs seven. A deadlock over keys whose rows were deleted a moment ago is
    /// [`Error::RestartTransaction`].
    ///
    /// With nothing to set it is a `get_or_create`.
    ///
    /// # Errors
    ///
    /// The errors of [`get_or_create`](BatchDsl::get_or_create); [`Error::KeyMismatch`] also when the
    /// changes give a key another value. In autocommit mode each statement is stored by itself: after
    /// an error, changes may have been applied.
    fn upsert<C>(self, conn: &mut C) -> Result<Batch<R::Row>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesMany<R, V> + UpdatesMany<R, Changes<S>>,
    {
        self.upsert_entries(conn).map(Batch::without_entries)
    }

    /// Does the same as [`upsert`](Self::upsert), and returns for each row whether this call
    /// created it: a row is new for one caller at most. Only MySQL through diesel-async cannot
    /// distinguish a row that the call created from one that another session deleted and created
    /// anew.
    ///
    /// # Errors
    ///
    /// The same.
    fn upsert_entries<C>(self, conn: &mut C) -> Result<Batch<Entry<R::Row>>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesMany<R, V> + UpdatesMany<R, Changes<S>>;
}

impl<R: Relation, V, S> UpsertBatchDsl<R, V, S> for UpsertBatch<R, V, S> {
    fn upsert_entries<C>(self, conn: &mut C) -> Result<Batch<Entry<R::Row>>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesMany<R, V> + UpdatesMany<R, Changes<S>>,
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
) -> Result<Batch<R::Row, Option<usize>>, Error>
where
    R: Relation,
    C: BatchConnection<R>,
{
    refuse_arrays::<R, C::Backend>()?;
    let mut machine =
        BatchMachine::<R, C::Backend>::reading(keys, C::ReadsMany::keys_per_statement(0));
    while let BatchStep::Read(keys, mode, tracking) = machine.step() {
        machine.read(C::ReadsMany::select_many(conn, keys, mode, tracking))?;
    }
    Ok(machine.found())
}

/// Executes the steps of one call.
fn drive<R, C, V, S>(
    conn: &mut C,
    keys: Vec<Option<R::Key>>,
    values: V,
    changes: S,
    tracking: Tracking,
) -> Result<Batch<Entry<R::Row>>, Error>
where
    R: Relation,
    C: CreatesMany<R, V> + UpdatesMany<R, S>,
{
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
            BatchStep::Pause(pause) => thread::sleep(pause),
            BatchStep::Read(keys, mode, tracking) => {
                machine.read(C::ReadsMany::select_many(conn, keys, mode, tracking))?;
            }
            BatchStep::Insert(keys, on_conflict, tracking) => {
                C::ReadsMany::refuse_unstorable(&keys)?;
                machine.inserted(C::WritesMany::write::<C::ReadsMany>(
                    conn,
                    ManyChange::insert(
                        insert.as_ref().map(|it| it as &DynFragment<'_, _>),
                        on_conflict,
                        tracking,
                    ),
                    keys,
                ))?;
            }
            BatchStep::Update(keys) => {
                let updated = match &changes {
                    Some(changes) => C::WritesMany::write::<C::ReadsMany>(
                        conn,
                        ManyChange::Update(changes),
                        keys,
                    ),
                    None => Ok(AffectedRows::none()),
                };
                machine.updated(updated)?;
            }
            BatchStep::AskElsewhere(keys, ours) => {
                let elsewhere = C::WritesMany::stored_elsewhere(conn, keys, &ours);
                machine.elsewhere(elsewhere)?;
            }
            BatchStep::End => return machine.complete(),
        }
    }
}
