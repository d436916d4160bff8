//! SQLite, blocking, without waiting for the disk: what is left of a write.

use diesel::connection::SimpleConnection;

pub(crate) use super::{flavour, pause};
pub(crate) use crate::servers::sqlite::{File as Database, MAKE_MANY_ROWS, number_query};

/// What work is measured on.
pub(crate) type Session = diesel::SqliteConnection;

/// Leaves no detail, and no trace of any.
pub(crate) const EMPTY_DETAILS: &str = "DELETE FROM user_details";

/// A session whose commits are not flushed.
pub(crate) fn connect(url: &str) -> Session {
    let mut session: Session = diesel::Connection::establish(url).unwrap();
    camshaft::sqlite::prepare(&mut session).unwrap();
    session.batch_execute("PRAGMA synchronous = off").unwrap();
    session
}

#[path = "../cases.rs"]
pub(crate) mod cases;
#[path = "../returning.rs"]
mod hand_written;
#[path = "../large.rs"]
pub(crate) mod large;
#[path = "../no_log.rs"]
mod log;
#[path = "../merges.rs"]
pub(crate) mod merges;
