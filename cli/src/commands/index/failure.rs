//! The errors of a build, and which of them are worth another attempt.

use diesel::result::{DatabaseErrorKind, Error};

/// The consequence of a build that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Duplicates that were inserted during the build: they are merged, and the index is built again.
    Duplicates,
    /// A conflict with another session.
    Transient,
    /// An error that would occur again: a value is too long, a privilege is missing, the disk is full.
    Permanent,
}

impl Failure {
    /// Classifies an error. Diesel exposes no error numbers, so a transient one is known by its English
    /// text; in another language it counts as permanent, which costs the user a second run.
    pub(super) fn of(error: &Error) -> Self {
        let Error::DatabaseError(kind, information) = error else {
            return Self::Permanent;
        };
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Duplicates,
            DatabaseErrorKind::SerializationFailure => Self::Transient,
            _ if is_transient(information.message()) => Self::Transient,
            _ => Self::Permanent,
        }
    }
}

fn is_transient(message: &str) -> bool {
    const BEGINNINGS: [&str; 9] = [
        // PostgreSQL
        "deadlock detected",
        "could not obtain lock on ",
        "canceling statement due to lock timeout",
        "canceling statement due to user request",
        // MySQL and MariaDB
        "Deadlock found when trying to get lock",
        "Lock wait timeout exceeded",
        "Query execution was interrupted",
        // SQLite
        "database is locked",
        "database table is locked",
    ];
    BEGINNINGS.iter().any(|it| message.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: DatabaseErrorKind, message: &str) -> Failure {
        Failure::of(&Error::DatabaseError(kind, Box::new(message.to_owned())))
    }

    #[test]
    fn permanent_errors_are_distinguished_from_transient_ones() {
        let duplicates = of(
            DatabaseErrorKind::UniqueViolation,
            "could not create unique index",
        );
        assert_eq!(duplicates, Failure::Duplicates);
        for passing in [
            "deadlock detected",
            "canceling statement due to lock timeout",
            "Lock wait timeout exceeded; try restarting transaction",
            "database is locked",
        ] {
            assert_eq!(
                of(DatabaseErrorKind::Unknown, passing),
                Failure::Transient,
                "{passing}"
            );
        }
        for lasting in [
            "index row size 2744 exceeds btree version 4 maximum 2704 for index \"x\"",
            "must be owner of table users",
            "could not extend file \"base/1/2\": No space left on device",
            "canceling statement due to statement timeout",
            "INDEX command denied to user 'app'@'%' for table 'users'",
        ] {
            assert_eq!(
                of(DatabaseErrorKind::Unknown, lasting),
                Failure::Permanent,
                "{lasting}"
            );
        }
    }
}
