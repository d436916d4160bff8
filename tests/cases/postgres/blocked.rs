//! Locks that other transactions hold.

use camshaft::{Entry, Error};

use super::{begin_and_create, create_and_wait};
use crate::backend::{Database, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn row_that_is_being_updated_is_read_without_waiting() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    run!(execute(
        &mut a,
        "BEGIN; UPDATE user_details SET status = 'new'"
    ));
    run!(execute(&mut b, "SET statement_timeout = '5s'"));
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    run!(execute(&mut a, "COMMIT"));
    assert_details(&mut a, 1).await;
}

async fn lock_timeout_restarts_the_transaction() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, "SET lock_timeout = '200ms'; BEGIN"));
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert!(
        matches!(error, Error::RestartTransaction { .. }),
        "{error:?}"
    );
    run!(execute(&mut b, "ROLLBACK"));
    run!(execute(&mut a, "COMMIT"));
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert!(!entry.is_created());
    assert_details(&mut a, 1).await;
}

async fn two_keys_in_opposite_order_are_one_deadlock() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let (one, two) = (new_user(&mut a, "a").await, new_user(&mut a, "b").await);
    begin_and_create(&mut a, &one).await;
    begin_and_create(&mut b, &two).await;
    let task = create_and_wait(&database, a, &two).await;
    let of_b = run!(one.detail().get_or_create_entry(&mut b));
    run!(execute(
        &mut b,
        if of_b.is_ok() { "COMMIT" } else { "ROLLBACK" }
    ));
    let (of_a, mut a) = run!(task.join());
    run!(execute(
        &mut a,
        if of_a.is_ok() { "COMMIT" } else { "ROLLBACK" }
    ));
    let (error, loser) = match (of_a, of_b) {
        (Err(error), Ok(_)) => (error, &mut a),
        (Ok(_), Err(error)) => (error, &mut b),
        both => panic!("exactly one deadlock was expected: {both:?}"),
    };
    assert!(
        matches!(error, Error::RestartTransaction { .. }),
        "{error:?}"
    );
    for user in [&one, &two] {
        assert!(
            !run!(user.detail().get_or_create_entry(loser))
                .unwrap()
                .is_created()
        );
    }
    assert_details(loser, 2).await;
}

tests![
    row_that_is_being_updated_is_read_without_waiting,
    lock_timeout_restarts_the_transaction,
    two_keys_in_opposite_order_are_one_deadlock,
];
