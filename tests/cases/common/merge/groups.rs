//! Which rows are merged, and which survives.

use camshaft::duplicates::{KeyElement, KeySpec};
use camshaft::merge::{Merge, Nulls, Undo};

use super::{association, count, merge, with_people};
use crate::backend::{execute, number};
use crate::flavour::*;

async fn survivor_takes_what_it_lacks_if_it_is_asked_to() {
    let (_database, mut conn) = with_people().await;
    let report = run!(merge().nulls(Nulls::Fill).merge(&mut conn)).unwrap();
    assert_eq!(report.filled, 2, "{report:?}");
    // A unique one too: of the row that comes next.
    assert_eq!(
        count(
            &mut conn,
            "people WHERE id = 2 AND name = 'Ann' AND code = 'c3'"
        )
        .await,
        1
    );
}

async fn what_it_takes_over_does_not_refer_to_those_it_replaces() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "UPDATE people SET manager_id = NULL WHERE id = 2; UPDATE people SET manager_id = 5 WHERE id = 1"
    ));
    // The row that comes next refers to the survivor, and the last one to somebody else.
    run!(merge().nulls(Nulls::Fill).merge(&mut conn)).unwrap();
    let filled = "people WHERE id = 2 AND manager_id = 5";
    assert_eq!(count(&mut conn, filled).await, 1);
}

async fn what_it_takes_over_refers_to_no_row_of_its_group_by_any_column_and_key() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE staff (
            id INT NOT NULL PRIMARY KEY, email VARCHAR(20), boss INT, mentor INT, friend INT, state INT NOT NULL,
            FOREIGN KEY (boss) REFERENCES staff (id), FOREIGN KEY (mentor) REFERENCES staff (id),
            FOREIGN KEY (friend) REFERENCES staff (id));
         INSERT INTO staff VALUES (1, 'A@x', NULL, NULL, NULL, 1), (7, 'b@x', NULL, NULL, NULL, 1),
            (8, 'a@x', NULL, NULL, NULL, 0), (2, 'a@x', 1, 7, 2, 1), (3, 'a@X', 7, 1, 8, 1)"
    ));
    let spec = KeySpec {
        keys: vec![KeyElement::Expression("lower(email)".to_owned())],
        // The eighth row has the address, and does not count.
        predicate: Some("state = 1".to_owned()),
        ..KeySpec::of_columns("staff", ["email"])
    };
    let report = run!(Merge::new(spec).nulls(Nulls::Fill).merge(&mut conn)).unwrap();
    assert_eq!((report.deleted, report.filled), (2, 3), "{report:?}");
    let filled = "staff WHERE id = 1 AND boss = 7 AND mentor = 7 AND friend = 8";
    assert_eq!(count(&mut conn, filled).await, 1);
}

async fn columns_that_the_server_computes_are_left_to_it() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE boxes (
            id INT NOT NULL PRIMARY KEY, code INT, width INT, half INT GENERATED ALWAYS AS (width / 2) STORED);
         INSERT INTO boxes (id, code, width) VALUES (1, 1, NULL), (2, 1, 8)"
    ));
    let boxes = Merge::new(KeySpec::of_columns("boxes", ["code"])).nulls(Nulls::Fill);
    let report = run!(boxes.merge(&mut conn)).unwrap();
    assert_eq!((report.filled, report.failed.len()), (1, 0), "{report:?}");
    let filled = "boxes WHERE id = 1 AND width = 8 AND half = 4";
    assert_eq!(count(&mut conn, filled).await, 1);
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let before = "boxes WHERE (id = 1 AND half IS NULL) OR (id = 2 AND half = 4)";
    assert_eq!(count(&mut conn, before).await, 2);
}

async fn ties_and_nulls_leave_the_least_key() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "UPDATE people SET updated_at = 7 WHERE id IN (3, 2)"
    ));
    run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(
        run!(number(
            &mut conn,
            "SELECT id FROM people WHERE email = 'a@x'"
        )),
        2
    );
    assert_eq!(
        run!(number(
            &mut conn,
            "SELECT id FROM people WHERE email = 'c@x'"
        )),
        7
    );
}

