//! A model can be loaded.

use camshaft::async_prelude::*;
use camshaft_tests::schema::users;
use diesel::Selectable;
use diesel_async::AsyncPgConnection;

#[derive(Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User {
    pub id: i64,
    pub email: String,
}

pub async fn run(conn: &mut AsyncPgConnection) {
    let _ = User::by_email("a").get(conn).await;
}

fn main() {}
