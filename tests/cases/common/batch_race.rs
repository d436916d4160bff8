//! Batches of the same keys, in another order for each worker.

use std::sync::Arc;

use super::assert_details;
use super::batch::add_users;
use super::stress::{alone, shuffled};
use crate::backend::models::{Owner, OwnerId, User};
use crate::backend::{Database, execute};
use crate::flavour::*;

const WORKERS: usize = 8;
const ROUNDS: usize = 6;
/// So many that the inserts of two workers overlap.
const KEYS: i64 = 3_000;

async fn shuffled_batches_never_deadlock() {
    let _alone = alone();
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, KEYS).await;
    for _ in 0..ROUNDS {
        run!(execute(&mut conn, "DELETE FROM user_details"));
        let start = Arc::new(Barrier::new(WORKERS));
        let mut workers = Vec::new();
        for worker in 0..WORKERS {
            let mut conn = run!(database.connect());
            let users = shuffled(&users, worker);
            let start = start.clone();
            workers.push(spawn(async move {
                run!(start.wait());
                let batch = run!(User::detail_of(&users).get_or_create(&mut conn)).unwrap();
                let mut ids: Vec<_> = batch.iter().map(|row| (row.user_id, row.id)).collect();
                assert!(
                    users
                        .iter()
                        .zip(&ids)
                        .all(|(user, (key, _))| user.id == *key)
                );
                ids.sort_unstable();
                ids
            }));
        }
        let mut all = Vec::new();
        for worker in workers {
            all.push(run!(worker.join()));
        }
        all.dedup();
        assert_eq!(all.len(), 1);
        assert_details(&mut conn, KEYS).await;
    }
}

/// These keys are sorted by the server.
async fn shuffled_batches_of_text_never_deadlock() {
    let _alone = alone();
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_users(&mut conn, KEYS).await;
    run!(execute(
        &mut conn,
        "INSERT INTO owners SELECT code FROM users"
    ));
    let owners: Vec<Owner> = (1..=KEYS)
        .map(|id| Owner {
            id: OwnerId(id.to_string()),
        })
        .collect();
    for _ in 0..ROUNDS {
        run!(execute(&mut conn, "DELETE FROM wallets"));
        let start = Arc::new(Barrier::new(WORKERS));
        let mut workers = Vec::new();
        for worker in 0..WORKERS {
            let mut conn = run!(database.connect());
            let owners = shuffled(&owners, worker);
            let start = start.clone();
            workers.push(spawn(async move {
                run!(start.wait());
                let batch = run!(Owner::wallet_of(&owners).get_or_create(&mut conn)).unwrap();
                assert!(
                    owners
                        .iter()
                        .zip(&batch)
                        .all(|(owner, row)| owner.id == row.owner_id)
                );
                assert_eq!(batch.rows().len(), owners.len());
            }));
        }
        for worker in workers {
            run!(worker.join());
        }
    }
}

tests![
    shuffled_batches_never_deadlock,
    shuffled_batches_of_text_never_deadlock
];
