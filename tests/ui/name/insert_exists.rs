//! A struct that has an `insert` of its own names the generated one otherwise.

use camshaft_tests::models::Detail;
use camshaft_tests::schema::{user_details, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id), insert)]
pub struct User {
    pub id: i64,
}

impl User {
    pub fn insert() {}
}

fn main() {}
