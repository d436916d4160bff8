//! Options of `has_one` are known words.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Child, foreign_key = user_details::user_id))]
pub struct User {
    pub id: i64,
    pub email: String,
}

pub struct Child;

fn main() {}
