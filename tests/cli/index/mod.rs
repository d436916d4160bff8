//! `camshaft index`, where a transcript does not show it: what happens while the index is built.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;

#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::path::Path;

use serde_json::Value;

use super::held::run;
use crate::support::sqlite;

#[test]
fn the_result_is_one_object() {
    let folder = tempfile::tempdir().expect("a folder");
    sqlite::run(
        &folder.path().join("app.sqlite"),
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO users VALUES (1, 'a'), (2, 'a');",
    );
    let index = |more: &[&str]| {
        let args = [
            "index",
            "--table",
            "users",
            "--columns",
            "email",
            "--yes",
            "--format",
            "json",
        ];
        let ended = run(folder.path(), "app.sqlite", &[&args, more].concat());
        assert_eq!(
            (ended.code, ended.err.contains("error")),
            (Some(0), false),
            "{ended:?}"
        );
        serde_json::from_str::<Value>(&ended.out).expect("JSON")
    };
    let built = index(&[]);
    assert_eq!(
        (built["state"].as_str(), built["attempts"].as_u64()),
        (Some("valid"), Some(1))
    );
    assert_eq!(built["merges"][0]["deleted"].as_u64(), Some(1));
    assert!(built["merges"][0]["run"].is_string());
    let up = built["migrations"][0]["up"].as_str().expect("SQL");
    assert!(
        up.ends_with(
            "\nCREATE UNIQUE INDEX IF NOT EXISTS \"users_email_key\" ON \"users\" (\"email\");\n"
        ),
        "{up}"
    );
    assert!(built["migrations"][0]["metadata"].is_null());

    let existing = index(&["--migration", "here"]);
    assert_eq!(
        (existing["state"].as_str(), existing["index"].as_str()),
        (Some("existing"), Some("users_email_key"))
    );
    let written = existing["written"][0].as_str().expect("a folder");
    let written = std::fs::read_to_string(folder.path().join(written).join("up.sql"));
    assert_eq!(written.expect("a file"), up);
}
