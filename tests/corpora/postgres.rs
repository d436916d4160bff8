//! The corpora of PostgreSQL.

use super::{corpora_of, json, printed, sql};
use crate::support::postgres::Database;

fn with_corpus(name: &str, test: impl Fn(&str, &std::path::Path, &str)) {
    let project = tempfile::tempdir().expect("a folder");
    let database = Database::create();
    database.run(&sql(name));
    test(name, project.path(), &database.url());
}

macro_rules! corpora {
    ($($name:ident),* $(,)?) => {
        mod facts {
            $(
                #[test]
                fn $name() {
                    super::with_corpus(stringify!($name), super::json::assert_prints_corpus);
                }
            )*
        }

        mod catalog {
            $(
                #[test]
                fn $name() {
                    super::with_corpus(stringify!($name), super::printed::assert_covers_schema);
                }
            )*
        }

        #[test]
        fn every_corpus_has_a_test() {
            assert_eq!(corpora_of("pg"), [$(stringify!($name)),*]);
        }
    };
}

corpora![crates_io, kitsune, plume_pg];
