//! The cases on PostgreSQL.

use super::case::{self, Database};
use crate::support::postgres;

impl Database for postgres::Database {
    fn url(&self) -> String {
        self.url()
    }

    fn run(&self, script: &str) {
        self.run(script);
    }

    fn texts(&self, query: &str) -> Vec<String> {
        super::rows::texts::<diesel::PgConnection>(&self.url(), query)
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
                let database = postgres::Database::create();
                case::run(concat!("postgres/", stringify!($name)), project.path(), &database);
            }
        )*

        #[test]
        fn every_case_has_a_test() {
            case::assert_all_listed("postgres", &[$(stringify!($name)),*]);
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
    index_refused,
    indexes,
    merge,
    merge_refused,
    null_defaults,
    obstacles,
    partitions,
    schemas,
    search_path,
    suggest,
    suggest_names,
    types_elsewhere,
    views,
];
