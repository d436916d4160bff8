//! The meaning of the result of a statement: shared by the drivers.

use std::collections::VecDeque;
use std::time::Duration;

use diesel::result::{
    DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError, QueryResult,
};

use super::columns::KeyColumns;
use super::relation::{Relation, foreign_keys, foreign_keys_of_key};
use crate::catalog::{Backend, ForeignKey, Index, KeyPart};
use crate::dialect::{Class, Dialect};
use crate::error::Error;
use crate::pause::jittered;
use crate::violation::violated_index;

/// Returns the error of a statement that reads, updates or deletes.
pub(crate) fn of_failure<DB: Dialect>(error: DieselError) -> Error {
    match DB::classify(&error) {
        Class::Restart => Error::RestartTransaction { source: error },
        Class::NoArbiter | Class::Rules | Class::Aborted | Class::Open | Class::Other => {
            Error::from(error)
        }
    }
}

/// A unique violation that an insert met, which the row with its key may explain.
#[derive(Debug)]
pub(crate) struct Conflict {
    pub(crate) violation: DieselError,
    /// The server names the key's own index.
    pub(crate) is_of_key: bool,
}

/// Returns the error of a statement that looks for the row that an insert before it ran into.
///
/// PostgreSQL has aborted the transaction by then, if one is open, and refuses each statement: after a
/// violation of the key only the whole transaction can be run again; one of another key is the
/// caller's. Every other error is the cause itself.
pub(crate) fn of_failure_after_conflict<DB: Dialect>(
    error: DieselError,
    conflict: Option<Conflict>,
) -> Error {
    match conflict {
        Some(conflict) if may_be_aborted::<DB>(&error) => {
            if conflict.is_of_key {
                Error::RestartTransaction {
                    source: as_serialization_failure(conflict.violation),
                }
            } else {
                Error::Database(conflict.violation)
            }
        }
        _ => of_failure::<DB>(error),
    }
}

/// Returns whether a statement after a violation was refused because of it. PostgreSQL says so in any language,
/// without a number: whatever else it may say is known in English, or has a kind of its own.
fn may_be_aborted<DB: Dialect>(error: &DieselError) -> bool {
    let DieselError::DatabaseError(DatabaseErrorKind::Unknown, information) = error else {
        return false;
    };
    let is_other = |begin: &&str| information.message().starts_with(*begin);
    DB::BACKEND == Backend::Postgres
        && DB::classify(error) != Class::Restart
        && !["canceling statement", "terminating connection"]
            .iter()
            .any(is_other)
}

/// Returns whether a statement was refused because an error before it has aborted the transaction.
pub(super) fn is_aborted<DB: Dialect>(error: &DieselError) -> bool {
    DB::classify(error) == Class::Aborted
}

/// Returns the violation, with the words of the server, as an error that has the transaction run
/// again: `retry` knows it by its kind, whatever error of an application it is wrapped in.
fn as_serialization_failure(violation: DieselError) -> DieselError {
    match violation {
        DieselError::DatabaseError(_, information) => {
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, information)
        }
        other => other,
    }
}

/// A row as a write returns it: the key that it is stored with, where that is not the one asked for.
pub(super) type ReturnedRow<R> = (Option<String>, <R as Relation>::Row);

/// The outcome of a statement that writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteOutcome<T> {
    /// Nothing was written: the key exists, or no row has it.
    Nothing,
    /// The row, as it is stored.
    Row(T),
    /// A row with another key, or outside of the index's predicate, and the key that it is stored
    /// with, where the server says it.
    WrongRow(Option<String>),
    /// A row was written, and another session has deleted it since, or replaced it.
    Lost,
    /// A row was written, and is lost or stored with another key: the server cannot distinguish
    /// these.
    Unfound,
}

