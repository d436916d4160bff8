//! Code may be generic over the connection by the bound of a relation.

use camshaft::prelude::*;
use camshaft_tests::schema::{user_details, users};
use diesel::prelude::*;

#[derive(Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id))]
struct User {
    id: i64,
}

#[derive(Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = user_details)]
struct Detail {
    user_id: i64,
}

fn detail_of<C: UserDetailConn>(user: &User, conn: &mut C) -> Result<Detail, camshaft::Error> {
    let all = User::detail_of([user]).get_or_create(conn)?;
    assert_eq!(all.rows().len(), 1);
    user.detail().get_or_create(conn)
}

#[test]
fn it_takes_a_connection_of_sqlite() {
    let conn = &mut crate::database(
        "CREATE TABLE user_details (id INTEGER PRIMARY KEY, user_id BIGINT NOT NULL UNIQUE, status TEXT);",
    );
    let detail = detail_of(&User { id: 3 }, conn).unwrap();
    assert_eq!(detail, Detail { user_id: 3 });
}
