//! Code that is generic over its connection names the bound of the relation.

use camshaft::async_prelude::*;
use camshaft_tests::models::User;
use diesel_async::AsyncConnection;

pub async fn run<C: AsyncConnection>(user: &User, conn: &mut C) {
    let _ = User::detail_of([user]).get_or_create(conn).await;
}

fn main() {}
