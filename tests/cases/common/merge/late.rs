//! Rows without a foreign key that refer to what was merged before.

use std::ops::ControlFlow;

use camshaft::duplicates::KeySpec;
use camshaft::merge::{End, Merge, SoftReference, Undo};

use super::{association, count, fingerprint, merge, with_people};
use crate::backend::{Session, execute};
use crate::flavour::*;

fn with_notes() -> Merge {
    merge().reference(SoftReference::new("notes", "subject_id").only("subject_type", "Person"))
}

/// Notes whose writers still hold the keys of people that were merged, and one of a team.
async fn write_late(conn: &mut Session) {
    run!(execute(
        conn,
        "INSERT INTO notes VALUES
            (10, 3, 'Person'), (11, 3, 'Team'), (12, 1, 'Person'), (13, 8, 'Person'), (14, 4, 'Person')"
    ));
}

async fn assert_swept(conn: &mut Session) {
    for (id, subject) in [(10, 2), (11, 3), (12, 2), (13, 7), (14, 4)] {
        let note = format!("notes WHERE id = {id} AND subject_id = {subject}");
        assert_eq!(count(conn, &note).await, 1, "{note}");
    }
}

async fn rows_of_late_writers_follow_in_the_next_run_and_can_be_taken_back() {
    let (_database, mut conn) = with_people().await;
    run!(with_notes().merge(&mut conn)).unwrap();
    write_late(&mut conn).await;
    let before = fingerprint(&mut conn).await;
    // However few are looked for at a time.
    for page in [1, 2, 1_000] {
        let merge = with_notes().page(page);
        let planned = run!(merge.dry_run(&mut conn)).unwrap();
        assert_eq!(fingerprint(&mut conn).await, before);
        let report = run!(merge.merge(&mut conn)).unwrap();
        assert_eq!((report.groups, report.late, report.archived), (0, 3, 3));
        assert_eq!(report.end, End::Complete);
        assert_eq!(association(&report, "notes", "subject_id"), (3, 0));
        assert_eq!(planned.associations, report.associations);
        assert_eq!(planned.late, 3);
        assert_swept(&mut conn).await;
        let again = run!(merge.merge(&mut conn)).unwrap();
        assert_eq!((again.late, again.archived, again.run.as_str()), (0, 0, ""));
        let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
        assert_eq!((undone.groups, undone.moved_back, undone.left), (0, 3, 0));
        assert_eq!(fingerprint(&mut conn).await, before);
    }
}

async fn reference_that_was_not_named_is_made_up_for() {
    let (_database, mut conn) = with_people().await;
    let first = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(first.late, 0);
    let second = run!(with_notes().merge(&mut conn)).unwrap();
    assert_eq!(second.late, 2, "{second:?}");
    let moved = "notes WHERE subject_id = 2 AND subject_type = 'Person'";
    assert_eq!(count(&mut conn, moved).await, 2);
}

async fn rows_follow_who_was_merged_again_in_the_same_run() {
    let (_database, mut conn) = with_people().await;
    run!(with_notes().merge(&mut conn)).unwrap();
    write_late(&mut conn).await;
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email, updated_at) VALUES (9, 'a@x', 30)"
    ));
    let before = fingerprint(&mut conn).await;
    let report = run!(with_notes().merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.late), (1, 3));
    let moved = "notes WHERE subject_id = 9 AND id IN (1, 3, 10, 12)";
    assert_eq!(count(&mut conn, moved).await, 4);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.groups, undone.left), (1, 0));
    assert_eq!(fingerprint(&mut conn).await, before);
}

async fn key_that_belongs_to_another_row_by_now_is_left_alone() {
    let (_database, mut conn) = with_people().await;
    run!(with_notes().merge(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email) VALUES (3, 'new@x');
         INSERT INTO notes VALUES (10, 3, 'Person'), (12, 1, 'Person')"
    ));
    let report = run!(with_notes().merge(&mut conn)).unwrap();
    assert_eq!(report.late, 1);
    let of_new = "notes WHERE id = 10 AND subject_id = 3";
    assert_eq!(count(&mut conn, of_new).await, 1);
    let again = run!(with_notes().merge(&mut conn)).unwrap();
    assert_eq!((again.late, again.run.as_str()), (0, ""));
    // Nor is anybody sent from it to somebody else once it takes another's place.
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email) VALUES (30, 'new@x')"
    ));
    assert_eq!(run!(with_notes().merge(&mut conn)).unwrap().groups, 1);
    assert_eq!(count(&mut conn, "people_merges WHERE old_id = 3").await, 0);
    let sent = "people_merges WHERE old_id = 30 AND new_id = 3";
    assert_eq!(count(&mut conn, sent).await, 1);
}

