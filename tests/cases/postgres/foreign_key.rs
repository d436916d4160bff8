//! Parents that are missing, going, or checked late.

use camshaft::{Error, RetryPolicy};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::create_and_wait;
use crate::backend::models::User;
use crate::backend::{Database, Session, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

const CHECK_LATE: &str = "ALTER TABLE user_details ALTER CONSTRAINT user_details_user_id_fkey \
                          DEFERRABLE INITIALLY DEFERRED";

/// Deletes the user, in a transaction if one is open.
async fn delete(session: &mut Session, user: &User) {
    assert!(run!(User::by_id(user.id).delete(session)).unwrap());
}

fn is_parent_missing(error: &Error) -> bool {
    matches!(
        error,
        Error::ParentMissing {
            table: "user_details",
            parent: "users",
            ..
        }
    )
}

async fn parent_that_was_deleted_is_missing() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    delete(&mut conn, &user).await;
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(is_parent_missing(&error), "{error:?}");
    assert_details(&mut conn, 0).await;
}

async fn deletion_of_the_parent_is_waited_for() {
    for (end, missing) in [("COMMIT", true), ("ROLLBACK", false)] {
        let database = run!(Database::create());
        let (mut a, b) = (run!(database.connect()), run!(database.connect()));
        let user = new_user(&mut a, "a").await;
        run!(execute(&mut a, "BEGIN"));
        delete(&mut a, &user).await;
        let task = create_and_wait(&database, b, &user).await;
        run!(execute(&mut a, end));
        match run!(task.join()).0 {
            Ok(entry) => assert!(!missing && entry.is_created()),
            Err(error) => assert!(missing && is_parent_missing(&error), "{error:?}"),
        }
        assert_details(&mut a, i64::from(!missing)).await;
    }
}

async fn deferred_foreign_key_fails_at_commit() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    delete(&mut conn, &user).await;
    run!(execute(&mut conn, CHECK_LATE));
    let mut created = None;
    let result: Result<(), Error> = retry!(&mut conn, RetryPolicy::new(), |conn: &mut Session| {
        created = Some(run!(user.detail().get_or_create_entry(conn))?);
        Ok(())
    });
    assert!(created.unwrap().is_created());
    assert!(
        matches!(
            result,
            Err(Error::Database(DieselError::DatabaseError(
                DatabaseErrorKind::ForeignKeyViolation,
                _
            )))
        ),
        "{result:?}"
    );
    assert_details(&mut conn, 0).await;
}

async fn row_that_exists_is_found_though_it_could_not_be_created() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "ALTER TABLE user_details ADD CHECK (notes <> 'none') NOT VALID"
    ));
    assert_eq!(run!(user.detail().get_or_create(&mut conn)).unwrap(), row);
    let other = new_user(&mut conn, "b").await;
    let error = run!(other.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Database(DieselError::DatabaseError(
                DatabaseErrorKind::CheckViolation,
                _
            ))
        ),
        "{error:?}"
    );
    assert_details(&mut conn, 1).await;
}

tests![
    parent_that_was_deleted_is_missing,
    deletion_of_the_parent_is_waited_for,
    deferred_foreign_key_fails_at_commit,
    row_that_exists_is_found_though_it_could_not_be_created,
];
