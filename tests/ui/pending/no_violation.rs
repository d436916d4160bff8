//! A pending key has no violation.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name, pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {
    let _ = User::unique_violation(&diesel::result::Error::NotFound);
}
