//! A child is named by its struct; the accessor makes it optional.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Option<camshaft_tests::models::Detail>, key = camshaft_tests::schema::user_details::user_id))]
pub struct User {
    pub id: i64,
}

pub fn run(user: &User) {
    let _ = user.detail().insert_first();
}

fn main() {}
