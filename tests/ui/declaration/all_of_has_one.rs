//! A fault in one declaration leaves the others.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail), unique(email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {
    let _ = User::by_email("a");
}
