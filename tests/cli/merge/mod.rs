//! `camshaft merge`, where a transcript does not show it: signals, terminals, JSON, privileges.

#[cfg(unix)]
mod interrupted;
#[cfg(feature = "postgres")]
mod privileges;
#[cfg(target_os = "linux")]
mod terminal;

use std::path::Path;

use serde_json::Value;

use super::held::{Ended, run};
use super::rows::of_file;
use crate::support::sqlite;

const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(20));
    CREATE TABLE comments (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id));
    CREATE TABLE details (user_id INTEGER PRIMARY KEY REFERENCES users (id), n INTEGER);
    INSERT INTO users VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, 'b'), (5, 'c'), (6, 'c');
    INSERT INTO comments VALUES (1, 1), (2, 2), (3, 4), (4, 6);
    INSERT INTO details VALUES (1, 1), (2, 2), (4, 4);";

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

fn with_file(test: impl FnOnce(&Path, &dyn Fn(&[&str]) -> Ended)) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("app.sqlite");
    sqlite::run(&file, TABLES);
    test(&file, &|args| run(folder.path(), "app.sqlite", args));
}

const MERGE: [&str; 5] = ["merge", "--table", "users", "--columns", "email"];

#[test]
fn what_is_counted_is_what_is_done() {
    with_file(|file, camshaft| {
        let planned = json(&camshaft(
            &[&MERGE[..], &["--dry-run", "--format", "json"]].concat(),
        ));
        let users = of_file(file, "SELECT group_concat(id) AS value FROM users");
        assert_eq!(users, ["1,2,3,4,5,6"]);
        let done = camshaft(&[&MERGE[..], &["--yes", "--format", "json"]].concat());
        assert_eq!(done.code, Some(0));
        let done = json(&done);
        for same in [
            "table",
            "groups",
            "deleted",
            "moved",
            "filled",
            "associations",
            "failed",
        ] {
            assert_eq!(planned[same], done[same], "{same}");
        }
        assert_eq!(
            (planned["dry_run"].as_bool(), done["dry_run"].as_bool()),
            (Some(true), Some(false))
        );
        assert_eq!(
            (done["groups"].as_u64(), done["deleted"].as_u64()),
            (Some(3), Some(3))
        );
        assert_eq!(
            (done["moved"].as_u64(), done["end"].as_str()),
            (Some(4), Some("complete"))
        );
        let details = &done["associations"][1];
        assert_eq!(
            (details["table"].as_str(), details["deleted"].as_u64()),
            (Some("details"), Some(1))
        );
        assert!(planned["run"].is_null() && planned["undo"].is_null());

        let undo = done["undo"].as_str().expect("a command");
        assert_eq!(
            undo,
            format!(
                "camshaft merge --undo {}",
                done["run"].as_str().expect("a run")
            )
        );
        let undone = json(&camshaft(
            &[
                &undo.split(' ').skip(1).collect::<Vec<_>>()[..],
                &["--format", "json"],
            ]
            .concat(),
        ));
        assert_eq!(
            (undone["groups"].as_u64(), undone["restored"].as_u64()),
            (Some(3), Some(4))
        );
        let rows = of_file(
            file,
            "SELECT group_concat(id || ':' || user_id) AS value FROM comments",
        );
        assert_eq!(rows, ["1:1,2:2,3:4,4:6"]);
    });
}

#[test]
fn nothing_to_do_leaves_nothing_behind() {
    with_file(|file, camshaft| {
        sqlite::run(
            file,
            "DELETE FROM comments; DELETE FROM details; DELETE FROM users WHERE id % 2 = 0",
        );
        let ended = camshaft(&[&MERGE[..], &["--yes"]].concat());
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(0), "users (email): no duplicates\n")
        );
        let tables = "SELECT count(*) || '' AS value FROM sqlite_master WHERE type = 'table'";
        assert_eq!(of_file(file, tables), ["3"]);
    });
}
