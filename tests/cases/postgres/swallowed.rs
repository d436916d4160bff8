//! Errors that the work of a transaction swallows.

use camshaft::{Error, RetryPolicy};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::schema::user_details;
use crate::backend::{Database, Session, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn swallowed_error_is_an_error_of_retry() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("taken");
    run!(user.detail().values(taken).get_or_create(&mut conn)).unwrap();
    let result: Result<(), Error> = retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
        run!(user.detail().delete(conn))?;
        run!(execute(
            conn,
            "INSERT INTO user_details (user_id, status) VALUES (1, 'taken')"
        ));
        let swallowed = run!(other.detail().values(taken).get_or_create(conn));
        assert!(swallowed.is_err());
        Ok(())
    });
    assert!(
        matches!(
            &result,
            Err(Error::Database(DieselError::DatabaseError(DatabaseErrorKind::Unknown, information)))
                if information.message().contains("current transaction is aborted")
        ),
        "{result:?}"
    );
    assert_details(&mut conn, 1).await;
}

/// Documented: Diesel 2.3 reports success, and nothing is stored.
async fn swallowed_error_is_a_success_of_diesels_own_transaction() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("taken");
    let result: Result<(), Error> = run!(conn.transaction(work!(|conn: &mut Session| {
        run!(user.detail().values(taken).get_or_create(conn))?;
        let swallowed = run!(other.detail().values(taken).get_or_create(conn));
        assert!(swallowed.is_err());
        Ok(())
    })));
    assert!(result.is_ok(), "{result:?}");
    assert_details(&mut conn, 0).await;
}

tests![
    swallowed_error_is_an_error_of_retry,
    swallowed_error_is_a_success_of_diesels_own_transaction,
];
