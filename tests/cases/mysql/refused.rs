//! Rows that the server refuses: nothing is stored, and the error is the caller's.

use camshaft::Error;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{LANGUAGES, speak};
use crate::backend::models::User;
use crate::backend::schema::{links, user_details};
use crate::backend::{Database, around_insert, execute, number};
use crate::common::{assert_details, new_user};
use crate::flavour::*;

/// What the server said, if it is no error of a kind that Diesel knows.
fn unknown_error(error: &Error) -> Option<&str> {
    match error {
        Error::Database(DieselError::DatabaseError(DatabaseErrorKind::Unknown, information)) => {
            Some(information.message())
        }
        _ => None,
    }
}

async fn value_that_is_too_long_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let long = "x".repeat(192);
    let values = user_details::status.eq(long.as_str());
    let error = run!(user.detail().values(values).get_or_create(&mut conn)).unwrap_err();
    let text = unknown_error(&error).unwrap_or_default();
    assert!(text.starts_with("Data too long for column"), "{error:?}");
    let error = run!(user.detail().set(values).upsert(&mut conn)).unwrap_err();
    assert!(unknown_error(&error).is_some(), "{error:?}");
    assert_details(&mut conn, 0).await;
}

async fn value_that_an_enum_does_not_have_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(
        &mut conn,
        "ALTER TABLE user_details MODIFY status ENUM ('new', 'old')"
    ));
    let values = user_details::status.eq("odd");
    let error = run!(user.detail().values(values).get_or_create(&mut conn)).unwrap_err();
    let text = unknown_error(&error).unwrap_or_default();
    assert!(text.starts_with("Data truncated for column"), "{error:?}");
    assert_details(&mut conn, 0).await;
}

async fn row_without_a_parent_is_refused_and_the_parent_named_in_each_language() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let nobody = User {
        id: user.id + 1,
        ..user.clone()
    };
    for language in LANGUAGES {
        speak(&mut conn, language).await;
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
            "{language}: {error:?}"
        );
        // Of the other foreign key.
        let nowhere = links::group_id.eq(404);
        let error = run!(user.link().values(nowhere).get_or_create(&mut conn)).unwrap_err();
        assert!(
            matches!(
                error,
                Error::Database(DieselError::DatabaseError(
                    DatabaseErrorKind::ForeignKeyViolation,
                    _
                ))
            ),
            "{language}: {error:?}"
        );
    }
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM links")), 0);
}

async fn violation_of_another_unique_key_is_the_callers_in_each_language() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("it's 'user_details_user_id_key'");
    let row = run!(user.detail().values(taken).get_or_create(&mut conn)).unwrap();
    for language in LANGUAGES {
        speak(&mut conn, language).await;
        let errors = [
            run!(other.detail().values(taken).get_or_create(&mut conn)).unwrap_err(),
            run!(
                other
                    .detail()
                    .values(taken)
                    .insert_first()
                    .get_or_create(&mut conn)
            )
            .unwrap_err(),
            run!(other.detail().set(taken).upsert(&mut conn)).unwrap_err(),
        ];
        for error in errors {
            let Error::Database(DieselError::DatabaseError(
                DatabaseErrorKind::UniqueViolation,
                information,
            )) = &error
            else {
                panic!("{language}: {error:?}");
            };
            let text = information.message();
            assert!(text.contains("user_details_status_key"), "{text}");
        }
    }
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), Some(row));
    assert_details(&mut conn, 1).await;
}

async fn lost_race_is_no_error_in_each_language() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let insert = format!("INSERT INTO user_details (user_id) VALUES ({})", user.id);
    for language in LANGUAGES {
        let (mut a, b) = (run!(database.connect()), run!(database.connect()));
        speak(&mut a, language).await;
        around_insert(&mut a, b, &insert, "SELECT 1");
        let entry = run!(user.detail().get_or_create_entry(&mut a)).unwrap();
        assert!(!entry.is_created(), "{language}");
        // Deleted again before it could be read: then the name in the message decides.
        let mut b = run!(database.connect());
        run!(user.detail().delete(&mut b)).unwrap();
        around_insert(&mut a, b, &insert, "DELETE FROM user_details");
        let entry = run!(user.detail().get_or_create_entry(&mut a)).unwrap();
        assert!(entry.is_created(), "{language}");
        run!(user.detail().delete(&mut a)).unwrap();
    }
    assert_details(&mut conn, 0).await;
}

/// It holds both: the key that was looked for, and a value that somebody else has.
async fn row_that_is_there_is_found_whatever_key_the_server_names() {
    let database = run!(Database::create());
    let (mut a, mut b) = (run!(database.connect()), run!(database.connect()));
    let user = new_user(&mut a, "a").await;
    let other = new_user(&mut a, "b").await;
    let taken = user_details::status.eq("taken");
    run!(other.detail().values(taken).get_or_create(&mut a)).unwrap();
    run!(execute(
        &mut a,
        "ALTER TABLE user_details DROP KEY user_details_status_key, \
         ADD UNIQUE KEY a_status_key (status)"
    ));
    let insert = format!("INSERT INTO user_details (user_id) VALUES ({})", user.id);
    around_insert(&mut b, a, &insert, "SELECT 1");
    let entry = run!(user.detail().values(taken).get_or_create_entry(&mut b)).unwrap();
    assert!(!entry.is_created());
    assert_eq!(entry.row().user_id, user.id);
    assert_details(&mut b, 2).await;
}

tests![
    value_that_is_too_long_is_refused,
    value_that_an_enum_does_not_have_is_refused,
    row_without_a_parent_is_refused_and_the_parent_named_in_each_language,
    violation_of_another_unique_key_is_the_callers_in_each_language,
    lost_race_is_no_error_in_each_language,
    row_that_is_there_is_found_whatever_key_the_server_names,
];
