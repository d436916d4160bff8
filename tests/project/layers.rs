//! Arrows between layers run one way.

use std::path::{Path, PathBuf};

use super::paths::paths_in;
use super::{files_below, read, root};

/// A file or folder without `.rs`, what it must not name, and why.
struct Room {
    path: &'static str,
    forbids: &'static [&'static str],
    because: &'static str,
}

#[rustfmt::skip] // one line a field: the table is read more often than written
const ROOMS: &[Room] = &[
    Room {
        path: "macros/syntax/src",
        forbids: &["camshaft", "camshaft_macros", "quote::quote"],
        because: "the grammar knows no meaning",
    },
    Room {
        path: "macros/syntax/src/catalog",
        forbids: &["crate::model"],
        because: "facts know no model",
    },
    Room {
        path: "macros/syntax/src/model",
        forbids: &["crate::catalog"],
        because: "attributes know no facts",
    },
    Room {
        path: "macros/src/check",
        forbids: &["crate::expand", "crate::catalog"],
        because: "checking reads the parsed model and nothing later",
    },
    Room {
        path: "macros/src/checked",
        forbids: &["crate::check", "crate::expand", "camshaft_syntax"],
        because: "the checked model is plain data",
    },
    Room {
        path: "macros/src/expand",
        forbids: &[
            "camshaft_syntax", "crate::check", "syn::parse", "syn::parse2", "syn::parse_str",
            "syn::Attribute", "syn::Meta", "syn::MetaList", "syn::MetaNameValue",
        ],
        because: "expansion reads the checked model only and cannot fail",
    },
    Room {
        path: "runtime/src/proof",
        forbids: &[
            "diesel::Connection", "diesel::connection", "diesel::prelude", "diesel::r2d2",
            "diesel::PgConnection", "diesel::SqliteConnection", "diesel::MysqlConnection",
        ],
        because: "a proof runs in the compiler, where no connection is",
    },
    Room {
        path: "runtime/src/sql",
        forbids: &["diesel"],
        because: "SQL is put together without looking at anything",
    },
    Room {
        path: "runtime/src/keyed/columns",
        forbids: &[
            "crate::keyed::nodes", "crate::keyed::builder", "crate::keyed::machine", "crate::keyed::blocking",
            "crate::keyed::async_", "crate::keyed::batch",
        ],
        because: "a key knows no statement",
    },
    Room {
        path: "runtime/src/keyed/nodes",
        forbids: &[
            "crate::keyed::builder", "crate::keyed::machine", "crate::keyed::blocking", "crate::keyed::async_",
            "crate::keyed::batch",
        ],
        because: "a statement knows no call",
    },
    Room {
        path: "runtime/src/keyed/decide",
        forbids: &[
            "diesel", "diesel_async", "crate::dialect", "crate::keyed::nodes", "crate::keyed::blocking",
            "crate::keyed::async_", "crate::keyed::batch",
        ],
        because: "decisions are pure",
    },
    Room {
        path: "runtime/src/violation",
        forbids: &[
            "diesel::Connection", "diesel::connection", "diesel::prelude", "diesel::r2d2",
            "diesel::PgConnection", "diesel::SqliteConnection", "diesel::MysqlConnection",
        ],
        because: "an error does not tell its server, and needs no other feature to be read",
    },
    Room {
        path: "runtime/src/violation/message",
        forbids: &["diesel", "diesel_async", "crate::proof"],
        because: "messages are read from their text alone",
    },
    Room {
        path: "runtime/src/verify/compare",
        forbids: &["diesel", "diesel_async"],
        because: "what is compared has been read",
    },
    Room {
        path: "runtime/src",
        forbids: &["camshaft_cli", "camshaft_tests"],
        because: "nothing that users build on the runtime is known to it",
    },
    Room {
        path: "cli/src",
        forbids: &["camshaft_macros", "camshaft::private", "quote"],
        because: "the command renders what the runtime read",
    },
    Room {
        path: "cli/src/database/live",
        forbids: &[
            "crate::database::connect", "crate::database::url", "diesel::Connection", "diesel::connection",
        ],
        because: "live facts are read by `Database` alone",
    },
    Room {
        path: "cli/src/project/source",
        forbids: &["crate::project::manifest", "crate::project::catalog", "camshaft"],
        because: "the source is read by its words alone",
    },
    Room {
        path: "cli/src/project/manifest",
        forbids: &["camshaft", "crate::project::select", "crate::project::target::targets"],
        because: "a manifest is made of files",
    },
    Room {
        path: "cli/src/commands/compat/compare",
        forbids: &["diesel", "crate::database", "crate::project::config", "crate::project::source"],
        because: "schemas are compared after they were read",
    },
];

/// The folders that other rules of this suite read: an empty one would let them pass without a check.
const FOLDERS: &[&str] = &["tests/ui"];

