//! Changes of a row that another session has under way.

use super::start_and_wait;
use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{Database, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn columns_of_the_winner_and_of_the_waiting_session_hold() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "BEGIN"));
    let status = user.detail().set(user_details::status.eq("of a"));
    let winner = run!(status.upsert_entry(&mut a)).unwrap();
    assert!(winner.is_created());
    let notes = user.detail().set(user_details::notes.eq("of b"));
    let task = start_and_wait!(database, b, notes.upsert_entry(&mut b));
    run!(execute(&mut a, "COMMIT"));
    let (entry, _) = run!(task.join());
    let entry = entry.unwrap();
    assert!(!entry.is_created());
    let mut both = winner.into_row();
    "of b".clone_into(&mut both.notes);
    assert_eq!(entry.into_row(), both);
    assert_details(&mut a, 1).await;
}

async fn winner_rolls_back_and_the_waiting_session_creates() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "BEGIN"));
    let status = user.detail().set(user_details::status.eq("of a"));
    run!(status.upsert(&mut a)).unwrap();
    let notes = user.detail().set(user_details::notes.eq("of b"));
    let task = start_and_wait!(database, b, notes.upsert_entry(&mut b));
    run!(execute(&mut a, "ROLLBACK"));
    let (entry, _) = run!(task.join());
    let entry = entry.unwrap();
    assert!(entry.is_created());
    assert_eq!(
        (entry.row().status.as_deref(), entry.row().notes.as_str()),
        (None, "of b")
    );
    assert_details(&mut a, 1).await;
}

async fn changes_of_a_row_that_another_session_changes_both_hold() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(user.detail().get_or_create(&mut a)).unwrap();
    run!(execute(&mut a, "BEGIN"));
    let status = user.detail().set(user_details::status.eq("of a"));
    run!(status.upsert(&mut a)).unwrap();
    let notes = user.detail().set(user_details::notes.eq("of b"));
    let task = start_and_wait!(database, b, notes.upsert(&mut b));
    run!(execute(&mut a, "COMMIT"));
    let (row, _) = run!(task.join());
    let row = row.unwrap();
    assert_eq!(
        (row.status.as_deref(), row.notes.as_str()),
        (Some("of a"), "of b")
    );
    assert_details(&mut a, 1).await;
}

/// The row that the other session creates is waited for, and then changed; the others are created.
async fn batch_that_waits_for_a_winner_changes_its_row_or_creates_it() {
    for end in ["COMMIT", "ROLLBACK"] {
        let database = run!(Database::create());
        let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
        let users = [new_user(&mut a, "a").await, new_user(&mut a, "b").await];
        run!(execute(&mut a, "BEGIN"));
        let theirs = users[1].detail().values(user_details::notes.eq("theirs"));
        run!(theirs.get_or_create(&mut a)).unwrap();
        let upsert = User::detail_of(&users)
            .values(user_details::notes.eq("ours"))
            .set(user_details::notes.eq(user_details::notes.concat("+")));
        let task = start_and_wait!(database, b, upsert.upsert_entries(&mut b));
        run!(execute(&mut a, end));
        let (batch, _) = run!(task.join());
        let batch = batch.unwrap();
        let told: Vec<_> = batch
            .iter()
            .map(|entry| (entry.row().notes.as_str(), entry.is_created()))
            .collect();
        let second = if end == "COMMIT" {
            ("theirs+", false)
        } else {
            ("ours", true)
        };
        assert_eq!(told, [("ours", true), second]);
        assert_details(&mut a, 2).await;
    }
}

tests![
    batch_that_waits_for_a_winner_changes_its_row_or_creates_it,
    columns_of_the_winner_and_of_the_waiting_session_hold,
    winner_rolls_back_and_the_waiting_session_creates,
    changes_of_a_row_that_another_session_changes_both_hold,
];
