//! Values are given once and may be sent twice.

use camshaft::prelude::*;
use camshaft_tests::schema::{user_details, users};
use diesel::prelude::*;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Child, key = user_details::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_details)]
pub struct Child {
    pub id: i64,
}

#[derive(Insertable)]
#[diesel(table_name = user_details)]
pub struct NewChild {
    pub status: String,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let new = NewChild {
        status: String::new(),
    };
    let _ = User { id: 1 }.detail().values(new).get_or_create(&mut conn);
}
