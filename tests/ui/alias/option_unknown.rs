//! An alias has two options.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as title, since = "1.0"))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {
    let _ = |user: &User| user.title().len();
}
