//! The methods of what accessors return.

use std::{slice, thread};

use super::connection::{CreatesRows, KeyedConnection, LoadsFrom, UpdatesRows};
use super::writes::Writes as _;
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
use crate::keyed::takes::{BlockingConn, TakesBlocking};
use crate::keyed::values::SufficientFor;

/// The methods of a [`Keyed`] row on a blocking connection.
pub trait KeyedDsl<R: Relation, V>: Sized {
    /// Reads the row.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], or [`Error::RestartTransaction`] in a transaction that must be run again.
    fn get<C>(self, conn: &mut C) -> Result<Option<R::Row>, Error>
    where
        R: TakesBlocking<C>,
        BlockingConn<C, R>: KeyedConnection<R>;

    /// Reads the row, and creates it if it is absent: race-free.
    ///
    /// One `SELECT` when it is there; an `INSERT .. ON CONFLICT .. DO NOTHING RETURNING` more when
    /// it is not; another `SELECT` when somebody else created it in between. On MySQL and MariaDB
    /// `DO LAST_INSERT_ID(0)`, a plain `INSERT`, and always another `SELECT .. LOCK IN SHARE MODE`; on
    /// diesel-async MariaDB returns the row of the `INSERT` alone, if the key is an integer.
    ///
    /// # Errors
    ///
    /// [`Error::ParentMissing`], [`Error::NotVisible`], [`Error::WrongRow`],
    /// [`Error::UnstorableKey`], [`Error::KeyMismatch`], [`Error::NullKey`],
    /// [`Error::RestartTransaction`],
    /// [`Error::Catalog`]; every other error of the database as [`Error::Database`].
    fn get_or_create<C>(self, conn: &mut C) -> Result<R::Row, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesRows<R, V>,
    {
        self.get_or_create_entry(conn).map(Entry::into_row)
    }

    /// Does the same as [`get_or_create`](Self::get_or_create), and returns whether this call
    /// created the row: a row is new for one caller at most, also if others delete it and create it
    /// anew meanwhile. On MySQL and MariaDB this needs rows that the server numbers, or a
    /// transaction; MariaDB on diesel-async needs neither.
    ///
    /// # Errors
    ///
    /// The same.
    fn get_or_create_entry<C>(self, conn: &mut C) -> Result<Entry<R::Row>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesRows<R, V>;

    /// Deletes the row; true when there was one.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], or [`Error::RestartTransaction`] in a transaction that must be run again.
    fn delete<C>(self, conn: &mut C) -> Result<bool, Error>
    where
        R: TakesBlocking<C>,
        BlockingConn<C, R>: KeyedConnection<R>;
}

impl<R: Relation, V: Clone> KeyedDsl<R, V> for Keyed<R, V> {
    fn get<C>(self, conn: &mut C) -> Result<Option<R::Row>, Error>
    where
        R: TakesBlocking<C>,
        BlockingConn<C, R>: KeyedConnection<R>,
    {
        let Some(key) = self.key else {
            return Ok(None);
        };
        select(R::taken(conn), key)
    }

    fn get_or_create_entry<C>(self, conn: &mut C) -> Result<Entry<R::Row>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesRows<R, V>,
    {
        drive(
            R::taken(conn),
            self.approach,
            self.key,
            self.values,
            NoChanges,
        )
    }

    fn delete<C>(self, conn: &mut C) -> Result<bool, Error>
    where
        R: TakesBlocking<C>,
        BlockingConn<C, R>: KeyedConnection<R>,
    {
        let Some(key) = self.key else {
            return Ok(false);
        };
        delete(R::taken(conn), key)
    }
}

/// The methods of an [`Upsert`] on a blocking connection.
pub trait UpsertDsl<R: Relation, V, S>: Sized {
    /// Updates the row, and creates it if it is absent: race-free.
    ///
    /// One `UPDATE .. RETURNING` when it is there; an `INSERT .. ON CONFLICT .. DO NOTHING
    /// RETURNING` more when it is not; another `UPDATE` when somebody else created it in between.
    /// MySQL and MariaDB return nothing, so a `SELECT .. LOCK IN SHARE MODE` ends it there. With
    /// nothing to set it is a `get_or_create`.
    ///
    /// The row has the changes, unless others have changed it since. On MySQL and MariaDB this
    /// needs rows that the server numbers, or a transaction: otherwise a row that another session
    /// deletes and creates anew between the two statements is taken for it.
    ///
    /// # Errors
    ///
    /// The errors of [`get_or_create`](KeyedDsl::get_or_create); [`Error::KeyMismatch`] also when the
    /// changes give the key another value.
    fn upsert<C>(self, conn: &mut C) -> Result<R::Row, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesRows<R, V> + UpdatesRows<R, Changes<S>>,
    {
        self.upsert_entry(conn).map(Entry::into_row)
    }

    /// Does the same as [`upsert`](Self::upsert), and returns whether this call created the row.
    ///
    /// # Errors
    ///
    /// The same.
    fn upsert_entry<C>(self, conn: &mut C) -> Result<Entry<R::Row>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesRows<R, V> + UpdatesRows<R, Changes<S>>;
}

impl<R: Relation, V: Clone, S: Clone> UpsertDsl<R, V, S> for Upsert<R, V, S> {
    fn upsert_entry<C>(self, conn: &mut C) -> Result<Entry<R::Row>, Error>
    where
        V: SufficientFor<R>,
        R: TakesBlocking<C>,
        BlockingConn<C, R>: CreatesRows<R, V> + UpdatesRows<R, Changes<S>>,
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
fn select<R, C>(conn: &mut C, key: R::Key) -> Result<Option<R::Row>, Error>
where
    R: Relation,
    C: KeyedConnection<R>,
{
    C::Reads::select(conn, key).map_err(outcome::of_failure::<C::Backend>)
}

/// Deletes the row; true when there was one.
fn delete<R, C>(conn: &mut C, key: R::Key) -> Result<bool, Error>
where
    R: Relation,
    C: KeyedConnection<R>,
{
    let deleted = C::Reads::delete(conn, key);
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
) -> Result<Entry<R::Row>, Error>
where
    R: Relation,
    V: Clone,
    C: CreatesRows<R, V> + UpdatesRows<R, S>,
{
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
            KeyedStep::Pause(pause) => thread::sleep(pause),
            KeyedStep::Read => machine.read(C::Reads::select(conn, machine.key()))?,
            KeyedStep::ReadCurrent => {
                machine.read(C::Reads::select_current(conn, machine.key()))?;
            }
            KeyedStep::LockParent(foreign_key) => {
                let lock = ParentExists::locking(machine.key(), foreign_key);
                machine.locked(C::Reads::parent_exists(conn, lock))?;
            }
            KeyedStep::Insert => {
                C::Reads::refuse_unstorable(&[machine.key()])?;
                let inserted = C::Writes::insert(conn, machine.key(), values.clone(), given_key);
                machine.inserted(inserted)?;
            }
            KeyedStep::Update => {
                let updated = match &changes {
                    Some(changes) => C::Writes::write(conn, Change::update(changes), machine.key()),
                    None => Ok(WriteOutcome::Nothing),
                };
                machine.updated(updated)?;
            }
            KeyedStep::AskParent(foreign_key) => {
                let question = ParentExists::new(machine.key(), foreign_key);
                machine.parent(C::Reads::parent_exists(conn, question))?;
            }
            KeyedStep::End => return machine.end(),
        }
    }
}
