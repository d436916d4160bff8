//! Changes of rows that a snapshot does not show, or shows as they were.

use super::begin_with_snapshot;
use crate::backend::schema::user_details;
use crate::backend::{Database, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn old_snapshot_changes_the_current_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_with_snapshot(&mut b).await;
    let theirs = user.detail().set(user_details::status.eq("theirs"));
    run!(theirs.upsert(&mut a)).unwrap();
    let ours = user.detail().set(user_details::notes.eq("ours"));
    let entry = run!(ours.upsert_entry(&mut b)).unwrap();
    assert!(!entry.is_created());
    assert_eq!(
        (entry.row().status.as_deref(), entry.row().notes.as_str()),
        (Some("theirs"), "ours")
    );
    run!(execute(&mut b, "COMMIT"));
    let row = run!(user.detail().get(&mut a)).unwrap();
    assert_eq!(row, Some(entry.into_row()));
    assert_details(&mut a, 1).await;
}

/// The snapshot shows the row as it was before; what is returned is what is stored.
async fn row_that_was_changed_since_the_snapshot_is_returned_as_it_is_stored() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(user.detail().get_or_create(&mut a)).unwrap();
    begin_with_snapshot(&mut b).await;
    let unchanged = "SELECT count(*) FROM user_details WHERE status IS NULL";
    assert_eq!(run!(number(&mut b, unchanged)), 1);
    let theirs = user.detail().set(user_details::status.eq("theirs"));
    run!(theirs.upsert(&mut a)).unwrap();
    let ours = user.detail().set(user_details::notes.eq("ours"));
    let row = run!(ours.upsert(&mut b)).unwrap();
    assert_eq!(
        (row.status.as_deref(), row.notes.as_str()),
        (Some("theirs"), "ours")
    );
    run!(execute(&mut b, "COMMIT"));
    assert_details(&mut a, 1).await;
}

/// A row that changes nothing is found all the same: the drivers ask for counts of rows found.
async fn changes_that_are_stored_already_find_the_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let same = user_details::notes.eq("same");
    let row = run!(user.detail().set(same).upsert(&mut conn)).unwrap();
    let entry = run!(user.detail().set(same).upsert_entry(&mut conn)).unwrap();
    assert!(!entry.is_created());
    assert_eq!(entry.into_row(), row);
    assert_details(&mut conn, 1).await;
}

tests![
    old_snapshot_changes_the_current_row,
    row_that_was_changed_since_the_snapshot_is_returned_as_it_is_stored,
    changes_that_are_stored_already_find_the_row,
];
