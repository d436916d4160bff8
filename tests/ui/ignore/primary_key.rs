//! A struct has a primary key.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[diesel(primary_key(tenant_id))]
#[camshaft(ignore(tenant_id))]
pub struct User {
    pub id: i64,
}

fn main() {}
