//! The cases on MariaDB, whose names of types the expected output has.

use super::case::{self, Database};
use crate::support::mysql;

impl Database for mysql::Database {
    fn url(&self) -> String {
        self.url()
    }

    fn run(&self, script: &str) {
        self.run(script);
    }

    fn texts(&self, query: &str) -> Vec<String> {
        super::rows::texts::<diesel::MysqlConnection>(&self.url(), query)
    }

    fn replacements(&self) -> Vec<(String, &'static str)> {
        vec![
            (self.url(), "[database_url]"),
            (self.name.clone(), "[database]"),
        ]
    }
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let project = tempfile::tempdir().expect("a folder");
                let database = mysql::Database::create();
                case::run(concat!("mysql/", stringify!($name)), project.path(), &database);
            }
        )*

        #[test]
        fn every_case_has_a_test() {
            case::assert_all_listed("mysql", &[$(stringify!($name)),*]);
        }
    };
}

cases![
    both_backends,
    columns,
    compat,
    compat_facts,
    duplicates,
    empty,
    foreign_keys,
    index,
    index_impossible,
    indexes,
    merge,
    merge_refused,
    names,
    suggest,
    versioned,
    views,
];
