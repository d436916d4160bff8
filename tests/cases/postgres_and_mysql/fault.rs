//! Connections that are lost, and statements that are cancelled.

use std::sync::Arc;

use camshaft::{Entry, Error, RetryPolicy};
use diesel::connection::InstrumentationEvent;

use super::{begin_and_create, create_and_wait};
use crate::backend::models::{User, UserDetail};
use crate::backend::{
    Database, ERRORS_ABORT_TRANSACTIONS, LIMIT_IDLE_TRANSACTIONS, LIMIT_IDLENESS, LIMIT_STATEMENTS,
    Session, Statements, cancel, execute, is_broken, is_cancelled, is_lost_connection, number,
    session_number, terminate, try_execute, wait_until_gone,
};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn session_that_idles_in_its_transaction_leaves_no_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut b, "a").await;
    let idle = run!(session_number(&mut a));
    run!(execute(&mut a, LIMIT_IDLE_TRANSACTIONS));
    begin_and_create(&mut a, &user).await;
    wait_until_gone(idle);
    let error = run!(user.detail().get(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    assert_details(&mut b, 0).await;
    assert!(
        run!(user.detail().get_or_create_entry(&mut b))
            .unwrap()
            .is_created()
    );
    assert_details(&mut b, 1).await;
}

async fn session_that_idles_outside_of_a_transaction_loses_nothing() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut b, "a").await;
    let idle = run!(session_number(&mut a));
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    run!(execute(&mut a, LIMIT_IDLENESS));
    wait_until_gone(idle);
    let error = run!(user.detail().get_or_create(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    assert_details(&mut b, 1).await;
}

async fn loser_that_is_cancelled_leaves_its_transaction_to_the_caller() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let winner = begin_and_create(&mut a, &user).await;
    let session = run!(session_number(&mut b));
    run!(execute(&mut b, "BEGIN"));
    new_user(&mut b, "b").await;
    let task = create_and_wait(&database, b, &user).await;
    cancel(session);
    let (result, b) = run!(task.join());
    let error = result.unwrap_err();
    assert!(is_cancelled(&error), "{error:?}");
    assert_left_to_the_caller(a, b, &user, Entry::Found(winner)).await;
}

async fn loser_that_takes_too_long_leaves_its_transaction_to_the_caller() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let winner = begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, "BEGIN"));
    new_user(&mut b, "b").await;
    run!(execute(&mut b, LIMIT_STATEMENTS));
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert!(is_cancelled(&error), "{error:?}");
    assert_left_to_the_caller(a, b, &user, Entry::Found(winner)).await;
}

/// The loser's transaction is still open: until it is rolled back it does nothing more, or what it did before stands.
/// Then nothing of it is left.
async fn assert_left_to_the_caller(
    mut winner: Session,
    mut loser: Session,
    user: &User,
    expected: Entry<UserDetail>,
) {
    if ERRORS_ABORT_TRANSACTIONS {
        let again = run!(user.detail().get_or_create(&mut loser)).unwrap_err();
        assert!(
            again.to_string().contains("transaction is aborted"),
            "{again:?}"
        );
    } else {
        assert_eq!(run!(number(&mut loser, "SELECT count(*) FROM users")), 2);
    }
    run!(execute(&mut winner, "COMMIT"));
    run!(try_execute(&mut loser, "ROLLBACK")).unwrap();
    assert_eq!(run!(number(&mut loser, "SELECT count(*) FROM users")), 1);
    let entry = run!(user.detail().get_or_create_entry(&mut loser)).unwrap();
    assert_eq!(entry, expected);
    assert_details(&mut winner, 1).await;
}

async fn loser_that_is_cancelled_outside_of_a_transaction_goes_on() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let winner = begin_and_create(&mut a, &user).await;
    let session = run!(session_number(&mut b));
    let task = create_and_wait(&database, b, &user).await;
    cancel(session);
    let (result, mut b) = run!(task.join());
    let error = result.unwrap_err();
    assert!(is_cancelled(&error), "{error:?}");
    assert_eq!(run!(user.detail().get(&mut b)).unwrap(), None);
    run!(execute(&mut a, "COMMIT"));
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(entry, Entry::Found(winner));
    assert_details(&mut a, 1).await;
}

async fn loser_that_is_killed_leaves_the_winners_row() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    let session = run!(session_number(&mut b));
    run!(execute(&mut b, "BEGIN"));
    new_user(&mut b, "b").await;
    let task = create_and_wait(&database, b, &user).await;
    terminate(session);
    let (result, mut b) = run!(task.join());
    let error = result.unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    assert!(run!(try_execute(&mut b, "ROLLBACK")).is_err());
    run!(execute(&mut a, "COMMIT"));
    assert_eq!(run!(number(&mut a, "SELECT count(*) FROM users")), 1);
    assert_details(&mut a, 1).await;
}

