//! A `has_one` has one child.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Vec<camshaft_tests::models::Detail>, key = camshaft_tests::schema::user_details::user_id))]
pub struct User {
    pub id: i64,
}

pub fn run(user: &User) {
    let _ = user.detail().insert_first();
}

fn main() {}
