//! An expression is for what is pending.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(expression = "lower(name)", name = name_ci))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {}
