//! A keyed row is read with `get`.

use camshaft_tests::models::{Detail, User};
use diesel_async::*;

pub async fn run(user: &User, conn: &mut AsyncPgConnection) {
    let _: Result<Detail, _> = user.detail().get_result(conn).await;
}

fn main() {}
