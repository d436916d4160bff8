//! Runs that are taken back while rows cannot come back, or while other rows have what they referred to.

use camshaft::merge::{SoftReference, Undo};

use super::{count, fingerprint, merge, with_people};
use crate::backend::execute;
use crate::flavour::*;

async fn row_whose_key_was_taken_is_left_and_the_others_come_back() {
    let (_database, mut conn) = with_people().await;
    let before = fingerprint(&mut conn).await;
    let report = run!(merge().merge(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email) VALUES (3, 'bob@x')"
    ));
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let [refused] = undone.refused.as_slice() else {
        panic!("{undone:?}");
    };
    assert_eq!(
        (refused.table.as_str(), refused.reason.as_str()),
        ("people", "another row has its key by now")
    );
    assert!(refused.key.contains('3'), "{refused:?}");
    // It stays bob, who wrote nothing.
    assert_eq!(
        count(&mut conn, "people WHERE id = 3 AND email = 'bob@x'").await,
        1
    );
    assert_eq!(count(&mut conn, "comments WHERE author_id = 3").await, 0);
    assert_eq!(count(&mut conn, "comments WHERE author_id = 2").await, 2);
    assert_eq!(count(&mut conn, "people WHERE id IN (1, 8)").await, 2);
    assert_eq!(count(&mut conn, "comments WHERE author_id = 1").await, 1);
    assert_eq!(count(&mut conn, "details WHERE person_id = 3").await, 0);
    assert_eq!(
        count(&mut conn, "follows WHERE a_id = 3 OR b_id = 3").await,
        0
    );
    // Once the key is free, the rest follows.
    run!(execute(&mut conn, "DELETE FROM people WHERE id = 3"));
    let rest = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(rest.left, 0, "{rest:?}");
    assert_eq!(fingerprint(&mut conn).await, before);
}

/// A NULL beside the key that was taken leaves open whether a row refers to it: it has to come back all the same.
async fn row_with_a_null_comes_back_beside_one_that_cannot() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE cards (id BIGINT NOT NULL PRIMARY KEY, person_id BIGINT UNIQUE, friend_id BIGINT,
            FOREIGN KEY (person_id) REFERENCES people (id), FOREIGN KEY (friend_id) REFERENCES people (id));
         INSERT INTO cards VALUES (10, 1, NULL), (20, 2, NULL), (30, 3, NULL)"
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, "cards").await, 1);
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email) VALUES (3, 'bob@x')"
    ));
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(
        count(&mut conn, "cards WHERE id = 10 AND person_id = 1").await,
        1,
        "{undone:?}"
    );
    let open = "camshaft_merge_archive WHERE table_name = 'cards' AND kind = 'deleted' AND undone_at IS NULL";
    assert_eq!(
        (
            count(&mut conn, "cards").await,
            count(&mut conn, open).await
        ),
        (2, 1),
        "{undone:?}"
    );
    run!(execute(&mut conn, "DELETE FROM people WHERE id = 3"));
    let rest = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(
        (count(&mut conn, "cards").await, rest.left),
        (3, 0),
        "{rest:?}"
    );
}

/// A row that came back would belong to whoever has the key by now.
async fn row_without_a_foreign_key_stays_away_while_another_row_has_what_it_refers_to() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE pins (id INT NOT NULL PRIMARY KEY, person_id BIGINT, kind VARCHAR(10), UNIQUE (person_id, kind));
         INSERT INTO pins VALUES (1, 2, 'a'), (2, 1, 'a'), (3, 3, 'a'), (4, 1, 'b')"
    ));
    let pins = SoftReference::new("pins", "person_id").only("kind", "a");
    let report = run!(merge().reference(pins).merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(count(&mut conn, "pins").await, 2, "{report:?}");
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email) VALUES (1, 'new@x')"
    ));
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, "pins WHERE id = 2").await, 0, "{undone:?}");
    assert_eq!(
        count(&mut conn, "pins WHERE id = 3 AND person_id = 3").await,
        1
    );
    run!(execute(
        &mut conn,
        "DELETE FROM people WHERE email = 'new@x'"
    ));
    let rest = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(rest.left, 0, "{rest:?}");
    assert_eq!(
        count(&mut conn, "pins WHERE id = 2 AND person_id = 1").await,
        1
    );
}

async fn many_keys_may_be_taken() {
    let (_database, mut conn) = with_people().await;
    let rows = |table: &str, values: &dyn Fn(i64) -> String| {
        let values: Vec<String> = (2_000..3_200).map(values).collect();
        format!("INSERT INTO {table} VALUES {}", values.join(", "))
    };
    run!(execute(
        &mut conn,
        &rows("people (id, email)", &|id| format!("({id}, 'z@x')"))
    ));
    run!(execute(
        &mut conn,
        &rows("comments (id, author_id)", &|id| format!("({id}, {id})"))
    ));
    let report = run!(merge().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    run!(execute(
        &mut conn,
        "INSERT INTO people (id, email) SELECT id, NULL FROM comments WHERE id > 2000"
    ));
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    // 1,199 people, and what is written for each of them.
    assert_eq!(undone.left, 2 * 1_199);
    let kept = "comments WHERE id >= 2000 AND author_id = 2000";
    assert_eq!(count(&mut conn, kept).await, 1_200);
    run!(execute(&mut conn, "DELETE FROM people WHERE id > 2000"));
    let rest = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!((rest.restored, rest.left), (1_199, 0));
    let back = "comments WHERE id >= 2000 AND author_id = id";
    assert_eq!(count(&mut conn, back).await, 1_200);
}

tests![
    row_whose_key_was_taken_is_left_and_the_others_come_back,
    row_with_a_null_comes_back_beside_one_that_cannot,
    row_without_a_foreign_key_stays_away_while_another_row_has_what_it_refers_to,
    many_keys_may_be_taken,
];
