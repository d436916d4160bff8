//! Parents whose row cannot be read back.

use camshaft::Error;

use crate::backend::models::{Owner, User};
use crate::backend::schema::{owners, user_details, users, wallets};
use crate::backend::{Database, execute, number};
use crate::flavour::*;

async fn key_among_the_values_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let insert = Owner::insert(owners::id.eq("a")).wallet(wallets::balance.eq(1));
    let error = run!(insert.get_result(&mut conn)).unwrap_err();
    let is_unreadable = matches!(error, Error::UnreadableKey { table: "owners" });
    assert!(is_unreadable, "{error:?}");
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM owners")), 0);
}

/// The catalog tells a default, not which: another row that was numbered before must not be taken for
/// the new one.
async fn key_with_another_default_is_refused() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let new = |name: &str| {
        (
            users::email.eq(name.to_owned()),
            users::code.eq(name.to_owned()),
        )
    };
    let notes = user_details::notes.eq("n");
    run!(User::insert(new("a")).detail(notes).get_result(&mut conn)).unwrap();
    run!(execute(
        &mut conn,
        "SET foreign_key_checks = 0; \
         ALTER TABLE users MODIFY id BIGINT NOT NULL DEFAULT (7000); \
         SET foreign_key_checks = 1"
    ));
    let error = run!(User::insert(new("b")).detail(notes).get_result(&mut conn)).unwrap_err();
    let is_unreadable = matches!(error, Error::UnreadableKey { table: "users" });
    assert!(is_unreadable, "{error:?}");
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM users")), 1);
}

tests![
    key_among_the_values_is_refused,
    key_with_another_default_is_refused,
];
