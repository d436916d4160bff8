//! An option is given once.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, index = users_email_key, index = users_email_key))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
