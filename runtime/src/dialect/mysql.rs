//! MySQL and MariaDB.

use diesel::mysql::Mysql;
use diesel::query_builder::AstPass;
use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};

use super::{Class, Counting, Dialect, InSequence, push_each, sealed::Errors};
use crate::catalog::{Backend, marker};

impl Dialect for Mysql {
    type Marker = marker::Mysql;
    type Writing = Counting;
    type Inserting = InSequence;
    const BACKEND: Backend = Backend::Mysql;
    /// MariaDB refuses MySQL 8's `FOR SHARE`; both take this.
    const CURRENT_READ: &'static str = " LOCK IN SHARE MODE";
    const PARENT_LOCK: &'static str = " LOCK IN SHARE MODE";
    /// A transaction is always open with `autocommit = 0`. MariaDB has a variable for one that a statement began; MySQL
    /// refuses to set `session_track_gtids` then, even to its own value (1766), and asks for no privilege.
    ///
    /// A query would need a connection that loads rows, which `retry` does not ask for. The value is out
    /// of range, and the server quotes the expression in its error, in each language; MySQL 9 leaves the variable out of
    /// it, so that a text marks it.
    const PROBE_BEFORE_BEGIN: Option<&'static str> = Some(
        "SET @camshaft_open = EXP(IF(@@autocommit = 0 /*M! OR @@in_transaction */, 1000, CHAR_LENGTH('camshaft'))) \
         /*!80000 , @@SESSION.session_track_gtids = @@SESSION.session_track_gtids */",
    );
    /// A deadlock ends the whole transaction, and its savepoints: a statement after it is committed by
    /// itself, and `COMMIT` succeeds.
    const MARK_BEGIN: Option<&'static str> = Some("SAVEPOINT camshaft");
    const PROBE_BEFORE_COMMIT: Option<&'static str> = Some("RELEASE SAVEPOINT camshaft");
    /// MariaDB returns the rows of an insert since 10.5; to MySQL it is a comment.
    const RETURNING: [&'static str; 2] = [" /*M!100500 RETURNING ", " */"];
    const INSERT_FAILS_ON_CONFLICT: bool = true;
    const UPDATE_LOCKS_GAPS: bool = true;

    fn push_shown(columns: &[&str], out: &mut AstPass<'_, '_, Self>) -> QueryResult<()> {
        let begin = "CONCAT_WS(',', HEX(CAST(";
        push_each(
            columns,
            [begin, " AS BINARY)), HEX(CAST(", " AS BINARY)))"],
            out,
        )
    }
}

impl Errors for Mysql {
    /// 1213 is exact on Diesel's own connection. Neither driver hands out the number of the others,
    /// and diesel-async not that of 1213: they are known by the English text (`lc_messages` of
    /// `en_US`) and are passed on as they are in any other language.
    fn classify(error: &DieselError) -> Class {
        let DieselError::DatabaseError(kind, information) = error else {
            return Class::Other;
        };
        match kind {
            DatabaseErrorKind::SerializationFailure => Class::Restart,
            DatabaseErrorKind::Unknown => match information.message() {
                text if text.starts_with("Deadlock found when trying to get lock")
                    || text.starts_with("Lock wait timeout exceeded")
                    // 1467: a deadlock over the table's counter
                    || text.starts_with("Failed to read auto-increment value")
                    // 1020, of `innodb_snapshot_isolation`
                    || text.starts_with("Record has changed since last read in table") =>
                {
                    Class::Restart
                }
                // 1690 of `PROBE_BEFORE_BEGIN`
                text if text.contains("exp(if(") && text.contains("'camshaft'") => Class::Open,
                // 1766 of it, which names the variable in each language
                text if text.contains("session_track_gtids") => Class::Open,
                _ => Class::Other,
            },
            _ => Class::Other,
        }
    }
}
