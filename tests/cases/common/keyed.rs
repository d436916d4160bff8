//! Reading, creating and deleting one row, and the front doors to a row.

use camshaft::Error;

use super::{assert_details, new_user};
use crate::backend::models::{Passport, User, UserDetail};
use crate::backend::schema::{user_details, users};
use crate::backend::{Backend, Database, Statements, execute, number};
use crate::flavour::*;

async fn get_or_create_creates_once_and_finds_then() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), None);
    let created = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    assert_eq!(created.row().user_id, user.id);
    let found = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
    assert!(!found.is_created());
    let row = created.into_row();
    assert_eq!(found.into_row(), row);
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), Some(row));
    assert_details(&mut conn, 1).await;
}

async fn delete_returns_whether_there_was_a_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (user, other) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    run!(other.detail().get_or_create(&mut conn)).unwrap();
    assert!(run!(user.detail().delete(&mut conn)).unwrap());
    assert!(!run!(user.detail().delete(&mut conn)).unwrap());
    assert!(run!(other.detail().get(&mut conn)).unwrap().is_some());
    assert_details(&mut conn, 1).await;
}

async fn child_is_reached_without_its_parent() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let by_key = run!(UserDetail::by_user_id(user.id).get_or_create(&mut conn)).unwrap();
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), Some(by_key));
    assert_details(&mut conn, 1).await;
}

async fn row_is_reached_by_its_primary_key_and_by_its_email() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    assert_eq!(
        run!(User::by_id(user.id).get(&mut conn)).unwrap().as_ref(),
        Some(&user)
    );
    assert_eq!(run!(User::by_id(user.id + 1).get(&mut conn)).unwrap(), None);
    let by_email = run!(User::by_email("a@example.com").get(&mut conn)).unwrap();
    assert_eq!(by_email, Some(user));
    assert_eq!(
        run!(User::by_email("A@example.com").get(&mut conn)).unwrap(),
        None
    );
}

async fn row_is_created_by_its_email_from_values() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let values = (users::code.eq("c"), users::name.eq("n"));
    let by_email = || User::by_email("new@example.com").values(values);
    let created = run!(by_email().get_or_create_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    let found = run!(by_email().get_or_create_entry(&mut conn)).unwrap();
    assert!(!found.is_created());
    let user = found.into_row();
    assert_eq!(
        (user.email.as_str(), user.code.as_str()),
        ("new@example.com", "c")
    );
}

async fn nullable_key_column_takes_a_key() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let passport = run!(user.passport().get_or_create(&mut conn)).unwrap();
    assert_eq!(passport.user_id, Some(user.id));
    let by_key = run!(Passport::by_user_id(user.id).get_or_create(&mut conn)).unwrap();
    assert_eq!(by_key, passport);
    assert_eq!(run!(passport.holder().get(&mut conn)).unwrap(), Some(user));
}

async fn null_key_is_refused_before_anything_is_sent() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let lost = Passport {
        id: 1,
        user_id: None,
        number: String::new(),
    };
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    let values = (users::email.eq("x"), users::code.eq("y"));
    let error = run!(lost.holder().values(values).get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(error, Error::NullKey { table: "users" }),
        "{error:?}"
    );
    assert_eq!(run!(lost.holder().get(&mut conn)).unwrap(), None);
    assert!(!run!(lost.holder().delete(&mut conn)).unwrap());
    assert_eq!(statements.take_sent(), [] as [&str; 0]);
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM users")), 0);
}

async fn accessor_shows_the_statement_it_starts_with() {
    let user = User {
        id: 7,
        email: String::new(),
        code: String::new(),
        name: String::new(),
    };
    let shown = diesel::debug_query::<Backend, _>(&user.detail()).to_string();
    assert!(shown.starts_with("SELECT "), "{shown}");
    assert!(shown.contains("user_id"), "{shown}");
    assert!(shown.ends_with("-- binds: [7]"), "{shown}");
    let with_values = user.detail().values(user_details::notes.eq("new"));
    assert_eq!(
        diesel::debug_query::<Backend, _>(&with_values).to_string(),
        shown
    );
}

async fn everything_works_inside_of_a_test_transaction() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(conn.begin_test_transaction()).unwrap();
    let user = new_user(&mut conn, "a").await;
    assert!(
        run!(user.detail().get_or_create_entry(&mut conn))
            .unwrap()
            .is_created()
    );
    let batch = run!(User::detail_of([&user]).get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.len(), 1);
    assert!(run!(user.detail().delete(&mut conn)).unwrap());
    assert_details(&mut conn, 0).await;
    drop(conn);
    let mut conn = run!(database.connect());
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM users")), 0);
}

async fn creation_in_a_transaction_is_undone_with_it() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    run!(execute(&mut conn, "BEGIN"));
    assert!(
        run!(user.detail().get_or_create_entry(&mut conn))
            .unwrap()
            .is_created()
    );
    run!(execute(&mut conn, "ROLLBACK"));
    assert_details(&mut conn, 0).await;
}

tests![
    get_or_create_creates_once_and_finds_then,
    delete_returns_whether_there_was_a_row,
    child_is_reached_without_its_parent,
    row_is_reached_by_its_primary_key_and_by_its_email,
    row_is_created_by_its_email_from_values,
    nullable_key_column_takes_a_key,
    null_key_is_refused_before_anything_is_sent,
    accessor_shows_the_statement_it_starts_with,
    everything_works_inside_of_a_test_transaction,
    creation_in_a_transaction_is_undone_with_it,
];
