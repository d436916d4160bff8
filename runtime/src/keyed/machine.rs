//! The state machine of one call: its outcomes so far, and the next statement. The drivers execute it.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::time::Duration;

use diesel::result::{Error as DieselError, QueryResult};

use super::approach::Approach;
use super::decide::{Action, Decision, Event, MAX_ATTEMPTS};
use super::entry::Entry;
use super::outcome::{self, Conflict, ParentQuestion, Verdict, WriteOutcome};
use super::relation::{Relation, foreign_keys_of_key};
use crate::catalog::ForeignKey;
use crate::dialect::Dialect;
use crate::error::Error;

/// The next step of a driver.
pub(super) enum KeyedStep {
    /// Pause for that long, and go on.
    Pause(Duration),
    /// Read by key.
    Read,
    /// Read what is committed now.
    ReadCurrent,
    /// Lock the row that this foreign key refers to.
    LockParent(&'static ForeignKey<'static>),
    /// Insert, unless the key exists.
    Insert,
    /// Update by key.
    Update,
    /// Ask whether the row that this foreign key refers to exists.
    AskParent(&'static ForeignKey<'static>),
    /// Return the [`end`](KeyedMachine::end).
    End,
}

/// A `get_or_create` or an `upsert` of the relation `R` on the backend `DB`.
pub(super) struct KeyedMachine<R: Relation, DB> {
    key: R::Key,
    /// Renders a key for an error.
    show: fn(&R::Key) -> String,
    decision: Decision,
    next: Action,
    paused: bool,
    row: Option<R::Row>,
    /// The unique violation that the row looked for has to explain.
    conflict: Option<Conflict>,
    question: Option<ParentQuestion>,
    /// The foreign keys whose rows are to be locked before an insert.
    unlocked: VecDeque<&'static ForeignKey<'static>>,
    backend: PhantomData<fn() -> DB>,
}

impl<R: Relation, DB: Dialect> KeyedMachine<R, DB> {
    pub(super) fn new(key: R::Key, show: fn(&R::Key) -> String, approach: Approach) -> Self {
        let (decision, next) = Decision::start(approach.first);
        let unlocked = if approach.locks_on::<DB>() {
            foreign_keys_of_key::<R>(DB::BACKEND).collect()
        } else {
            VecDeque::new()
        };
        Self {
            key,
            show,
            decision,
            next,
            paused: false,
            row: None,
            conflict: None,
            question: None,
            unlocked,
            backend: PhantomData,
        }
    }

    /// Returns the key of the row.
    pub(super) fn key(&self) -> R::Key {
        self.key.clone()
    }

    /// Returns the next step.
    pub(super) fn step(&mut self) -> KeyedStep {
        if let Some(foreign_key) = self.question.as_ref().and_then(ParentQuestion::ask) {
            return KeyedStep::AskParent(foreign_key);
        }
        if let (false, Some(pause)) = (self.paused, outcome::pause(self.decision.pause())) {
            self.paused = true;
            return KeyedStep::Pause(pause);
        }
        match self.next {
            Action::Read => KeyedStep::Read,
            Action::ReadCurrent => KeyedStep::ReadCurrent,
            Action::Update => KeyedStep::Update,
            Action::Insert => match self.unlocked.front() {
                Some(foreign_key) => KeyedStep::LockParent(foreign_key),
                None => KeyedStep::Insert,
            },
            Action::Found | Action::Created | Action::NotVisible | Action::OtherKey => {
                KeyedStep::End
            }
        }
    }

    /// Takes what a read brought.
    pub(super) fn read(&mut self, found: QueryResult<Option<R::Row>>) -> Result<(), Error> {
        self.row = found.map_err(|error| self.of_failure(error))?;
        let event = self.row.as_ref().map_or(Event::Nothing, |_| Event::Row);
        self.take(event);
        Ok(())
    }

    /// Takes whether the row to be locked exists.
    pub(super) fn locked(&mut self, exists: QueryResult<bool>) -> Result<(), Error> {
        let exists = exists.map_err(outcome::of_failure::<DB>)?;
        match self.unlocked.pop_front() {
            Some(foreign_key) if !exists => Err(outcome::parent_missing::<R>(
                foreign_key,
                DieselError::NotFound,
            )),
            _ => Ok(()),
        }
    }

    /// Takes what an update brought.
    pub(super) fn updated(
        &mut self,
        written: QueryResult<WriteOutcome<R::Row>>,
    ) -> Result<(), Error> {
        let written = written.map_err(|error| self.of_failure(error))?;
        self.wrote(written)
    }

    /// Returns the error of a read or an update.
    fn of_failure(&mut self, error: DieselError) -> Error {
        outcome::of_failure_after_conflict::<DB>(error, self.conflict.take())
    }

    /// Takes what an insert brought.
    pub(super) fn inserted(
        &mut self,
        written: QueryResult<WriteOutcome<R::Row>>,
    ) -> Result<(), Error> {
        let error = match written {
            Ok(written) => return self.wrote(written),
            Err(error) => error,
        };
        let error = match outcome::conflict_of::<R, DB>(error) {
            Ok(conflict) => {
                let named = conflict.is_of_key;
                self.conflict = Some(conflict);
                self.take(Event::Conflict { named });
                return Ok(());
            }
            Err(error) => error,
        };
        match outcome::of_failed_insert::<R, DB>(error) {
            Verdict::Is(error) => Err(error),
            Verdict::AskParents(question) => {
                self.question = Some(question);
                Ok(())
            }
        }
    }

    /// Takes the answer to a question for a parent: the first one missing is the error.
    pub(super) fn parent(&mut self, exists: QueryResult<bool>) -> Result<(), Error> {
        match self.question.take() {
            Some(question) => {
                self.question = Some(question.answer::<R>(exists)?);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn wrote(&mut self, written: WriteOutcome<R::Row>) -> Result<(), Error> {
        let event = match written {
            WriteOutcome::Nothing => Event::Nothing,
            WriteOutcome::Lost => Event::Lost,
            WriteOutcome::Unfound => Event::Unfound,
            WriteOutcome::WrongRow(stored) => {
                let key = (self.show)(&self.key);
                return Err(outcome::wrong_row::<R>(Some(key), stored));
            }
            WriteOutcome::Row(row) => {
                self.row = Some(row);
                Event::Row
            }
        };
        self.take(event);
        Ok(())
    }

    fn take(&mut self, event: Event) {
        self.next = self.decision.after(event);
        self.paused = false;
    }

    /// Ends the call, and emits one tracing event unless it was a plain hit.
    pub(super) fn end(self) -> Result<Entry<R::Row>, Error> {
        let attempts = self.decision.attempt();
        match (self.next, self.row, self.conflict) {
            (Action::Found, Some(row), _) => {
                if self.decision.has_inserted() {
                    outcome::trace::<R>("raced", attempts);
                }
                Ok(Entry::Found(row))
            }
            (Action::Created, Some(row), _) => {
                outcome::trace::<R>("created", attempts);
                Ok(Entry::Created(row))
            }
            (Action::OtherKey, _, Some(conflict)) => Err(Error::Database(conflict.violation)),
            _ => Err(outcome::not_visible::<R>(attempts.min(MAX_ATTEMPTS))),
        }
    }
}
