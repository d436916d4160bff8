//! What is ignored is no alias.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(ignore(nick), alias(name as nick))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {
    let _ = |user: &User| user.nick();
}
