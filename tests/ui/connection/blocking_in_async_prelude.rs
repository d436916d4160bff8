//! The methods of the asynchronous prelude take connections of diesel-async.

use camshaft::async_prelude::*;
use camshaft_tests::models::User;
use diesel::SqliteConnection;

pub async fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = user.detail().get_or_create(conn).await;
}

fn main() {}
