//! The state machine of one call for many keys: its outcomes so far, and the next statement.

use std::collections::VecDeque;
use std::hash::Hash;
use std::marker::PhantomData;
use std::time::Duration;

use diesel::result::{Error as DieselError, QueryResult};

use super::affected::{AffectedRows, integer_of_row_id};
use super::change::OnConflict;
use super::found::Found;
use super::keys::Tracking;
use super::nodes::ReadMode;
use super::progress::BatchProgress;
use super::result::Batch;
use super::take::{Others, Take};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::keyed::columns::KeyValues;
use crate::keyed::decide::{Action, Decision, Event, MAX_ATTEMPTS, Start};
use crate::keyed::entry::Entry;
use crate::keyed::outcome::{self, Conflict};
use crate::keyed::relation::Relation;
use crate::keyed::settle::{Ours, shown};

/// The next step of a driver.
pub(super) enum BatchStep<K> {
    /// Pause for that long, and go on.
    Pause(Duration),
    /// Read the rows of these keys, with their row ids where rows are tracked.
    Read(Vec<K>, ReadMode, Tracking),
    /// Insert rows for those of these keys that have none.
    Insert(Vec<K>, OnConflict, Tracking),
    /// Update the rows of these keys.
    Update(Vec<K>),
    /// Ask whether a row that was written is stored with another key than these.
    AskElsewhere(Vec<K>, Ours),
    /// Return the end.
    End,
}

/// The result of a statement that writes.
type Affected<R> = QueryResult<AffectedRows<<R as Relation>::Row>>;

/// The progress of the current chunk.
enum Stage<T> {
    /// The statement is to be sent for it.
    Fresh,
    /// A chunk whose keys were compared with the rows that are there.
    Compared,
    /// A chunk that was written, and is to be read.
    Written(Take<T>),
    /// The reading did not find rows that were written with these keys.
    Lost(Vec<String>),
}

/// A `get`, a `get_or_create` or an `upsert` of many rows of the relation `R` on the backend `DB`.
pub(super) struct BatchMachine<R: Relation, DB> {
    progress: BatchProgress<R::Key, R::Row>,
    /// `None`: rows are only read.
    decision: Option<Decision>,
    next: Action,
    mode: ReadMode,
    /// The tracking of rows: those written are read next, and no others are taken.
    tracking: Tracking,
    paused: bool,
    /// The chunks that the current statement is still to be sent for; each fits in one.
    chunks: VecDeque<Vec<usize>>,
    /// The stage of the first of them.
    stage: Stage<R::Row>,
    /// True if the current statement wrote rows for a chunk before it.
    has_written: bool,
    /// The number of keys without a row when rows were inserted that the server did not return.
    unseen: Option<usize>,
    /// The violation that the last insert met.
    conflict: Option<Conflict>,
    /// The number of keys without a row when an insert last met a violation of another key.
    missing_at_conflict: Option<usize>,
    keys_per_statement: usize,
    backend: PhantomData<fn() -> DB>,
}

impl<R: Relation, DB: Dialect> BatchMachine<R, DB> {
    /// Begins a `get`.
    pub(super) fn reading(keys: Vec<Option<R::Key>>, keys_per_statement: usize) -> Self {
        let progress = BatchProgress::new(keys);
        Self {
            chunks: progress.missing(keys_per_statement).into(),
            progress,
            decision: None,
            next: Action::Read,
            mode: ReadMode::Usual,
            tracking: Tracking::Off,
            paused: false,
            stage: Stage::Fresh,
            has_written: false,
            unseen: None,
            conflict: None,
            missing_at_conflict: None,
            keys_per_statement,
            backend: PhantomData,
        }
    }

    /// Reads or updates, and creates what is absent.
    pub(super) fn creating(
        keys: Vec<R::Key>,
        keys_per_statement: usize,
        first: Start,
        tracking: Tracking,
    ) -> Self {
        let keys = keys.into_iter().map(Some).collect();
        let mut machine = Self::reading(keys, keys_per_statement);
        let (decision, next) = Decision::start(first);
        machine.decision = Some(decision);
        machine.next = next;
        machine.tracking = tracking;
        machine
    }

    /// Returns the next step.
    pub(super) fn step(&mut self) -> BatchStep<R::Key> {
        while self.chunks.is_empty() {
            if self.looks_again() {
                self.mode = ReadMode::Current;
            } else if let Some(next) = self.next_statement() {
                self.next = next;
                self.mode = ReadMode::Usual;
            } else {
                return BatchStep::End;
            }
            self.paused = false;
            self.has_written = false;
            self.chunks = self.progress.missing(self.keys_per_statement).into();
        }
        let pause = self
            .decision
            .and_then(|decision| outcome::pause(decision.pause()));
        if let (false, Some(pause)) = (self.paused, pause) {
            self.paused = true;
            return BatchStep::Pause(pause);
        }
        let keys = self
            .chunks
            .front()
            .map(|chunk| self.progress.keys_at(chunk));
        let keys = keys.unwrap_or_default();
        match &self.stage {
            Stage::Written(_) => return BatchStep::Read(keys, self.mode, Tracking::Rows),
            Stage::Lost(stored) => {
                let stored = stored.last().cloned().unwrap_or_default();
                return BatchStep::AskElsewhere(keys, Ours::Stored(stored));
            }
            Stage::Fresh | Stage::Compared => {}
        }
        match self.next {
            Action::Insert => BatchStep::Insert(keys, self.on_conflict(), self.tracking),
            Action::Update if self.compares() => {
                BatchStep::Read(keys, ReadMode::Usual, self.tracking)
            }
            Action::Update => BatchStep::Update(keys),
            Action::Read => BatchStep::Read(keys, self.mode, self.tracking),
            _ => BatchStep::End,
        }
    }

