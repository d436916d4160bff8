//! Changing a row that is there, and creating it where there is none.

use camshaft::{Entry, Error};

use super::{assert_details, is_unique_violation, new_user};
use crate::backend::models::{NewDetail, Passport, User, UserDetail};
use crate::backend::schema::{user_details, users};
use crate::backend::{
    Database, STATEMENTS_OF_A_CREATION, STATEMENTS_OF_AN_UPDATE, Session, Statements, execute,
};
use crate::flavour::*;

/// What the application changes elsewhere: `None` leaves a column as it is.
#[derive(Debug, Clone, Copy, Default, AsChangeset, Insertable)]
#[diesel(table_name = user_details)]
struct Changes<'a> {
    status: Option<&'a str>,
    notes: Option<&'a str>,
}

async fn recorded(database: &Database) -> (Session, Statements, User) {
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    (conn, statements, user)
}

pub(super) fn assert_columns(detail: &UserDetail, user: &User, status: Option<&str>, notes: &str) {
    assert_eq!(
        (
            detail.user_id,
            detail.status.as_deref(),
            detail.notes.as_str()
        ),
        (user.id, status, notes)
    );
}

async fn row_that_is_there_is_updated_and_no_number_is_used_up() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = recorded(&database).await;
    let other = new_user(&mut conn, "b").await;
    let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
    statements.take_sent();
    for notes in ["one", "two", "three"] {
        let upsert = user.detail().set(user_details::notes.eq(notes));
        let entry = run!(upsert.upsert_entry(&mut conn)).unwrap();
        let sent = statements.take_sent();
        assert_eq!(sent.len(), STATEMENTS_OF_AN_UPDATE, "{sent:?}");
        assert!(sent[0].starts_with("UPDATE "), "{sent:?}");
        let updated = UserDetail {
            notes: notes.to_owned(),
            ..row.clone()
        };
        assert_eq!(entry, Entry::Found(updated));
    }
    let next = run!(other.detail().get_or_create(&mut conn)).unwrap();
    assert_eq!(next.id, row.id + 1);
    assert_details(&mut conn, 2).await;
}

async fn row_that_is_absent_is_created_with_the_changes() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = recorded(&database).await;
    let changes = user.detail().set(user_details::status.eq("new"));
    let entry = run!(changes.upsert_entry(&mut conn)).unwrap();
    let sent = statements.take_sent();
    assert_eq!(sent.len(), STATEMENTS_OF_A_CREATION, "{sent:?}");
    assert!(
        sent[0].starts_with("UPDATE ") && sent.iter().any(|sql| sql.starts_with("INSERT ")),
        "{sent:?}"
    );
    assert!(entry.is_created());
    assert_columns(entry.row(), &user, Some("new"), "none");
    assert_details(&mut conn, 1).await;
}

async fn values_create_and_changes_update() {
    let database = run!(Database::create());
    let (mut conn, _, user) = recorded(&database).await;
    let new = NewDetail {
        user_id: user.id,
        status: Some("new"),
        notes: Some("first"),
    };
    let upsert = || {
        user.detail()
            .values(&new)
            .set(user_details::notes.eq("again"))
    };
    let created = run!(upsert().upsert_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    assert_columns(created.row(), &user, Some("new"), "first");
    let found = run!(upsert().upsert_entry(&mut conn)).unwrap();
    assert!(!found.is_created());
    assert_columns(found.row(), &user, Some("new"), "again");
    assert_details(&mut conn, 1).await;
}

async fn violation_of_another_unique_key_is_the_callers() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    let taken = user_details::status.eq("taken");
    let row = run!(user.detail().set(taken).upsert(&mut conn)).unwrap();
    // Once where the row would be created, once where it would be updated.
    let error = run!(other.detail().set(taken).upsert(&mut conn)).unwrap_err();
    assert!(is_unique_violation(&error), "{error:?}");
    assert_details(&mut conn, 1).await;
    let others = run!(other.detail().get_or_create(&mut conn)).unwrap();
    let error = run!(other.detail().set(taken).upsert(&mut conn)).unwrap_err();
    assert!(is_unique_violation(&error), "{error:?}");
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), Some(row));
    assert_eq!(run!(other.detail().get(&mut conn)).unwrap(), Some(others));
    assert_details(&mut conn, 2).await;
}

