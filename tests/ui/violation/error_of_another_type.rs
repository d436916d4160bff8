//! A violation is looked for in an error that tells its cause.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub email: String,
}

fn main() {
    let _ = User::unique_violation(&std::fmt::Error);
}
