//! Many groups in one transaction.

use camshaft::catalog::Backend;
use camshaft::duplicates::KeySpec;
use camshaft::merge::{Doubtful, Merge, MergeError, Nulls, Refusal, Undo};

use super::{count, fingerprint, merge, with_people};
use crate::backend::{BACKEND, Session, Statements, execute, try_execute};

use crate::flavour::*;

/// Adds groups of three rows, each with rows that refer to it.
async fn add_groups(conn: &mut Session, groups: i64) {
    for nth in 0..groups {
        let first = 1_000 + nth * 10;
        run!(execute(
            conn,
            &format!(
                "INSERT INTO people (id, email, updated_at) VALUES
                    ({first}, 'g{nth}', 1), ({first} + 1, 'g{nth}', 2), ({first} + 2, 'g{nth}', 3);
                 INSERT INTO comments (id, author_id) VALUES ({first}, {first}), ({first} + 1, {first} + 1);
                 INSERT INTO details VALUES ({first}, {first}, 'd'), ({first} + 1, {first} + 1, 'd');
                 INSERT INTO memberships VALUES ({first}, 1, 1), ({first} + 1, 1, 1), ({first} + 2, 2, 1)"
            )
        ));
    }
}

async fn one_group_that_fails_keeps_no_other() {
    let (_database, mut conn) = with_people().await;
    add_groups(&mut conn, 40).await;
    // The survivors of these two have no code, to which a tag refers.
    run!(execute(
        &mut conn,
        "UPDATE people SET code = 'x7' WHERE id = 1070; UPDATE people SET code = 'x31' WHERE id = 1311;
         INSERT INTO tags VALUES (7, 'x7'), (31, 'x31')"
    ));
    let planned = run!(merge().dry_run(&mut conn)).unwrap();
    let report = run!(merge().page(16).merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (40, 2), "{report:?}");
    // What would become of rows of groups that cannot be merged is not counted.
    assert_eq!(
        (planned.groups, planned.deleted, planned.failed.len()),
        (40, report.deleted, 2),
        "{planned:?}"
    );
    let mut failed: Vec<String> = report.failed.iter().map(|it| it.key.join(",")).collect();
    failed.sort();
    match BACKEND {
        Backend::Mysql => assert!(failed[0].contains("X'6733"), "{failed:?}"),
        _ => assert!(
            failed[0].contains("'g31'") && failed[1].contains("'g7'"),
            "{failed:?}"
        ),
    }
    assert_eq!(
        count(&mut conn, "people WHERE email IN ('g7', 'g31')").await,
        6
    );
    assert_eq!(
        count(&mut conn, "people WHERE email LIKE 'g%'").await,
        38 + 6
    );
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((undone.groups, undone.left), (40, 0));
}

async fn statements_do_not_grow_with_the_groups() {
    let (_database, mut conn) = with_people().await;
    let mut sent = Vec::new();
    // That its tables are there already.
    run!(merge().limit(0).merge(&mut conn)).unwrap();
    for groups in [10, 60] {
        add_groups(&mut conn, groups).await;
        let statements = Statements::default();
        conn.set_instrumentation(statements.recorder());
        let report = run!(merge().merge(&mut conn)).unwrap();
        assert_eq!(report.failed, []);
        sent.push(statements.take_sent().len());
        run!(Undo::new(&report.run).run(&mut conn)).unwrap();
        run!(execute(
            &mut conn,
            "DELETE FROM details WHERE id >= 1000; DELETE FROM comments WHERE id >= 1000;
             DELETE FROM memberships WHERE person_id >= 1000; DELETE FROM people WHERE id >= 1000"
        ));
    }
    assert_eq!(sent[0], sent[1]);
}

async fn rehearsal_foresees_what_fails_and_leaves_nothing() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE rooms (id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT, CHECK (person_id <> 7 OR id < 5),
            FOREIGN KEY (person_id) REFERENCES people (id));
         INSERT INTO rooms VALUES (9, 8)"
    ));
    let before = fingerprint(&mut conn).await;
    // Only the constraint tells, which no counting meets.
    assert_eq!(run!(merge().dry_run(&mut conn)).unwrap().failed, []);
    let rehearsed = run!(merge().nulls(Nulls::Fill).rehearse(&mut conn)).unwrap();
    assert_eq!(
        (rehearsed.groups, rehearsed.failed.len()),
        (1, 1),
        "{rehearsed:?}"
    );
    assert_eq!(rehearsed.run, "");
    assert!(!rehearsed.locked.is_zero());
    assert_eq!(fingerprint(&mut conn).await, before);
    for table in [
        "camshaft_merge_archive",
        "people_merges",
        "camshaft_groups",
        "camshaft_rehearsed",
    ] {
        run!(try_execute(&mut conn, &format!("SELECT 1 FROM {table}"))).unwrap_err();
    }
    let done = run!(merge().nulls(Nulls::Fill).merge(&mut conn)).unwrap();
    assert_eq!(rehearsed.associations, done.associations);
    assert_eq!(
        (
            rehearsed.groups,
            rehearsed.deleted,
            rehearsed.filled,
            rehearsed.failed
        ),
        (done.groups, done.deleted, done.filled, done.failed)
    );
}

