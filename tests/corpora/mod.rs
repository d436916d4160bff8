//! See the README.

/// The tests of a server's corpora; `with_corpus` beside it loads one and calls a test with its name, a project's folder
/// and the URL of its database.
macro_rules! corpora {
    ($backend:literal: $($name:ident),* $(,)?) => {
        mod facts {
            $(
                #[test]
                fn $name() {
                    super::with_corpus(stringify!($name), crate::corpora::json::assert_prints_corpus);
                }
            )*
        }

        mod catalog {
            $(
                #[test]
                fn $name() {
                    super::with_corpus(stringify!($name), crate::corpora::printed::assert_covers_schema);
                }
            )*
        }

        const CORPORA: &[&str] = &[$(stringify!($name)),*];

        #[test]
        fn every_corpus_has_a_test() {
            assert_eq!(crate::corpora::corpora_of($backend), CORPORA);
        }

        /// Writes the modules of all corpora.
        pub(super) fn write_modules(packages: &mut crate::corpora::compiled::Packages) {
            for name in CORPORA {
                with_corpus(name, |name, project, url| packages.write_modules(name, project, url));
            }
        }

        #[test]
        fn models_of_what_is_unique_compile() {
            crate::corpora::compiled::assert_accepted(CORPORA);
        }

        #[test]
        fn models_of_what_is_not_unique_do_not_compile() {
            crate::corpora::compiled::assert_rejected(CORPORA);
        }
    };
}

mod compiled;
mod generate;
mod json;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod printed;
mod sqlite;

use std::path::{Path, PathBuf};

use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

fn read(file: &str) -> String {
    let path = folder().join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The SQL of a corpus.
fn sql(name: &str) -> String {
    read(&format!("{name}.sql"))
}

/// The facts of a corpus.
fn facts(name: &str) -> Value {
    serde_json::from_str(&read(&format!("{name}.json"))).expect("JSON")
}

/// The corpora of a server, as their files say.
fn corpora_of(backend: &str) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| facts(name)["backend"] == backend)
        .collect();
    names.sort();
    names
}
