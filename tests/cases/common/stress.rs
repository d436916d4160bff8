//! Many workers, few keys.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::assert_details;
use crate::backend::Database;
use crate::flavour::*;

pub(crate) use super::helpers::{KEYS, WORKERS, new_users, shuffled};

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

/// How long a soak runs at least, in seconds, when `tests/run` is not asked for more.
const SHORT_SOAK: u64 = 5;

/// Returns how long a soak runs at least; it goes on until it has seen what it is about.
pub(crate) fn soak() -> Duration {
    let seconds = std::env::var("CAMSHAFT_TEST_SOAK").map_or(SHORT_SOAK, |value| {
        value
            .parse()
            .unwrap_or_else(|_| panic!("CAMSHAFT_TEST_SOAK is not a number of seconds: {value}"))
    });
    Duration::from_secs(seconds)
}

/// Returns how many of so many random cases a run tries: more where soaks are longer.
pub(crate) fn soaked(cases: u64) -> u64 {
    cases * soak().as_secs().div_ceil(SHORT_SOAK)
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
