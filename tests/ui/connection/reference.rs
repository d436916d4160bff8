//! A reference to a reference is no connection.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::SqliteConnection;

pub fn run(user: &User, mut conn: &mut SqliteConnection) {
    let _ = user.detail().get_or_create(&mut conn);
}

fn main() {}
