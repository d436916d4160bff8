//! A pending key finds no single row.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name, pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {
    let _ = User::by_name("Ada");
}
