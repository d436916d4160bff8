//! Rows that refer as SQLite's foreign keys compare them.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, SoftReference, Undo};

use crate::backend::{Database, Session, execute, number};
use crate::flavour::*;

async fn with(tables: &str) -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(execute(&mut conn, "PRAGMA foreign_keys = ON"));
    run!(execute(&mut conn, tables));
    (database, conn)
}

async fn count(conn: &mut Session, from: &str) -> i64 {
    run!(number(conn, &format!("SELECT count(*) FROM {from}")))
}

const PEOPLE: &str = "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(50));
    INSERT INTO people VALUES (1, 'a'), (2, 'a');";

fn people() -> Merge {
    Merge::new(KeySpec::of_columns("people", ["email"]))
}

async fn column_without_a_type_refers_by_the_affinity_of_the_key() {
    let (_database, mut conn) = with(&format!(
        "{PEOPLE} CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id REFERENCES people (id) ON DELETE CASCADE);
         INSERT INTO notes VALUES (1, '2'), (2, 2), (3, 1)"
    ))
    .await;
    let report = run!(people().merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (2, 0), "{report:?}");
    assert_eq!(count(&mut conn, "notes WHERE user_id = 1").await, 3);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(undone.left, 0);
    let as_it_was = "notes WHERE (id = 1 AND typeof(user_id) = 'text') OR (id = 2 AND typeof(user_id) = 'integer')";
    assert_eq!(count(&mut conn, as_it_was).await, 2);
}

async fn column_refers_by_the_collation_of_the_key() {
    let (_database, mut conn) = with(
        "CREATE TABLE tags (slug TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, label TEXT);
         CREATE TABLE taggings (id INTEGER PRIMARY KEY, tag TEXT REFERENCES tags (slug) ON DELETE CASCADE);
         INSERT INTO tags VALUES ('Rust', 'r'), ('rust-lang', 'r');
         INSERT INTO taggings VALUES (1, 'Rust'), (2, 'RUST-LANG'), (3, 'rust-lang')",
    )
    .await;
    let report = run!(Merge::new(KeySpec::of_columns("tags", ["label"])).merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (2, 0), "{report:?}");
    assert_eq!(count(&mut conn, "taggings WHERE tag = 'Rust'").await, 3);
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(
        count(&mut conn, "taggings WHERE tag = 'RUST-LANG'").await,
        1
    );
}

async fn soft_reference_in_text_is_found_by_its_number() {
    let (_database, mut conn) = with(&format!(
        "{PEOPLE} CREATE TABLE log (id INTEGER PRIMARY KEY, object_id TEXT);
         INSERT INTO log VALUES (1, '2'), (2, '2-x'), (3, '1')"
    ))
    .await;
    let report = run!(
        people()
            .reference(SoftReference::new("log", "object_id"))
            .merge(&mut conn)
    )
    .unwrap();
    assert_eq!((report.moved(), report.failed.len()), (1, 0), "{report:?}");
    assert_eq!(
        count(
            &mut conn,
            "log WHERE object_id = '1' AND typeof(object_id) = 'text'"
        )
        .await,
        2
    );
    assert_eq!(count(&mut conn, "log WHERE object_id = '2-x'").await, 1);
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(count(&mut conn, "log WHERE object_id = '2'").await, 1);
}

async fn key_that_is_given_again_has_no_survivor() {
    let (_database, mut conn) = with(PEOPLE).await;
    let report = run!(people().merge(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "INSERT INTO people (email) VALUES ('bob')"
    ));
    assert_eq!(
        count(&mut conn, "people WHERE id = 2 AND email = 'bob'").await,
        1
    );
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(
        (undone.restored, undone.refused.len()),
        (0, 1),
        "{undone:?}"
    );
    assert_eq!(
        count(&mut conn, "people WHERE id = 2 AND email = 'bob'").await,
        1
    );
}

