//! Writers and mergers beside each other, and mergers that are killed again and again.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use camshaft::catalog::Backend;
use camshaft::merge::{Merge, SoftReference};

use super::{count, is_foreign_key_violation};
use crate::backend::{
    BACKEND, Database, Session, execute, number, session_number, terminate, try_execute,
};
use crate::common::merge::{Random, merge, with_people};
use crate::common::stress::{alone, soak};
use crate::flavour::*;

const WRITERS: usize = 13;
const MERGERS: usize = 3;
const EMAILS: i64 = 40;
/// The least number of merged groups, kills and comments after which a soak may end, however slow the machine is.
const LEAST_GROUPS: u64 = 20;
const LEAST_KILLS: u64 = 3;
const LEAST_COMMENTS: i64 = 100;
/// The longest time to wait for them.
const PATIENCE: Duration = Duration::from_secs(120);
/// The longest pause before a merger is killed, in milliseconds.
const PAUSE: u64 = 200;
/// The first number that is a writer's.
const FIRST: i64 = 1_000;

/// What the sessions know of each other.
struct Shared {
    database: Database,
    until: Instant,
    written: Written,
    /// The session of each merger, until it is killed.
    mergers: [Mutex<Option<i64>>; MERGERS],
    /// How many groups were merged, as the mergers were told.
    groups: AtomicU64,
    /// How many mergers were killed.
    kills: AtomicU64,
    is_over: AtomicBool,
}

/// What the writers know: numbers that nobody has, and the rows that the server said it has.
#[derive(Default)]
struct Written {
    next: AtomicI64,
    people: Mutex<Vec<i64>>,
    comments: AtomicI64,
    details: AtomicI64,
    notes: AtomicI64,
}

impl Shared {
    fn is_going_on(&self) -> bool {
        let now = Instant::now();
        now < self.until || !self.has_seen_enough() && now < self.until + PATIENCE
    }

    fn has_seen_enough(&self) -> bool {
        AtomicU64::load(&self.groups, Ordering::Relaxed) > LEAST_GROUPS
            && AtomicU64::load(&self.kills, Ordering::Relaxed) > LEAST_KILLS
            && AtomicI64::load(&self.written.comments, Ordering::Relaxed) > LEAST_COMMENTS
    }
}

impl Written {
    fn next(&self) -> i64 {
        FIRST + self.next.fetch_add(1, Ordering::Relaxed)
    }

    fn someone(&self) -> Option<i64> {
        let people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let nth = usize::try_from(AtomicI64::load(&self.next, Ordering::Relaxed)).unwrap();
        (!people.is_empty()).then(|| people[nth * 7 % people.len()])
    }
}

/// The address of a person, by which the rows that refer to them know whose they are.
fn email(person: i64) -> String {
    format!("m{}@x", person % EMAILS)
}

/// Inserts people with few addresses, and what refers to people it once heard of.
async fn write(shared: Arc<Shared>) {
    let (written, mut conn) = (&shared.written, run!(shared.database.connect()));
    while shared.is_going_on() {
        let id = written.next();
        let insert = format!(
            "INSERT INTO people (id, email, updated_at) VALUES ({id}, '{}', {})",
            email(id),
            id % 5
        );
        if run!(try_execute(&mut conn, &insert)).is_ok() {
            written.people.lock().unwrap().push(id);
        }
        for _ in 0..3 {
            if let Some(person) = written.someone() {
                refer_to(person, written, &mut conn).await;
            }
        }
    }
}

