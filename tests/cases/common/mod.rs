//! Cases of every backend.

mod alias;
mod backfill;
mod batch;
mod batch_race;
mod batch_upsert;
mod batch_upsert_race;
mod batch_values;
mod counts;
mod drift;
mod duplicates;
mod errors;
pub(crate) mod events;
#[path = "../helpers.rs"]
mod helpers;
pub(crate) mod insert;
mod keyed;
mod keys;
mod lock_parent;
pub(crate) mod merge;
mod pool;
mod replaced;
mod restart;
mod stated;
pub(crate) mod stress;
mod upsert;
mod upsert_race;
mod values;
pub(crate) mod verify;
mod violation;

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

pub(crate) use helpers::{assert_details, new_user};

/// Whether an error is a unique violation, unchanged.
pub(crate) fn is_unique_violation(error: &Error) -> bool {
    matches!(
        error,
        Error::Database(DieselError::DatabaseError(
            DatabaseErrorKind::UniqueViolation,
            _
        ))
    )
}