impl<T> WriteOutcome<T> {
    /// Takes the rows returned; a key writes one at most. Each comes with the key that it is stored
    /// with, if that is not the one asked for.
    // They have all been read, not only the first: in autocommit mode SQLite stores the row when the
    // statement ends, and an error of that would be lost.
    #[must_use]
    pub fn from_returned(rows: Vec<(Option<String>, T)>) -> Self {
        match rows.into_iter().next() {
            None => Self::Nothing,
            Some((None, row)) => Self::Row(row),
            Some((stored, _)) => Self::WrongRow(stored),
        }
    }
}

/// The meaning of an error of an insert, or the question that has to be asked first.
pub(super) enum Verdict {
    /// This.
    Is(Error),
    /// A parent may be missing.
    AskParents(ParentQuestion),
}

/// The question for the missing parent: that of the first of these foreign keys whose parent does
/// not exist.
pub(super) struct ParentQuestion {
    violation: DieselError,
    candidates: VecDeque<&'static ForeignKey<'static>>,
}

impl ParentQuestion {
    /// Returns the foreign key whose parent is in question.
    pub(super) fn ask(&self) -> Option<&'static ForeignKey<'static>> {
        self.candidates.front().copied()
    }

    /// Takes an answer; what is left to ask.
    pub(super) fn answer<R: Relation>(mut self, exists: QueryResult<bool>) -> Result<Self, Error> {
        match (self.candidates.pop_front(), exists) {
            (Some(foreign_key), Ok(false)) => Err(parent_missing::<R>(foreign_key, self.violation)),
            (Some(_), Ok(true)) if !self.candidates.is_empty() => Ok(self),
            // The violation is what the caller has to know.
            _ => Err(Error::Database(self.violation)),
        }
    }

    /// Returns the violation itself, where nobody asks.
    pub(super) fn into_violation(self) -> Error {
        Error::Database(self.violation)
    }
}

/// Returns the error of an insert.
pub(super) fn of_failed_insert<R: Relation, DB: Dialect>(error: DieselError) -> Verdict {
    match (DB::classify(&error), &error) {
        (Class::NoArbiter, _) => Verdict::Is(Error::Catalog {
            table: R::TABLE,
            source: error,
        }),
        (Class::Rules, _) => Verdict::Is(Error::Rules {
            table: R::TABLE,
            source: error,
        }),
        (_, DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, information)) => {
            match violated_foreign_key(information.as_ref()) {
                Some(name) => {
                    of_named_violation::<R>(foreign_key_named::<R>(DB::BACKEND, name), error)
                }
                None => of_unnamed_violation::<R>(DB::BACKEND, error),
            }
        }
        _ => Verdict::Is(of_failure::<DB>(error)),
    }
}

/// Returns the name of the violated foreign key: MySQL has it in the message only, in any language
/// as ``CONSTRAINT `name` ``.
fn violated_foreign_key(information: &dyn DatabaseErrorInformation) -> Option<&str> {
    information.constraint_name().or_else(|| {
        let (_, name) = information.message().split_once("CONSTRAINT `")?;
        Some(name.split_once('`')?.0)
    })
}

pub(super) const fn is_unique_violation(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)
    )
}

/// Returns whether an insert ran into the key, although it passes over it where it can name it.
///
/// PostgreSQL passes over the index that it chose for the conflict target only. `REINDEX CONCURRENTLY`
/// makes a second one, whose violation is reported when two sessions insert at the same time.
pub(crate) fn is_conflict_of_key<R: Relation, DB: Dialect>(error: &DieselError) -> bool {
    is_unique_violation(error) && names_key_of::<R>(DB::BACKEND, error)
}

/// Returns the violation that an insert met, if it is of a unique key: of two keys that a row has
/// in common with another, as `UNIQUE (email)` and `UNIQUE (lower(email))`, a server names either.
pub(super) fn conflict_of<R: Relation, DB: Dialect>(
    error: DieselError,
) -> Result<Conflict, DieselError> {
    if !is_unique_violation(&error) {
        return Err(error);
    }
    Ok(Conflict {
        is_of_key: names_key_of::<R>(DB::BACKEND, &error),
        violation: error,
    })
}

