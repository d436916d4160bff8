//! Cases of servers, where one session can be seen to wait for another.

pub(crate) mod call;
mod fault;
mod killed;
mod lock_parent;
mod merge;
mod race;
mod soak;
mod upsert;

use camshaft::{Entry, Error};

use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute};
use crate::flavour::*;

/// How an accessor and its session come back from a task.
pub(crate) type Outcome = (Result<Entry<UserDetail>, Error>, Session);

/// Starts a call on a session that has to wait for another one, and goes on once it does.
macro_rules! start_and_wait {
    ($database:expr, $session:ident, $call:expr) => {{
        let number = run!(crate::backend::session_number(&mut $session));
        let task = spawn(async move {
            let result = run!($call);
            (result, $session)
        });
        run!($database.wait_until_blocked(number));
        task
    }};
}
pub(crate) use start_and_wait;

/// Begins a transaction in which the user's detail is created.
pub(crate) async fn begin_and_create(session: &mut Session, user: &User) -> UserDetail {
    run!(execute(session, "BEGIN"));
    let entry = run!(user.detail().get_or_create_entry(session)).unwrap();
    assert!(entry.is_created());
    entry.into_row()
}

/// Starts a `get_or_create_entry` that has to wait, and returns once it does.
pub(crate) async fn create_and_wait(
    database: &Database,
    mut session: Session,
    user: &User,
) -> Task<Outcome> {
    let accessor = user.detail();
    start_and_wait!(
        database,
        session,
        accessor.get_or_create_entry(&mut session)
    )
}
