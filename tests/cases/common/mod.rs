//! Cases of every backend.

mod alias;
mod backfill;
pub(crate) mod batch;
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

use crate::backend::models::{Owner, OwnerId};
pub(crate) use helpers::{assert_details, new_user};

/// Two owners.
pub(crate) fn owners() -> [Owner; 2] {
    ["a", "b"].map(|id| Owner {
        id: OwnerId(id.to_owned()),
    })
}

/// Expects the error of a row that is stored with another key.
#[allow(dead_code, reason = "a trigger of SQLite cannot change a new row")]
pub(crate) fn assert_wrong_row(error: &Error, asked: Option<&str>, kept: Option<&str>) {
    let Error::WrongRow { key, stored, .. } = error else {
        panic!("{error:?}");
    };
    let found = (key.as_deref(), stored.as_deref());
    assert_eq!(found, (asked, kept), "{error}");
}

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