/// One after the other on one connection, where a statement of another shape may be kept.
async fn fields_that_are_alternately_none_leave_their_columns_alone() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for round in 0..3 {
        let user = new_user(&mut conn, &round.to_string()).await;
        let (mut status, mut notes) = (None, "none".to_owned());
        for turn in 0..6 {
            let text = format!("{round}/{turn}");
            let changes = Changes {
                status: (turn % 3 != 1).then_some(text.as_str()),
                notes: (turn % 3 != 0).then_some(text.as_str()),
            };
            if changes.status.is_some() {
                status = Some(text.clone());
            }
            if changes.notes.is_some() {
                notes.clone_from(&text);
            }
            let entry = run!(user.detail().set(changes).upsert_entry(&mut conn)).unwrap();
            assert_eq!(entry.is_created(), turn == 0);
            assert_columns(entry.row(), &user, status.as_deref(), &notes);
        }
    }
    assert_details(&mut conn, 3).await;
}

async fn no_changes_are_get_or_create() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = recorded(&database).await;
    let upsert = || user.detail().set(Changes::default());
    let created = run!(upsert().upsert_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    assert_columns(created.row(), &user, None, "none");
    let sent = statements.take_sent();
    assert_eq!(sent.len(), STATEMENTS_OF_A_CREATION, "{sent:?}");
    let found = run!(upsert().upsert_entry(&mut conn)).unwrap();
    assert_eq!(found, Entry::Found(created.into_row()));
    let sent = statements.take_sent();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("SELECT "), "{sent:?}");
    let values = user_details::status.eq("never");
    let found = user.detail().values(values).set(Changes::default());
    assert_columns(&run!(found.upsert(&mut conn)).unwrap(), &user, None, "none");
    assert_details(&mut conn, 1).await;
}

/// Two shapes by turns, on one connection.
async fn each_shape_is_prepared_once() {
    let database = run!(Database::create());
    let (mut conn, statements, first) = recorded(&database).await;
    let mut users = vec![first];
    for name in ["b", "c", "d"] {
        users.push(new_user(&mut conn, name).await);
    }
    statements.take_cached();
    for round in 0..3 {
        for user in &users {
            let text = format!("{} in {round}", user.id);
            let status = user_details::status.eq(text.as_str());
            let notes = user_details::notes.eq(text.as_str());
            run!(user.detail().set(status).upsert(&mut conn)).unwrap();
            run!(user.detail().set(notes).upsert(&mut conn)).unwrap();
        }
    }
    let cached = statements.take_cached();
    let prepared = |word: &str| cached.iter().filter(|sql| sql.starts_with(word)).count();
    // Rows are created by the first shape only.
    assert_eq!(
        (prepared("UPDATE "), prepared("INSERT ")),
        (2, 1),
        "{cached:?}"
    );
    run!(execute(&mut conn, "DELETE FROM user_details"));
    for user in &users {
        let notes = user_details::notes.eq("n");
        let upsert = user.detail().set(notes);
        assert!(run!(upsert.upsert_entry(&mut conn)).unwrap().is_created());
    }
    let cached = statements.take_cached();
    let inserts = cached.iter().filter(|sql| sql.starts_with("INSERT "));
    assert_eq!((inserts.count(), cached.len()), (1, 1), "{cached:?}");
}

