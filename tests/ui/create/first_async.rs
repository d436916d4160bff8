//! A keyed row is read with `get`.

use camshaft_tests::models::User;
use diesel_async::*;

pub async fn run(user: &User, conn: &mut AsyncPgConnection) {
    let _ = user.detail().first(conn).await;
}

fn main() {}
