//! What the result of a statement means: shared by the drivers.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::builder::Entry;
use super::decide::{Decision, Next};
use super::relation::{Relation, foreign_keys, foreign_keys_of_key};
use crate::catalog::{Backend, ForeignKey};
use crate::dialect::{Class, Dialect};
use crate::error::Error;

/// The error of a statement that reads or deletes.
pub(super) fn of_read<DB: Dialect>(error: DieselError) -> Error {
    match DB::classify(&error) {
        Class::Restart => Error::RestartTransaction { source: error },
        Class::NoArbiter | Class::Other => Error::from(error),
    }
}

/// What an error of an insert is, or what has to be asked to know.
pub(super) enum Verdict {
    /// This.
    Is(Error),
    /// A parent may be missing: of the first of these foreign keys whose parent does not exist.
    AskParents(DieselError, Vec<&'static ForeignKey<'static>>),
}

/// The error of an insert.
pub(super) fn of_failed_insert<R: Relation, DB: Dialect>(error: DieselError) -> Verdict {
    match (DB::classify(&error), &error) {
        (Class::NoArbiter, _) => Verdict::Is(Error::Catalog {
            table: R::TABLE,
            source: error,
        }),
        (_, DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, information)) => {
            match information.constraint_name() {
                Some(name) => {
                    of_named_violation::<R>(foreign_key_named::<R>(DB::BACKEND, name), error)
                }
                None => of_unnamed_violation::<R>(DB::BACKEND, error),
            }
        }
        _ => Verdict::Is(of_read::<DB>(error)),
    }
}

/// The foreign key of the key with this name.
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

/// With one foreign key in all there is nothing to ask.
fn of_unnamed_violation<R: Relation>(backend: Backend, error: DieselError) -> Verdict {
    let candidates: Vec<_> = foreign_keys_of_key::<R>(backend).collect();
    match candidates.as_slice() {
        [] => Verdict::Is(Error::Database(error)),
        [only] if foreign_keys::<R>(backend).count() == 1 => {
            Verdict::Is(parent_missing::<R>(only, error))
        }
        _ => Verdict::AskParents(error, candidates),
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

/// The row of an insert, if one was stored and it is the one asked for.
pub(super) fn of_insert<R: Relation>(
    created: Option<(bool, R::Row)>,
) -> Result<Option<R::Row>, Error> {
    match created {
        None => Ok(None),
        Some((true, row)) => Ok(Some(row)),
        Some((false, _)) => Err(Error::WrongRow { table: R::TABLE }),
    }
}

/// The end of a `get_or_create`; one event for each that was not a plain hit.
pub(super) fn entry<R: Relation>(
    end: Next,
    row: Option<R::Row>,
    decision: Decision,
) -> Result<Entry<R::Row>, Error> {
    let turns = decision.turn();
    match (end, row) {
        (Next::Found, Some(row)) => {
            if turns > 1 {
                tell::<R>("raced", turns);
            }
            Ok(Entry::Found(row))
        }
        (Next::Created, Some(row)) => {
            tell::<R>("created", turns);
            Ok(Entry::Created(row))
        }
        _ => Err(not_visible::<R>(decision)),
    }
}

/// The end of a batch of `get_or_create`.
pub(super) fn batch<R: Relation, T>(
    end: Next,
    complete: Option<T>,
    decision: Decision,
) -> Result<T, Error> {
    let turns = decision.turn();
    match (end, complete) {
        (Next::Found, Some(batch)) => {
            if turns > 1 {
                tell::<R>("created or raced", turns);
            }
            Ok(batch)
        }
        _ => Err(not_visible::<R>(decision)),
    }
}

/// The last turn was a look only.
fn not_visible<R: Relation>(decision: Decision) -> Error {
    let turns = decision.turn() - 1;
    tell::<R>("not visible", turns);
    Error::NotVisible {
        table: R::TABLE,
        turns,
    }
}

fn tell<R: Relation>(outcome: &str, turns: u8) {
    tracing::debug!(
        target: "camshaft",
        accessor = R::NAME,
        table = R::TABLE,
        key = ?<R::Columns as super::KeyColumns>::NAMES,
        outcome,
        turns,
    );
}

/// How long to pause at a step of the back-off: doubling, jittered, 32 ms at most.
pub(super) fn pause(step: u8) -> Option<Duration> {
    let ceiling = 1_u64 << step.checked_sub(1)?.min(5);
    let jitter = RandomState::new().hash_one(step) % (ceiling * 1_000);
    Some(Duration::from_micros(ceiling * 500 + jitter / 2))
}