/// A writer that holds the number of a duplicate finds its survivor.
async fn refer_to(person: i64, written: &Written, conn: &mut Session) {
    let (id, email) = (written.next(), email(person));
    let mut holder = person;
    for _ in 0..10 {
        let insert = format!("INSERT INTO comments VALUES ({id}, {holder}, '{email}')");
        match run!(try_execute(conn, &insert)) {
            Ok(()) => {
                written.comments.fetch_add(1, Ordering::Relaxed);
                break;
            }
            Err(error) if is_foreign_key_violation(&error) => {
                let redirect = format!(
                    "SELECT coalesce(max(new_id), {holder}) FROM people_merges WHERE old_id = {holder}"
                );
                holder = run!(number(conn, &redirect));
            }
            // A deadlock, of which the statement is all that was lost.
            Err(_) => {}
        }
    }
    let insert = format!("INSERT INTO details VALUES ({id}, {holder}, '{email}')");
    if run!(try_execute(conn, &insert)).is_ok() {
        written.details.fetch_add(1, Ordering::Relaxed);
    }
    // Nothing tells it that this person may be gone.
    let insert = format!("INSERT INTO notes VALUES ({id}, {person}, '{email}')");
    if run!(try_execute(conn, &insert)).is_ok() {
        written.notes.fetch_add(1, Ordering::Relaxed);
    }
}

/// With what refers to people without a foreign key.
fn with_notes() -> Merge {
    merge().reference(SoftReference::new("notes", "subject_id"))
}

/// Merges, and starts over with a fresh session when it is killed.
async fn keep_merging(shared: Arc<Shared>, nth: usize) {
    // Only one of them knows of the notes, and locks their table.
    let merge = if nth == 0 { with_notes() } else { merge() };
    // The others take all groups there are in one transaction, and less where they come in each other's way.
    let merge = if nth == 1 { merge.limit(5) } else { merge };
    let mut conn = meet_the_killer(&shared, nth).await;
    while shared.is_going_on() {
        let mut merged = 0;
        let report = run!(merge.merge_with(&mut conn, |progress| {
            shared
                .groups
                .fetch_add(progress.done.groups - merged, Ordering::Relaxed);
            merged = progress.done.groups;
            ControlFlow::Continue(())
        }));
        if report.is_err() {
            conn = meet_the_killer(&shared, nth).await;
        }
    }
    // Its end is not the killer's.
    shared.mergers[nth].lock().unwrap().take();
}

/// A session that the killer knows of.
async fn meet_the_killer(shared: &Shared, nth: usize) -> Session {
    let mut conn = run!(shared.database.connect());
    let session = run!(session_number(&mut conn));
    *shared.mergers[nth].lock().unwrap() = Some(session);
    conn
}

/// Kills mergers at moments that have nothing to do with what they do, but not faster than groups are
/// merged.
fn keep_killing(shared: &Shared) {
    let (mut random, mut seen) = (Random::new(11), 0);
    while shared.is_going_on() {
        sleep(Duration::from_millis(random.below(PAUSE)));
        let groups = AtomicU64::load(&shared.groups, Ordering::Relaxed);
        if groups == seen {
            continue;
        }
        let nth = usize::try_from(random.below(MERGERS as u64)).unwrap();
        let mut merger = shared.mergers[nth].lock().unwrap();
        if let Some(session) = merger.take() {
            terminate(session);
            shared.kills.fetch_add(1, Ordering::Relaxed);
            seen = groups;
        }
    }
}

/// No address that was there once may ever be gone.
async fn watch(shared: Arc<Shared>) -> i64 {
    let mut conn = run!(shared.database.connect());
    let mut most = 0;
    while !AtomicBool::load(&shared.is_over, Ordering::Relaxed) {
        let seen = run!(number(
            &mut conn,
            "SELECT count(DISTINCT email) FROM people"
        ));
        assert!(seen >= most, "of {most} addresses {seen} are left");
        most = seen;
        sleep(Duration::from_millis(20));
    }
    most
}

/// What tells an archived row apart.
fn archived_id() -> &'static str {
    match BACKEND {
        Backend::Mysql => "CAST(json_value(row_key, '$.id') AS SIGNED)",
        _ => "CAST(row_key ->> 'id' AS BIGINT)",
    }
}

/// Each row that the writers were told of is in the table or in the archive, and none in both.
async fn check_kept(conn: &mut Session, table: &str, acknowledged: i64) {
    let archived = format!(
        "SELECT {} AS id FROM camshaft_merge_archive WHERE kind = 'deleted' AND table_name = '{table}'",
        archived_id()
    );
    for union in ["UNION", "UNION ALL"] {
        let all =
            format!("(SELECT id FROM {table} {union} {archived}) AS kept WHERE id >= {FIRST}");
        assert_eq!(count(conn, &all).await, acknowledged, "{table}: {union}");
    }
}

