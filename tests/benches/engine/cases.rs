//! The work that is measured, written once for all servers and both flavours.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::flavour::*;
use super::{Database, MAKE_MANY_ROWS, Session, connect, hand_written, log};
use crate::backend::models::{User, UserDetail};
use crate::backend::schema::user_details;
use crate::backend::{Statements, unread};
use crate::measure::{Costs, Measured, Plan, Samples, print};

/// The parents of a batch.
const BATCH: usize = 1_000;
/// The calls that are counted.
const COUNTED: usize = 40;

/// Measures everything on one server.
pub(crate) fn run(server: &'static str, plan: &Plan) {
    drive(all(server, plan));
}

async fn all(server: &'static str, plan: &Plan) {
    let works = [
        "child exists",
        "child absent",
        "upsert, present",
        "upsert, absent",
        "batch, none present",
        "batch, half present",
        "batch, all present",
        "race of 8",
        "race of 16",
    ];
    if !works.iter().any(|work| plan.wants(server, work)) {
        return;
    }
    let mut arena = Arena::new(server, plan).await;
    single(&mut arena).await;
    upserts(&mut arena).await;
    batches(&mut arena).await;
    race(&mut arena, "race of 8", 8).await;
    race(&mut arena, "race of 16", 16).await;
}

async fn single(arena: &mut Arena<'_>) {
    let exists = Work {
        name: "child exists",
        slices: 200,
        calls: 40,
        parents: 1,
        children: Children::All,
    };
    let absent = Work {
        name: "child absent",
        children: Children::None,
        slices: 100,
        calls: 20,
        ..exists
    };
    for work in [exists, absent] {
        arena
            .contest(
                work,
                "hand-written",
                async |conn, users| {
                    black_box(run!(users[0].detail().get_or_create(conn)).unwrap());
                },
                async |conn, users| {
                    black_box(hand_written::get_or_create(conn, &users[0]).await);
                },
            )
            .await;
    }
}

async fn upserts(arena: &mut Arena<'_>) {
    let present = Work {
        name: "upsert, present",
        slices: 100,
        calls: 20,
        parents: 1,
        children: Children::All,
    };
    let absent = Work {
        name: "upsert, absent",
        children: Children::None,
        ..present
    };
    for work in [present, absent] {
        arena
            .contest(
                work,
                "`on_conflict().do_update()`",
                async |conn, users| {
                    let notes = user_details::notes.eq("seen");
                    black_box(run!(users[0].detail().set(notes).upsert(conn)).unwrap());
                },
                async |conn, users| {
                    black_box(hand_written::upsert(conn, &users[0], "seen").await);
                },
            )
            .await;
    }
}

async fn batches(arena: &mut Arena<'_>) {
    let none = Work {
        name: "batch, none present",
        slices: 20,
        calls: 1,
        parents: BATCH,
        children: Children::None,
    };
    let half = Work {
        name: "batch, half present",
        children: Children::Half,
        ..none
    };
    let all = Work {
        name: "batch, all present",
        children: Children::All,
        slices: 60,
        calls: 2,
        ..none
    };
    for work in [none, half, all] {
        arena
            .contest(
                work,
                "hand-written",
                async |conn, users| {
                    let batch = run!(User::detail_of(users).get_or_create(conn)).unwrap();
                    for (user, detail) in users.iter().zip(&batch) {
                        assert_eq!(user.id, detail.user_id);
                    }
                },
                async |conn, users| {
                    let found = hand_written::get_or_create_many(conn, users).await;
                    for user in users {
                        assert_eq!(user.id, found[&user.id].user_id);
                    }
                },
            )
            .await;
        let against_a_loop = Work {
            slices: 8,
            calls: 1,
            ..work
        };
        arena
            .contest(
                against_a_loop,
                "hand-written loop",
                async |conn, users| {
                    black_box(run!(User::detail_of(users).get_or_create(conn)).unwrap());
                },
                async |conn, users| {
                    for user in users {
                        black_box(hand_written::get_or_create(conn, user).await);
                    }
                },
            )
            .await;
    }
}

/// A session, and parents that were not used yet.
struct Arena<'a> {
    server: &'static str,
    plan: &'a Plan,
    database: Database,
    conn: Session,
    unused: i64,
    last: i64,
}

/// What is measured, and how often.
#[derive(Debug, Clone, Copy)]
struct Work {
    name: &'static str,
    slices: usize,
    /// The calls of a slice.
    calls: usize,
    /// The parents of a call.
    parents: usize,
    children: Children,
}

/// Which parents have their row before the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Children {
    None,
    Half,
    All,
}

impl<'a> Arena<'a> {
    async fn new(server: &'static str, plan: &'a Plan) -> Self {
        let database = Database::create();
        let mut conn = run!(connect(&database.url()));
        run!(diesel::sql_query(MAKE_MANY_ROWS).execute(&mut conn)).unwrap();
        Self {
            server,
            plan,
            database,
            conn,
            unused: 1,
            last: 0,
        }
    }

    /// Parents that have no row.
    async fn fresh(&mut self, parents: usize) -> Vec<User> {
        let first = self.unused;
        self.unused += i64::try_from(parents).unwrap();
        if self.unused > self.last {
            let (from, to) = (self.last + 1, self.unused + 20_000);
            let insert = format!(
                "INSERT INTO users (id, email, code) \
                 WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to}) \
                 SELECT i, CAST(i AS CHAR(9)), CAST(i AS CHAR(9)) FROM n"
            );
            run!(diesel::sql_query(insert).execute(&mut self.conn)).unwrap();
            self.last = to;
        }
        (first..self.unused).map(unread).collect()
    }

