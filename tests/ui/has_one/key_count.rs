//! A key has as many columns as what it refers to.

use camshaft_tests::schema::{seats, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(seat: Child, key = (seats::tenant_id, seats::user_id)))]
pub struct User {
    pub id: i64,
}

#[derive(diesel::Selectable)]
#[diesel(table_name = seats)]
pub struct Child {
    pub id: i32,
}

fn main() {}
