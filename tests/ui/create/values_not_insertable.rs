//! Values are what Diesel can insert.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::SqliteConnection;

#[derive(Clone)]
pub struct NewDetail {
    pub status: String,
}

pub fn run(user: &User, new: NewDetail, conn: &mut SqliteConnection) {
    let _ = user.detail().values(new).get_or_create(conn);
}

fn main() {}
