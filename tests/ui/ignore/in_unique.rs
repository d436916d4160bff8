//! A column that is ignored is no key.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name), unique(email, name: String))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {
    let _ = User::by_email_and_name("a", "b");
}
