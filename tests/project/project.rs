//! Rules of the project itself: which layer may name which, what manifests share, which expected outputs are stale.

use std::fs;
use std::path::{Path, PathBuf};

mod expected;
mod layers;
mod links;
mod manifests;
mod paths;
mod rooms;
mod suites;
mod words;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the package lies in `tests` of the workspace")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Returns all files below a folder, sorted; none if the folder does not exist.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Replaces each name in backticks.
fn without_code(line: &str, instead: &str) -> String {
    let parts = line.split('`').enumerate();
    parts
        .map(|(position, part)| if position % 2 == 0 { part } else { instead })
        .collect()
}
