//! The rooms of the runtime and of the command, each with those that it may name: arrows run down only.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::layers::module_of;
use super::paths::paths_in;
use super::{files_below, read, root};

/// The source of a package, and its rooms: each names only rooms before it in the list.
struct Tree {
    folder: &'static str,
    rows: &'static [Row],
}

/// A folder or file, and the rooms that it names.
struct Row {
    room: &'static str,
    names: &'static [&'static str],
}

const fn row(room: &'static str, names: &'static [&'static str]) -> Row {
    Row { room, names }
}

const TREES: [Tree; 2] = [
    Tree {
        folder: "runtime/src",
        rows: RUNTIME,
    },
    Tree {
        folder: "cli/src",
        rows: COMMAND,
    },
];

#[rustfmt::skip] // one line a room: the table is read more often than written
const RUNTIME: &[Row] = &[
    row("error", &[]),
    row("pause", &[]),
    row("connection", &[]),
    row("model", &[]),
    row("text", &[]),
    row("catalog::backend", &["text"]),
    row("sql", &["catalog::backend"]),
    row("catalog", &["sql", "text"]),
    row("catalog::references", &["catalog", "sql"]),
    row("proof", &["catalog", "sql", "text"]),
    row("dialect", &["catalog"]),
    row("cause", &["error"]),
    row("transaction", &["dialect", "error"]),
    row("retry", &["cause", "dialect", "pause", "transaction"]),
    row("violation", &["catalog", "cause", "error", "proof"]),
    row("keyed", &["catalog", "connection", "dialect", "error", "pause", "proof", "sql", "transaction", "violation"]),
    row("insert", &["catalog", "connection", "dialect", "error", "keyed", "transaction"]),
    row("backfill", &["connection", "dialect", "error", "keyed"]),
    row("duplicates", &["catalog", "connection", "dialect", "error", "keyed", "proof", "sql"]),
    row("merge", &["catalog", "catalog::references", "connection", "dialect", "duplicates", "pause", "sql", "transaction"]),
    row("verify", &["catalog", "proof"]),
    row("sqlite", &["error"]),
    row("private", &["backfill", "catalog", "cause", "duplicates", "insert", "keyed", "merge", "model", "proof", "violation"]),
];

// A command uses no other one, with four exceptions: what print-catalog would write is compared and written by others,
// and duplicates are merged before an index is built.
#[rustfmt::skip]
const COMMAND: &[Row] = &[
    row("error", &[]),
    row("util", &["error"]),
    row("state", &["util"]),
    row("render", &["state", "util"]),
    row("database", &["error", "state", "util"]),
    row("project", &["error", "state", "util"]),
    row("commands::args", &["error", "project"]),
    row("commands::print_catalog", &["commands::args", "database", "error", "project", "render", "util"]),
    row("commands::check_catalog", &["commands::args", "commands::print_catalog", "database", "error", "project", "util"]),
    row("commands::migration", &["commands::args", "commands::check_catalog", "commands::print_catalog", "error", "project", "util"]),
    row("commands::suggest", &["commands::args", "database", "error", "project", "util"]),
    row("commands::duplicates", &["commands::args", "database", "error", "util"]),
    row("commands::merge", &["commands::args", "database", "error", "render", "util"]),
    row("commands::index", &["commands::args", "commands::merge", "database", "error", "project", "render", "util"]),
    row("commands::manifest", &["error", "project", "render", "util"]),
    row("commands::ignore", &["error", "project", "util"]),
    row("commands::compat", &["database", "error", "project", "render", "state", "util"]),
    row("commands", &["database", "error", "util"]),
];

#[test]
fn arrows_run_down() {
    let mut found = Vec::new();
    for tree in &TREES {
        for file in tree.files() {
            let (Some(row), shown) = (tree.row_of_file(&file), within_root(&file)) else {
                continue;
            };
            for (line, path, other) in tree.named_by(&file) {
                if other != row.room && !row.names.contains(&other) {
                    found.push(format!(
                        "{shown}:{line} names `{path}`, which the row of `{}` does not allow",
                        row.room
                    ));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_room_is_below_those_that_it_names() {
    for tree in &TREES {
        for (position, row) in tree.rows.iter().enumerate() {
            for name in row.names {
                let mut above = tree.rows[..position].iter();
                let is_above = above.any(|other| other.room == *name);
                assert!(is_above, "`{}` names `{name}`, not above it", row.room);
            }
        }
    }
}

#[test]
fn every_arrow_is_there() {
    for tree in &TREES {
        for row in tree.rows {
            let files = tree.files().into_iter();
            let own = files.filter(|file| {
                let found = tree.row_of_file(file);
                found.is_some_and(|it| it.room == row.room)
            });
            let named: BTreeSet<_> = own
                .flat_map(|file| tree.named_by(&file))
                .map(|(_, _, room)| room)
                .collect();
            for name in row.names {
                let room = row.room;
                assert!(named.contains(name), "`{room}` does not name `{name}`");
            }
        }
    }
}

#[test]
fn every_file_is_in_a_room() {
    for tree in &TREES {
        let files = tree.files();
        let homeless: Vec<_> = files
            .iter()
            .filter(|file| tree.row_of_file(file).is_none())
            // The crate's root names what it makes public, and the program the library.
            .filter(|file| !module_of(file).is_empty() && !file.ends_with("bin/camshaft.rs"))
            .collect();
        assert!(homeless.is_empty(), "without a row: {homeless:?}");
        for row in tree.rows {
            let found = |file: &PathBuf| tree.row_of_file(file).map(|it| it.room);
            let is_there = files.iter().any(|file| found(file) == Some(row.room));
            assert!(is_there, "the room `{}` has no file", row.room);
        }
    }
}

#[test]
fn the_map_has_the_same_arrows() {
    let map = read(&root().join("ARCHITECTURE.md"));
    for row in TREES.iter().flat_map(|tree| tree.rows) {
        // The map has one row for all leaves of the runtime, and one for all commands.
        if row.names.is_empty()
            || row.room.starts_with("commands::") && row.room != "commands::args"
        {
            continue;
        }
        let (begin, end) = (
            format!("| `{}` |", row.room),
            format!("| {} |", row.names.join(", ")),
        );
        let mut lines = map.lines();
        let is_there = lines.any(|line| line.starts_with(&begin) && line.ends_with(&end));
        assert!(is_there, "ARCHITECTURE.md has no row `{begin} .. {end}`");
    }
}

#[test]
fn an_arrow_up_is_found() {
    let planted = [
        (
            "runtime/src/dialect/mod.rs",
            "use crate::duplicates::Group;",
        ),
        (
            "cli/src/commands/suggest/unique.rs",
            "use super::super::index::target::Target;",
        ),
        (
            "cli/src/project/config.rs",
            "use crate::database::url::DatabaseUrl;",
        ),
    ];
    for (file, source) in planted {
        let tree = TREES.iter().find(|tree| file.starts_with(tree.folder));
        let (tree, file) = (tree.expect("a tree"), root().join(file));
        let row = tree.row_of_file(&file).expect("a row");
        let named = paths_in(source, &module_of(&file));
        let room = tree.room_of_path(&named[0].path).expect("a room");
        assert!(!row.names.contains(&room), "{source}");
    }
}

fn within_root(file: &Path) -> String {
    let within = file.strip_prefix(root()).expect("below the workspace");
    within.display().to_string()
}

impl Tree {
    /// Returns the files that are not tests alone.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = files_below(&root().join(self.folder));
        files.retain(|file| {
            file.extension().is_some_and(|extension| extension == "rs")
                && !module_of(file).iter().any(|part| part == "tests")
        });
        files
    }

    /// Returns the rooms that a file names, each with the line and the path.
    fn named_by(&self, file: &Path) -> Vec<(usize, String, &'static str)> {
        let named = paths_in(&read(file), &module_of(file)).into_iter();
        named
            .filter_map(|it| Some((it.line, it.path.clone(), self.room_of_path(&it.path)?)))
            .collect()
    }

    fn row_of_file(&self, file: &Path) -> Option<&'static Row> {
        let module = module_of(file);
        self.nearest(&module.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Returns the room that a path of the crate leads to; `None` for another crate, and for the root.
    fn room_of_path(&self, path: &str) -> Option<&'static str> {
        let mut parts = path.split("::");
        if parts.next() != Some("crate") {
            return None;
        }
        self.nearest(&parts.collect::<Vec<_>>()).map(|row| row.room)
    }

    /// Returns the room with the longest name that a path begins with.
    fn nearest(&self, path: &[&str]) -> Option<&'static Row> {
        let rooms = self.rows.iter().filter(|row| {
            let mut parts = row.room.split("::");
            let mut path = path.iter();
            parts.all(|part| path.next() == Some(&part))
        });
        rooms.max_by_key(|row| row.room.len())
    }
}
