//! Batches of the same keys, in another order for each worker.

use std::sync::Arc;

use super::assert_details;
use super::stress::{KEYS, alone, new_users, shuffled};
use crate::backend::models::User;
use crate::backend::{Database, execute};
use crate::flavour::*;

const WORKERS: usize = 8;
const ROUNDS: usize = 8;

async fn shuffled_batches_never_deadlock() {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = new_users(&mut conn).await;
    for _ in 0..ROUNDS {
        run!(execute(&mut conn, "DELETE FROM user_details"));
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let database = database.clone();
                let users = shuffled(&users, worker);
                spawn(async move {
                    let mut conn = run!(database.connect());
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
}

tests![shuffled_batches_never_deadlock];
