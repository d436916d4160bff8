//! A pool is asked for a connection first.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::SqliteConnection;
use diesel::r2d2::{ConnectionManager, Pool};

pub fn run(user: &User, pool: &mut Pool<ConnectionManager<SqliteConnection>>) {
    let _ = user.detail().get_or_create(pool);
}

fn main() {}
