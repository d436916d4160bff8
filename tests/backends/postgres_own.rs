//! What cases ask of a PostgreSQL server of their own.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The tables of every backend.
pub(crate) const TABLES: &str = include_str!("../fixtures/postgres.sql");

/// The number of the open transaction, by which its fate is asked for later.
pub(crate) const TRANSACTION: &str = "SELECT txid_current()";

/// Whether that transaction is committed.
pub(crate) fn is_committed(transaction: i64) -> String {
    format!("txid_status({transaction}) = 'committed'")
}

/// Whether nothing of it is left.
pub(crate) fn is_undone(transaction: i64) -> String {
    format!("txid_status({transaction}) = 'aborted'")
}

/// The statement whose end stores a parent with its rows: one, which the server calls by its last part.
pub(crate) const STORES_PARENTS: &str = "SELECT";

/// How far a primary has written.
pub(crate) const WRITTEN: &str = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn";

/// Whether its standby shows everything up to there.
pub(crate) fn is_replayed(written: i64) -> String {
    format!("pg_last_wal_replay_lsn() - '0/0'::pg_lsn >= {written}")
}

/// Lets a standby show what it shows, whatever happens on the primary.
pub(crate) const PAUSE: &str = "SELECT pg_wal_replay_pause()";
/// Whether it does; it may finish something before.
pub(crate) const IS_PAUSED: &str = "pg_get_wal_replay_pause_state() = 'paused'";
/// Lets it follow again.
pub(crate) const RESUME: &str = "SELECT pg_wal_replay_resume()";

/// Whether the server says that it only reads: 25006.
pub(crate) fn is_read_only(error: &camshaft::Error) -> bool {
    matches!(
        error.as_diesel(),
        Some(DieselError::DatabaseError(
            DatabaseErrorKind::ReadOnlyTransaction,
            _
        ))
    )
}
