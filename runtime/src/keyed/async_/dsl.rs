//! The methods of what accessors return; their futures are `Send`.

use std::slice;

use super::connection::{AsyncCreatesRows, AsyncKeyedConnection, AsyncLoadsFrom, AsyncUpdatesRows};
use super::writes::AsyncWrites as _;
use crate::error::Error;
use crate::keyed::approach::Approach;
use crate::keyed::builder::{Keyed, Upsert};
use crate::keyed::changes::{Assigns as _, Changes, NoChanges};
use crate::keyed::checked::ChecksKeys as _;
use crate::keyed::entry::Entry;
use crate::keyed::given_key::GivesKey as _;
use crate::keyed::machine::{KeyedMachine, KeyedStep};
use crate::keyed::nodes::{Change, ParentExists};
use crate::keyed::outcome::{self, WriteOutcome};
use crate::keyed::relation::Relation;
use crate::keyed::takes::{AsyncConn, TakesAsync};
use crate::keyed::values::SufficientFor;

/// The methods of a [`Keyed`] row on a connection of diesel-async: those of
/// [`KeyedDsl`](crate::keyed::KeyedDsl), with the same statements and errors.
///
/// A future that is dropped leaves nothing half-written: each statement stores a whole row or none.
pub trait AsyncKeyedDsl<R: Relation<Row: Send>, V: Send>: Sized + Send {
    /// Reads the row: [`KeyedDsl::get`](crate::keyed::KeyedDsl::get).
    fn get<C>(self, conn: &mut C) -> impl Future<Output = Result<Option<R::Row>, Error>> + Send
    where
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncKeyedConnection<R>;

    /// Reads the row, and creates it if it is absent:
    /// [`KeyedDsl::get_or_create`](crate::keyed::KeyedDsl::get_or_create).
    fn get_or_create<C>(self, conn: &mut C) -> impl Future<Output = Result<R::Row, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesRows<R, V>,
    {
        let entry = self.get_or_create_entry(conn);
        async { entry.await.map(Entry::into_row) }
    }

    /// Does the same, and returns whether this call created the row.
    fn get_or_create_entry<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Entry<R::Row>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesRows<R, V>;

    /// Deletes the row; true when there was one.
    fn delete<C>(self, conn: &mut C) -> impl Future<Output = Result<bool, Error>> + Send
    where
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncKeyedConnection<R>;
}

impl<R, V> AsyncKeyedDsl<R, V> for Keyed<R, V>
where
    R: Relation<Row: Send>,
    V: Clone + Send + Sync,
{
    fn get<C>(self, conn: &mut C) -> impl Future<Output = Result<Option<R::Row>, Error>> + Send
    where
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncKeyedConnection<R>,
    {
        let (key, conn) = (self.key, R::taken(conn));
        async move {
            let Some(key) = key else {
                return Ok(None);
            };
            select(conn, key).await
        }
    }

    fn get_or_create_entry<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Entry<R::Row>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesRows<R, V>,
    {
        drive(
            R::taken(conn),
            self.approach,
            self.key,
            self.values,
            NoChanges,
        )
    }

    fn delete<C>(self, conn: &mut C) -> impl Future<Output = Result<bool, Error>> + Send
    where
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncKeyedConnection<R>,
    {
        let (key, conn) = (self.key, R::taken(conn));
        async move {
            let Some(key) = key else {
                return Ok(false);
            };
            delete(conn, key).await
        }
    }
}

/// The methods of an [`Upsert`] on a connection of diesel-async: those of
/// [`UpsertDsl`](crate::keyed::UpsertDsl), with the same statements and errors.
pub trait AsyncUpsertDsl<R: Relation<Row: Send>, V: Send, S: Send>: Sized + Send {
    /// Updates the row, and creates it if it is absent:
    /// [`UpsertDsl::upsert`](crate::keyed::UpsertDsl::upsert).
    fn upsert<C>(self, conn: &mut C) -> impl Future<Output = Result<R::Row, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesRows<R, V> + AsyncUpdatesRows<R, Changes<S>>,
    {
        let entry = self.upsert_entry(conn);
        async { entry.await.map(Entry::into_row) }
    }

