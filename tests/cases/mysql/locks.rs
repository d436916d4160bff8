//! Locks that other transactions hold.

use camshaft::{Entry, Error};

use crate::backend::{Database, execute, session_number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;
use crate::postgres_and_mysql::call::{Call, made};
use crate::postgres_and_mysql::{begin_and_create, create_and_wait};

const CALLS: [Call; 5] = [
    Call::GetOrCreate,
    Call::Upsert,
    Call::Batch,
    Call::Insert,
    Call::InsertEach,
];

async fn lock_wait_timeout_restarts_the_transaction() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let row = begin_and_create(&mut a, &user).await;
    run!(execute(&mut b, "SET innodb_lock_wait_timeout = 1; BEGIN"));
    new_user(&mut b, "b").await;
    let error = run!(user.detail().get_or_create(&mut b)).unwrap_err();
    assert!(is_restart(&error), "{error:?}");
    // Only the statement is undone: the rest of the transaction is for its owner to undo.
    run!(execute(&mut b, "ROLLBACK"));
    run!(execute(&mut a, "COMMIT"));
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    new_user(&mut b, "b").await;
    assert_details(&mut a, 1).await;
}

/// 1205, of a session that does not wait at all.
async fn lock_wait_timeout_restarts_each_call() {
    let database = run!(Database::create());
    let mut a = run!(database.connect());
    for call in CALLS {
        let mut b = run!(database.connect());
        let users = call.hold_last(&mut a).await;
        run!(execute(&mut b, "SET innodb_lock_wait_timeout = 0"));
        let error = call.make(&mut b, &users).await.unwrap_err();
        assert!(is_restart(&error), "{call:?}: {error:?}");
        run!(execute(&mut a, "ROLLBACK"));
        assert_eq!(made(&mut a).await, (0, 0), "{call:?}");
        call.make(&mut b, &users).await.unwrap();
        assert_eq!(made(&mut a).await, call.makes());
    }
}

/// 1213: the whole transaction is gone, savepoints and all, and the error that says so is not lost to that.
async fn deadlock_restarts_each_call() {
    let database = run!(Database::create());
    let mut a = run!(database.connect());
    for call in CALLS {
        let mut b = run!(database.connect());
        let users = call.hold_last(&mut a).await;
        // The server ends the transaction that has written less.
        for nth in 0..20 {
            new_user(&mut a, &nth.to_string()).await;
        }
        run!(b.begin_test_transaction()).unwrap();
        new_user(&mut b, "of both").await;
        let number = run!(session_number(&mut b));
        let task = spawn(async move { call.make(&mut b, &users).await });
        run!(database.wait_until_blocked(number));
        new_user(&mut a, "of both").await;
        let error = run!(task.join()).unwrap_err();
        assert!(is_restart(&error), "{call:?}: {error:?}");
        run!(execute(&mut a, "COMMIT"));
        let users_of_a = 21 + i64::from(call.makes().0 > 0);
        assert_eq!(made(&mut a).await, (users_of_a, 1), "{call:?}");
    }
}

fn is_restart(error: &Error) -> bool {
    matches!(error, Error::RestartTransaction { .. })
}

async fn parent_that_is_being_updated_is_waited_for() {
    let database = run!(Database::create());
    let (mut a, b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    run!(execute(&mut a, "BEGIN; UPDATE users SET name = 'new'"));
    let task = create_and_wait(&database, b, &user).await;
    run!(execute(&mut a, "COMMIT"));
    let (entry, _) = run!(task.join());
    assert!(entry.unwrap().is_created());
    assert_details(&mut a, 1).await;
}

async fn parent_that_is_being_deleted_is_waited_for() {
    for (end, missing) in [("COMMIT", true), ("ROLLBACK", false)] {
        let database = run!(Database::create());
        let (mut a, b) = (run!(database.connect()), run!(database.connect()));
        let user = new_user(&mut a, "a").await;
        run!(execute(&mut a, "BEGIN; DELETE FROM users"));
        let task = create_and_wait(&database, b, &user).await;
        run!(execute(&mut a, end));
        match run!(task.join()).0 {
            Ok(entry) => assert!(!missing && entry.is_created()),
            Err(error) => assert!(
                missing && matches!(error, Error::ParentMissing { .. }),
                "{error:?}"
            ),
        }
        assert_details(&mut a, i64::from(!missing)).await;
    }
}

async fn row_that_is_being_updated_is_read_without_waiting() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let row = run!(user.detail().get_or_create(&mut a)).unwrap();
    run!(execute(
        &mut a,
        "BEGIN; UPDATE user_details SET status = 'new'"
    ));
    run!(execute(&mut b, "SET innodb_lock_wait_timeout = 1"));
    let entry = run!(user.detail().get_or_create_entry(&mut b)).unwrap();
    assert_eq!(entry, Entry::Found(row));
    run!(execute(&mut a, "COMMIT"));
    assert_details(&mut a, 1).await;
}

tests![
    lock_wait_timeout_restarts_the_transaction,
    lock_wait_timeout_restarts_each_call,
    deadlock_restarts_each_call,
    parent_that_is_being_updated_is_waited_for,
    parent_that_is_being_deleted_is_waited_for,
    row_that_is_being_updated_is_read_without_waiting,
];
