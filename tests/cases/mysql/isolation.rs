//! Snapshots of REPEATABLE READ that are older than the winner's commit.

use std::sync::atomic::{AtomicU32, Ordering};

use camshaft::{Entry, Error, RetryPolicy};

use super::begin_with_snapshot;
use crate::backend::models::User;
use crate::backend::{Database, Session, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const DETAILS: &str = "SELECT count(*) FROM user_details";

async fn old_snapshot_gets_the_winners_row_and_the_transaction_lives() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_with_snapshot(&mut b).await;
    let other = new_user(&mut b, "b").await;
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    for _ in 0..2 {
        let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
        assert_eq!(entry, Entry::Found(row.clone()));
    }
    run!(execute(&mut b, "COMMIT"));
    assert!(run!(User::by_id(other.id).get(&mut a)).unwrap().is_some());
    assert_details(&mut a, 1).await;
}

/// Documented: the row that is returned is the current one, and the snapshot stays as it was.
async fn later_plain_reads_do_not_see_the_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_with_snapshot(&mut b).await;
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    let found = run!(user.detail().get_or_create(&mut b)).unwrap();
    assert_eq!(found, row);
    assert_eq!(run!(number(&mut b, DETAILS)), 0);
    assert_eq!(run!(user.detail().get(&mut b)).unwrap(), None);
    run!(execute(&mut b, "COMMIT"));
    assert_eq!(run!(user.detail().get(&mut b)).unwrap(), Some(row));
    assert_details(&mut a, 1).await;
}

/// MariaDB alone has the setting.
async fn snapshot_isolation_restarts_and_gets_the_winners_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut b, "SET SESSION innodb_snapshot_isolation = 1"));
    let attempts = AtomicU32::new(0);
    let mut won = None;
    let mut first = None;
    let entry = retry!(&mut b, RetryPolicy::new(), |conn: &mut Session| {
        run!(number(conn, DETAILS));
        let attempt = attempts.fetch_add(1, Ordering::Relaxed);
        if attempt == 0 {
            won = Some(run!(user.detail().get_or_create(&mut a))?);
        }
        let entry = run!(user.detail().get_or_create_entry(conn));
        if attempt == 0 {
            first = entry.as_ref().err().map(|error| format!("{error:?}"));
        }
        entry
    });
    assert_eq!(entry.unwrap(), Entry::Found(won.unwrap()));
    assert_eq!(attempts.into_inner(), 2);
    let first = first.unwrap();
    assert!(
        first.contains("RestartTransaction") && first.contains("Record has changed"),
        "{first}"
    );
    assert_details(&mut a, 1).await;
}

async fn read_committed_sees_the_winners_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(
        &mut b,
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN"
    ));
    assert_eq!(run!(number(&mut b, DETAILS)), 0);
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(entry, Entry::Found(row.clone()));
    assert_eq!(run!(user.detail().get(&mut b)).unwrap(), Some(row));
    run!(execute(&mut b, "COMMIT"));
    assert_details(&mut a, 1).await;
}

/// Deleted since by somebody else: the snapshot shows it still, as any plain read.
async fn row_of_the_snapshot_is_found_though_it_is_gone() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    begin_with_snapshot(&mut b).await;
    assert!(run!(user.detail().delete(&mut a)).unwrap());
    let entry: Result<_, Error> = run!(user.detail().get_or_create_entry(&mut b));
    assert_eq!(entry.unwrap(), Entry::Found(row));
    run!(execute(&mut b, "COMMIT"));
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert!(entry.is_created());
    assert_details(&mut a, 1).await;
}

tests![
    old_snapshot_gets_the_winners_row_and_the_transaction_lives,
    later_plain_reads_do_not_see_the_row,
    snapshot_isolation_restarts_and_gets_the_winners_row,
    read_committed_sees_the_winners_row,
    row_of_the_snapshot_is_found_though_it_is_gone,
];
