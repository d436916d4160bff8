//! The crate has another name.

extern crate camshaft as other;

use camshaft_tests::schema::users;
use diesel::prelude::*;

#[derive(Selectable, other::Model)]
#[diesel(table_name = users)]
#[camshaft(crate = other, unique(email))]
#[allow(dead_code, reason = "never loaded")]
struct User {
    email: String,
}

#[test]
fn the_accessor_exists() {
    let query = crate::sql(&User::by_email("a"));
    assert!(query.ends_with("`email` = ?"), "{query}");
    assert_eq!(UserUnique::Email.to_string(), "email: already taken");
}
