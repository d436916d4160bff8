//! The columns of a key belong to one table.

use camshaft_tests::schema::{seats, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(seat: Child, key = (seats::tenant_id, other::user_id), references = (users::tenant_id, users::id)))]
pub struct User {
    pub id: i64,
    pub tenant_id: i64,
}

#[derive(diesel::Selectable)]
#[diesel(table_name = seats)]
pub struct Child {
    pub id: i32,
}

fn main() {}
