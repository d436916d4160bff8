//! Many rows at once: the insert passes over rows with any unique key of theirs, so the engine
//! looks again, and insists where that brought nothing.

use camshaft::{Entry, Error};
use diesel::dsl::sql;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::Text;

use super::{LANGUAGES, begin_with_snapshot, speak};
use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{Database, Statements, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn insert_that_runs_into_another_unique_key_is_an_error_in_each_language() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (owner, a, b) = (
        new_user(&mut conn, "owner").await,
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("taken");
    let row = run!(owner.detail().values(taken).get_or_create(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "ALTER TABLE user_details ALTER status SET DEFAULT 'taken'"
    ));
    for language in LANGUAGES {
        speak(&mut conn, language).await;
        let all = [&a, &owner, &b];
        let error = run!(User::detail_of(all).get_or_create(&mut conn)).unwrap_err();
        let Error::Database(DieselError::DatabaseError(
            DatabaseErrorKind::UniqueViolation,
            information,
        )) = &error
        else {
            panic!("{language}: {error:?}");
        };
        let text = information.message();
        assert!(text.contains("user_details_status_key"), "{text}");
    }
    assert_eq!(run!(owner.detail().get(&mut conn)).unwrap(), Some(row));
    assert_details(&mut conn, 1).await;
}

async fn insert_of_integers_is_prepared_once_for_any_number_of_keys() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let mut users = Vec::new();
    for email in ["a", "b", "c", "d"] {
        users.push(new_user(&mut conn, email).await);
    }
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    for users in [&users[..1], &users[1..]] {
        run!(User::detail_of(users).get_or_create(&mut conn)).unwrap();
    }
    let cached = statements.take_cached();
    assert_eq!(cached.len(), 1, "{cached:?}");
    assert!(cached[0].contains("JSON_TABLE(?,"), "{cached:?}");
    assert_details(&mut conn, 4).await;
}

async fn old_snapshot_gets_the_winners_rows_and_the_transaction_lives() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [new_user(&mut a, "a").await, new_user(&mut a, "b").await];
    begin_with_snapshot(&mut b).await;
    let other = new_user(&mut b, "c").await;
    let row = run!(users[1].detail().get_or_create(&mut a)).unwrap();
    let statements = Statements::default();
    b.set_instrumentation(statements.recorder());
    let all = [&users[0], &users[1], &other, &users[1]];
    let batch = run!(User::detail_of(all).get_or_create(&mut b)).unwrap();
    // Read, insert, and where the insert returns nothing, read what the snapshot shows and what is
    // committed.
    let sent = statements.take_sent();
    assert_eq!(sent.len(), if IS_ASYNC { 2 } else { 4 }, "{sent:?}");
    let keys: Vec<i64> = batch.iter().map(|detail| detail.user_id).collect();
    assert_eq!(keys, all.map(|user| user.id));
    assert_eq!(batch.rows().len(), 3);
    assert_eq!(batch.iter().nth(1), Some(&row));
    let seen = "SELECT count(*) FROM user_details";
    assert_eq!(run!(number(&mut b, seen)), 2);
    run!(execute(&mut b, "COMMIT"));
    assert_details(&mut a, 3).await;
}

async fn snapshot_isolation_restarts() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [new_user(&mut a, "a").await, new_user(&mut a, "b").await];
    run!(execute(&mut b, "SET SESSION innodb_snapshot_isolation = 1"));
    begin_with_snapshot(&mut b).await;
    run!(users[1].detail().get_or_create(&mut a)).unwrap();
    let error = run!(User::detail_of(&users).get_or_create(&mut b)).unwrap_err();
    assert!(
        matches!(error, Error::RestartTransaction { .. }),
        "{error:?}"
    );
    run!(execute(&mut b, "ROLLBACK"));
    let batch = run!(User::detail_of(&users).get_or_create(&mut b)).unwrap();
    assert_eq!(batch.rows().len(), 2);
    assert_details(&mut a, 2).await;
}

