//! The child's table is in the catalog.

use camshaft_tests::schema::{drafts, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(draft: Child, key = drafts::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(diesel::Selectable)]
#[diesel(table_name = drafts)]
pub struct Child {
    pub id: i64,
    pub user_id: i64,
}

fn main() {}
