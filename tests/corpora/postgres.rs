//! The corpora of PostgreSQL.

use super::sql;
use crate::support::postgres::Database;

fn with_corpus(name: &str, mut test: impl FnMut(&str, &std::path::Path, &str)) {
    let project = tempfile::tempdir().expect("a folder");
    let database = Database::create();
    database.run(&sql(name));
    test(name, project.path(), &database.url());
}

corpora!["pg": crates_io, kitsune, plume_pg];
