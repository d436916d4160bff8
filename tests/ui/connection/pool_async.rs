//! A pool is asked for a connection first.

use camshaft::async_prelude::*;
use camshaft_tests::models::User;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::bb8::Pool;

pub async fn run(user: &User, pool: &mut Pool<AsyncPgConnection>) {
    let _ = user.detail().get_or_create(pool).await;
}

fn main() {}
