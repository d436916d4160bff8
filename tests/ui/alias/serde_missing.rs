//! A derive cannot write the attribute of another one: it asks for it.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, serde::Deserialize, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as title, serde))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {
    let _ = |user: &User| user.title().len();
}
