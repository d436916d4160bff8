//! The key of a `has_one` is unique.

use camshaft_tests::schema::{sessions, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(session: Child, key = sessions::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(diesel::Selectable)]
#[diesel(table_name = sessions)]
pub struct Child {
    pub id: i64,
    pub user_id: i64,
}

fn main() {}