    /// Returns whether keys are compared with rows before an update: by the server's comparison, a key
    /// may have the row of another one in a chunk or a statement before, and it is updated once.
    fn compares(&self) -> bool {
        let is_later = self.decision.is_some_and(|decision| decision.attempt() > 1);
        let may_be_known = self.has_written || is_later && self.progress.has_row_ids();
        matches!(self.stage, Stage::Fresh) && (may_be_known || self.updates_what_it_sees())
    }

    /// Returns whether an update is sent only for keys that a row was seen for. Of the others,
    /// those that an insert runs into are updated in the next attempt.
    fn updates_what_it_sees(&self) -> bool {
        let attempt = self.decision.map(Decision::attempt);
        DB::UPDATE_LOCKS_GAPS && attempt == Some(1)
    }

    /// Returns the conduct on conflict. `DO NOTHING` may pass over other keys: then an error names them.
    fn on_conflict(&self) -> OnConflict {
        let attempt = self.decision.map_or(1, Decision::attempt);
        if attempt > 1 && DB::INSERT_FAILS_ON_CONFLICT {
            OnConflict::Fail
        } else {
            OnConflict::DoNothing
        }
    }

    /// Returns whether the snapshot of a transaction may hide rows that an insert passed over.
    fn looks_again(&self) -> bool {
        let attempt = self.decision.map_or(1, Decision::attempt);
        let has_read = self.next == Action::Read && self.mode == ReadMode::Usual;
        has_read && attempt > 1 && !DB::CURRENT_READ.is_empty() && !self.progress.is_complete()
    }

    /// Returns the statement after the one that was sent for all chunks.
    fn next_statement(&mut self) -> Option<Action> {
        let missing = self.progress.count_missing();
        let is_after_look = self.next != Action::Insert || self.tracking == Tracking::Rows;
        let event = if missing == 0 {
            Event::Row
        } else if is_after_look && self.unseen.take() == Some(missing) {
            Event::Unfound
        } else {
            Event::Nothing
        };
        let next = self.decision.as_mut()?.after(event);
        if matches!(next, Action::Read | Action::Update | Action::Insert) {
            return Some(next);
        }
        self.next = next;
        None
    }

    /// Takes the rows read for a chunk.
    pub(super) fn read<I: Eq + Hash>(
        &mut self,
        found: QueryResult<Found<I, R::Row>>,
    ) -> Result<(), Error> {
        let found = found.map_err(|error| self.of_failure(error))?;
        let Some(chunk) = self.chunks.pop_front() else {
            return Ok(());
        };
        let stage = std::mem::replace(&mut self.stage, Stage::Fresh);
        let is_compared = matches!(stage, Stage::Fresh) && self.next == Action::Update;
        let mut take = match stage {
            Stage::Written(take) => take,
            _ if is_compared => Take::Known,
            _ if self.tracking == Tracking::Off => Take::WithoutRowIds,
            _ => Take::All,
        };
        let integer = KeyValues::integer;
        let left = self.progress.take(&chunk, found, &mut take, integer);
        let missing = self.progress.still_missing(&chunk);
        let lost = take.lost();
        if !lost.is_empty() {
            self.stage = Stage::Lost(lost);
            self.chunks.push_front(chunk);
        } else if is_compared {
            let rest = if self.updates_what_it_sees() {
                left
            } else {
                missing
            };
            if !rest.is_empty() {
                self.chunks.push_front(rest);
                self.stage = Stage::Compared;
            }
        } else if !missing.is_empty() && self.hides(&take) {
            self.chunks.push_front(missing);
            self.stage = Stage::Written(take);
            self.mode = ReadMode::Current;
        } else if self.next != Action::Read {
            self.mode = ReadMode::Usual;
        }
        Ok(())
    }

    /// Takes whether a row that was written is stored with another key.
    pub(super) fn elsewhere(
        &mut self,
        is_elsewhere: QueryResult<Option<bool>>,
    ) -> Result<(), Error> {
        let is_elsewhere = is_elsewhere.map_err(outcome::of_failure::<DB>)?;
        let Stage::Lost(lost) = &mut self.stage else {
            return Ok(());
        };
        let stored = lost.pop().unwrap_or_default();
        if is_elsewhere == Some(true) {
            return Err(outcome::wrong_row::<R>(None, Some(shown(&stored))));
        }
        if lost.is_empty() {
            self.chunks.pop_front();
            self.stage = Stage::Fresh;
            self.mode = ReadMode::Usual;
        }
        Ok(())
    }

