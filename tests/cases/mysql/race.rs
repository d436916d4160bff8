//! Two sessions that wait for a third.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use camshaft::{Entry, Error, RetryPolicy};

use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute, session_number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;
use crate::postgres_and_mysql::begin_and_create;

/// Starts a transaction that waits for the key, counts its attempts, and is run again.
async fn transaction_and_wait(
    database: &Database,
    user: &User,
    attempts: &Arc<AtomicU32>,
) -> Task<Result<Entry<UserDetail>, Error>> {
    let mut session = run!(database.connect());
    let number = run!(session_number(&mut session));
    let (user, attempts) = (user.clone(), attempts.clone());
    let task = spawn(async move {
        retry!(&mut session, RetryPolicy::new(), |conn: &mut Session| {
            attempts.fetch_add(1, Ordering::Relaxed);
            run!(user.detail().get_or_create_entry(conn))
        })
    });
    run!(database.wait_until_blocked(number));
    task
}

async fn of_two_that_wait_for_a_rollback_one_is_a_deadlock_and_restarts() {
    let database = run!(Database::create());
    let mut a = run!(database.connect());
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    let attempts = Arc::new(AtomicU32::new(0));
    let b = transaction_and_wait(&database, &user, &attempts).await;
    let c = transaction_and_wait(&database, &user, &attempts).await;
    run!(execute(&mut a, "ROLLBACK"));
    let b = run!(b.join()).unwrap();
    let c = run!(c.join()).unwrap();
    assert_eq!(b.row(), c.row());
    assert_ne!(b.is_created(), c.is_created());
    assert_eq!(AtomicU32::load(&attempts, Ordering::Relaxed), 3);
    assert_details(&mut a, 1).await;
}

tests![of_two_that_wait_for_a_rollback_one_is_a_deadlock_and_restarts];
