//! The queries of cases on a PostgreSQL server of their own.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The tables of every backend.
pub(crate) const TABLES: &str = include_str!("../fixtures/postgres.sql");

/// The number of the open transaction, by which its fate is asked for later.
pub(crate) const TRANSACTION: &str = "SELECT txid_current()";

/// Returns the condition that the transaction is committed.
pub(crate) fn is_committed(transaction: i64) -> String {
    format!("txid_status({transaction}) = 'committed'")
}

/// Returns the condition that nothing of the transaction is left.
pub(crate) fn is_undone(transaction: i64) -> String {
    format!("txid_status({transaction}) = 'aborted'")
}

/// The statement whose end stores a parent with its rows: one, which the server names by its last
/// clause.
pub(crate) const STORES_PARENTS: &str = "SELECT";

/// The query of the position up to which a primary has written.
pub(crate) const WRITTEN: &str = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn";

/// Returns the condition that its standby has replayed everything up to that position.
pub(crate) fn is_replayed(written: i64) -> String {
    format!("pg_last_wal_replay_lsn() - '0/0'::pg_lsn >= {written}")
}

/// Stops the replay on a standby, whatever happens on the primary.
pub(crate) const PAUSE: &str = "SELECT pg_wal_replay_pause()";
/// The condition that the replay is stopped; it may finish something before.
pub(crate) const IS_PAUSED: &str = "pg_get_wal_replay_pause_state() = 'paused'";
/// Resumes the replay.
pub(crate) const RESUME: &str = "SELECT pg_wal_replay_resume()";

/// Returns whether the server says that it is read-only: 25006.
pub(crate) fn is_read_only(error: &camshaft::Error) -> bool {
    matches!(
        error.as_diesel(),
        Some(DieselError::DatabaseError(
            DatabaseErrorKind::ReadOnlyTransaction,
            _
        ))
    )
}
