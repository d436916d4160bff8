//! A column that is ignored has no other name.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(name), alias(name as title))]
pub struct User {
    pub id: i64,
}

fn main() {
    let _ = |user: &User| user.title();
}
