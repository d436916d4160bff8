//! Many workers, few keys, in the isolation level that locks what it reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use camshaft::{Error, RetryPolicy};

use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute};
use crate::common::assert_details;
use crate::common::stress::{KEYS, WORKERS, alone, new_users, shuffled};
use crate::flavour::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Read,
    Insert,
}

async fn serializable_workers_that_insert_first_seldom_restart() {
    let restarts = restarts_of_serializable_workers(First::Insert).await;
    assert!(restarts < WORKERS * KEYS / 20, "{restarts}");
}

async fn serializable_workers_that_read_first_all_end() {
    restarts_of_serializable_workers(First::Read).await;
}

async fn restarts_of_serializable_workers(first: First) -> usize {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = new_users(&mut conn).await;
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let database = database.clone();
            let users = shuffled(&users, worker);
            spawn(async move {
                let mut conn = run!(database.connect());
                let serializable = "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE";
                run!(execute(&mut conn, serializable));
                let mut restarts = 0;
                for user in &users {
                    restarts += restarts_of_one(&mut conn, user, first).await;
                }
                restarts
            })
        })
        .collect();
    let mut restarts = 0;
    for worker in workers {
        restarts += run!(worker.join());
    }
    assert_details(&mut conn, i64::try_from(KEYS).unwrap()).await;
    restarts
}

/// One key in a transaction, which may be run again for one reason only.
async fn restarts_of_one(conn: &mut Session, user: &User, first: First) -> usize {
    let policy = RetryPolicy::new()
        .attempts(1_000)
        .budget(Duration::from_secs(120));
    let restarts = AtomicUsize::new(0);
    let row: Result<UserDetail, Error> = retry!(conn, policy, |conn: &mut Session| {
        let row = match first {
            First::Read => run!(user.detail().get_or_create(conn)),
            First::Insert => run!(user.detail().insert_first().get_or_create(conn)),
        };
        if let Err(error) = &row {
            restarts.fetch_add(1, Ordering::Relaxed);
            assert!(
                matches!(error, Error::RestartTransaction { .. }),
                "{error:?}"
            );
        }
        row
    });
    assert_eq!(row.unwrap().user_id, user.id);
    restarts.into_inner()
}

tests![
    serializable_workers_that_insert_first_seldom_restart,
    serializable_workers_that_read_first_all_end,
];