    /// Does the same, and returns whether this call created the row.
    fn upsert_entry<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Entry<R::Row>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesRows<R, V> + AsyncUpdatesRows<R, Changes<S>>;
}

impl<R, V, S> AsyncUpsertDsl<R, V, S> for Upsert<R, V, S>
where
    R: Relation<Row: Send>,
    V: Clone + Send + Sync,
    S: Clone + Send + Sync,
{
    fn upsert_entry<C>(
        self,
        conn: &mut C,
    ) -> impl Future<Output = Result<Entry<R::Row>, Error>> + Send
    where
        V: SufficientFor<R>,
        R: TakesAsync<C>,
        AsyncConn<C, R>: AsyncCreatesRows<R, V> + AsyncUpdatesRows<R, Changes<S>>,
    {
        drive(
            R::taken(conn),
            self.approach,
            self.key,
            self.values,
            self.changes,
        )
    }
}

/// Reads the row.
async fn select<R, C>(conn: &mut C, key: R::Key) -> Result<Option<R::Row>, Error>
where
    R: Relation<Row: Send>,
    C: AsyncKeyedConnection<R>,
{
    let found = C::Reads::select(conn, key).await;
    found.map_err(outcome::of_failure::<C::Backend>)
}

/// Deletes the row; true when there was one.
async fn delete<R, C>(conn: &mut C, key: R::Key) -> Result<bool, Error>
where
    R: Relation<Row: Send>,
    C: AsyncKeyedConnection<R>,
{
    let deleted = C::Reads::delete(conn, key).await;
    deleted
        .map(|rows| rows > 0)
        .map_err(outcome::of_failure::<C::Backend>)
}

/// Executes the steps of one call.
fn drive<R, C, V, S>(
    conn: &mut C,
    approach: Approach,
    key: Option<R::Key>,
    values: V,
    changes: S,
) -> impl Future<Output = Result<Entry<R::Row>, Error>> + Send
where
    R: Relation<Row: Send>,
    V: Clone + Send + Sync,
    S: Send,
    C: AsyncCreatesRows<R, V> + AsyncUpdatesRows<R, S>,
{
    async move {
        let key = key.ok_or(Error::NullKey { table: R::TABLE })?;
        let values = C::Values::from(values);
        let given_key = values.given_key(slice::from_ref(&key))?;
        let changes = C::Changes::from(changes).assignments(slice::from_ref(&key))?;
        let mut machine = KeyedMachine::<R, C::Backend>::new(
            key,
            C::Reads::show_key,
            approach.for_changes(changes.as_ref()),
        );
        loop {
            match machine.step() {
                KeyedStep::Pause(pause) => crate::pause::pause(pause).await,
                KeyedStep::Read => machine.read(C::Reads::select(conn, machine.key()).await)?,
                KeyedStep::ReadCurrent => {
                    machine.read(C::Reads::select_current(conn, machine.key()).await)?;
                }
                KeyedStep::LockParent(foreign_key) => {
                    let lock = ParentExists::locking(machine.key(), foreign_key);
                    machine.locked(C::Reads::parent_exists(conn, lock).await)?;
                }
                KeyedStep::Insert => {
                    C::Reads::refuse_unstorable(&[machine.key()])?;
                    let inserted =
                        C::Writes::insert(conn, machine.key(), values.clone(), given_key);
                    machine.inserted(inserted.await)?;
                }
                KeyedStep::Update => {
                    let updated = match &changes {
                        Some(changes) => {
                            C::Writes::write(conn, Change::update(changes), machine.key()).await
                        }
                        None => Ok(WriteOutcome::Nothing),
                    };
                    machine.updated(updated)?;
                }
                KeyedStep::AskParent(foreign_key) => {
                    let question = ParentExists::new(machine.key(), foreign_key);
                    machine.parent(C::Reads::parent_exists(conn, question).await)?;
                }
                KeyedStep::End => return machine.end(),
            }
        }
    }
}
