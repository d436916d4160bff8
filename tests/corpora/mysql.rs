//! The corpora of MySQL, on MariaDB.

use super::compiled::{self, Package};
use super::{corpora_of, generate, json, printed, sql};
use crate::support::mysql::Database;

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

        const CORPORA: &[&str] = &[$(stringify!($name)),*];

        #[test]
        fn every_corpus_has_a_test() {
            assert_eq!(corpora_of("mysql"), [$(stringify!($name)),*]);
        }
    };
}

#[test]
fn models_of_what_is_unique_compile() {
    let package = &mut Package::new("mysql_accepted");
    for name in CORPORA {
        let module = package.module(name);
        with_corpus(name, |name, _, url| {
            compiled::write_module(&module, name, url, generate::models_rs);
        });
    }
    compiled::assert_accepted(package, CORPORA);
}

#[test]
fn models_of_what_is_not_unique_do_not_compile() {
    let package = &mut Package::new("mysql_rejected");
    for name in CORPORA {
        let module = package.module(name);
        with_corpus(name, |name, _, url| {
            compiled::write_module(&module, name, url, |corpus, _| {
                compiled::rejected_models(corpus)
            });
        });
    }
    compiled::assert_rejected(package, CORPORA);
}

corpora![iota_mysql, syncstorage_mysql];
