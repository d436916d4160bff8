//! Mergers among other sessions.

mod soak;

use std::sync::Arc;

use camshaft::catalog::Backend;
use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, MergeError, Order, Report};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::start_and_wait;
use crate::backend::{
    BACKEND, Database, Session, execute, number, session_number, terminate, try_execute,
};
use crate::common::merge::{merge, with_people};
use crate::flavour::*;

type Merging = Task<(Result<Report, MergeError>, Session)>;

/// Starts a merge that a lock on a comment holds up, once it has locked the people.
async fn begin_to_merge(database: &Database, blocker: &mut Session) -> Merging {
    let mut merger = run!(database.connect());
    // That the tables of a merge are there already.
    run!(merge().limit(0).merge(&mut merger)).unwrap();
    run!(execute(blocker, "BEGIN"));
    run!(execute(
        blocker,
        "UPDATE comments SET body = 'held' WHERE id = 1"
    ));
    start_and_wait!(database, merger, merge().merge(&mut merger))
}

async fn count(conn: &mut Session, from: &str) -> i64 {
    run!(number(conn, &format!("SELECT count(*) FROM {from}")))
}

/// Diesel does not tell the kind of an error of several statements on MySQL.
fn is_foreign_key_violation(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => true,
        error => error.to_string().contains("a foreign key constraint fails"),
    }
}

async fn child_that_was_inserted_before_the_lock_moves() {
    let (database, mut b) = with_people().await;
    let mut a = run!(database.connect());
    run!(execute(&mut b, "BEGIN"));
    run!(execute(
        &mut b,
        "INSERT INTO comments VALUES (100, 3, 'in flight')"
    ));
    let task = start_and_wait!(database, a, merge().merge(&mut a));
    run!(execute(&mut b, "COMMIT"));
    let (report, _) = run!(task.join());
    assert_eq!(report.unwrap().failed, []);
    assert_eq!(
        count(&mut b, "comments WHERE id = 100 AND author_id = 2").await,
        1
    );
}

async fn child_that_comes_after_the_lock_is_refused_and_redirected() {
    let (database, mut b) = with_people().await;
    let mut blocker = run!(database.connect());
    let merging = begin_to_merge(&database, &mut blocker).await;
    let mut writer = run!(database.connect());
    let insert = "INSERT INTO comments VALUES (100, 3, 'late')";
    let writing = start_and_wait!(database, writer, try_execute(&mut writer, insert));
    run!(execute(&mut blocker, "COMMIT"));
    let (report, _) = run!(merging.join());
    assert_eq!(report.unwrap().groups, 2);
    let (written, mut writer) = run!(writing.join());
    let error = written.unwrap_err();
    assert!(is_foreign_key_violation(&error), "{error:?}");
    let redirect = "SELECT new_id FROM people_merges WHERE old_id = 3";
    assert_eq!(run!(number(&mut writer, redirect)), 2);
    run!(execute(
        &mut writer,
        "INSERT INTO comments VALUES (100, 2, 'late')"
    ));
    assert_eq!(count(&mut b, "comments WHERE author_id = 2").await, 4);
}

async fn of_two_mergers_one_works_and_a_copy_stays() {
    let (database, mut conn) = with_people().await;
    let mut blocker = run!(database.connect());
    let merging = begin_to_merge(&database, &mut blocker).await;
    let mut other = run!(database.connect());
    let oldest = Merge::new(KeySpec::of_columns("people", ["email"])).keep(Order::oldest("id"));
    let second = start_and_wait!(database, other, oldest.merge(&mut other));
    run!(execute(&mut blocker, "COMMIT"));
    let (first, _) = run!(merging.join());
    let (second, _) = run!(second.join());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((first.failed.len(), second.failed.len()), (0, 0));
    assert_eq!(first.groups + second.groups, 2);
    assert_eq!(count(&mut conn, "people WHERE email = 'a@x'").await, 1);
    assert_eq!(count(&mut conn, "people WHERE email = 'c@x'").await, 1);
    assert_eq!(count(&mut conn, "comments").await, 4);
}

async fn a_snapshot_that_was_asked_for_is_not_used() {
    let (database, mut b) = with_people().await;
    let mut a = run!(database.connect());
    let repeatable_read = match BACKEND {
        Backend::Postgres => {
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ"
        }
        _ => "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    };
    run!(execute(&mut a, repeatable_read));
    run!(execute(&mut b, "BEGIN"));
    run!(execute(
        &mut b,
        "INSERT INTO comments VALUES (100, 3, 'in flight')"
    ));
    let task = start_and_wait!(database, a, merge().merge(&mut a));
    run!(execute(&mut b, "COMMIT"));
    let (report, _) = run!(task.join());
    assert_eq!(report.unwrap().failed, []);
    assert_eq!(
        count(&mut b, "comments WHERE id = 100 AND author_id = 2").await,
        1
    );
}

async fn merger_that_is_killed_changes_nothing_of_its_group() {
    let (database, mut conn) = with_people().await;
    let mut blocker = run!(database.connect());
    let mut merger = run!(database.connect());
    run!(merge().limit(0).merge(&mut merger)).unwrap();
    let killed = run!(session_number(&mut merger));
    run!(execute(&mut blocker, "BEGIN"));
    run!(execute(
        &mut blocker,
        "UPDATE comments SET body = 'held' WHERE id = 1"
    ));
    let merging = start_and_wait!(database, merger, merge().merge(&mut merger));
    terminate(killed);
    let (report, _) = run!(merging.join());
    let error = report.unwrap_err();
    assert!(matches!(error, MergeError::Database(_)), "{error:?}");
    run!(execute(&mut blocker, "COMMIT"));
    assert_eq!(count(&mut conn, "people").await, 8);
    assert_eq!(count(&mut conn, "camshaft_merge_archive").await, 0);
    assert_eq!(run!(merge().merge(&mut conn)).unwrap().groups, 2);
}

/// Each of several sessions finds no table of a merge, and creates them.
async fn first_runs_at_once_create_the_tables_once() {
    let (database, mut conn) = with_people().await;
    let mut sessions = Vec::new();
    for _ in 0..6 {
        sessions.push(run!(database.connect()));
    }
    for round in 0..15 {
        let barrier = Arc::new(Barrier::new(sessions.len()));
        let begin = |mut session: Session| {
            let barrier = barrier.clone();
            spawn(async move {
                run!(barrier.wait());
                (run!(merge().limit(0).merge(&mut session)), session)
            })
        };
        let tasks: Vec<_> = std::mem::take(&mut sessions)
            .into_iter()
            .map(begin)
            .collect();
        for task in tasks {
            let (report, session) = run!(task.join());
            report.unwrap_or_else(|error| panic!("round {round}: {error}"));
            sessions.push(session);
        }
        run!(execute(
            &mut conn,
            "DROP TABLE camshaft_merge_archive; DROP TABLE people_merges"
        ));
    }
}

tests![
    first_runs_at_once_create_the_tables_once,
    child_that_was_inserted_before_the_lock_moves,
    child_that_comes_after_the_lock_is_refused_and_redirected,
    of_two_mergers_one_works_and_a_copy_stays,
    a_snapshot_that_was_asked_for_is_not_used,
    merger_that_is_killed_changes_nothing_of_its_group,
];
