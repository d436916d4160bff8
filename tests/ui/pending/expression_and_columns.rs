//! A pending key is columns or an expression.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(tenant_id, expression = "lower(name)", name = name_ci, pending))]
pub struct User {
    pub id: i64,
    pub name: String,
}

fn main() {}
