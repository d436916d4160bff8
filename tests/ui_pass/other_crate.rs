//! The schema and its catalog stand in another crate.

use camshaft::prelude::*;
use camshaft_tests::schema::{user_details, users};
use diesel::prelude::*;

#[derive(Debug, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email), has_one(detail: Detail, key = user_details::user_id))]
struct User {
    id: i64,
    email: String,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = user_details)]
struct Detail {
    status: Option<String>,
}

#[test]
fn both_accessors_work() {
    let conn = &mut crate::database(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);
         CREATE TABLE user_details (id INTEGER PRIMARY KEY, user_id BIGINT NOT NULL UNIQUE, status TEXT);
         INSERT INTO users (email) VALUES ('a@b.c');",
    );
    let user = User::by_email("a@b.c").get(conn).unwrap().unwrap();
    assert_eq!((user.id, user.email.as_str()), (1, "a@b.c"));
    let detail = user.detail().get_or_create(conn).unwrap();
    assert_eq!(detail.status, None);
}
