//! A partial index serves its own predicate only.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(tenant_id, slug))]
pub struct User {
    pub id: i64,
    pub tenant_id: i64,
    pub slug: String,
}

fn main() {}
