//! A backfill of very many parents while other sessions write, written once for all servers and both flavours.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use camshaft::{Error, RetryPolicy};
use diesel::connection::InstrumentationEvent;

use super::flavour::*;
use super::{Database, EMPTY_DETAILS, MAKE_MANY_ROWS, Session, connect, number_query, pause};
use crate::backend::models::User;
use crate::backend::schema::{user_details, users};
use crate::backend::unread;
use crate::measure::Plan;
use crate::memory::Growth;

/// By how much the whole process may grow, writers included: all parents would not fit in it.
const MOST_GROWTH: u64 = 32 << 20;

/// The heading of the table.
pub(crate) const HEADING: &str = "\
| server | parents | by hand, rows/s | alone, rows/s | racing, rows/s | statements | by writers | deleted | growth, MiB |
|---|---|---|---|---|---|---|---|---|";

/// How long a writer waits between two calls.
const PAUSE: Duration = Duration::from_millis(5);

/// Measures the backfill on one server.
pub(crate) fn run(server: &'static str, plan: &Plan) {
    if plan.wants(server, "backfill") {
        drive(race(server, plan.parents()));
    }
}

/// What the sessions know of each other.
#[derive(Debug, Default)]
struct Shared {
    /// How many parents there were at first.
    parents: i64,
    /// The key up to which the backfill is done.
    cursor: AtomicI64,
    is_over: AtomicBool,
}

/// What a writer did.
#[derive(Debug, Default, Clone, Copy)]
struct Written {
    created: u64,
    deleted: u64,
}

async fn race(server: &str, parents: i64) {
    let database = Database::create();
    let mut conn = run!(connect(&database.url()));
    make_parents(&mut conn, parents).await;
    let by_hand = by_hand(&mut conn).await;
    let alone = alone(&mut conn).await;
    let shared = Arc::new(Shared {
        parents,
        ..Shared::default()
    });
    let growth = Growth::begin();
    let mut writers = Vec::new();
    for work in [Work::Ahead, Work::Anywhere, Work::Parents, Work::Deletions] {
        let session = run!(connect(&database.url()));
        writers.push(spawn(writer(work, session, Arc::clone(&shared))));
    }

    let statements = Arc::new(AtomicUsize::new(0));
    let sent = Arc::clone(&statements);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            sent.fetch_add(1, Relaxed);
        }
    });
    let seen = Arc::clone(&shared);
    let backfill = User::backfill_detail().progress(move |progress| {
        if let Some((cursor,)) = progress.cursor {
            seen.cursor.store(cursor, Relaxed);
        }
    });
    let begun = Instant::now();
    let done = run!(backfill.run(&mut conn)).unwrap();
    let took = begun.elapsed();
    let statements = AtomicUsize::load(&statements, Relaxed);

    // New parents come after those that the backfill saw, which all have their row by now.
    let left = format!(
        "SELECT count(*) FROM users LEFT JOIN user_details ON user_details.user_id = users.id \
         WHERE users.id <= {parents} AND user_details.id IS NULL"
    );
    let left: i64 = run!(number_query(&left).get_result(&mut conn)).unwrap();
    assert_eq!(left, 0, "{server}: parents were passed over");
    shared.is_over.store(true, Relaxed);
    let mut written = Written::default();
    for writer in writers {
        let by_one = run!(writer.join());
        written.created += by_one.created;
        written.deleted += by_one.deleted;
    }
    let grown = growth.end();
    let rest = run!(User::backfill_detail().run(&mut conn)).unwrap();
    let missing = run!(User::detail_missing().count(&mut conn)).unwrap();
    check_rows(&mut conn, done.created + rest.created, written).await;

    println!(
        "| {server} | {parents} | {by_hand:.0} | {alone:.0} | {:.0} | {statements} | {} | {} | {:.1} |",
        rate(done.created, took),
        written.created,
        written.deleted,
        mebibytes(grown),
    );
    assert_eq!(missing, 0, "{server}");
    assert!(grown < MOST_GROWTH, "{server}: grew by {grown} bytes");
}

/// One row a parent, and each is told to one of those who wrote; it may have been deleted since.
async fn check_rows(conn: &mut Session, by_backfill: u64, by_writers: Written) {
    let rows: i64 = run!(user_details::table.count().get_result(conn)).unwrap();
    let parents: i64 = run!(users::table.count().get_result(conn)).unwrap();
    assert_eq!(rows, parents);
    let rows = u64::try_from(rows).unwrap();
    let told = by_backfill + by_writers.created;
    assert!(
        told >= rows && told <= rows + by_writers.deleted,
        "{told} of {rows}, {by_writers:?}"
    );
}

