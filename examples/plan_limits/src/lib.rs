//! Three releases of one application, each a project of its own, and their requests on one database.

pub mod served;

#[path = "../releases/a/src/release.rs"]
pub mod a;
#[path = "../releases/b_aliases/src/release.rs"]
pub mod b_aliases;
#[path = "../releases/b_renames/src/release.rs"]
pub mod b_renames;

use diesel::prelude::*;

/// One request to a release.
pub type Request = fn(&mut SqliteConnection, &str) -> QueryResult<i32>;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;

    #[test]
    fn catalogs_are_current() {
        for (release, catalog) in [
            ("a", super::a::catalog::CATALOG),
            ("b_aliases", super::b_aliases::catalog::CATALOG),
            ("b_renames", super::b_renames::catalog::CATALOG),
        ] {
            let mut conn = SqliteConnection::establish(":memory:").unwrap();
            for migration in super::served::migrations(Path::new(release)).unwrap() {
                conn.batch_execute(&migration).unwrap();
            }
            camshaft::catalog::check(&mut conn, catalog).unwrap();
        }
    }
}
