//! The corpora of SQLite.

use super::{corpora_of, json, printed, sql};
use crate::support;

fn with_corpus(name: &str, test: impl Fn(&str, &std::path::Path, &str)) {
    let project = tempfile::tempdir().expect("a folder");
    support::sqlite::run(&project.path().join("app.sqlite"), &sql(name));
    test(name, project.path(), "app.sqlite");
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
            assert_eq!(corpora_of("sqlite"), [$(stringify!($name)),*]);
        }
    };
}

corpora![libxmtp, mobilecoin_fs, plume_sqlite];
