//! A server that restarts while sixteen workers use it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::helpers::{KEYS, WORKERS, assert_details, new_users, shuffled};
use super::{PATIENCE, connect, new_server};
use crate::backend::models::{User, UserDetail};
use crate::backend::schema::{user_details, users};
use crate::backend::{Session, is_lost_connection};
use crate::flavour::*;
use crate::own::{Own, url};
use crate::servers::{Durability, End};

/// What the workers did, all together.
#[derive(Debug, Default)]
struct Progress {
    acknowledged: AtomicUsize,
    lost: AtomicUsize,
    /// The workers may end.
    enough: AtomicBool,
}

async fn fast_restart_keeps_what_was_acknowledged() {
    restart_under_load(End::Fast).await;
}

async fn immediate_restart_keeps_what_was_acknowledged() {
    restart_under_load(End::Immediate).await;
}

async fn restart_under_load(end: End) {
    let (mut server, mut session) = new_server(Durability::Full).await;
    let users = new_users(&mut session).await;
    let progress = Arc::new(Progress::default());
    let port = server.port();
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let (users, progress) = (shuffled(&users, worker), progress.clone());
            spawn(async move { create_all(port, &users, &progress).await })
        })
        .collect();
    progress.restart_after_each(WORKERS * KEYS / 4, &mut server, end);
    let mut acknowledged = Vec::new();
    for worker in workers {
        acknowledged.extend(run!(worker.join()));
    }
    assert!(acknowledged.len() >= WORKERS * KEYS);
    let mut session = connect(port).await;
    let details = run!(User::detail_of(&users).get(&mut session)).unwrap();
    let mut stored: Vec<_> = details.iter().flatten().collect();
    stored.sort_by_key(|row| row.user_id);
    for (user, id) in acknowledged {
        let at = stored.binary_search_by_key(&user, |row| row.user_id);
        assert_eq!(stored[at.unwrap()].id, id, "of user {user}");
    }
    assert_details(&mut session, i64::try_from(KEYS).unwrap()).await;
}

/// One detail for each user, round after round until it is enough; a call that was interrupted is repeated on another connection. Answers the keys and
/// the ids that were acknowledged for them.
async fn create_all(port: u16, users: &[User], progress: &Progress) -> Vec<(i64, i64)> {
    let mut conn = reconnect(port).await;
    let mut acknowledged = Vec::new();
    for (nth, user) in users.iter().cycle().enumerate() {
        if nth >= users.len() && progress.is_enough() {
            break;
        }
        let row = loop {
            match run!(user.detail().get_or_create(&mut conn)) {
                Ok(row) => break row,
                Err(error) => assert!(is_lost_connection(&error), "{error:?}"),
            }
            progress.lost.fetch_add(1, Ordering::Relaxed);
            conn = reconnect(port).await;
        };
        acknowledged.push((user.id, row.id));
        progress.acknowledged.fetch_add(1, Ordering::Relaxed);
    }
    acknowledged
}

/// Parents come with their rows, and two at a time, or not at all.
async fn immediate_restart_tears_no_insert() {
    let (mut server, session) = new_server(Durability::Full).await;
    drop(session);
    let progress = Arc::new(Progress::default());
    let port = server.port();
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let progress = progress.clone();
            spawn(async move { insert_pairs(port, worker, &progress).await })
        })
        .collect();
    progress.restart_after_each(WORKERS * KEYS / 16, &mut server, End::Immediate);
    let mut acknowledged = Vec::new();
    for worker in workers {
        acknowledged.extend(run!(worker.join()));
    }
    let mut session = connect(port).await;
    let users = users::table.select((users::name, User::as_select()));
    let users: Vec<(String, User)> = run!(users.order(users::id).load(&mut session)).unwrap();
    let mut pairs = BTreeMap::<_, Vec<_>>::new();
    for (pair, user) in &users {
        let detail = run!(user.detail().get(&mut session)).unwrap();
        pairs.entry(pair).or_default().push(detail.unwrap());
    }
    for (pair, rows) in &pairs {
        assert_eq!(rows.len(), 2, "{pair}");
    }
    for (pair, rows) in acknowledged {
        assert_eq!(pairs.get(&pair), Some(&rows), "{pair}");
    }
    assert_details(&mut session, i64::try_from(users.len()).unwrap()).await;
}

/// Inserts two users with their details, again and again until it is enough. Answers the details that were
/// acknowledged.
async fn insert_pairs(
    port: u16,
    worker: usize,
    progress: &Progress,
) -> Vec<(String, Vec<UserDetail>)> {
    let mut conn = reconnect(port).await;
    let mut acknowledged = Vec::new();
    for nth in 0.. {
        if progress.is_enough() {
            break;
        }
        let pair = format!("{nth} of worker {worker}");
        let new = ["one", "two"].map(|which| {
            (
                users::email.eq(format!("{which}, {pair}")),
                users::code.eq(format!("{which}, {pair}")),
                users::name.eq(pair.clone()),
            )
        });
        let insert = User::insert_each(new).detail(user_details::notes.eq("n"));
        match run!(insert.get_results(&mut conn)) {
            Ok(rows) => {
                let details = rows.into_iter().map(|(_, detail)| detail);
                acknowledged.push((pair, details.collect()));
                progress.acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => {
                assert!(is_lost_connection(&error), "{error:?}");
                progress.lost.fetch_add(1, Ordering::Relaxed);
                conn = reconnect(port).await;
            }
        }
    }
    acknowledged
}

/// A server that starts refuses connections for a while.
async fn reconnect(port: u16) -> Session {
    let begun = Instant::now();
    loop {
        match run!(Session::establish(&url(port))) {
            Ok(session) => return session,
            Err(error) => assert!(begun.elapsed() < PATIENCE, "{error}"),
        }
        thread::sleep(Duration::from_millis(5));
    }
}

// diesel-async gives every type a `load` of its own.
impl Progress {
    fn acknowledged(&self) -> usize {
        AtomicUsize::load(&self.acknowledged, Ordering::Relaxed)
    }

    /// Restarts the server when so much is done, and again when as much is done once more.
    fn restart_after_each(&self, done: usize, server: &mut Own, end: End) {
        for nth in [1, 2] {
            self.wait_for(done * nth);
            let lost = self.lost();
            server.restart(end);
            self.wait_for(self.acknowledged() + 1);
            assert!(
                self.lost() > lost,
                "nobody noticed that the server was gone"
            );
        }
        self.enough.store(true, Ordering::Relaxed);
    }

    fn is_enough(&self) -> bool {
        AtomicBool::load(&self.enough, Ordering::Relaxed)
    }

    fn lost(&self) -> usize {
        AtomicUsize::load(&self.lost, Ordering::Relaxed)
    }

    /// Returns once that much is acknowledged.
    fn wait_for(&self, acknowledged: usize) {
        let begun = Instant::now();
        while self.acknowledged() < acknowledged {
            assert!(begun.elapsed() < PATIENCE, "the workers do not go on");
            thread::sleep(Duration::from_millis(1));
        }
    }
}

tests![
    fast_restart_keeps_what_was_acknowledged,
    immediate_restart_keeps_what_was_acknowledged,
    immediate_restart_tears_no_insert,
];
