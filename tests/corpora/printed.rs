//! The printed catalog of a corpus, against a schema file made of the corpus.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::generate::{self, Suggestions};
use super::{facts, json};
use crate::support::command::camshaft;

/// Prints the catalog beside a schema file of all tables and checks that it holds each of them,
/// is as rustfmt wants it, and is found current; that `suggest` speaks of each table; and that the
/// models made of its suggestions are Rust.
pub(crate) fn assert_covers_schema(name: &str, project: &Path, url: &str) {
    let corpus = facts(name);
    let source = project.join("src");
    std::fs::create_dir(&source).expect("a new folder");
    std::fs::write(
        project.join("diesel.toml"),
        "[print_schema]\nfile = \"src/schema.rs\"\n",
    )
    .expect("a new file");
    std::fs::write(source.join("schema.rs"), generate::schema_rs(&corpus)).expect("a new file");

    let printed = succeeded(camshaft(project, url).arg("print-catalog").output());
    assert_eq!(printed.1, "wrote src/catalog.rs\n", "no table is skipped");
    succeeded(camshaft(project, url).arg("check-catalog").output());
    let catalog = std::fs::read_to_string(source.join("catalog.rs")).expect("a catalog");
    for table in json::tables(&corpus) {
        assert!(
            catalog.contains(&header(table)),
            "{} in:\n{catalog}",
            table["table"]
        );
    }

    let (suggested, _) = succeeded(camshaft(project, url).arg("suggest").output());
    let suggestions = Suggestions::parse(&suggested);
    assert_eq!(suggestions.tables(), json::tables(&corpus).len());
    let models = generate::models_rs(&corpus, &suggestions);
    std::fs::write(source.join("models.rs"), models).expect("a new file");
    rustfmt(&["--check"], &source.join("catalog.rs"));
    rustfmt(&[], &source.join("schema.rs"));
    rustfmt(&[], &source.join("models.rs"));
}

fn header(table: &Value) -> String {
    let kind = if table["kind"] == "matview" {
        "materialized view"
    } else {
        "table"
    };
    format!(
        "        {kind} {} {{\n",
        table["table"].as_str().expect("a name")
    )
}

/// What it said, on the standard output and on the standard error.
fn succeeded(output: std::io::Result<Output>) -> (String, String) {
    let output = output.expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    (stdout, stderr)
}

/// rustfmt refuses what does not parse.
fn rustfmt(options: &[&str], file: &Path) {
    let mut command = Command::new("rustfmt");
    succeeded(
        command
            .args(["--edition", "2024"])
            .args(options)
            .arg(file)
            .output(),
    );
}

/// What `camshaft` prints with these arguments.
pub(crate) fn camshaft_says(folder: &Path, url: &str, arguments: &[&str]) -> String {
    succeeded(camshaft(folder, url).args(arguments).output()).0
}
