//! Two models of one table in one module need a module of aliases each.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as title))]
pub struct User {
    pub name: String,
}

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(email as mail))]
pub struct Contact {
    pub email: String,
}

fn main() {
    let _ = users_alias::title;
}
