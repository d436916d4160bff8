//! PostgreSQL's indexes, and the states that they can be left in.

use camshaft::catalog::Timing;
use camshaft::verify::{Difference, UniqueFault};

use super::only;
use crate::backend::catalog::CATALOG;
use crate::backend::{execute, session_number, try_execute};
use crate::common::verify::{assert_index, assert_verified, changed};
use crate::flavour::*;

const DETAIL: [&str; 3] = ["user_details", "user_id", "user_details_user_id_key"];
const DROP: &str = "ALTER TABLE user_details DROP CONSTRAINT user_details_user_id_key";
const BUILD: &str =
    "CREATE UNIQUE INDEX CONCURRENTLY user_details_user_id_key ON user_details (user_id)";
const CREATE: &str =
    "CREATE UNIQUE INDEX CONCURRENTLY user_details_user_id_key ON user_details (user_id);";
const REINDEX: &str = "REINDEX INDEX CONCURRENTLY user_details_user_id_key;";

/// The statements that put another index in the place of the one on `user_id`.
fn instead(index: &str) -> [String; 2] {
    [DROP.to_owned(), index.to_owned()]
}

/// The only difference where another index stands in the place of the one on `user_id`.
async fn assert_instead(index: &str, fault: UniqueFault) {
    let remedy = format!("DROP INDEX CONCURRENTLY user_details_user_id_key; {CREATE}");
    let [drop, index] = instead(index);
    assert_index(&[&drop, &index], DETAIL, fault, &remedy).await;
}

async fn index_that_is_gone() {
    assert_index(&[DROP], DETAIL, UniqueFault::Missing, CREATE).await;
}

async fn index_that_is_not_unique() {
    let index = "CREATE INDEX user_details_user_id_key ON user_details (user_id)";
    assert_instead(index, UniqueFault::NotUnique).await;
}

async fn index_that_is_deferrable() {
    for (words, found) in [
        ("DEFERRABLE", Timing::Deferrable),
        ("DEFERRABLE INITIALLY DEFERRED", Timing::Deferred),
    ] {
        let index = format!(
            "ALTER TABLE user_details ADD CONSTRAINT user_details_user_id_key UNIQUE (user_id) {words}"
        );
        assert_index(
            &[DROP, &index],
            DETAIL,
            UniqueFault::Deferrable { found },
            "ALTER TABLE user_details DROP CONSTRAINT user_details_user_id_key, \
             ADD CONSTRAINT user_details_user_id_key UNIQUE (user_id);",
        )
        .await;
    }
}

/// What [`verify`] says of an index that was not built to its end.
fn invalid() -> Difference {
    let [table, columns, index] = DETAIL.map(str::to_owned);
    Difference::Unique {
        table,
        columns: vec![columns],
        index: Some(index),
        fault: UniqueFault::Invalid,
        remedy: REINDEX.to_owned(),
    }
}

async fn index_that_found_duplicates_while_it_was_built() {
    let (_database, mut conn) = changed(&[
        DROP,
        "INSERT INTO users (email, code) VALUES ('a', 'a')",
        "INSERT INTO user_details (user_id) SELECT id FROM users, generate_series(1, 2)",
    ])
    .await;
    run!(try_execute(&mut conn, BUILD)).unwrap_err();
    let found = run!(verify(&mut conn, CATALOG)).unwrap();
    assert_eq!(found.differences(), [invalid()]);
    run!(execute(&mut conn, "DELETE FROM user_details"));
    run!(execute(&mut conn, REINDEX));
    assert_verified(&mut conn).await;
}

async fn index_whose_build_was_cancelled_at_its_end() {
    let (database, mut conn) = changed(&[DROP]).await;
    let mut old = run!(database.connect());
    run!(execute(
        &mut old,
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT"
    ));
    let mut builder = run!(database.connect());
    let number = run!(session_number(&mut builder));
    let build = spawn(async move { run!(try_execute(&mut builder, BUILD)) });
    run!(database.wait_until_blocked(number));
    let found = run!(verify(&mut conn, CATALOG)).unwrap();
    assert_eq!(found.differences(), [invalid()], "while it is built");
    let cancel = format!("SELECT pg_cancel_backend({number})");
    run!(execute(&mut conn, &cancel));
    run!(build.join()).unwrap_err();
    let found = run!(verify(&mut conn, CATALOG)).unwrap();
    assert_eq!(found.differences(), [invalid()], "after it was cancelled");
}

/// What a failed build of an index leaves behind is no difference where nothing stands on it.
async fn index_that_is_invalid_beside_one_that_serves() {
    let (_database, mut conn) = changed(&[
        "INSERT INTO users (email, code) VALUES ('a', 'a'), ('b', 'b')",
        "INSERT INTO user_details (user_id) SELECT id FROM users",
    ])
    .await;
    let build = "CREATE UNIQUE INDEX CONCURRENTLY other ON user_details (notes)";
    run!(try_execute(&mut conn, build)).unwrap_err();
    assert_verified(&mut conn).await;
}

async fn index_on_other_columns() {
    let index = "CREATE UNIQUE INDEX user_details_user_id_key ON user_details (user_id, status)";
    let fault = UniqueFault::Keys {
        expected: "user_id".to_owned(),
        found: "user_id, status".to_owned(),
    };
    assert_instead(index, fault).await;
}

async fn index_that_became_partial() {
    let index = "CREATE UNIQUE INDEX user_details_user_id_key ON user_details (user_id) \
         WHERE status IS NULL";
    let fault = UniqueFault::Predicate {
        expected: None,
        found: Some("(status IS NULL)".to_owned()),
    };
    assert_instead(index, fault).await;
}