async fn columns_that_are_called_as_the_row_number_are_none() {
    let (_database, mut conn) = with(&format!(
        "{PEOPLE} CREATE TABLE parts (rowid TEXT, oid TEXT, user_id INTEGER REFERENCES people (id), UNIQUE (user_id, rowid));
         INSERT INTO parts VALUES ('x', 'x', 1), ('x', 'y', 2), ('z', 'x', 2)"
    ))
    .await;
    let report = run!(people().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(count(&mut conn, "parts WHERE user_id = 1").await, 2);
    let undone = run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    assert_eq!(undone.left, 0);
    assert_eq!(count(&mut conn, "parts WHERE user_id = 2").await, 2);
}

async fn names_with_escapes_come_back() {
    let (_database, mut conn) = with(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, \"ba\\ck\" TEXT, \"q\"\" \\b\" TEXT, \"100%\" TEXT);
         INSERT INTO people VALUES (1, 'a', 'one', 'i', '1'), (2, 'a', 'two', 'ii', '2')",
    )
    .await;
    let report = run!(people().merge(&mut conn)).unwrap();
    run!(Undo::new(&report.run).run(&mut conn)).unwrap();
    let back =
        "people WHERE id = 2 AND \"ba\\ck\" = 'two' AND \"q\"\" \\b\" = 'ii' AND \"100%\" = '2'";
    assert_eq!(count(&mut conn, back).await, 1);
}

/// Columns without a partner would be taken for equal.
async fn foreign_keys_to_columns_that_are_not_there_are_refused() {
    for (table, columns) in [
        (
            "FOREIGN KEY (user_id) REFERENCES people (nosuch)",
            "user_id",
        ),
        (
            "FOREIGN KEY (user_id, kind) REFERENCES people (id, nosuch)",
            "user_id, kind",
        ),
        (
            "FOREIGN KEY (user_id, kind) REFERENCES people",
            "user_id, kind",
        ),
    ] {
        let database = run!(Database::create());
        let mut conn = run!(database.connect());
        run!(execute(
            &mut conn,
            &format!(
                "PRAGMA foreign_keys = OFF; {PEOPLE}
                 CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER, kind INTEGER, {table});
                 INSERT INTO notes VALUES (1, 1, 1), (2, 2, 1), (3, 77, 1)"
            )
        ));
        for error in [
            run!(people().merge(&mut conn)).unwrap_err(),
            run!(people().dry_run(&mut conn)).unwrap_err(),
        ] {
            let expected = format!(
                "the foreign key `notes` ({columns}) names columns that `people` does not have"
            );
            assert!(error.to_string().starts_with(&expected), "{error}");
        }
        assert_eq!(
            count(&mut conn, "notes WHERE user_id IN (1, 2, 77)").await,
            3
        );
        assert_eq!(count(&mut conn, "people").await, 2);
    }
}

/// A primary key that is not numbered may be NULL in many rows.
async fn primary_keys_that_are_null_are_refused() {
    let (_database, mut conn) = with(&format!(
        "{PEOPLE} CREATE TABLE cards (code TEXT PRIMARY KEY, user_id INTEGER REFERENCES people (id));
         INSERT INTO cards VALUES (NULL, 1), (NULL, 2), ('a', 2)"
    ))
    .await;
    let refused = run!(people().merge(&mut conn)).unwrap_err().to_string();
    assert_eq!(
        refused,
        "rows of `cards` have NULL in their primary key (code), which identifies no row: give them a value first"
    );
    run!(execute(
        &mut conn,
        "UPDATE cards SET code = 'c' || rowid WHERE code IS NULL"
    ));
    let report = run!(people().merge(&mut conn)).unwrap();
    assert_eq!((report.moved(), report.failed.len()), (2, 0), "{report:?}");
}

tests![
    primary_keys_that_are_null_are_refused,
    column_without_a_type_refers_by_the_affinity_of_the_key,
    column_refers_by_the_collation_of_the_key,
    soft_reference_in_text_is_found_by_its_number,
    key_that_is_given_again_has_no_survivor,
    columns_that_are_called_as_the_row_number_are_none,
    names_with_escapes_come_back,
    foreign_keys_to_columns_that_are_not_there_are_refused,
];