async fn predicate_and_several_keys_count() {
    let (_database, mut conn) = with_people().await;
    let spec = KeySpec {
        predicate: Some("updated_at IS NOT NULL".to_owned()),
        ..KeySpec::of_columns("people", ["email"])
    };
    let report = run!(Merge::new(spec).merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.deleted), (1, 1));
    assert_eq!(count(&mut conn, "people WHERE id = 1").await, 1);
    let both = Merge::new(KeySpec::of_columns("people", ["email", "name"]));
    let report = run!(both.merge(&mut conn)).unwrap();
    assert_eq!((report.groups, report.deleted), (1, 1));
    assert_eq!(count(&mut conn, "people WHERE id = 8").await, 0);
}

async fn many_duplicates_of_one_key_are_merged() {
    let (_database, mut conn) = with_people().await;
    for thousand in 0..3 {
        let rows = (0..800).map(|n| {
            let id = 1000 + thousand * 800 + n;
            format!("({id}, 'm@x', {id})")
        });
        let rows: Vec<String> = rows.collect();
        let insert = format!(
            "INSERT INTO people (id, email, updated_at) VALUES {}",
            rows.join(", ")
        );
        run!(execute(&mut conn, &insert));
    }
    run!(execute(
        &mut conn,
        "INSERT INTO comments (id, author_id) SELECT id, id FROM people WHERE id >= 1000;
         INSERT INTO details (id, person_id, text) SELECT id, id, 'd' FROM people WHERE id >= 1000;
         INSERT INTO items (id, detail_id) SELECT id, id FROM details WHERE id >= 1000"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    // The one that survives in the end takes the first part already: nothing moves twice.
    assert_eq!(association(&report, "comments", "author_id").0, 2_399 + 2);
    assert_eq!(association(&report, "items", "detail_id").0, 2_399 + 2);
    assert_eq!(
        count(&mut conn, "items WHERE id >= 1000 AND detail_id = 3399").await,
        2_400
    );
    assert_eq!(
        run!(number(
            &mut conn,
            "SELECT id FROM people WHERE email = 'm@x'"
        )),
        3399
    );
    assert_eq!(
        count(&mut conn, "comments WHERE author_id = 3399").await,
        2400
    );
    assert_eq!(
        count(&mut conn, "people_merges WHERE new_id = 3399").await,
        2399
    );
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let collided: u64 = report.associations.iter().map(|it| it.collided).sum();
    assert!(collided > 2_399, "{report:?}");
    assert_eq!(
        (undone.restored, undone.left),
        (report.deleted + collided, 0)
    );
    let own = "details WHERE id >= 1000 AND id = person_id";
    assert_eq!(count(&mut conn, own).await, 2_400);
    assert_eq!(
        count(&mut conn, "items WHERE id >= 1000 AND id = detail_id").await,
        2_400
    );
}

async fn expression_finds_what_is_equal_in_it() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "UPDATE people SET email = 'zA@x' WHERE id = 1; UPDATE people SET email = 'yA@x' WHERE id = 2"
    ));
    let spec = KeySpec {
        keys: vec![KeyElement::Expression("substr(email, 2)".to_owned())],
        ..KeySpec::of_columns("people", ["email"])
    };
    let report = run!(Merge::new(spec).merge(&mut conn)).unwrap();
    // 'A@x' twice, or more where the server takes 'A' for 'a'; '@x' of the others.
    assert!(report.groups >= 2, "{report:?}");
    assert_eq!(report.failed, []);
    assert_eq!(count(&mut conn, "people WHERE id IN (1, 2)").await, 1);
}

tests![
    survivor_takes_what_it_lacks_if_it_is_asked_to,
    what_it_takes_over_does_not_refer_to_those_it_replaces,
    what_it_takes_over_refers_to_no_row_of_its_group_by_any_column_and_key,
    columns_that_the_server_computes_are_left_to_it,
    ties_and_nulls_leave_the_least_key,
    predicate_and_several_keys_count,
    many_duplicates_of_one_key_are_merged,
    expression_finds_what_is_equal_in_it,
];