async fn nothing_that_was_acknowledged_is_lost() {
    let _alone = alone();
    let (database, mut conn) = with_people().await;
    // Without them PostgreSQL reads all of them for each person that is deleted, or its notes moved.
    run!(execute(
        &mut conn,
        "CREATE INDEX comments_author ON comments (author_id); CREATE INDEX notes_subject ON notes (subject_id)"
    ));
    run!(with_notes().merge(&mut conn)).unwrap();
    let shared = Arc::new(Shared {
        database,
        until: Instant::now() + soak(),
        written: Written::default(),
        mergers: [const { Mutex::new(None) }; MERGERS],
        groups: AtomicU64::new(0),
        kills: AtomicU64::new(0),
        is_over: AtomicBool::new(false),
    });
    let mut sessions: Vec<_> = (0..WRITERS).map(|_| spawn(write(shared.clone()))).collect();
    let mergers = (0..MERGERS).map(|nth| spawn(keep_merging(shared.clone(), nth)));
    sessions.extend(mergers);
    // These sleep, which the sessions of a runtime must not.
    let (for_watcher, for_killer) = (shared.clone(), shared.clone());
    let watcher = thread::spawn(|| drive(watch(for_watcher)));
    let killer = thread::spawn(move || keep_killing(&for_killer));
    for session in sessions {
        run!(session.join());
    }
    killer.join().unwrap();
    println!(
        "{:?} groups were merged, {:?} mergers killed",
        shared.groups, shared.kills
    );
    assert!(shared.has_seen_enough(), "not within {PATIENCE:?}");
    let last = run!(with_notes().merge(&mut conn)).unwrap();
    assert_eq!(last.failed, []);
    shared.is_over.store(true, Ordering::Relaxed);
    let addresses = watcher.join().unwrap();
    assert!(addresses >= EMAILS, "{addresses} addresses");
    check(&mut conn, &shared.written).await;
    let again = run!(with_notes().dry_run(&mut conn)).unwrap();
    assert_eq!((again.groups, again.late, again.failed.len()), (0, 0, 0));
}

async fn check(conn: &mut Session, written: &Written) {
    let comments = AtomicI64::load(&written.comments, Ordering::Relaxed);
    let kept = format!("comments WHERE id >= {FIRST}");
    assert_eq!(count(conn, &kept).await, comments);
    let people = i64::try_from(written.people.lock().unwrap().len()).unwrap();
    check_kept(conn, "people", people).await;
    check_kept(
        conn,
        "details",
        AtomicI64::load(&written.details, Ordering::Relaxed),
    )
    .await;
    let notes = format!("notes WHERE id >= {FIRST}");
    let written_notes = AtomicI64::load(&written.notes, Ordering::Relaxed);
    assert_eq!(count(conn, &notes).await, written_notes);
    for (table, column, told) in [
        ("comments", "author_id", "body"),
        ("details", "person_id", "text"),
        ("notes", "subject_id", "subject_type"),
    ] {
        // Whoever a row refers to now has the address of whom it was written for.
        let own = format!(
            "{table} AS own JOIN people ON people.id = {column} AND email = {told} WHERE own.id >= {FIRST}"
        );
        let all = format!("{table} WHERE id >= {FIRST}");
        assert_eq!(count(conn, &own).await, count(conn, &all).await, "{table}");
        let orphans = format!("{table} WHERE {column} NOT IN (SELECT id FROM people)");
        assert_eq!(count(conn, &orphans).await, 0, "{table}");
    }
    for nth in 0..EMAILS {
        let copies = format!("people WHERE email = '{}'", email(nth));
        assert_eq!(count(conn, &copies).await, 1, "{}", email(nth));
    }
    let deleted = "people_merges WHERE new_id NOT IN (SELECT id FROM people)";
    assert_eq!(count(conn, deleted).await, 0);
    let told = format!(
        "(SELECT id FROM people UNION SELECT old_id FROM people_merges) AS told WHERE id >= {FIRST}"
    );
    assert_eq!(count(conn, &told).await, people);
}

tests![nothing_that_was_acknowledged_is_lost];
