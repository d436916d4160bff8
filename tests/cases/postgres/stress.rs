//! Many workers, few keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use camshaft::{Entry, Error, RetryPolicy};
use diesel::result::Error as DieselError;

use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute, number};
use crate::common::assert_details;
use crate::common::stress::{KEYS, WORKERS, alone, new_users, shuffled};
use crate::flavour::*;

/// What an operation of a worker ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Commit,
    Rollback,
}

/// Three of ten operations roll back.
fn end_of(operation: usize) -> End {
    if operation % 10 < 3 {
        End::Rollback
    } else {
        End::Commit
    }
}

async fn sixteen_workers_with_rollbacks() {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = new_users(&mut conn).await;
    let created = Arc::new(AtomicI64::new(0));
    let turns = Arc::new(AtomicU8::new(0));
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let (database, created, turns) = (database.clone(), created.clone(), turns.clone());
            let users = shuffled(&users, worker);
            spawn(async move {
                let mut conn = run!(database.connect());
                for (operation, user) in users.iter().enumerate() {
                    let end = end_of(operation + worker);
                    let entry = one_operation(&mut conn, user, end, &turns).await;
                    if entry.is_created() && end == End::Commit {
                        created.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        run!(worker.join());
    }
    // A key whose every creation was rolled back is left to this.
    let rows = run!(number(&mut conn, "SELECT count(*) FROM user_details"));
    assert_eq!(AtomicI64::load(&created, Ordering::Relaxed), rows);
    assert!(AtomicU8::load(&turns, Ordering::Relaxed) <= 3, "{turns:?}");
    run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
    assert_details(&mut conn, i64::try_from(KEYS).unwrap()).await;
}

/// One key in a transaction; counts the turns by the statements sent.
async fn one_operation(
    conn: &mut Session,
    user: &User,
    end: End,
    most_turns: &AtomicU8,
) -> Entry<UserDetail> {
    let statements = crate::backend::Statements::default();
    run!(execute(conn, "BEGIN"));
    conn.set_instrumentation(statements.recorder());
    let entry = run!(user.detail().get_or_create_entry(conn)).unwrap();
    let turns = u8::try_from(statements.take_sent().len() / 2 + 1).unwrap();
    most_turns.fetch_max(turns, Ordering::Relaxed);
    run!(execute(
        conn,
        if end == End::Commit {
            "COMMIT"
        } else {
            "ROLLBACK"
        }
    ));
    entry
}

async fn sixteen_workers_with_deletions() {
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
                for (operation, user) in users.iter().enumerate() {
                    if (operation + worker) % 10 < 3 {
                        run!(user.detail().delete(&mut conn)).unwrap();
                    } else {
                        let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
                        assert_eq!(row.user_id, user.id);
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        run!(worker.join());
    }
    let rows = run!(number(&mut conn, "SELECT count(*) FROM user_details"));
    assert_details(&mut conn, rows).await;
}

async fn sixteen_workers_in_repeatable_read() {
    all_end_through_retry("REPEATABLE READ").await;
}

async fn sixteen_workers_in_serializable() {
    all_end_through_retry("SERIALIZABLE").await;
}

async fn all_end_through_retry(isolation: &str) {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = new_users(&mut conn).await;
    let set = format!("SET TRANSACTION ISOLATION LEVEL {isolation}");
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let (database, set) = (database.clone(), set.clone());
            let users = shuffled(&users, worker);
            spawn(async move {
                let mut conn = run!(database.connect());
                for user in &users {
                    one_transaction(&mut conn, user, &set).await;
                }
            })
        })
        .collect();
    for worker in workers {
        run!(worker.join());
    }
    assert_details(&mut conn, i64::try_from(KEYS).unwrap()).await;
}

/// One key in a transaction that may be run again, for one reason only.
async fn one_transaction(conn: &mut Session, user: &User, set: &str) {
    let policy = RetryPolicy::new().attempts(100);
    let row: Result<UserDetail, Error> = retry!(conn, policy, |conn: &mut Session| {
        run!(execute(conn, set));
        let row = run!(user.detail().get_or_create(conn));
        if let Err(error) = &row {
            assert!(is_serialization_failure(error), "{error:?}");
        }
        row
    });
    assert_eq!(row.unwrap().user_id, user.id);
}

fn is_serialization_failure(error: &Error) -> bool {
    use diesel::result::DatabaseErrorKind::SerializationFailure;
    matches!(
        error,
        Error::RestartTransaction {
            source: DieselError::DatabaseError(SerializationFailure, _)
        }
    )
}

tests![
    sixteen_workers_with_rollbacks,
    sixteen_workers_with_deletions,
    sixteen_workers_in_repeatable_read,
    sixteen_workers_in_serializable,
];