async fn key_that_means_no_value_is_shown_and_refused_if_asked() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "UPDATE people SET email = '' WHERE id IN (4, 5, 6)"
    ));
    let planned = run!(merge().dry_run(&mut conn)).unwrap();
    let shown: Vec<_> = planned
        .largest
        .iter()
        .map(|it| (it.key[0].as_deref(), it.rows))
        .collect();
    assert_eq!(shown, [(Some(""), 3), (Some("a@x"), 3), (Some("c@x"), 2)]);
    let error = run!(merge().doubtful(Doubtful::Refuse).merge(&mut conn)).unwrap_err();
    let MergeError::Refused(Refusal::Doubtful { table, key, rows }) = &error else {
        panic!("{error:?}");
    };
    assert_eq!((table.as_str(), key.as_str(), *rows), ("people", "''", 3));
    assert_eq!(count(&mut conn, "people").await, 8);
    run!(try_execute(
        &mut conn,
        "SELECT 1 FROM camshaft_merge_archive"
    ))
    .unwrap_err();
    run!(execute(
        &mut conn,
        "UPDATE people SET email = NULL WHERE email = ''"
    ));
    // A group as large as this one has to be named.
    for id in 100..131 {
        run!(execute(
            &mut conn,
            &format!("INSERT INTO people (id, email) VALUES ({id}, 'none')")
        ));
    }
    let error = run!(merge().doubtful(Doubtful::Refuse).merge(&mut conn)).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("31 rows of `people` have the key 'none'"),
        "{error}"
    );
    let some = KeySpec {
        predicate: Some("email <> 'none'".to_owned()),
        ..KeySpec::of_columns("people", ["email"])
    };
    let report = run!(Merge::new(some).doubtful(Doubtful::Refuse).merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.failed.len()), (2, 0));
}

/// More rows than one transaction takes.
async fn group_of_more_rows_than_a_transaction_takes_is_one_group() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email, updated_at) VALUES (10000, 'm@x', 10000)"
    ));
    let mut rows = 1;
    while rows < 11_000 {
        let more = (11_000 - rows).min(rows);
        run!(execute(
            &mut conn,
            &format!(
                "INSERT INTO people (id, email, updated_at)
                    SELECT id + {rows}, email, updated_at + {rows} FROM people WHERE id >= 10000 AND id < 10000 + {more}"
            )
        ));
        rows += more;
    }
    run!(execute(
        &mut conn,
        "INSERT INTO comments (id, author_id) SELECT id, id FROM people WHERE id >= 10000"
    ));
    let before = fingerprint(&mut conn).await;
    let mut seen = Vec::new();
    let report = run!(merge().merge_with(&mut conn, |progress| {
        seen.push(progress.done.groups);
        std::ops::ControlFlow::Continue(())
    }))
    .unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(
        (report.groups, report.deleted),
        (3, 2 + 1 + 10_999),
        "{seen:?}"
    );
    assert_eq!(seen.last(), Some(&3));
    assert_eq!(
        count(&mut conn, "people WHERE email = 'm@x' AND id = 20999").await,
        1
    );
    assert_eq!(
        count(&mut conn, "comments WHERE author_id = 20999").await,
        11_000
    );
    // The survivor's own and 10,999 others: nothing moves twice.
    let moved = "camshaft_merge_archive WHERE kind = 'moved' AND table_name = 'comments'";
    assert_eq!(count(&mut conn, moved).await, 10_999 + 2);
    let transactions = "(SELECT DISTINCT grp FROM camshaft_merge_archive) AS transactions";
    assert_eq!(count(&mut conn, transactions).await, 3);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let collided: u64 = report.associations.iter().map(|it| it.collided).sum();
    assert_eq!(
        (undone.groups, undone.restored, undone.left),
        (3, report.deleted + collided, 0),
        "{undone:?}"
    );
    assert_eq!(fingerprint(&mut conn).await, before);
}

/// A session keeps none of the tables of a run, whatever its end.
async fn tables_of_a_run_are_gone_with_it() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "UPDATE people SET email = '' WHERE id IN (4, 5)"
    ));
    run!(merge().doubtful(Doubtful::Refuse).merge(&mut conn)).unwrap_err();
    assert_no_tables(&mut conn).await;
    run!(merge().rehearse(&mut conn)).unwrap();
    assert_no_tables(&mut conn).await;
    run!(merge().merge(&mut conn)).unwrap();
    assert_no_tables(&mut conn).await;
    assert_eq!(run!(merge().merge(&mut conn)).unwrap().groups, 0);
    assert_no_tables(&mut conn).await;
}

async fn assert_no_tables(conn: &mut Session) {
    for table in [
        "camshaft_groups",
        "camshaft_members",
        "camshaft_failed",
        "camshaft_rehearsed",
        "camshaft_filled",
    ] {
        let found = run!(try_execute(conn, &format!("SELECT 1 FROM {table}")));
        assert!(found.is_err(), "{table} is still there");
    }
}

tests![
    one_group_that_fails_keeps_no_other,
    statements_do_not_grow_with_the_groups,
    rehearsal_foresees_what_fails_and_leaves_nothing,
    key_that_means_no_value_is_shown_and_refused_if_asked,
    group_of_more_rows_than_a_transaction_takes_is_one_group,
    tables_of_a_run_are_gone_with_it,
];
