//! The guard of a mutex is no connection.

use std::sync::Mutex;

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::SqliteConnection;

pub fn run(user: &User, conn: &Mutex<SqliteConnection>) {
    let mut guard = conn.lock().unwrap();
    let _ = user.detail().get_or_create(&mut guard);
}

fn main() {}
