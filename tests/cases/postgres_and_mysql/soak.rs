//! Many workers create, change, read and delete the rows of few keys, in autocommit mode, while sessions are
//! killed and statements are cut off: what each call returned is held against what it was asked for.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use camshaft::{Entry, Error};

use crate::backend::models::{User, UserDetail};
use crate::backend::schema::user_details;
use crate::backend::{
    Database, LIMIT_STATEMENTS, Session, execute, is_cancelled, is_lost_connection, number,
    session_number, terminate_if_there,
};
use crate::common::batch::add_users;
use crate::common::stress::{WORKERS, alone, soak};
use crate::flavour::*;

const KEYS: i64 = 12;
/// What a row holds that nobody changed.
const UNCHANGED: &str = "created";

/// What a worker saw.
#[derive(Debug, Default)]
struct Seen {
    calls: u64,
    /// How often it was told that it created the row of this number.
    created: HashMap<i64, u32>,
    killed: u64,
    cut_off: u64,
    restarts: u64,
}

impl Seen {
    /// A row that was changed holds a change: what another session put in its place holds none.
    fn changed(&mut self, entry: &Entry<UserDetail>) {
        let row = entry.row();
        if entry.is_created() {
            *self.created.entry(row.id).or_default() += 1;
        } else {
            assert_ne!(row.notes, UNCHANGED, "lacks the change: {row:?}");
        }
    }

    fn got(&mut self, entry: &Entry<UserDetail>) {
        if entry.is_created() {
            *self.created.entry(entry.row().id).or_default() += 1;
        }
    }

    /// Of the errors that are documented, which one; whether the session is gone.
    fn failed(&mut self, error: &Error) -> bool {
        if is_lost_connection(error) {
            self.killed += 1;
            return true;
        }
        if is_cancelled(error) {
            self.cut_off += 1;
            // The next execution of the same statement would wait for ever, see docs/limits.md.
            return true;
        }
        let is_restart = matches!(error, Error::RestartTransaction { .. });
        let is_given_up = matches!(error, Error::NotVisible { .. });
        assert!(is_restart || is_given_up, "{error:?}");
        self.restarts += 1;
        false
    }
}

/// Pseudo-random, and the same in each run of a worker.
fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

async fn work(
    database: Arc<Database>,
    users: Arc<Vec<User>>,
    worker: usize,
    session: Arc<AtomicI64>,
    is_over: Arc<AtomicBool>,
) -> Seen {
    let mut seen = Seen::default();
    let mut state = worker as u64;
    while !AtomicBool::load(&is_over, Ordering::Relaxed) {
        let mut conn = run!(database.connect());
        run!(execute(&mut conn, LIMIT_STATEMENTS));
        session.store(run!(session_number(&mut conn)), Ordering::Relaxed);
        while !AtomicBool::load(&is_over, Ordering::Relaxed) {
            seen.calls += 1;
            if let Err(error) = call(&mut conn, &users, &mut state, worker, &mut seen).await
                && seen.failed(&error)
            {
                break;
            }
        }
    }
    seen
}

/// One call of a worker.
async fn call(
    conn: &mut Session,
    users: &[User],
    state: &mut u64,
    worker: usize,
    seen: &mut Seen,
) -> Result<(), Error> {
    let count = users.len() as u64;
    let nth = usize::try_from(next(state) % count).unwrap();
    let user = &users[nth];
    let values = user_details::notes.eq(UNCHANGED);
    let change = format!("changed by {worker}");
    let changes = user_details::notes.eq(change.as_str());
    match next(state) % 8 {
        0 | 1 => {
            let entry = run!(user.detail().values(values).get_or_create_entry(conn))?;
            seen.got(&entry);
        }
        2 | 3 => {
            let upsert = user.detail().values(values).set(changes);
            seen.changed(&run!(upsert.upsert_entry(conn))?);
        }
        4 => {
            let some = &users[nth..users.len().min(nth + 4)];
            let upsert = User::detail_of(some).values(values).set(changes);
            let entries = run!(upsert.upsert_entries(conn))?;
            assert_eq!(entries.len(), some.len());
            for (user, entry) in some.iter().zip(&entries) {
                assert_eq!(entry.row().user_id, user.id);
                seen.changed(entry);
            }
        }
        5 => {
            let some = &users[nth..users.len().min(nth + 4)];
            let details = run!(User::detail_of(some).values(values).get_or_create(conn))?;
            for (user, detail) in some.iter().zip(&details) {
                assert_eq!(detail.user_id, user.id);
            }
        }
        _ => {
            run!(user.detail().delete(conn))?;
        }
    }
    Ok(())
}

async fn calls_return_what_they_wrote_while_rows_are_deleted_and_sessions_killed() {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = Arc::new(add_users(&mut conn, KEYS).await);
    let is_over = Arc::new(AtomicBool::new(false));
    let sessions: Vec<_> = (0..WORKERS).map(|_| Arc::new(AtomicI64::new(0))).collect();
    let workers: Vec<_> = sessions
        .iter()
        .enumerate()
        .map(|(worker, session)| {
            let (database, users) = (database.clone(), users.clone());
            let (session, is_over) = (session.clone(), is_over.clone());
            spawn(work(database, users, worker, session, is_over))
        })
        .collect();
    let (begun, mut killed) = (Instant::now(), 0);
    while begun.elapsed() < soak() || killed < 2 * WORKERS {
        // So that workers come to something in between.
        thread::sleep(Duration::from_millis(20));
        let number = sessions[killed % WORKERS].swap(0, Ordering::Relaxed);
        if number != 0 {
            terminate_if_there(number);
        }
        killed += 1;
    }
    is_over.store(true, Ordering::Relaxed);
    let mut created: HashMap<i64, u32> = HashMap::new();
    let mut calls = 0;
    for worker in workers {
        let seen = run!(worker.join());
        calls += seen.calls;
        for (id, times) in seen.created {
            *created.entry(id).or_default() += times;
        }
    }
    let told_twice: Vec<_> = created.iter().filter(|(_, times)| **times > 1).collect();
    assert!(told_twice.is_empty(), "of {calls} calls: {told_twice:?}");
    assert!(calls > 1_000 && !created.is_empty(), "{calls}");
    let rows = "SELECT count(*) - count(DISTINCT user_id) FROM user_details";
    assert_eq!(run!(number(&mut conn, rows)), 0);
}

tests![calls_return_what_they_wrote_while_rows_are_deleted_and_sessions_killed];
