//! The result of the command, as text and as JSON.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::build::{Built, Operation};
use super::migration::{self, Migration};
use super::target::IndexTarget;
use crate::commands::merge::render::{Json as MergeJson, json as merge_json};
use crate::render::phrases::key_description;
use crate::render::pretty;
use crate::util::path::shown;

/// The result of the command.
pub(super) enum IndexResult {
    /// An index, by its name, is there already.
    Existing(String),
    Built(Built),
}

#[derive(Debug, Serialize)]
struct Json<'r> {
    table: &'r str,
    index: &'r str,
    /// `valid`, `existing` or `left`.
    state: &'static str,
    /// The description of what is left.
    left: Option<&'r str>,
    attempts: u32,
    merges: Vec<MergeJson<'r>>,
    migrations: &'r [Migration],
    written: &'r [PathBuf],
}

pub(super) fn text(
    target: &IndexTarget,
    result: &IndexResult,
    migrations: &[Migration],
    written: &[PathBuf],
) -> String {
    let (name, what) = (&target.name, key_description(&target.spec));
    let mut text = match result {
        IndexResult::Existing(name) => {
            format!("the index `{name}` exists and keeps {what} unique\n")
        }
        IndexResult::Built(Built {
            left: Some(left), ..
        }) => return format!("{what} is not unique: {left}\n"),
        IndexResult::Built(Built {
            operation: Operation::Rebuild(name),
            ..
        }) => format!("rebuilt the index `{name}`, which keeps {what} unique\n"),
        IndexResult::Built(_) => {
            format!("created the index `{name}`, which keeps {what} unique\n")
        }
    };
    for folder in written {
        let _ = writeln!(text, "wrote {}", shown(folder));
    }
    if written.is_empty() && !migrations.is_empty() {
        text.push_str("the migration to commit (--migration writes it to a folder):\n");
        text.push_str(&migration::shown(migrations));
    }
    text
}

pub(super) fn json(
    target: &IndexTarget,
    result: &IndexResult,
    migrations: &[Migration],
    written: &[PathBuf],
    archive: &str,
) -> String {
    let none = Vec::new();
    let (state, left, attempts, merges) = match result {
        IndexResult::Existing(_) => ("existing", None, 0, &none),
        IndexResult::Built(built) => (
            if built.left.is_some() {
                "left"
            } else {
                "valid"
            },
            built.left.as_deref(),
            built.attempts,
            &built.merges,
        ),
    };
    let merge = |merged| merge_json(&target.spec, merged, archive);
    pretty(&Json {
        table: &target.spec.table,
        index: match result {
            IndexResult::Existing(name)
            | IndexResult::Built(Built {
                operation: Operation::Rebuild(name),
                ..
            }) => name,
            IndexResult::Built(_) => &target.name,
        },
        state,
        left,
        attempts,
        merges: merges.iter().map(merge).collect(),
        migrations,
        written,
    })
}