#[test]
fn arrows_run_one_way() {
    let found: Vec<String> = ROOMS
        .iter()
        .flat_map(|room| {
            files_of(room)
                .into_iter()
                .flat_map(|file| arrows_back(room, &file, &read(&root().join(&file))))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_room_is_there() {
    let empty_rooms = ROOMS.iter().filter(|room| files_of(room).is_empty());
    let empty_folders = FOLDERS
        .iter()
        .filter(|folder| files_below(&root().join(folder)).is_empty());
    let missing: Vec<&str> = empty_rooms
        .map(|room| room.path)
        .chain(empty_folders.copied())
        .collect();
    assert!(
        missing.is_empty(),
        "without a file, so that their rule checks nothing: {missing:?}"
    );
}

#[test]
fn an_arrow_that_runs_back_is_found() {
    let planted = [
        (
            "macros/syntax/src/catalog",
            "parse.rs",
            "use crate::model::Unique;",
        ),
        (
            "macros/src/check",
            "mod.rs",
            "fn f() { super::expand::model() }",
        ),
        (
            "macros/src/expand",
            "proof.rs",
            "use syn::{Ident, Attribute as Attr};",
        ),
        (
            "macros/src/expand",
            "mod.rs",
            "use crate::checked::Model; use camshaft_syntax::{self as syntax};",
        ),
        (
            "runtime/src/keyed/nodes",
            "read.rs",
            "use super::super::batch::Batch;",
        ),
        (
            "runtime/src/proof",
            "unique.rs",
            "fn f(c: &mut impl diesel::Connection) {}",
        ),
        ("runtime/src/keyed/decide", "", "use diesel;"),
        ("runtime/src/keyed/decide", "", "pub use super::nodes::*;"),
        ("cli/src", "report.rs", "extern crate camshaft_macros;"),
    ];
    for (path, file, source) in planted {
        let room = ROOMS.iter().find(|room| room.path == path).expect(path);
        let file = PathBuf::from(path).join(file).with_extension("rs");
        assert_eq!(arrows_back(room, &file, source).len(), 1, "{source}");
    }
}

#[test]
fn an_arrow_that_runs_forth_is_not_found() {
    let allowed = [
        (
            "macros/syntax/src/model",
            "mod.rs",
            "use crate::Diagnostics; // not crate::catalog",
        ),
        (
            "macros/src/check",
            "mod.rs",
            r#"const HELP: &str = "see crate::expand";"#,
        ),
        (
            "macros/src/expand",
            "mod.rs",
            "use syn::{Ident, Path}; use crate::checked::Model;",
        ),
        (
            "runtime/src/keyed/nodes",
            "mod.rs",
            "#[cfg(test)]\nmod tests { use crate::keyed::batch::Batch; }",
        ),
        (
            "runtime/src/violation/message",
            "",
            "use crate::catalog::Index;",
        ),
        (
            "runtime/src/keyed/decide",
            "",
            "use super::Outcome; fn f(diesel: u8) -> u8 { diesel }",
        ),
    ];
    for (path, file, source) in allowed {
        let room = ROOMS.iter().find(|room| room.path == path).expect(path);
        let file = PathBuf::from(path).join(file).with_extension("rs");
        assert_eq!(arrows_back(room, &file, source), [""; 0], "{source}");
    }
}

/// Returns the files of a room, relative to the workspace.
fn files_of(room: &Room) -> Vec<PathBuf> {
    let mut files = files_below(&root().join(room.path));
    files.push(root().join(room.path).with_extension("rs"));
    files.retain(|file| {
        file.extension().is_some_and(|extension| extension == "rs") && file.exists()
    });
    files
        .iter()
        .map(|file| {
            file.strip_prefix(root())
                .expect("below the workspace")
                .to_owned()
        })
        .collect()
}

/// One line for each path in the source that the room must not name.
fn arrows_back(room: &Room, file: &Path, source: &str) -> Vec<String> {
    paths_in(source, &module_of(file))
        .into_iter()
        .filter(|found| {
            room.forbids
                .iter()
                .any(|forbidden| is_within(&found.path, forbidden))
        })
        .map(|found| {
            let (line, path) = (found.line, found.path);
            format!(
                "{}:{line} names `{path}`, but {}",
                file.display(),
                room.because
            )
        })
        .collect()
}

/// Returns whether a path is within a module: `a::b` and `a::b::c` are within `a::b`, `a::bc` is not.
fn is_within(path: &str, module: &str) -> bool {
    path.strip_prefix(module)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Returns the module that a file holds, as `["catalog", "facts"]` for `runtime/src/catalog/facts.rs`.
pub(super) fn module_of(file: &Path) -> Vec<String> {
    file.with_extension("")
        .iter()
        .skip_while(|part| *part != "src")
        .skip(1)
        .map(|part| part.to_string_lossy().into_owned())
        .filter(|part| !matches!(part.as_str(), "lib" | "main" | "mod"))
        .collect()
}
