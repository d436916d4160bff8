//! An alias does not take the name of the function that tells violations.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email), alias(name as unique_violation))]
pub struct User {
    pub email: String,
    pub name: String,
}

fn main() {
    let _ = User::unique_violation(&diesel::result::Error::NotFound);
}
