//! How many statements are sent, and how many are prepared.

use super::batch::add_users;
use super::{assert_details, new_user};
use crate::backend::models::User;
use crate::backend::schema::user_details;
use crate::backend::{Database, Session, Statements};
use crate::flavour::*;

async fn recorded(database: &Database) -> (Session, Statements, Vec<User>) {
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 8).await;
    let statements = Statements::default();
    conn.set_instrumentation(statements.recorder());
    (conn, statements, users)
}

async fn row_that_exists_costs_one_statement_and_one_that_does_not_two() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    let user = &users[0];
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    let sent = statements.take_sent();
    assert_eq!(sent.len(), 2);
    assert!(
        sent[0].starts_with("SELECT ") && sent[1].starts_with("INSERT "),
        "{sent:?}"
    );
    run!(user.detail().get_or_create(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    run!(user.detail().get(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    run!(user.detail().delete(&mut conn)).unwrap();
    assert_eq!(statements.take_sent().len(), 1);
    assert_details(&mut conn, 0).await;
}

async fn each_statement_is_prepared_once() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    for user in &users {
        for _ in 0..3 {
            run!(user.detail().get_or_create(&mut conn)).unwrap();
        }
    }
    let cached = statements.take_cached();
    assert_eq!(cached.len(), 2, "{cached:?}");
    for user in &users {
        run!(user.detail().get(&mut conn)).unwrap();
        run!(user.detail().delete(&mut conn)).unwrap();
    }
    let cached = statements.take_cached();
    assert_eq!(cached.len(), 1, "{cached:?}");
    assert!(cached[0].starts_with("DELETE "), "{cached:?}");
}

/// Diesel itself prepares inserts of structs with `Option` fields anew on PostgreSQL.
async fn each_shape_of_values_is_prepared_once() {
    let database = run!(Database::create());
    let (mut conn, statements, users) = recorded(&database).await;
    run!(users[0].detail().get(&mut conn)).unwrap();
    statements.take_cached();
    for user in &users {
        let notes = user_details::notes.eq("n");
        let key = user_details::user_id.eq(user.id);
        if user.id % 2 == 0 {
            run!(user.detail().values(notes).get_or_create(&mut conn)).unwrap();
        } else {
            run!(user.detail().values((notes, key)).get_or_create(&mut conn)).unwrap();
        }
    }
    let cached = statements.take_cached();
    assert_eq!(cached.len(), 2, "{cached:?}");
}

async fn accessors_of_the_same_row_do_not_mix_their_statements() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    for _ in 0..2 {
        assert_eq!(
            run!(user.detail().get_or_create(&mut conn))
                .unwrap()
                .user_id,
            user.id
        );
        assert_eq!(
            run!(user.profile().get_or_create(&mut conn))
                .unwrap()
                .user_id,
            user.id
        );
        assert_eq!(
            run!(user.link().get_or_create(&mut conn)).unwrap().user_id,
            user.id
        );
        let by_id = run!(User::by_id(user.id).get(&mut conn)).unwrap();
        let by_email = run!(User::by_email(user.email.clone()).get(&mut conn)).unwrap();
        assert_eq!(by_id, by_email);
    }
}

tests![
    row_that_exists_costs_one_statement_and_one_that_does_not_two,
    each_statement_is_prepared_once,
    each_shape_of_values_is_prepared_once,
    accessors_of_the_same_row_do_not_mix_their_statements,
];
