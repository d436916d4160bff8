//! A column that is ignored is not searched for duplicates.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name), unique(name, pending))]
pub struct User {
    pub id: i64,
}

fn main() {
    let _ = User::duplicates_by_name();
}