/// So many parents, none of which has its row.
async fn make_parents(conn: &mut Session, parents: i64) {
    let insert = format!(
        "INSERT INTO users (email, code) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {parents}) \
         SELECT CONCAT('old ', i), CONCAT('old ', i) FROM n"
    );
    run!(diesel::sql_query(MAKE_MANY_ROWS).execute(conn)).unwrap();
    run!(diesel::sql_query(insert).execute(conn)).unwrap();
}

/// Rows a second of the one statement that one writes by hand, while nobody writes.
async fn by_hand(conn: &mut Session) -> f64 {
    let insert = "INSERT INTO user_details (user_id) SELECT id FROM users \
                  WHERE NOT EXISTS (SELECT 1 FROM user_details WHERE user_id = users.id)";
    let begun = Instant::now();
    let rows = run!(diesel::sql_query(insert).execute(conn)).unwrap();
    let took = begun.elapsed();
    run!(diesel::sql_query(EMPTY_DETAILS).execute(conn)).unwrap();
    rate(u64::try_from(rows).unwrap(), took)
}

/// Rows a second of the backfill, while nobody writes.
async fn alone(conn: &mut Session) -> f64 {
    let begun = Instant::now();
    let done = run!(User::backfill_detail().run(conn)).unwrap();
    let took = begun.elapsed();
    run!(diesel::sql_query(EMPTY_DETAILS).execute(conn)).unwrap();
    rate(done.created, took)
}

/// What a writer does until the backfill ends.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// Creates rows of the batch that the backfill is at.
    Ahead,
    /// Creates rows anywhere.
    Anywhere,
    /// Makes parents, in turn with a row and without.
    Parents,
    /// Deletes parents, in turn of the batch that the backfill is at and anywhere.
    Deletions,
}

async fn writer(work: Work, mut conn: Session, shared: Arc<Shared>) -> Written {
    let mut written = Written::default();
    let mut nth = 0;
    while !AtomicBool::load(&shared.is_over, Relaxed) {
        nth += 1;
        let anywhere = nth * 7_919 % shared.parents + 1;
        let ahead = AtomicI64::load(&shared.cursor, Relaxed) + nth * 37 % 1_500 + 1;
        match work {
            Work::Ahead => written.created += create(&mut conn, ahead).await,
            Work::Anywhere => written.created += create(&mut conn, anywhere).await,
            Work::Parents => written.created += add(&mut conn, nth).await,
            Work::Deletions => {
                let id = if nth % 2 == 0 { ahead } else { anywhere };
                written.deleted += delete(&mut conn, id).await;
            }
        }
        run!(pause(PAUSE));
    }
    written
}

async fn create(conn: &mut Session, id: i64) -> u64 {
    match run!(unread(id).detail().get_or_create_entry(conn)) {
        Ok(entry) => u64::from(entry.is_created()),
        Err(Error::ParentMissing { .. }) => 0,
        Err(error) => panic!("{error}"),
    }
}

async fn add(conn: &mut Session, nth: i64) -> u64 {
    let text = format!("new {nth}");
    let new = (users::email.eq(text.clone()), users::code.eq(text));
    if nth % 2 == 0 {
        run!(diesel::insert_into(users::table).values(new).execute(conn)).unwrap();
        return 0;
    }
    let notes = user_details::notes.eq("of its parent");
    run!(User::insert(new).detail(notes).get_result(conn)).unwrap();
    1
}

/// The server may choose the deletion to end a deadlock.
async fn delete(conn: &mut Session, id: i64) -> u64 {
    let policy = RetryPolicy::default();
    let deleted: Result<usize, Error> = retry!(conn, policy, |tx| {
        let deleted = run!(diesel::delete(users::table.find(id)).execute(tx))?;
        Ok(deleted)
    });
    u64::try_from(deleted.unwrap()).unwrap()
}

#[allow(clippy::cast_precision_loss, reason = "a rate for a table")]
fn rate(rows: u64, took: Duration) -> f64 {
    rows as f64 / took.as_secs_f64()
}

#[allow(clippy::cast_precision_loss, reason = "a size for a table")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
