//! The index of a predicate proves it, whatever the parentheses around its text.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(tenant_id, slug, where = "deleted_at IS NULL", name = live_slug, pending))]
pub struct User {
    pub id: i64,
    pub slug: String,
}

fn main() {}
