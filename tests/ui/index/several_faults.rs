//! All faults of a struct show in one compile.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(name), unique(phone), unique(tenant_id))]
pub struct User {
    pub id: i64,
    pub name: String,
    pub phone: String,
    pub tenant_id: i64,
}

fn main() {}
