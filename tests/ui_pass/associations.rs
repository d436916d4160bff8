//! The key of a `has_one` may come from Diesel's own `belongs_to`; models may derive `HasQuery`.

use camshaft::prelude::*;
use camshaft_tests::schema::{user_details, users};
use diesel::prelude::*;

#[derive(Debug, HasQuery, Identifiable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail))]
struct User {
    id: i64,
}

#[derive(Debug, HasQuery, Identifiable, Associations, camshaft::Model)]
#[diesel(table_name = user_details, belongs_to(User))]
#[camshaft(unique(user_id))]
struct Detail {
    id: i64,
    user_id: i64,
}

#[test]
fn the_foreign_key_is_that_of_belongs_to() {
    let conn = &mut crate::database(
        "CREATE TABLE user_details (id INTEGER PRIMARY KEY, user_id BIGINT NOT NULL UNIQUE, status TEXT);",
    );
    let user = User { id: 7 };
    let detail = user.detail().get_or_create(conn).unwrap();
    assert_eq!(detail.user_id, 7);
    let again = Detail::by_user_id(7).get(conn).unwrap().unwrap();
    assert_eq!(again.id, detail.id);
    assert_eq!(User::detail_of([&user, &user]).get(conn).unwrap().len(), 2);
}
