//! `insert` returns one type of row.

use camshaft_tests::models::Detail;
use camshaft_tests::schema::{user_details, users};

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id), insert)]
pub struct User<T> {
    pub id: i64,
    #[diesel(embed)]
    pub rest: T,
}

fn main() {}
