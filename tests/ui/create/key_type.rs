//! A key has the type of its field.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(conn: &mut SqliteConnection) {
    let _ = User::by_email(1).get(conn);
}

fn main() {}
