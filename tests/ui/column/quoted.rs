//! A column is a word, not a text.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique("email"))]
pub struct User {
    pub id: i64,
    pub email: String,
}

pub fn run() {
    let _ = User::by_email("a").insert_first();
}

fn main() {}
