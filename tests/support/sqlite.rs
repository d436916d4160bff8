//! A SQLite file.

use std::path::Path;

use diesel::{Connection, SqliteConnection};

/// Runs a script on the file, which it makes if need be.
pub(crate) fn run(file: &Path, script: &str) {
    let url = file.to_str().expect("a UTF-8 path");
    let mut conn = SqliteConnection::establish(url).expect("a SQLite file");
    super::script::run(&mut conn, script);
}
