//! Each unique key has a variant of its own.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, name = none, index = users_email_key), unique(email, name = none))]
pub struct User {
    pub email: String,
}

fn main() {
    let _ = UserUnique::Email;
}
