//! A column without a field needs its type.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub id: i64,
}

fn main() {
    let _ = User::by_email("a");
}
