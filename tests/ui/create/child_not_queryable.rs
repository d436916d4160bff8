//! The child can be loaded.

use camshaft::prelude::*;
use camshaft_tests::schema::{user_details, users};
use diesel::prelude::*;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Child, key = user_details::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(Selectable)]
#[diesel(table_name = user_details)]
pub struct Child {
    pub id: i64,
}

fn main() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let _ = User { id: 1 }.detail().get(&mut conn);
}