    /// Returns whether the snapshot of a transaction may hide rows that were updated: it does if
    /// the changes left them as they were.
    fn hides(&self, take: &Take<R::Row>) -> bool {
        let can_look_again = self.mode == ReadMode::Usual && !DB::CURRENT_READ.is_empty();
        can_look_again && self.progress.lacks(take)
    }

    /// Takes the result of an update of a chunk.
    pub(super) fn updated(&mut self, affected: Affected<R>) -> Result<(), Error> {
        let affected = affected.map_err(|error| self.of_failure(error))?;
        self.wrote(affected, false)
    }

    /// Returns the error of a read or an update.
    fn of_failure(&mut self, error: DieselError) -> Error {
        outcome::of_failure_after_conflict::<DB>(error, self.conflict.take())
    }

    /// Takes the result of an insert for a chunk.
    pub(super) fn inserted(&mut self, affected: Affected<R>) -> Result<(), Error> {
        let affected = match affected {
            Ok(affected) => affected,
            // Another chunk met a violation.
            Err(error) if self.conflict.is_some() && outcome::is_aborted::<DB>(&error) => {
                return Err(self.of_failure(error));
            }
            Err(error) => {
                self.conflict = Some(self.conflict_of(error)?);
                AffectedRows::none()
            }
        };
        let is_unseen = match &affected {
            AffectedRows::AllBut(passed_over) => passed_over.is_empty(),
            AffectedRows::Unknown => true,
            _ => false,
        };
        if is_unseen {
            self.unseen.get_or_insert(self.progress.count_missing());
        }
        self.wrote(affected, true)
    }

    /// Returns the violation that rows with the keys may explain: one of another key does so as
    /// long as there are fewer keys without a row than when such a one was met before.
    fn conflict_of(&mut self, error: DieselError) -> Result<Conflict, Error> {
        let conflict = outcome::conflict_of::<R, DB>(error)
            .map_err(outcome::of_failed_insert_of_many::<R, DB>)?;
        if !conflict.is_of_key {
            let missing = self.progress.count_missing();
            if self.missing_at_conflict.is_some_and(|then| then <= missing) {
                return Err(Error::Database(conflict.violation));
            }
            self.missing_at_conflict = Some(missing);
        }
        Ok(conflict)
    }

    /// Takes the rows that were written, or begins to read them.
    fn wrote(&mut self, affected: AffectedRows<R::Row>, is_created: bool) -> Result<(), Error> {
        self.has_written |= !affected.is_none();
        let others = match self.tracking {
            Tracking::Off => Others::Taken,
            Tracking::Rows => Others::Left,
        };
        let take = match affected {
            AffectedRows::WrongRow(stored) => {
                return Err(outcome::wrong_row::<R>(None, stored));
            }
            AffectedRows::Rows(rows) if !rows.is_empty() => {
                let chunk = self.chunks.front().map_or(&[][..], Vec::as_slice);
                if !self.progress.are_integers(chunk, KeyValues::integer) {
                    self.stage = Stage::Written(Take::returned(rows, is_created, others));
                    return Ok(());
                }
                let integer = KeyValues::integer;
                let progress = &mut self.progress;
                progress
                    .take_returned_integers(chunk, rows, is_created, others, integer)
                    .map_err(|row_id| {
                        let stored = integer_of_row_id(&row_id).map(|key| key.to_string());
                        outcome::wrong_row::<R>(None, stored)
                    })?;
                None
            }
            AffectedRows::These(row_ids) if !row_ids.is_empty() => Some(Take::Updated(row_ids)),
            AffectedRows::AllBut(row_ids) => Some(Take::Created(row_ids)),
            AffectedRows::Rows(_) | AffectedRows::These(_) | AffectedRows::Unknown => None,
        };
        self.stage = if let Some(take) = take {
            Stage::Written(take)
        } else {
            self.chunks.pop_front();
            Stage::Fresh
        };
        Ok(())
    }

    /// Returns the rows that were found.
    pub(super) fn found(self) -> Batch<R::Row, Option<usize>> {
        self.progress.found()
    }

    /// Returns all rows.
    pub(super) fn complete(self) -> Result<Batch<Entry<R::Row>>, Error> {
        let attempts = self.decision.map_or(1, Decision::attempt);
        let has_inserted = self.decision.is_some_and(Decision::has_inserted);
        match (self.next, self.progress.complete()) {
            (Action::Found | Action::Created, Some(batch)) => {
                if has_inserted {
                    outcome::trace::<R>("created or raced", attempts);
                }
                Ok(batch)
            }
            _ => Err(outcome::not_visible::<R>(attempts.min(MAX_ATTEMPTS))),
        }
    }
}
