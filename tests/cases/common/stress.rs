//! Many workers, few keys.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::assert_details;
use crate::backend::models::User;
use crate::backend::schema::users;
use crate::backend::{Database, Session};
use crate::flavour::*;

/// How many workers race.
pub(crate) const WORKERS: usize = 16;
/// For how many keys they race.
pub(crate) const KEYS: usize = 100;

/// One stress test at a time: together they would need more connections than a server has.
#[must_use]
pub(crate) struct Alone(
    #[expect(dead_code, reason = "held until it is dropped")] MutexGuard<'static, ()>,
);

/// Waits for the stress tests before this one.
pub(crate) fn alone() -> Alone {
    static ALONE: Mutex<()> = Mutex::new(());
    Alone(ALONE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// As many users as there are keys.
pub(crate) async fn new_users(session: &mut Session) -> Vec<User> {
    let new: Vec<_> = (0..KEYS)
        .map(|nth| {
            (
                users::email.eq(format!("{nth}@example.com")),
                users::code.eq(format!("code of {nth}")),
            )
        })
        .collect();
    let insert = diesel::insert_into(users::table).values(new);
    run!(insert.returning(User::as_returning()).get_results(session)).unwrap()
}

/// The same users in another order for each worker, which is the same in each run.
pub(crate) fn shuffled(users: &[User], worker: usize) -> Vec<User> {
    // Prime to the number of keys, so that each is met once.
    const STEPS: [usize; 4] = [1, 37, 61, 83];
    let step = STEPS[worker % STEPS.len()];
    (0..users.len())
        .map(|nth| users[(nth * step + worker * 7) % users.len()].clone())
        .collect()
}

/// All workers want all keys in the same order, so that they meet at each.
async fn workers_racing_for_fresh_keys_get_one_row_a_key() {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = new_users(&mut conn).await;
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (database, users) = (database.clone(), users.clone());
            spawn(async move {
                let mut conn = run!(database.connect());
                let mut seen = Vec::new();
                for user in &users {
                    let entry = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
                    seen.push((entry.is_created(), entry.into_row().id));
                }
                seen
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.push(run!(worker.join()));
    }
    for key in 0..KEYS {
        let (created, ids): (Vec<bool>, Vec<i64>) = all.iter().map(|seen| seen[key]).unzip();
        assert_eq!(created.iter().filter(|created| **created).count(), 1);
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
    assert_details(&mut conn, i64::try_from(KEYS).unwrap()).await;
}

tests![workers_racing_for_fresh_keys_get_one_row_a_key];
