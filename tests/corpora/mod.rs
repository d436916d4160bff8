//! See the README.

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
