//! A key that is an expression can be read only.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(conn: &mut SqliteConnection) {
    let _ = User::by_login_ci("a").get_or_create(conn);
}

fn main() {}
