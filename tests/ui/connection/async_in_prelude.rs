//! The methods of the prelude take blocking connections.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel_async::AsyncPgConnection;

pub async fn run(user: &User, conn: &mut AsyncPgConnection) {
    let _ = user.detail().get_or_create(conn);
}

fn main() {}