async fn index_of_another_predicate() {
    let avatars = ["avatars", "user_id", "avatars_live"];
    let remedy = "DROP INDEX CONCURRENTLY avatars_live; \
         CREATE UNIQUE INDEX CONCURRENTLY avatars_live ON avatars (user_id) WHERE (deleted_at IS NULL);";
    for (predicate, found) in [("", None), ("WHERE id > 0", Some("(id > 0)".to_owned()))] {
        let index = format!("CREATE UNIQUE INDEX avatars_live ON avatars (user_id) {predicate}");
        let fault = UniqueFault::Predicate {
            expected: Some("(deleted_at IS NULL)".to_owned()),
            found,
        };
        assert_index(&["DROP INDEX avatars_live", &index], avatars, fault, remedy).await;
    }
}

async fn index_of_another_collation() {
    let status = ["user_details", "status", "user_details_status_key"];
    assert_index(
        &[
            "ALTER TABLE user_details DROP CONSTRAINT user_details_status_key",
            "CREATE UNIQUE INDEX user_details_status_key ON user_details (status COLLATE \"C\")",
        ],
        status,
        UniqueFault::Collation {
            expected: None,
            found: Some("C".to_owned()),
        },
        "DROP INDEX CONCURRENTLY user_details_status_key; \
         CREATE UNIQUE INDEX CONCURRENTLY user_details_status_key ON user_details (status);",
    )
    .await;
}

async fn index_on_another_expression() {
    assert_index(
        &[
            "DROP INDEX users_lower_email",
            "CREATE UNIQUE INDEX users_lower_email ON users (upper(email))",
        ],
        ["users", "lower(email)", "users_lower_email"],
        UniqueFault::Keys {
            expected: "expr \"lower(email)\"".to_owned(),
            found: "expr \"upper(email)\"".to_owned(),
        },
        "DROP INDEX CONCURRENTLY users_lower_email; \
         CREATE UNIQUE INDEX CONCURRENTLY users_lower_email ON users ((lower(email)));",
    )
    .await;
}

async fn index_of_another_name() {
    assert_index(
        &["ALTER INDEX users_email_key RENAME TO other"],
        ["users", "email", "users_email_key"],
        UniqueFault::Renamed {
            found: "other".to_owned(),
        },
        "ALTER INDEX other RENAME TO users_email_key;",
    )
    .await;
}

async fn index_that_takes_one_null() {
    assert_index(
        &[
            "ALTER TABLE passports DROP CONSTRAINT passports_user_id_key, \
             ADD CONSTRAINT passports_user_id_key UNIQUE NULLS NOT DISTINCT (user_id)",
        ],
        ["passports", "user_id", "passports_user_id_key"],
        UniqueFault::NullsNotDistinct,
        "ALTER TABLE passports DROP CONSTRAINT passports_user_id_key, \
         ADD CONSTRAINT passports_user_id_key UNIQUE (user_id);",
    )
    .await;
}

async fn index_that_takes_any_number_of_nulls() {
    let (_database, mut conn) = changed(&[
        include_str!("../../fixtures/postgres_only.sql"),
        "ALTER TABLE slots DROP CONSTRAINT slots_user_id_key, \
         ADD CONSTRAINT slots_user_id_key UNIQUE (user_id)",
    ])
    .await;
    let found = run!(verify(&mut conn, only::catalog::CATALOG)).unwrap();
    let [Difference::Unique { fault, remedy, .. }] = found.differences() else {
        panic!("{found}");
    };
    assert_eq!(*fault, UniqueFault::NullsDistinct);
    run!(execute(&mut conn, remedy));
    let found = run!(verify(&mut conn, only::catalog::CATALOG)).unwrap();
    assert!(found.is_ok(), "{found}");
}

async fn index_in_the_order_of_an_old_collation() {
    let (_database, mut conn) = changed(&[
        "ALTER TABLE users ALTER COLUMN code TYPE text COLLATE \"en-x-icu\"",
        "UPDATE pg_collation SET collversion = 'old' WHERE collname = 'en-x-icu'",
    ])
    .await;
    let found = run!(verify(&mut conn, CATALOG)).unwrap();
    let [
        Difference::Unique {
            index: Some(index),
            fault:
                UniqueFault::StaleCollation {
                    collation: Some(collation),
                    recorded,
                    ..
                },
            remedy,
            ..
        },
    ] = found.differences()
    else {
        panic!("{found}");
    };
    assert_eq!(
        [index, collation, recorded],
        ["users_code_key", "pg_catalog.\"en-x-icu\"", "old"]
    );
    let refresh = "ALTER COLLATION pg_catalog.\"en-x-icu\" REFRESH VERSION;";
    assert_eq!(
        remedy,
        &format!(
            "REINDEX INDEX CONCURRENTLY users_code_key; when `camshaft index` finds no duplicates; {refresh}"
        )
    );
    run!(execute(&mut conn, refresh));
    assert_verified(&mut conn).await;
}

tests![
    index_that_is_gone,
    index_that_is_not_unique,
    index_that_is_deferrable,
    index_that_found_duplicates_while_it_was_built,
    index_whose_build_was_cancelled_at_its_end,
    index_that_is_invalid_beside_one_that_serves,
    index_on_other_columns,
    index_that_became_partial,
    index_of_another_predicate,
    index_of_another_collation,
    index_on_another_expression,
    index_of_another_name,
    index_that_takes_one_null,
    index_that_takes_any_number_of_nulls,
    index_in_the_order_of_an_old_collation,
];