/// Returns the error of an insert of many rows: whose parent is missing is not worth one question a
/// key.
pub(crate) fn of_failed_insert_of_many<R: Relation, DB: Dialect>(error: DieselError) -> Error {
    match of_failed_insert::<R, DB>(error) {
        Verdict::Is(error) => error,
        Verdict::AskParents(question) => question.into_violation(),
    }
}

/// Returns whether a unique violation names the key: its index on PostgreSQL, or one that is being built to
/// replace it; on MySQL any index on exactly its columns.
pub(super) fn names_key_of<R: Relation>(backend: Backend, error: &DieselError) -> bool {
    let compiled = R::FACTS.iter().find(|compiled| compiled.backend == backend);
    let violated = compiled.and_then(|compiled| violated_index(error, backend, &compiled.table));
    violated.is_some_and(|violated| match backend {
        Backend::Postgres => {
            let own = R::UNIQUE.index(backend);
            own.is_some_and(|own| own.name == violated.name)
        }
        Backend::Mysql => covers_key::<R>(violated),
        // One writer at a time: what violates the key is a trigger's own insert.
        Backend::Sqlite => false,
    })
}

fn covers_key<R: Relation>(index: &Index<'_>) -> bool {
    let names = R::Columns::NAMES;
    index.keys.len() == names.len()
        && index.keys.iter().all(|key| {
            // An index on a prefix refuses rows whose keys differ.
            key.prefix.is_none()
                && matches!(key.part, KeyPart::Column(name) if names.contains(&name))
        })
}

/// Returns the foreign key of the key with this name.
fn foreign_key_named<R: Relation>(
    backend: Backend,
    name: &str,
) -> Option<&'static ForeignKey<'static>> {
    foreign_keys_of_key::<R>(backend).find(|foreign_key| foreign_key.name == Some(name))
}

fn of_named_violation<R: Relation>(
    violated: Option<&'static ForeignKey<'static>>,
    error: DieselError,
) -> Verdict {
    Verdict::Is(match violated {
        Some(foreign_key) => parent_missing::<R>(foreign_key, error),
        None => Error::Database(error),
    })
}

/// Returns the verdict on a violation without a name: with one foreign key in all there is nothing
/// to ask.
fn of_unnamed_violation<R: Relation>(backend: Backend, error: DieselError) -> Verdict {
    let mut candidates: VecDeque<_> = foreign_keys_of_key::<R>(backend).collect();
    let sole = foreign_keys::<R>(backend).count() == 1;
    match candidates.pop_front() {
        None => Verdict::Is(Error::Database(error)),
        Some(only) if sole => Verdict::Is(parent_missing::<R>(only, error)),
        Some(first) => {
            candidates.push_front(first);
            Verdict::AskParents(ParentQuestion {
                violation: error,
                candidates,
            })
        }
    }
}

pub(super) fn parent_missing<R: Relation>(
    foreign_key: &'static ForeignKey<'static>,
    source: DieselError,
) -> Error {
    Error::ParentMissing {
        table: R::TABLE,
        parent: foreign_key.ref_table,
        source,
    }
}

/// Returns the error of a call that stored a row with another key.
pub(super) fn wrong_row<R: Relation>(key: Option<String>, stored: Option<String>) -> Error {
    Error::WrongRow {
        table: R::TABLE,
        columns: R::Columns::NAMES,
        key,
        stored,
    }
}

/// Ends a call that gave up.
pub(crate) fn not_visible<R: Relation>(attempts: u8) -> Error {
    trace::<R>("not visible", attempts);
    Error::NotVisible {
        table: R::TABLE,
        attempts,
    }
}

pub(super) fn trace<R: Relation>(outcome: &str, attempts: u8) {
    tracing::debug!(
        target: "camshaft",
        accessor = R::NAME,
        table = R::TABLE,
        key = ?<R::Columns as super::KeyColumns>::NAMES,
        outcome,
        attempts,
    );
}

/// Returns the pause at a step of the back-off: doubling, jittered, 32 ms at most.
pub(super) fn pause(step: u8) -> Option<Duration> {
    let longest = 1_u64 << step.checked_sub(1)?.min(5);
    Some(jittered(Duration::from_millis(longest)))
}
