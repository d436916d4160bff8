//! What cannot be merged.

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Merge, MergeError, Order, Refusal, SoftReference};

use super::{count, fingerprint, merge, with_people};
use crate::backend::{Session, execute, try_execute};
use crate::flavour::*;

async fn what_cannot_be_done_is_refused_before_anything_is_changed() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE VIEW views AS SELECT * FROM people;
         CREATE TABLE keyless (email VARCHAR(10));
         CREATE TABLE mine (id INT NOT NULL PRIMARY KEY)"
    ));
    let before = fingerprint(&mut conn).await;
    let email = |table: &str| Merge::new(KeySpec::of_columns(table, ["email"]));
    let cases = [
        (email("persons"), "there is no table `persons`"),
        (
            Merge::new(KeySpec::of_columns("people", ["mail"])),
            "`people` has no column `mail`: it has id, email",
        ),
        (email("views"), "`views` is a view"),
        (email("keyless"), "`keyless` has no primary key"),
        (
            Merge::new(KeySpec::of_columns("people", ["id"])),
            "are the primary key of `people`",
        ),
        (
            merge().keep(Order::latest("age")),
            "`people` has no column `age`",
        ),
        (
            merge().keep_of("teams", Order::latest("age")),
            "there is no table `teams`",
        ),
        (
            merge().reference(SoftReference::new("notes", "person_id")),
            "`notes` has no column `person_id`",
        ),
        (merge().archive("mine"), "a table `mine` is there already"),
    ];
    for (merge, expected) in cases {
        let error = run!(merge.merge(&mut conn)).unwrap_err();
        assert!(matches!(error, MergeError::Refused(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(fingerprint(&mut conn).await, before);
    run!(try_execute(
        &mut conn,
        "SELECT 1 FROM camshaft_merge_archive"
    ))
    .unwrap_err();
    let within: Result<(), diesel::result::Error> =
        run!(conn.transaction(work!(|conn: &mut Session| {
            let error = run!(merge().merge(conn)).unwrap_err();
            assert!(
                matches!(error, MergeError::Refused(Refusal::InTransaction)),
                "{error:?}"
            );
            Err(diesel::result::Error::RollbackTransaction)
        })));
    within.unwrap_err();
}

/// A list of keys in a text is equal to none of them.
async fn texts_that_hold_several_keys_are_refused() {
    let (_database, mut conn) = with_people().await;
    run!(execute(
        &mut conn,
        "CREATE TABLE mentions (id INT NOT NULL PRIMARY KEY, person_ids VARCHAR(20));
         INSERT INTO mentions VALUES (1, '1')"
    ));
    let mentions = || merge().reference(SoftReference::new("mentions", "person_ids"));
    for list in ["[1, 3]", "{1,3}", "1,3", "[1]"] {
        run!(execute(
            &mut conn,
            &format!("INSERT INTO mentions VALUES (2, '{list}')")
        ));
        let error = run!(mentions().dry_run(&mut conn)).unwrap_err();
        let is_expected = matches!(
            &error,
            MergeError::Refused(Refusal::SeveralKeys { column, .. }) if column == "person_ids"
        );
        assert!(is_expected, "{list}: {error:?}");
        run!(execute(&mut conn, "DELETE FROM mentions WHERE id = 2"));
    }
    let report = run!(mentions().merge(&mut conn)).unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(
        count(&mut conn, "mentions WHERE person_ids = '2'").await,
        1,
        "{report:?}"
    );
}

tests![
    what_cannot_be_done_is_refused_before_anything_is_changed,
    texts_that_hold_several_keys_are_refused,
];
