//! SQLite, blocking.

pub(crate) use super::flavour;
pub(crate) use crate::servers::sqlite::{File as Database, MAKE_MANY_ROWS};

/// What work is measured on.
pub(crate) type Session = diesel::SqliteConnection;

/// A session.
pub(crate) fn connect(url: &str) -> Session {
    let mut session = diesel::Connection::establish(url).unwrap();
    camshaft::sqlite::prepare(&mut session).unwrap();
    session
}

#[path = "../cases.rs"]
pub(crate) mod cases;
#[path = "../returning.rs"]
mod hand_written;
#[path = "../no_log.rs"]
mod log;
