//! Options of `unique` are known words.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, idx = users_email_key))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
