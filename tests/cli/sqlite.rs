//! The cases on SQLite, and what has no use for a server.

use std::path::PathBuf;

use super::case::{self, Database};

struct File(PathBuf);

impl Database for File {
    fn url(&self) -> String {
        "app.sqlite".to_owned()
    }

    fn run(&self, script: &str) {
        crate::support::sqlite::run(&self.0, script);
    }

    fn texts(&self, query: &str) -> Vec<String> {
        super::rows::of_file(&self.0, query)
    }

    fn replacements(&self) -> Vec<(String, &'static str)> {
        Vec::new()
    }
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let project = tempfile::tempdir().expect("a folder");
                let file = File(project.path().join("app.sqlite"));
                case::run(concat!("sqlite/", stringify!($name)), project.path(), &file);
            }
        )*

        #[test]
        fn every_case_has_a_test() {
            case::assert_all_listed("sqlite", &[$(stringify!($name)),*]);
        }
    };
}

cases![
    awkward_indexes,
    cfg_attr,
    check,
    compat,
    compat_facts,
    dotenv,
    dotenv_broken,
    duplicates,
    empty,
    filters,
    help,
    ignore,
    index,
    index_impossible,
    json,
    merge,
    merge_refused,
    migration,
    not_a_catalog,
    null_defaults,
    options,
    pending,
    schema_broken,
    schema_file,
    sections,
    suggest,
    tables,
    two_schema_files,
    urls,
];
