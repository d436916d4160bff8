//! How it ended, as text and as JSON.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::build::{Built, Work};
use super::migration::{self, Migration};
use super::target::Target;
use crate::commands::merge::render::{Json as MergeJson, json as merge_json};
use crate::render::phrases::key_description;
use crate::render::pretty;
use crate::util::path::shown;

/// How it ended.
pub(super) enum Ended {
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
    /// What is left.
    left: Option<&'r str>,
    attempts: u32,
    merges: Vec<MergeJson<'r>>,
    migrations: &'r [Migration],
    written: &'r [PathBuf],
}

pub(super) fn text(
    target: &Target,
    ended: &Ended,
    migrations: &[Migration],
    written: &[PathBuf],
) -> String {
    let (name, what) = (&target.name, key_description(&target.sought));
    let mut text = match ended {
        Ended::Existing(name) => format!("the index `{name}` is there and keeps {what} unique\n"),
        Ended::Built(Built {
            left: Some(left), ..
        }) => return format!("{what} is not unique: {left}\n"),
        Ended::Built(Built {
            work: Work::Rebuild(name),
            ..
        }) => format!("the index `{name}` is rebuilt, and keeps {what} unique\n"),
        Ended::Built(_) => format!("the index `{name}` is created, and keeps {what} unique\n"),
    };
    for folder in written {
        let _ = writeln!(text, "{} is written", shown(folder));
    }
    if written.is_empty() && !migrations.is_empty() {
        text.push_str("the migration to commit, which --migration writes:\n");
        text.push_str(&migration::shown(migrations));
    }
    text
}

pub(super) fn json(
    target: &Target,
    ended: &Ended,
    migrations: &[Migration],
    written: &[PathBuf],
    archive: &str,
) -> String {
    let none = Vec::new();
    let (state, left, attempts, merges) = match ended {
        Ended::Existing(_) => ("existing", None, 0, &none),
        Ended::Built(built) => (
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
    let merge = |merged| merge_json(&target.sought, merged, archive);
    pretty(&Json {
        table: &target.sought.table,
        index: match ended {
            Ended::Existing(name)
            | Ended::Built(Built {
                work: Work::Rebuild(name),
                ..
            }) => name,
            Ended::Built(_) => &target.name,
        },
        state,
        left,
        attempts,
        merges: merges.iter().map(merge).collect(),
        migrations,
        written,
    })
}
