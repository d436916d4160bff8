//! A misspelt column is rustc's own error, once.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(emial: String))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {
    let _ = User::by_emial("a");
}
