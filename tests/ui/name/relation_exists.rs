//! The type of a relation needs a name that nothing else has.

use camshaft_tests::models::Detail;
use camshaft_tests::schema::{user_details, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id))]
pub struct User {
    pub id: i64,
}

pub struct UserHasOneDetail;

fn main() {}
