//! Triggers between the engine and the row.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::schema::user_details;
use crate::backend::{Database, execute};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

async fn row_with_a_rewritten_key_is_the_wrong_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    run!(execute(
        &mut conn,
        &format!(
            "CREATE TRIGGER rewrite BEFORE INSERT ON user_details \
             FOR EACH ROW SET NEW.user_id = {}",
            other.id
        )
    ));
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::WrongRow {
                table: "user_details",
                ..
            }
        ),
        "{error:?}"
    );
    let changes = user_details::notes.eq("n");
    run!(execute(&mut conn, "DELETE FROM user_details"));
    let error = run!(user.detail().set(changes).upsert(&mut conn)).unwrap_err();
    assert!(matches!(error, Error::WrongRow { .. }), "{error:?}");
    assert_details(&mut conn, 1).await;
}

async fn unique_violation_of_a_trigger_is_the_callers() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(
        &mut conn,
        "CREATE TRIGGER refuse BEFORE INSERT ON user_details FOR EACH ROW \
         SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = 'of the trigger'"
    ));
    let error = run!(user.detail().get_or_create(&mut conn)).unwrap_err();
    let Error::Database(DieselError::DatabaseError(
        DatabaseErrorKind::UniqueViolation,
        information,
    )) = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(information.message(), "of the trigger");
    assert_details(&mut conn, 0).await;
}

tests![
    row_with_a_rewritten_key_is_the_wrong_row,
    unique_violation_of_a_trigger_is_the_callers,
];
