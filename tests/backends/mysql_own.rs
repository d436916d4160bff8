//! The queries of cases on a MariaDB server of their own.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The tables of every backend.
pub(crate) const TABLES: &str = include_str!("../fixtures/mysql.sql");

/// The statement whose end stores a parent with its rows.
pub(crate) const STORES_PARENTS: &str = "COMMIT";

/// The query of a number of the open transaction, by which its outcome is asked for later. The server
/// remembers no transaction that has ended, so it is the detail that was created last.
pub(crate) const TRANSACTION: &str = "SELECT max(id) FROM user_details";

/// Returns the condition that the transaction is committed.
pub(crate) fn is_committed(transaction: i64) -> String {
    format!("EXISTS (SELECT * FROM user_details WHERE id = {transaction})")
}

/// Returns the condition that nothing of the transaction is left.
pub(crate) fn is_undone(transaction: i64) -> String {
    format!("NOT {}", is_committed(transaction))
}

/// The query of the position up to which a primary has written.
pub(crate) const WRITTEN: &str = "SELECT substring_index(@@gtid_binlog_pos, '-', -1)";

/// Returns the condition that its standby has replayed everything up to that position.
pub(crate) fn is_replayed(written: i64) -> String {
    format!("substring_index(@@gtid_slave_pos, '-', -1) >= {written}")
}

/// Stops the replay on a standby, whatever happens on the primary.
pub(crate) const PAUSE: &str = "STOP SLAVE SQL_THREAD";
/// The condition that the replay is stopped.
pub(crate) const IS_PAUSED: &str = "EXISTS (SELECT * FROM information_schema.global_status \
    WHERE variable_name = 'SLAVE_RUNNING' AND variable_value = 'OFF')";
/// Resumes the replay.
pub(crate) const RESUME: &str = "START SLAVE SQL_THREAD";

/// Returns whether the server says that it is read-only: 1290, which no driver passes on but in the
/// text.
pub(crate) fn is_read_only(error: &camshaft::Error) -> bool {
    matches!(
        error.as_diesel(),
        Some(DieselError::DatabaseError(DatabaseErrorKind::Unknown, information))
            if information.message().contains("running with the --read-only option")
    )
}
