//! PostgreSQL.

use diesel::pg::Pg;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{Class, Dialect, sealed::Errors};
use crate::catalog::{Backend, marker};

impl Dialect for Pg {
    type Marker = marker::Postgres;
    const BACKEND: Backend = Backend::Postgres;
    const PROBE_BEFORE_COMMIT: Option<&'static str> = Some("SELECT 1");
}

impl Errors for Pg {
    /// 40001 is exact. Diesel hands out no SQLSTATE for the others: they are known by the English
    /// text (`lc_messages` of `C` or `en_*`) and are passed on as they are in any other language.
    fn classify(error: &DieselError) -> Class {
        let DieselError::DatabaseError(kind, information) = error else {
            return Class::Other;
        };
        match kind {
            DatabaseErrorKind::SerializationFailure => Class::Restart,
            DatabaseErrorKind::Unknown => match information.message() {
                // 40P01, 55P03
                "deadlock detected" | "canceling statement due to lock timeout" => Class::Restart,
                // 55P03 of NOWAIT
                text if text.starts_with("could not obtain lock on ") => Class::Restart,
                // 42P10
                "there is no unique or exclusion constraint matching the ON CONFLICT specification"
                // 55000
                | "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters" => {
                    Class::NoArbiter
                }
                _ => Class::Other,
            },
            _ => Class::Other,
        }
    }
}
