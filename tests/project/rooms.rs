//! The rooms of the runtime, each with those that it may name: arrows run down only.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::layers::module_of;
use super::paths::paths_in;
use super::{files_below, read, root};

/// A folder or file of `runtime/src`, and the rooms that it names: all of them stand above it in the list.
struct Row {
    room: &'static str,
    names: &'static [&'static str],
}

const fn row(room: &'static str, names: &'static [&'static str]) -> Row {
    Row { room, names }
}

#[rustfmt::skip] // one line a room: the table is read more often than written
const ROWS: &[Row] = &[
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

#[test]
fn arrows_run_down() {
    let mut found = Vec::new();
    for file in files() {
        let Some(row) = row_of_file(&file) else {
            continue;
        };
        for named in paths_in(&read(&file), &module_of(&file)) {
            let Some(other) = room_of_path(&named.path) else {
                continue;
            };
            if other != row.room && !row.names.contains(&other) {
                let file = file.strip_prefix(root()).expect("below the workspace");
                found.push(format!(
                    "{}:{} names `{}`, which the row of `{}` does not allow",
                    file.display(),
                    named.line,
                    named.path,
                    row.room
                ));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_room_stands_below_those_that_it_names() {
    for (position, row) in ROWS.iter().enumerate() {
        for name in row.names {
            let above = ROWS[..position].iter().any(|other| other.room == *name);
            assert!(
                above,
                "`{}` names `{name}`, which is not above it",
                row.room
            );
        }
    }
}

#[test]
fn every_arrow_is_there() {
    for row in ROWS {
        let named: BTreeSet<_> = files()
            .iter()
            .filter(|file| row_of_file(file).is_some_and(|it| it.room == row.room))
            .flat_map(|file| paths_in(&read(file), &module_of(file)))
            .filter_map(|named| room_of_path(&named.path))
            .collect();
        for name in row.names {
            assert!(
                named.contains(name),
                "`{}` does not name `{name}`",
                row.room
            );
        }
    }
}

#[test]
fn every_file_is_in_a_room() {
    let homeless: Vec<_> = files()
        .into_iter()
        .filter(|file| row_of_file(file).is_none())
        // The crate's root names what it makes public.
        .filter(|file| !module_of(file).is_empty())
        .collect();
    assert!(homeless.is_empty(), "without a row: {homeless:?}");
    for row in ROWS {
        let is_there = files()
            .iter()
            .any(|file| row_of_file(file).is_some_and(|it| it.room == row.room));
        assert!(is_there, "the room `{}` has no file", row.room);
    }
}

#[test]
fn an_arrow_up_is_found() {
    let file = root().join("runtime/src/dialect/mod.rs");
    let row = row_of_file(&file).expect("a row");
    let planted = paths_in("use crate::duplicates::Group;", &module_of(&file));
    let room = room_of_path(&planted[0].path).expect("a room");
    assert!(!row.names.contains(&room));
}

/// The files of the runtime that are not tests alone.
fn files() -> Vec<PathBuf> {
    let mut files = files_below(&root().join("runtime/src"));
    files.retain(|file| {
        file.extension().is_some_and(|extension| extension == "rs")
            && !module_of(file).iter().any(|part| part == "tests")
    });
    files
}

fn row_of_file(file: &Path) -> Option<&'static Row> {
    let module = module_of(file);
    nearest(&module.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The room that a path of the crate leads to; `None` for what is of another crate, or stands in the root.
fn room_of_path(path: &str) -> Option<&'static str> {
    let mut parts = path.split("::");
    if parts.next() != Some("crate") {
        return None;
    }
    nearest(&parts.collect::<Vec<_>>()).map(|row| row.room)
}

/// The room with the longest name that a path begins with.
fn nearest(path: &[&str]) -> Option<&'static Row> {
    let rooms = ROWS.iter().filter(|row| {
        let mut parts = row.room.split("::");
        let mut path = path.iter();
        parts.all(|part| path.next() == Some(&part))
    });
    rooms.max_by_key(|row| row.room.len())
}
