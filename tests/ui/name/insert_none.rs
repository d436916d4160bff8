//! `insert` is left out by not declaring it.

use camshaft_tests::models::Detail;
use camshaft_tests::schema::{user_details, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id), insert = none)]
pub struct User {
    pub id: i64,
}

fn main() {}
