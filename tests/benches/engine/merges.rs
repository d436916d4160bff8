//! Merges of many groups, and of one that very many rows refer to, written once for all servers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, Order, Report, Undo};
use diesel::connection::InstrumentationEvent;

use super::flavour::*;
use super::{Database, MAKE_MANY_ROWS, Session, connect, number_query};
use crate::measure::Plan;
use crate::memory::Growth;

/// By how much the process may grow: all rows would not fit in it.
const MOST_GROWTH: u64 = 32 << 20;

/// How many rows of one person each group has.
const COPIES: i64 = 3;

/// The heading of the table.
pub(crate) const HEADING: &str = "\
| server | groups | rows that refer | moved | collided | merge, s | rows/s | statements a group | undo, s | growth, MiB |
|---|---|---|---|---|---|---|---|---|---|";

/// People, and five associations of each kind: plain, plain, unique, unique with another column, to
/// themselves.
const TABLES: [&str; 9] = [
    "CREATE TABLE people (id BIGINT NOT NULL PRIMARY KEY, email VARCHAR(40), updated_at INT, \
     manager_id BIGINT, FOREIGN KEY (manager_id) REFERENCES people (id))",
    "CREATE INDEX people_email ON people (email)",
    "CREATE INDEX people_manager ON people (manager_id)",
    "CREATE TABLE comments (id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT NOT NULL, body VARCHAR(40), \
     FOREIGN KEY (person_id) REFERENCES people (id))",
    "CREATE INDEX comments_person ON comments (person_id)",
    "CREATE TABLE posts (id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT NOT NULL, \
     FOREIGN KEY (person_id) REFERENCES people (id))",
    "CREATE INDEX posts_person ON posts (person_id)",
    "CREATE TABLE details (id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT NOT NULL UNIQUE, \
     FOREIGN KEY (person_id) REFERENCES people (id))",
    "CREATE TABLE memberships (person_id BIGINT NOT NULL, team INT NOT NULL, PRIMARY KEY (person_id, team), \
     FOREIGN KEY (person_id) REFERENCES people (id))",
];

/// Measures both on one server.
pub(crate) fn run(server: &'static str, plan: &Plan) {
    if plan.wants(server, "merge groups") {
        let groups = plan.parents() / 1_000;
        let people = groups * COPIES;
        let rows = [
            numbered(
                "people (id, email, updated_at, manager_id)",
                people,
                // Nobody is below themselves, before or after: a manager has the number before in the order of the groups.
                &format!(
                    "i, CONCAT('m', i % {groups}), i % 7, CASE WHEN i % {groups} > 1 THEN i - 1 END"
                ),
            ),
            numbered(
                "comments (id, person_id)",
                people * 2,
                &format!("i, i % {people} + 1"),
            ),
            numbered("posts (id, person_id)", people, "i, i"),
            numbered("details (id, person_id)", people, "i, i"),
            numbered(
                "memberships (person_id, team)",
                people * 2,
                &format!("i % {people} + 1, CASE WHEN i > {people} THEN 2 ELSE 1 END"),
            ),
        ];
        drive(measure(server, groups, &rows));
    }
    if plan.wants(server, "merge one group") {
        let rows = [
            numbered("people (id, email, updated_at)", 2, "i, 'm', -i"),
            numbered(
                "comments (id, person_id, body)",
                plan.parents(),
                "i, 2, CONCAT('comment ', i)",
            ),
        ];
        drive(measure(server, 1, &rows));
    }
}

/// Inserts rows that the numbers from 1 tell.
fn numbered(into: &str, rows: i64, values: &str) -> String {
    format!(
        "INSERT INTO {into} WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
         SELECT {values} FROM n"
    )
}

async fn measure(server: &str, groups: i64, rows: &[String]) {
    let database = Database::create();
    let mut conn = run!(connect(&database.url()));
    for statement in TABLES
        .iter()
        .copied()
        .chain([MAKE_MANY_ROWS])
        .chain(rows.iter().map(String::as_str))
    {
        run!(diesel::sql_query(statement).execute(&mut conn)).unwrap();
    }
    let before = count(&mut conn, "comments").await;
    let merge =
        Merge::new(KeySpec::of_columns("people", ["email"])).keep(Order::latest("updated_at"));
    // The tables of a merge are no part of it.
    run!(merge.clone().limit(0).merge(&mut conn)).unwrap();

    let statements = count_statements(&mut conn);
    let growth = Growth::begin();
    let begun = Instant::now();
    let report = run!(merge.merge(&mut conn)).unwrap();
    let took = begun.elapsed();
    let statements = AtomicUsize::load(&statements, Relaxed);
    check(&mut conn, groups, before, &report).await;
    let begun = Instant::now();
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let undo = begun.elapsed();
    let grown = growth.end();
    assert_eq!((undone.groups, undone.left), (report.groups, 0), "{server}");

    let collided: u64 = report.associations.iter().map(|it| it.collided).sum();
    let referring = report.moved() + collided;
    println!(
        "| {server} | {groups} | {referring} | {} | {collided} | {:.1} | {:.0} | {:.1} | {:.1} | {:.1} |",
        report.moved(),
        took.as_secs_f64(),
        as_f64(referring) / took.as_secs_f64(),
        as_f64(u64::try_from(statements).unwrap()) / as_f64(report.groups),
        undo.as_secs_f64(),
        as_f64(grown) / f64::from(1 << 20),
    );
    assert!(grown < MOST_GROWTH, "{server}: grew by {grown} bytes");
}

/// One of each group is left, with all that referred to the others.
async fn check(conn: &mut Session, groups: i64, comments: i64, report: &Report) {
    assert_eq!(report.failed, []);
    assert_eq!(i64::try_from(report.groups).unwrap(), groups);
    assert_eq!(count(conn, "people").await, groups);
    assert_eq!(
        count(conn, "comments JOIN people ON people.id = person_id").await,
        comments
    );
}

async fn count(conn: &mut Session, from: &str) -> i64 {
    let query = format!("SELECT count(*) FROM {from}");
    run!(number_query(&query).get_result(conn)).unwrap()
}

fn count_statements(conn: &mut Session) -> Arc<AtomicUsize> {
    let statements = Arc::new(AtomicUsize::new(0));
    let sent = Arc::clone(&statements);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            sent.fetch_add(1, Relaxed);
        }
    });
    statements
}

#[allow(clippy::cast_precision_loss, reason = "a figure for a table")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
