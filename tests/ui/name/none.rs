//! `name = none` generates no accessor.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, name = none))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {
    let _ = User::by_email("a");
}
