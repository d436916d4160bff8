//! Snapshots that are older than the winner's commit.

use std::sync::atomic::{AtomicU32, Ordering};

use camshaft::{Entry, Error, RetryPolicy};

use crate::backend::models::{User, UserDetail};
use crate::backend::{Database, Session, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// Begins a transaction and gives it its snapshot.
async fn begin_with_snapshot(session: &mut Session, isolation: &str) {
    run!(execute(
        session,
        &format!("BEGIN ISOLATION LEVEL {isolation}")
    ));
    run!(number(session, "SELECT count(*) FROM user_details"));
}

/// Runs `get_or_create` in a transaction of this isolation, again while that helps; in the first
/// attempt, once its snapshot is taken, somebody else creates the row.
async fn create_after_a_lost_snapshot(
    session: &mut Session,
    winner: &mut Session,
    user: &User,
    isolation: &str,
) -> (UserDetail, Entry<UserDetail>, u32) {
    let attempts = AtomicU32::new(0);
    let mut won = None;
    let set = format!("SET TRANSACTION ISOLATION LEVEL {isolation}");
    let entry = retry!(session, RetryPolicy::new(), |conn: &mut Session| {
        run!(execute(conn, &set));
        run!(number(conn, "SELECT count(*) FROM user_details"));
        if attempts.fetch_add(1, Ordering::Relaxed) == 0 {
            won = Some(run!(user.detail().get_or_create(winner))?);
        }
        run!(user.detail().get_or_create_entry(conn))
    });
    (won.unwrap(), entry.unwrap(), attempts.into_inner())
}

async fn old_repeatable_read_snapshot_restarts_and_gets_the_winners_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let (won, entry, attempts) =
        create_after_a_lost_snapshot(&mut b, &mut a, &user, "REPEATABLE READ").await;
    assert_eq!((entry, attempts), (Entry::Found(won), 2));
    assert_details(&mut a, 1).await;
}

async fn nothing_is_tried_again_inside_of_the_transaction() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_with_snapshot(&mut b, "REPEATABLE READ").await;
    run!(user.detail().get_or_create(&mut a)).unwrap();
    for _ in 0..3 {
        run!(execute(&mut b, "SAVEPOINT again"));
        let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
        assert!(
            matches!(error, Error::RestartTransaction { .. }),
            "{error:?}"
        );
        run!(execute(&mut b, "ROLLBACK TO SAVEPOINT again"));
    }
    run!(execute(&mut b, "ROLLBACK"));
    assert!(
        !run!(user.detail().get_or_create_entry(&mut b))
            .unwrap()
            .is_created()
    );
    assert_details(&mut a, 1).await;
}

async fn both_serializable_and_reading_first_restarts_the_second() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_with_snapshot(&mut a, "SERIALIZABLE").await;
    begin_with_snapshot(&mut b, "SERIALIZABLE").await;
    assert_eq!(run!(user.detail().get(&mut b)).unwrap(), None);
    run!(user.detail().get_or_create(&mut a)).unwrap();
    run!(execute(&mut a, "COMMIT"));
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert!(
        matches!(error, Error::RestartTransaction { .. }),
        "{error:?}"
    );
    run!(execute(&mut b, "ROLLBACK"));
    let (_, entry, _) = create_after_a_lost_snapshot(&mut b, &mut a, &user, "SERIALIZABLE").await;
    assert!(!entry.is_created());
    assert_details(&mut a, 1).await;
}

async fn false_positives_of_serializable_pass_through_retry() {
    let database = run!(Database::create());
    let mut a = run!(database.connect());
    let users = [new_user(&mut a, "a").await, new_user(&mut a, "b").await];
    let tasks = users.map(|user| {
        let url = database.url();
        spawn(async move {
            let mut conn = run!(Session::establish(&url)).unwrap();
            retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
                run!(execute(
                    conn,
                    "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"
                ));
                run!(user.detail().get_or_create(conn))
            })
        })
    });
    for task in tasks {
        run!(task.join()).unwrap();
    }
    assert_details(&mut a, 2).await;
}

async fn row_of_the_snapshot_is_found_though_it_was_updated_since() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let old = run!(user.detail().get_or_create(&mut a)).unwrap();
    begin_with_snapshot(&mut b, "REPEATABLE READ").await;
    run!(execute(&mut a, "UPDATE user_details SET status = 'new'"));
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(entry, Entry::Found(old));
    run!(execute(&mut b, "COMMIT"));
    assert_details(&mut a, 1).await;
}

tests![
    old_repeatable_read_snapshot_restarts_and_gets_the_winners_row,
    nothing_is_tried_again_inside_of_the_transaction,
    both_serializable_and_reading_first_restarts_the_second,
    false_positives_of_serializable_pass_through_retry,
    row_of_the_snapshot_is_found_though_it_was_updated_since,
];