/// A quote behind a backslash is part of the text, unless the session says otherwise.
async fn values_may_be_text_with_backslashes() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (a, b) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let notes = user_details::notes.eq(sql::<Text>(r"concat('it\'s, (', 'x')"));
    let batch = User::detail_of([&a]).values(notes);
    let batch = run!(batch.get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows()[0].notes, "it's, (x");
    run!(execute(
        &mut conn,
        "SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')"
    ));
    let notes = user_details::notes.eq(sql::<Text>(r"concat('\', ',x')"));
    let batch = User::detail_of([&b]).values(notes);
    let batch = run!(batch.get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows()[0].notes, r"\,x");
    assert_details(&mut conn, 2).await;
}

/// Of the rows that a batch runs into, none is written to.
async fn rows_that_are_there_are_left_as_they_are() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (a, b) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let row = run!(a.detail().get_or_create(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "ALTER TABLE user_details ADD COLUMN touched INTEGER NOT NULL DEFAULT 0; \
         CREATE TRIGGER touch BEFORE UPDATE ON user_details \
         FOR EACH ROW SET NEW.touched = OLD.touched + (NEW.user_id <> OLD.user_id)"
    ));
    let batch = run!(User::detail_of([&b, &a]).get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.iter().nth(1), Some(&row));
    let touched = "SELECT SUM(touched) FROM user_details";
    assert_eq!(run!(number(&mut conn, touched)), 0);
    assert_details(&mut conn, 2).await;
}

/// The snapshot shows neither the row nor, as it is left as it was, that it was updated.
async fn old_snapshot_changes_the_current_rows_of_a_batch() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [
        new_user(&mut a, "a").await,
        new_user(&mut a, "b").await,
        new_user(&mut a, "c").await,
    ];
    begin_with_snapshot(&mut b).await;
    for (user, notes) in users.iter().zip(["same", "other"]) {
        let theirs = user.detail().values(user_details::notes.eq(notes));
        run!(theirs.get_or_create(&mut a)).unwrap();
    }
    let upsert = User::detail_of(&users).set(user_details::notes.eq("same"));
    let batch = run!(upsert.upsert_entries(&mut b)).unwrap();
    assert!(batch.iter().all(|entry| entry.row().notes == "same"));
    let created: Vec<bool> = batch.iter().map(Entry::is_created).collect();
    assert_eq!(created, [false, false, true]);
    run!(execute(&mut b, "COMMIT"));
    assert_details(&mut a, 3).await;
}

/// What the session collected for an earlier call says nothing of a later one.
async fn marks_of_an_earlier_call_are_forgotten() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [new_user(&mut a, "a").await, new_user(&mut a, "b").await];
    let upsert = || {
        User::detail_of(&users)
            .values(user_details::notes.eq("v"))
            .set(user_details::notes.eq(user_details::notes.concat("+")))
    };
    run!(upsert().upsert(&mut b)).unwrap();
    run!(upsert().upsert(&mut b)).unwrap();
    run!(users[1].detail().delete(&mut a)).unwrap();
    let batch = run!(upsert().upsert_entries(&mut b)).unwrap();
    let told: Vec<_> = batch
        .iter()
        .map(|entry| (entry.row().notes.as_str(), entry.is_created()))
        .collect();
    assert_eq!(told, [("v++", false), ("v", true)]);
}

tests![
    old_snapshot_changes_the_current_rows_of_a_batch,
    marks_of_an_earlier_call_are_forgotten,
    insert_of_integers_is_prepared_once_for_any_number_of_keys,
    insert_that_runs_into_another_unique_key_is_an_error_in_each_language,
    old_snapshot_gets_the_winners_rows_and_the_transaction_lives,
    snapshot_isolation_restarts,
    rows_that_are_there_are_left_as_they_are,
    values_may_be_text_with_backslashes,
];
