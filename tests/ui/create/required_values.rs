//! A row with required columns needs values.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::prelude::*;

pub fn run(user: &User, conn: &mut SqliteConnection) {
    let _ = user.profile().get_or_create(conn);
}

fn main() {}
