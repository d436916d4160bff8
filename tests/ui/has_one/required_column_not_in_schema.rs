//! A row can be created: `schema.rs` has its required columns.

use camshaft_tests::schema::{avatars, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(avatar: Child, key = avatars::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(diesel::Selectable)]
#[diesel(table_name = avatars)]
pub struct Child {
    pub id: i64,
    pub user_id: i64,
}

fn main() {}
