//! A run: planned, stopped, repeated and taken back.

use std::ops::ControlFlow;

use camshaft::merge::{End, MergeError, Nulls, Refusal, SoftReference, Undo};

use super::{count, fingerprint, merge, with_people};
use crate::backend::{execute, try_execute};
use crate::flavour::*;

async fn dry_run_counts_exactly_and_writes_nothing() {
    let (_database, mut conn) = with_people().await;
    let person = SoftReference::new("notes", "subject_id").only("subject_type", "Person");
    let merge = merge().reference(person).nulls(Nulls::Fill);
    let before = fingerprint(&mut conn).await;
    let planned = run!(merge.dry_run(&mut conn)).unwrap();
    assert_eq!(fingerprint(&mut conn).await, before);
    run!(try_execute(
        &mut conn,
        "SELECT 1 FROM camshaft_merge_archive"
    ))
    .unwrap_err();
    let done = run!(merge.merge(&mut conn)).unwrap();
    assert_eq!(planned.associations, done.associations);
    assert_eq!(
        (planned.groups, planned.deleted, planned.filled),
        (done.groups, done.deleted, done.filled)
    );
    assert!(planned.moved() > 0 && done.archived > done.moved());
}

async fn run_can_be_taken_back() {
    let (_database, mut conn) = with_people().await;
    let before = fingerprint(&mut conn).await;
    let person = SoftReference::new("notes", "subject_id").only("subject_type", "Person");
    let report = run!(
        merge()
            .reference(person)
            .nulls(Nulls::Fill)
            .merge(&mut conn)
    )
    .unwrap();
    assert_ne!(fingerprint(&mut conn).await, before);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(fingerprint(&mut conn).await, before);
    assert_eq!((undone.groups, undone.left), (2, 0));
    assert_eq!(undone.moved_back, report.moved() + 1);
    assert_eq!(count(&mut conn, "people_merges").await, 0);
    let error = run!(Undo::new(&report.run).run(&mut conn)).unwrap_err();
    assert!(
        matches!(error, MergeError::Refused(Refusal::NoRun { .. })),
        "{error:?}"
    );
    // And it can be merged again.
    assert_eq!(run!(merge().merge(&mut conn)).unwrap().groups, 2);
}

async fn row_that_was_changed_since_is_left_as_it_is() {
    let (_database, mut conn) = with_people().await;
    let report = run!(merge().merge(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "UPDATE comments SET author_id = 4 WHERE id = 1"
    ));
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(undone.left, 1);
    assert_eq!(
        count(&mut conn, "comments WHERE id = 1 AND author_id = 4").await,
        1
    );
    assert_eq!(
        count(&mut conn, "comments WHERE id = 3 AND author_id = 3").await,
        1
    );
}

async fn second_run_finds_nothing_and_redirects_follow_later_merges() {
    let (_database, mut conn) = with_people().await;
    run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(
        count(
            &mut conn,
            "people_merges WHERE old_id IN (1, 3) AND new_id = 2"
        )
        .await,
        2
    );
    let again = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!((again.groups, again.archived), (0, 0));
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email, updated_at) VALUES (9, 'a@x', 30)"
    ));
    let third = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(third.groups, 1);
    assert_eq!(
        count(
            &mut conn,
            "people_merges WHERE old_id IN (1, 2, 3) AND new_id = 9"
        )
        .await,
        3
    );
    run!(Undo::new(&third.run).run(&mut conn)).unwrap();
    assert_eq!(
        count(
            &mut conn,
            "people_merges WHERE old_id IN (1, 3) AND new_id = 2"
        )
        .await,
        2
    );
    assert_eq!(count(&mut conn, "people_merges").await, 3);
}

async fn run_stops_when_asked_to() {
    let (_database, mut conn) = with_people().await;
    let mut seen = Vec::new();
    let report = run!(merge().page(1).merge_with(&mut conn, |progress| {
        assert!(!progress.done.run.is_empty());
        seen.push((progress.total, progress.done.groups));
        match progress.done.groups {
            0 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }))
    .unwrap();
    assert_eq!((report.groups, report.end), (1, End::Stopped));
    assert_eq!(seen, [(2, 0), (2, 1)]);
    let rest = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!((rest.groups, rest.end), (1, End::Complete));
}

tests![
    dry_run_counts_exactly_and_writes_nothing,
    run_can_be_taken_back,
    row_that_was_changed_since_is_left_as_it_is,
    second_run_finds_nothing_and_redirects_follow_later_merges,
    run_stops_when_asked_to,
];
