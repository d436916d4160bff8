//! A key has the type of what it refers to.

use camshaft_tests::schema::{user_details, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Child, key = user_details::user_id))]
pub struct User {
    pub id: i32,
}

#[derive(diesel::Selectable)]
#[diesel(table_name = user_details)]
pub struct Child {
    pub id: i64,
    pub user_id: i64,
}

fn main() {}
