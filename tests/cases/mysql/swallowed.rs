//! Transactions that the server ended under the work in them.

use camshaft::{Error, RetryPolicy};

use crate::backend::{Database, Session, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// What a swallowed deadlock leaves behind: no transaction, and statements that commit themselves.
async fn transaction_that_is_gone_is_an_error_of_retry() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let mut attempts = 0;
    let result: Result<(), Error> = retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
        attempts += 1;
        run!(execute(conn, "ROLLBACK"));
        run!(user.detail().get_or_create(conn))?;
        Ok(())
    });
    let error = result.unwrap_err();
    assert!(error.to_string().contains("camshaft"), "{error}");
    assert_eq!(attempts, 1);
    assert_details(&mut run!(database.connect()), 1).await;
}

async fn work_that_uses_savepoints_of_its_own_is_none() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let result: Result<(), Error> = retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
        run!(execute(conn, "SAVEPOINT own"));
        run!(user.detail().get_or_create(conn))?;
        run!(execute(conn, "ROLLBACK TO SAVEPOINT own"));
        run!(user.detail().get_or_create(conn))?;
        Ok(())
    });
    result.unwrap();
    assert_details(&mut conn, 1).await;
}

tests![
    transaction_that_is_gone_is_an_error_of_retry,
    work_that_uses_savepoints_of_its_own_is_none,
];
