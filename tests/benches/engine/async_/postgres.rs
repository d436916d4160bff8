//! PostgreSQL on diesel-async.

pub(crate) use super::{flavour, pause};
pub(crate) use crate::servers::postgres::{MAKE_MANY_ROWS, Server as Database, number_query};

/// What work is measured on.
pub(crate) type Session = diesel_async::AsyncPgConnection;

/// Leaves no detail, and no trace of any.
pub(crate) const EMPTY_DETAILS: &str = "TRUNCATE TABLE user_details";

/// A session.
pub(crate) async fn connect(url: &str) -> Session {
    <Session as diesel_async::AsyncConnection>::establish(url)
        .await
        .unwrap()
}

#[path = "../cases.rs"]
pub(crate) mod cases;
#[path = "../returning.rs"]
mod hand_written;
#[path = "../large.rs"]
pub(crate) mod large;
#[path = "../log.rs"]
mod log;