/// Starts a batch that has to wait, and returns once it does.
async fn create_many_and_wait(
    database: &Database,
    mut session: Session,
    users: &[User],
) -> Task<(Result<usize, Error>, Session)> {
    let number = run!(session_number(&mut session));
    let batch = User::detail_of(users);
    let task = spawn(async move {
        let rows = run!(batch.get_or_create(&mut session));
        (rows.map(|rows| rows.len()), session)
    });
    run!(database.wait_until_blocked(number));
    task
}

async fn winner_is_killed_and_the_waiting_batch_creates() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [new_user(&mut b, "a").await, new_user(&mut b, "b").await];
    begin_and_create(&mut a, &users[1]).await;
    let killed = run!(session_number(&mut a));
    let task = create_many_and_wait(&database, b, &users).await;
    terminate(killed);
    let (rows, mut b) = run!(task.join());
    assert_eq!(rows.unwrap(), 2);
    assert_details(&mut b, 2).await;
}

/// The first key was inserted already when the batch waited for the second.
async fn batch_that_is_cancelled_leaves_none_of_its_rows() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let users = [new_user(&mut b, "a").await, new_user(&mut b, "b").await];
    let winner = begin_and_create(&mut a, &users[1]).await;
    let session = run!(session_number(&mut b));
    let task = create_many_and_wait(&database, b, &users).await;
    cancel(session);
    let (result, mut b) = run!(task.join());
    let error = result.unwrap_err();
    assert!(is_cancelled(&error), "{error:?}");
    run!(execute(&mut a, "COMMIT"));
    assert_details(&mut b, 1).await;
    let rows = run!(User::detail_of(&users).get_or_create(&mut b)).unwrap();
    assert_eq!(rows.iter().nth(1), Some(&winner));
    assert_details(&mut b, 2).await;
}

async fn cancelled_transaction_is_not_tried_again() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, LIMIT_STATEMENTS));
    let mut attempts = 0;
    let result = retry!(&mut b, RetryPolicy::new(), |conn: &mut Session| {
        attempts += 1;
        run!(execute(
            conn,
            "INSERT INTO users (email, code) VALUES ('b', 'b')"
        ));
        run!(user.detail().get_or_create(conn))
    });
    let error = result.unwrap_err();
    assert!(is_cancelled(&error), "{error:?}");
    assert_eq!(attempts, 1);
    run!(execute(&mut a, "COMMIT"));
    // `retry` has rolled back: the session goes on, and nothing is left.
    assert_eq!(run!(number(&mut b, "SELECT count(*) FROM users")), 1);
    assert_details(&mut b, 1).await;
}

async fn lost_connection_is_not_tried_again() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut b, "a").await;
    let session = run!(session_number(&mut a));
    let mut attempts = 0;
    let result = retry!(&mut a, RetryPolicy::new(), |conn: &mut Session| {
        attempts += 1;
        terminate(session);
        run!(user.detail().get_or_create(conn))
    });
    let error = result.unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    assert_eq!(attempts, 1);
    assert!(run!(is_broken(&mut a)));
    assert_details(&mut b, 0).await;
}

/// A parent is deleted before the insert, so that its batch is read again; the session is killed right
/// before that.
async fn backfill_that_is_killed_before_it_reads_again_says_so() {
    let database = Arc::new(run!(Database::create()));
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut b, "a").await;
    let session = run!(session_number(&mut a));
    let delete = format!("DELETE FROM users WHERE id = {}", user.id);
    let other = Arc::clone(&database);
    let mut begun = 0;
    a.set_instrumentation(Statements::default().recorder_and(move |event| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            begun += 1;
            match begun {
                2 => Database::execute(&other, &delete),
                3 => terminate(session),
                _ => {}
            }
        }
    }));
    let error = run!(User::backfill_detail().run(&mut a)).unwrap_err();
    assert!(is_lost_connection(&error), "{error:?}");
    assert_details(&mut b, 0).await;
}

tests![
    backfill_that_is_killed_before_it_reads_again_says_so,
    session_that_idles_in_its_transaction_leaves_no_row,
    session_that_idles_outside_of_a_transaction_loses_nothing,
    loser_that_is_cancelled_leaves_its_transaction_to_the_caller,
    loser_that_takes_too_long_leaves_its_transaction_to_the_caller,
    loser_that_is_cancelled_outside_of_a_transaction_goes_on,
    loser_that_is_killed_leaves_the_winners_row,
    winner_is_killed_and_the_waiting_batch_creates,
    batch_that_is_cancelled_leaves_none_of_its_rows,
    cancelled_transaction_is_not_tried_again,
    lost_connection_is_not_tried_again,
];
