//! A `has_one` names the type of its child.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail))]
pub struct User {
    pub id: i64,
    pub email: String,
}

fn main() {}
