//! The rows of many keys can be loaded.

use camshaft::prelude::*;
use camshaft_tests::schema::{user_details, users};
use diesel::{Queryable, Selectable, SqliteConnection};

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id))]
pub struct User {
    pub id: i64,
}

#[derive(Selectable)]
#[diesel(table_name = user_details)]
pub struct Detail {
    pub id: i64,
}

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = User::detail_of([user]).get_or_create(conn);
}

fn main() {}
