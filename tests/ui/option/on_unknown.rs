//! `on` names a known backend.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, on(postgresql)))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {
    let _ = User::by_email("a");
}
