//! The rows of many keys can be loaded.
use camshaft::async_prelude::*;
use camshaft_tests::schema::{user_details, users};
use diesel::{Queryable, Selectable};
use diesel_async::AsyncPgConnection;

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

pub async fn run(user: &User, conn: &mut AsyncPgConnection) {
    let _ = User::detail_of([user]).get_or_create(conn).await;
}

fn main() {}
