//! Many workers, few keys, each way to store a file and to begin.

use std::sync::Arc;

use crate::backend::{Database, execute};
use crate::common::assert_details;
use crate::common::stress::{KEYS, WORKERS, alone, new_users, shuffled};
use crate::flavour::*;

async fn autocommit_with_a_write_ahead_log() {
    all_end("wal", "", "").await;
}

async fn immediate_transactions_with_a_write_ahead_log() {
    all_end("wal", "BEGIN IMMEDIATE", "COMMIT").await;
}

async fn autocommit_with_a_rollback_journal() {
    all_end("delete", "", "").await;
}

async fn immediate_transactions_with_a_rollback_journal() {
    all_end("delete", "BEGIN IMMEDIATE", "COMMIT").await;
}

/// No operation fails, and each worker sees the same row for a key.
async fn all_end(journal: &str, begin: &'static str, end: &'static str) {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    run!(execute(
        &mut conn,
        &format!("PRAGMA journal_mode = {journal}")
    ));
    let users = new_users(&mut conn).await;
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let database = database.clone();
            let users = shuffled(&users, worker);
            spawn(async move {
                let mut conn = run!(database.connect());
                let mut ids = Vec::new();
                for user in &users {
                    run!(execute(&mut conn, begin));
                    let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
                    run!(execute(&mut conn, end));
                    ids.push((user.id, row.id));
                }
                ids.sort_unstable();
                ids
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.push(run!(worker.join()));
    }
    all.dedup();
    assert_eq!(all.len(), 1);
    assert_details(&mut conn, i64::try_from(KEYS).unwrap()).await;
}

tests![
    autocommit_with_a_write_ahead_log,
    immediate_transactions_with_a_write_ahead_log,
    autocommit_with_a_rollback_journal,
    immediate_transactions_with_a_rollback_journal,
];
