//! A `unique(..)` stands on a unique index of the catalog.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(tenant_id))]
pub struct User {
    pub id: i64,
    pub tenant_id: i64,
}

fn main() {
    let _ = User::by_tenant_id(1);
}
