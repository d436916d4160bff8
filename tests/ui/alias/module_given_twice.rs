//! The module of the aliases has one name.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as title), alias_module = names, alias_module = none)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
}

fn main() {}
