//! Violations of partial and of expression indexes, where there are such.

use crate::backend::models::{User, UserUnique};
use crate::backend::schema::{avatars, users};
use crate::backend::{Database, execute};
use crate::common::new_user;
use crate::flavour::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = avatars)]
#[camshaft(unique(user_id: i64, index = avatars_live, on(postgres, sqlite), name = live))]
#[expect(dead_code, reason = "never loaded")]
struct Live {
    id: i64,
}

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(index = users_lower_email, name = none, on(postgres, sqlite)))]
#[expect(dead_code, reason = "never loaded")]
struct Unnamed {
    email: String,
}

async fn a_partial_index_is_named_by_its_columns() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let avatar = diesel::insert_into(avatars::table).values(avatars::user_id.eq(user.id));
    run!(avatar.execute(&mut conn)).unwrap();
    let error = run!(avatar.execute(&mut conn)).unwrap_err();
    assert_eq!(Live::unique_violation(&error), Some(LiveUnique::Live));
    assert_eq!(User::unique_violation(&error), None);
    assert_eq!(LiveUnique::Live.to_string(), "user_id: already taken");
    let id = diesel::insert_into(avatars::table)
        .values((avatars::id.eq(1), avatars::user_id.eq(user.id)));
    run!(execute(
        &mut conn,
        "UPDATE avatars SET id = 1, deleted_at = '2024-02-29 00:00:00'"
    ));
    let error = run!(id.execute(&mut conn)).unwrap_err();
    assert_eq!(Live::unique_violation(&error), Some(LiveUnique::PrimaryKey));
}

async fn an_expression_index_is_named_by_its_name() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    new_user(&mut conn, "a").await;
    let upper = diesel::insert_into(users::table)
        .values((users::email.eq("A@EXAMPLE.com"), users::code.eq("other")));
    let error = run!(upper.execute(&mut conn)).unwrap_err();
    let lower = UserUnique::EmailInLowerCase;
    assert_eq!(User::unique_violation(&error), Some(lower));
    assert_eq!(
        Unnamed::unique_violation(&error),
        Some(UnnamedUnique::UsersLowerEmail)
    );
    assert_eq!(
        (lower.columns(), lower.fields()),
        (&["email"][..], &["email"][..])
    );
    assert_eq!(lower.to_string(), "email: already taken");
}

tests![
    a_partial_index_is_named_by_its_columns,
    an_expression_index_is_named_by_its_name,
];
