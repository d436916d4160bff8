//! Cases of PostgreSQL.

mod blocked;
mod counts;
mod fault;
mod foreign_key;
mod hidden;
mod index;
mod isolation;
#[path = "../../fixtures/postgres_only.rs"]
mod only;
mod race;
mod stated;
mod stress;
mod swallowed;
mod tables;

use camshaft::{Entry, Error};

use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute, session_number};
use crate::flavour::*;

/// How an accessor and its session come back from a task.
type Outcome = (Result<Entry<UserDetail>, Error>, Session);

/// Begins a transaction in which the user's detail is created.
async fn begin_and_create(session: &mut Session, user: &User) -> UserDetail {
    run!(execute(session, "BEGIN"));
    let entry = run!(user.detail().get_or_create_entry(session)).unwrap();
    assert!(entry.is_created());
    entry.into_row()
}

/// Starts a `get_or_create_entry` that has to wait, and returns once it does.
async fn create_and_wait(database: &Database, mut session: Session, user: &User) -> Task<Outcome> {
    let number = run!(session_number(&mut session));
    let accessor = user.detail();
    let task = spawn(async move {
        let entry = run!(accessor.get_or_create_entry(&mut session));
        (entry, session)
    });
    run!(database.wait_until_blocked(number));
    task
}
