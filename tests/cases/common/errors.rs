//! Errors: what they are, and how they travel.

use std::error::Error as StdError;

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{assert_details, new_user};
use crate::backend::models::{NewDetail, User};
use crate::backend::schema::{links, user_details};
use crate::backend::{Database, Session, execute, number};
use crate::flavour::*;

/// Through `?` out of our error and back.
fn there_and_back(error: Error) -> Result<(), Error> {
    fn there(error: Error) -> Result<(), DieselError> {
        Err(error)?;
        Ok(())
    }
    there(error)?;
    Ok(())
}

fn is(error: &DieselError, kind: DatabaseErrorKind) -> bool {
    matches!(error, DieselError::DatabaseError(found, _) if format!("{found:?}") == format!("{kind:?}"))
}

async fn violation_of(conn: &mut Session, user: &User) -> Error {
    run!(execute(conn, "DELETE FROM users"));
    run!(user.detail().get_or_create(conn)).unwrap_err()
}

async fn errors_without_a_cause_come_back_as_they_went() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let other = NewDetail {
        user_id: user.id + 1,
        status: None,
        notes: None,
    };
    let error = run!(user.detail().values(&other).get_or_create(&mut conn)).unwrap_err();
    assert!(error.source().is_none() && error.as_diesel().is_none());
    let text = error.to_string();
    assert!(
        text.contains("user_details") && text.contains("user_id"),
        "{text}"
    );
    let travelling = DieselError::from(error);
    let found = Error::in_diesel(&travelling);
    assert!(
        matches!(
            found,
            Some(Error::KeyMismatch {
                column: "user_id",
                ..
            })
        ),
        "{found:?}"
    );
    let back = there_and_back(Error::from(travelling)).unwrap_err();
    assert!(
        matches!(
            back,
            Error::KeyMismatch {
                column: "user_id",
                ..
            }
        ),
        "{back:?}"
    );
}

async fn database_errors_come_out_unchanged() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let error = violation_of(&mut conn, &user).await;
    assert!(matches!(error, Error::ParentMissing { .. }), "{error:?}");
    let source = error
        .source()
        .unwrap()
        .downcast_ref::<DieselError>()
        .unwrap();
    assert!(
        is(source, DatabaseErrorKind::ForeignKeyViolation),
        "{source:?}"
    );
    let outside = DieselError::from(error);
    assert!(
        is(&outside, DatabaseErrorKind::ForeignKeyViolation),
        "{outside:?}"
    );
    assert!(Error::in_diesel(&outside).is_none());
}

async fn violation_of_another_unique_key_is_the_callers() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("taken");
    let row = run!(user.detail().values(taken).get_or_create(&mut conn)).unwrap();
    let error = run!(other.detail().values(taken).get_or_create(&mut conn)).unwrap_err();
    let Error::Database(DieselError::DatabaseError(
        DatabaseErrorKind::UniqueViolation,
        information,
    )) = &error
    else {
        panic!("{error:?}");
    };
    let text = format!(
        "{:?} {}",
        information.constraint_name(),
        information.message()
    );
    assert!(text.contains("status"), "{text}");
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), Some(row));
    assert_details(&mut conn, 1).await;
}

async fn parent_is_missing_by_the_keys_own_foreign_key_only() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let nowhere = links::group_id.eq(404);
    let error = run!(user.link().values(nowhere).get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(&error, Error::Database(source) if is(source, DatabaseErrorKind::ForeignKeyViolation)),
        "{error:?}"
    );
    let nobody = User {
        id: user.id + 1,
        ..user.clone()
    };
    let error = run!(nobody.link().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::ParentMissing {
                table: "links",
                parent: "users",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM links")), 0);
    let link = run!(user.link().get_or_create(&mut conn)).unwrap();
    assert_eq!((link.user_id, link.group_id), (user.id, None));
}

async fn errors_of_reading_and_deleting_are_the_databases() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, "DROP TABLE user_details"));
    let errors = [
        run!(user.detail().get(&mut conn)).unwrap_err(),
        run!(user.detail().delete(&mut conn)).unwrap_err(),
        run!(user.detail().get_or_create(&mut conn)).unwrap_err(),
        run!(User::detail_of([&user]).get(&mut conn)).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Database(_)), "{error:?}");
        assert!(error.to_string().contains("user_details"), "{error}");
    }
}

tests![
    errors_without_a_cause_come_back_as_they_went,
    database_errors_come_out_unchanged,
    violation_of_another_unique_key_is_the_callers,
    parent_is_missing_by_the_keys_own_foreign_key_only,
    errors_of_reading_and_deleting_are_the_databases,
];
