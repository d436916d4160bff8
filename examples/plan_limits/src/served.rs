//! A release that serves requests, and a database that is migrated.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::Request;

/// The results of a release's requests.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// The requests that were answered.
    pub answered: usize,
    /// The requests that failed.
    pub failed: usize,
    /// The first error.
    pub error: Option<String>,
}

/// Serves requests with a release on the database at this path; `names` keeps the names of its plans
/// distinct.
///
/// # Errors
///
/// When the database cannot be opened.
pub fn serve(database: &Path, request: Request, names: &str) -> Result<Served, Box<dyn Error>> {
    const REQUESTS: usize = 50;
    let mut conn = open(database)?;
    let mut served = Served::default();
    for nth in 0..REQUESTS {
        match request(&mut conn, &format!("{names} {nth}")) {
            Ok(_) => served.answered += 1,
            Err(error) => {
                served.failed += 1;
                served.error.get_or_insert(error.to_string());
            }
        }
    }
    Ok(served)
}

/// Opens the database.
fn open(database: &Path) -> Result<SqliteConnection, Box<dyn Error>> {
    let path = database.to_str().ok_or("the path is not UTF-8")?;
    Ok(SqliteConnection::establish(path)?)
}

/// Runs the migrations of a release from the given one on.
///
/// # Errors
///
/// When one cannot be read, or fails.
pub fn migrate(database: &Path, release: &Path, from: usize) -> Result<(), Box<dyn Error>> {
    let mut conn = open(database)?;
    for migration in migrations(release)?.iter().skip(from) {
        conn.batch_execute(migration)?;
    }
    Ok(())
}

/// Returns the statements of a release's migrations, in order.
///
/// # Errors
///
/// When one cannot be read.
pub fn migrations(release: &Path) -> std::io::Result<Vec<String>> {
    let folder = folder_of(release).join("migrations");
    let entries: Result<Vec<_>, _> = fs::read_dir(folder)?.collect();
    let mut folders: Vec<_> = entries?.iter().map(fs::DirEntry::path).collect();
    folders.sort();
    let texts = folders
        .iter()
        .map(|folder| fs::read_to_string(folder.join("up.sql")));
    texts.collect()
}

/// Returns the folder of a release's project.
#[must_use]
pub fn folder_of(release: &Path) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("releases")
        .join(release)
}