async fn late_rows_that_conflict_are_archived() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE medals (person_id BIGINT NOT NULL, kind INT NOT NULL, PRIMARY KEY (person_id, kind));
         INSERT INTO medals VALUES (2, 1)"
    ));
    let merge = merge().reference(SoftReference::new("medals", "person_id"));
    run!(merge.merge(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "INSERT INTO medals VALUES (1, 1), (1, 2), (3, 2), (8, 1)"
    ));
    let planned = run!(merge.dry_run(&mut conn)).unwrap();
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!(association(&report, "medals", "person_id"), (2, 2));
    assert_eq!(planned.associations, report.associations);
    assert_eq!((planned.late, report.late), (4, 4));
    let left = "medals WHERE (person_id = 2 AND kind IN (1, 2)) OR (person_id = 7 AND kind = 1)";
    assert_eq!(count(&mut conn, left).await, 3);
    assert_eq!(count(&mut conn, "medals").await, 3);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.restored, undone.moved_back), (2, 2));
    assert_eq!(
        count(&mut conn, "medals WHERE person_id IN (1, 3, 8)").await,
        4
    );
}

async fn rows_that_cannot_follow_are_reported_and_others_do() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE pins (id INT NOT NULL PRIMARY KEY, person_id BIGINT, CHECK (person_id <> 2))"
    ));
    let merge = merge().reference(SoftReference::new("pins", "person_id"));
    run!(merge.merge(&mut conn)).unwrap();
    run!(execute(&mut conn, "INSERT INTO pins VALUES (1, 3), (2, 8)"));
    let report = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!((report.late, report.failed.len()), (1, 1), "{report:?}");
    let error = &report.failed[0].error;
    assert!(
        error.starts_with("what refers to rows that it replaced stays: "),
        "{error}"
    );
    assert_eq!(
        count(&mut conn, "pins WHERE id = 1 AND person_id = 3").await,
        1
    );
    assert_eq!(
        count(&mut conn, "pins WHERE id = 2 AND person_id = 7").await,
        1
    );
}

async fn run_that_is_stopped_leaves_them_to_the_next() {
    let (_database, mut conn) = with_people().await;
    run!(with_notes().merge(&mut conn)).unwrap();
    write_late(&mut conn).await;
    let mut asked = 0;
    let stopped = run!(with_notes().page(2).merge_with(&mut conn, |progress| {
        asked += 1;
        assert_eq!(progress.total, 0);
        match progress.done.late {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }))
    .unwrap();
    assert_eq!((stopped.end, stopped.late, asked), (End::Stopped, 2, 2));
    let rest = run!(with_notes().merge(&mut conn)).unwrap();
    assert_eq!((rest.end, rest.late), (End::Complete, 1));
    assert_swept(&mut conn).await;
}

async fn table_whose_key_has_two_columns_has_none_of_them() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE staff (tenant INT NOT NULL, nr INT NOT NULL, email VARCHAR(20), PRIMARY KEY (tenant, nr));
         INSERT INTO staff VALUES (1, 1, 'a'), (1, 2, 'a')"
    ));
    let merge = Merge::new(KeySpec::of_columns("staff", ["tenant", "email"]));
    assert_eq!(run!(merge.merge(&mut conn)).unwrap().groups, 1);
    let again = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!((again.groups, again.late), (0, 0));
}

tests![
    rows_of_late_writers_follow_in_the_next_run_and_can_be_taken_back,
    reference_that_was_not_named_is_made_up_for,
    rows_follow_who_was_merged_again_in_the_same_run,
    key_that_belongs_to_another_row_by_now_is_left_alone,
    late_rows_that_conflict_are_archived,
    rows_that_cannot_follow_are_reported_and_others_do,
    run_that_is_stopped_leaves_them_to_the_next,
    table_whose_key_has_two_columns_has_none_of_them,
];