    /// Parents with rows as the work wants them.
    async fn prepared(&mut self, work: Work) -> Vec<User> {
        let users = self.fresh(work.parents).await;
        let step = match work.children {
            Children::None => return users,
            Children::Half => 2,
            Children::All => 1,
        };
        let (first, last) = (users[0].id, users[users.len() - 1].id);
        let insert = format!(
            "INSERT INTO user_details (user_id) SELECT id FROM users \
             WHERE id BETWEEN {first} AND {last} AND id % {step} = 0"
        );
        run!(diesel::sql_query(insert).execute(&mut self.conn)).unwrap();
        users
    }

    /// Times both contenders in short slices that change places, then counts what they cost.
    async fn contest<C, H>(&mut self, work: Work, rival: &str, mut camshaft: C, mut hand_written: H)
    where
        C: AsyncFnMut(&mut Session, &[User]),
        H: AsyncFnMut(&mut Session, &[User]),
    {
        if !self.plan.wants(self.server, work.name) {
            return;
        }
        let [mut ours, mut theirs] = [Samples::default(), Samples::default()];
        // The first slice warms up.
        self.slice(work, &mut camshaft, &mut Samples::default())
            .await;
        self.slice(work, &mut hand_written, &mut Samples::default())
            .await;
        for nth in 0..self.plan.slices(work.slices) {
            if nth % 2 == 0 {
                self.slice(work, &mut camshaft, &mut ours).await;
                self.slice(work, &mut hand_written, &mut theirs).await;
            } else {
                self.slice(work, &mut hand_written, &mut theirs).await;
                self.slice(work, &mut camshaft, &mut ours).await;
            }
        }
        let ours = Measured {
            samples: ours,
            costs: Some(self.costs(work, &mut camshaft).await),
        };
        let theirs = Measured {
            samples: theirs,
            costs: Some(self.costs(work, &mut hand_written).await),
        };
        print(self.server, work.name, rival, &ours, &theirs);
    }

    async fn slice<F>(&mut self, work: Work, call: &mut F, samples: &mut Samples)
    where
        F: AsyncFnMut(&mut Session, &[User]),
    {
        let mut calls = Vec::with_capacity(work.calls);
        for _ in 0..work.calls {
            calls.push(self.prepared(work).await);
        }
        samples.begin_slice();
        for users in &calls {
            let begun = Instant::now();
            call(&mut self.conn, users).await;
            samples.push(begun.elapsed());
        }
    }

    async fn costs<F>(&mut self, work: Work, call: &mut F) -> Costs
    where
        F: AsyncFnMut(&mut Session, &[User]),
    {
        let calls = if work.parents > 1 { 4 } else { COUNTED };
        let mut prepared = Vec::with_capacity(calls);
        for _ in 0..3 * calls {
            prepared.push(self.prepared(work).await);
        }
        let before = log::traces(&mut self.conn).await;
        for users in &prepared[..calls] {
            call(&mut self.conn, users).await;
        }
        let after = log::traces(&mut self.conn).await;
        let region = stats_alloc::Region::new(crate::ALLOCATOR);
        for users in &prepared[calls..2 * calls] {
            call(&mut self.conn, users).await;
        }
        let allocations = region.change().allocations;
        let statements = Statements::default();
        self.conn.set_instrumentation(statements.recorder());
        for users in &prepared[2 * calls..] {
            call(&mut self.conn, users).await;
        }
        self.conn
            .set_instrumentation(None::<Box<dyn diesel::connection::Instrumentation>>);
        Costs {
            calls,
            statements: statements.take_sent().len(),
            allocations,
            traces: std::array::from_fn(|nth| after[nth] - before[nth]),
        }
    }
}

/// Workers that all want the same fresh keys, in the same order.
async fn race(arena: &mut Arena<'_>, name: &'static str, workers: usize) {
    const KEYS: usize = 50;
    if !arena.plan.wants(arena.server, name) {
        return;
    }
    let mut sessions = Vec::with_capacity(workers);
    for _ in 0..workers {
        sessions.push(run!(connect(&arena.database.url())));
    }
    let mut measured = [Samples::default(), Samples::default()];
    for nth in 0..arena.plan.slices(40) {
        for contender in [nth % 2, 1 - nth % 2] {
            let users = Arc::new(arena.fresh(KEYS).await);
            let begun = Instant::now();
            let tasks: Vec<_> = sessions
                .drain(..)
                .map(|session| spawn(worker(session, Arc::clone(&users), contender)))
                .collect();
            for task in tasks {
                sessions.push(run!(task.join()));
            }
            let calls = u32::try_from(KEYS * workers).unwrap();
            let took: Duration = begun.elapsed() / calls;
            measured[contender].begin_slice();
            measured[contender].push(took);
        }
    }
    let [ours, theirs] = measured.map(|samples| Measured {
        samples,
        costs: None,
    });
    print(arena.server, name, "hand-written", &ours, &theirs);
}

async fn worker(mut conn: Session, users: Arc<Vec<User>>, contender: usize) -> Session {
    for user in users.iter() {
        let detail: UserDetail = match contender {
            0 => run!(user.detail().get_or_create(&mut conn)).unwrap(),
            _ => hand_written::get_or_create(&mut conn, user).await,
        };
        assert_eq!(detail.user_id, user.id);
    }
    conn
}
