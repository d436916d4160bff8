//! MariaDB, blocking.

pub(crate) use super::{flavour, pause};
pub(crate) use crate::servers::mysql::{MAKE_MANY_ROWS, Server as Database, number_query};

/// What work is measured on.
pub(crate) type Session = diesel::MysqlConnection;

/// Leaves no detail, and no trace of any.
pub(crate) const EMPTY_DETAILS: &str = "TRUNCATE TABLE user_details";

/// A session.
pub(crate) fn connect(url: &str) -> Session {
    diesel::Connection::establish(url).unwrap()
}

#[path = "../cases.rs"]
pub(crate) mod cases;
#[path = "../counting.rs"]
mod hand_written;
#[path = "../large.rs"]
pub(crate) mod large;
#[path = "../no_log.rs"]
mod log;
#[path = "../merges.rs"]
pub(crate) mod merges;
