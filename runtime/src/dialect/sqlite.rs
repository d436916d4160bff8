//! SQLite.

use diesel::query_builder::AstPass;
use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};
use diesel::sqlite::Sqlite;

use super::{Class, Dialect, InSequence, Returning, push_each, sealed::Errors};
use crate::catalog::{Backend, marker};

impl Dialect for Sqlite {
    type Marker = marker::Sqlite;
    type Writing = Returning;
    type Inserting = InSequence;
    const BACKEND: Backend = Backend::Sqlite;
    // A deferred transaction fails at its first write when another session wrote since its first read.
    const BEGIN_WRITE: Option<&'static str> = Some("BEGIN IMMEDIATE");

    fn push_shown(columns: &[&str], out: &mut AstPass<'_, '_, Self>) -> QueryResult<()> {
        push_each(columns, ["quote(", ") || ', ' || quote(", ")"], out)
    }
}

impl Errors for Sqlite {
    /// `SQLite`'s messages are in English always. `SQLITE_BUSY` and `SQLITE_BUSY_SNAPSHOT` share
    /// one text and one remedy.
    fn classify(error: &DieselError) -> Class {
        let DieselError::DatabaseError(DatabaseErrorKind::Unknown, information) = error else {
            return Class::Other;
        };
        match information.message() {
            "database is locked" => Class::Restart,
            // Of connections that share a cache; the text goes on with a name.
            text if text.starts_with("database table is locked")
                || text.starts_with("database schema is locked") =>
            {
                Class::Restart
            }
            "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint" => {
                Class::NoArbiter
            }
            _ => Class::Other,
        }
    }
}