/// Fields that are `None` are another shape of an update, which is prepared once too.
async fn each_set_of_fields_is_updated_by_one_statement() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = recorded(&database).await;
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    statements.take_cached();
    for round in 0..4 {
        let text = round.to_string();
        for (status, notes) in [(true, false), (false, true), (true, true)] {
            let changes = Changes {
                status: status.then_some(text.as_str()),
                notes: notes.then_some(text.as_str()),
            };
            run!(user.detail().set(changes).upsert(&mut conn)).unwrap();
        }
    }
    let cached = statements.take_cached();
    let updates = cached.iter().filter(|sql| sql.starts_with("UPDATE "));
    assert_eq!(updates.count(), 3, "{cached:?}");
}

async fn changes_that_give_the_key_another_value_are_refused_unsent() {
    let database = run!(Database::create());
    let (mut conn, statements, user) = recorded(&database).await;
    let same = (
        user_details::user_id.eq(user.id),
        user_details::notes.eq("n"),
    );
    let detail = run!(user.detail().set(same).upsert(&mut conn)).unwrap();
    assert_columns(&detail, &user, None, "n");
    let detail = run!(user.detail().set(same).upsert_entry(&mut conn)).unwrap();
    assert!(!detail.is_created());
    statements.take_sent();
    let other = (
        user_details::user_id.eq(user.id + 1),
        user_details::notes.eq("n"),
    );
    let notes = user_details::notes.eq("m");
    let results = [
        run!(user.detail().set(other).upsert(&mut conn)),
        run!(user.detail().values(notes).set(other).upsert(&mut conn)),
        run!(user.detail().values(other).set(notes).upsert(&mut conn)),
    ];
    for result in results {
        assert!(
            matches!(
                result,
                Err(Error::KeyMismatch {
                    column: "user_id",
                    ..
                })
            ),
            "{result:?}"
        );
    }
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
    assert_details(&mut conn, 1).await;
}

async fn null_key_is_refused_unsent() {
    let database = run!(Database::create());
    let (mut conn, statements, _) = recorded(&database).await;
    let lost = Passport {
        id: 1,
        user_id: None,
        number: String::new(),
    };
    statements.take_sent();
    let values = (users::email.eq("x"), users::code.eq("y"));
    let upsert = lost.holder().values(values).set(users::name.eq("z"));
    let error = run!(upsert.upsert(&mut conn)).unwrap_err();
    assert!(
        matches!(error, Error::NullKey { table: "users" }),
        "{error:?}"
    );
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
}

async fn upsert_in_a_transaction_is_undone_with_it() {
    let database = run!(Database::create());
    let (mut conn, _, user) = recorded(&database).await;
    let row = run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(execute(&mut conn, "BEGIN"));
    let changes = user_details::notes.eq("undone");
    run!(user.detail().set(changes).upsert(&mut conn)).unwrap();
    run!(execute(&mut conn, "ROLLBACK"));
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), Some(row));
    assert_details(&mut conn, 1).await;
}

async fn missing_parent_is_reported() {
    let database = run!(Database::create());
    let (mut conn, _, user) = recorded(&database).await;
    run!(execute(&mut conn, "DELETE FROM users"));
    let changes = user_details::notes.eq("n");
    let error = run!(user.detail().set(changes).upsert(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            Error::ParentMissing {
                parent: "users",
                ..
            }
        ),
        "{error:?}"
    );
    assert_details(&mut conn, 0).await;
}

tests![
    row_that_is_there_is_updated_and_no_number_is_used_up,
    row_that_is_absent_is_created_with_the_changes,
    values_create_and_changes_update,
    violation_of_another_unique_key_is_the_callers,
    fields_that_are_alternately_none_leave_their_columns_alone,
    no_changes_are_get_or_create,
    each_shape_is_prepared_once,
    each_set_of_fields_is_updated_by_one_statement,
    changes_that_give_the_key_another_value_are_refused_unsent,
    null_key_is_refused_unsent,
    upsert_in_a_transaction_is_undone_with_it,
    missing_parent_is_reported,
];
