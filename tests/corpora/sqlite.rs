//! The corpora of SQLite.

use super::sql;
use crate::support;

fn with_corpus(name: &str, mut test: impl FnMut(&str, &std::path::Path, &str)) {
    let project = tempfile::tempdir().expect("a folder");
    support::sqlite::run(&project.path().join("app.sqlite"), &sql(name));
    test(name, project.path(), "app.sqlite");
}

corpora!["sqlite": libxmtp, mobilecoin_fs, plume_sqlite];
