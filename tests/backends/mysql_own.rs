//! What cases ask of a MariaDB server of their own.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The tables of every backend.
pub(crate) const TABLES: &str = include_str!("../fixtures/mysql.sql");

/// The statement whose end stores a parent with its rows.
pub(crate) const STORES_PARENTS: &str = "COMMIT";

/// Of the open transaction, by which its fate is asked for later. The server remembers no transaction that has ended,
/// so that it is the detail that was created last.
pub(crate) const TRANSACTION: &str = "SELECT max(id) FROM user_details";

/// Whether that transaction is committed.
pub(crate) fn is_committed(transaction: i64) -> String {
    format!("EXISTS (SELECT * FROM user_details WHERE id = {transaction})")
}

/// Whether nothing of it is left.
pub(crate) fn is_undone(transaction: i64) -> String {
    format!("NOT {}", is_committed(transaction))
}

/// How far a primary has written.
pub(crate) const WRITTEN: &str = "SELECT substring_index(@@gtid_binlog_pos, '-', -1)";

/// Whether its standby shows everything up to there.
pub(crate) fn is_replayed(written: i64) -> String {
    format!("substring_index(@@gtid_slave_pos, '-', -1) >= {written}")
}

/// Lets a standby show what it shows, whatever happens on the primary.
pub(crate) const PAUSE: &str = "STOP SLAVE SQL_THREAD";
/// Whether it does.
pub(crate) const IS_PAUSED: &str = "EXISTS (SELECT * FROM information_schema.global_status \
    WHERE variable_name = 'SLAVE_RUNNING' AND variable_value = 'OFF')";
/// Lets it follow again.
pub(crate) const RESUME: &str = "START SLAVE SQL_THREAD";

/// Whether the server says that it only reads: 1290, of which no driver tells more than the text.
pub(crate) fn is_read_only(error: &camshaft::Error) -> bool {
    matches!(
        error.as_diesel(),
        Some(DieselError::DatabaseError(DatabaseErrorKind::Unknown, information))
            if information.message().contains("running with the --read-only option")
    )
}
