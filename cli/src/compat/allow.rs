//! Findings that are accepted on purpose.

use std::path::Path;

use serde::Deserialize;

use super::finding::{Kind, Severity};
use super::round::Noticed;
use crate::clock;
use crate::error::Error;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    allow: Vec<Entry>,
}

/// One finding, or those of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    finding: Kind,
    table: String,
    column: Option<String>,
    /// Why it is accepted.
    reason: String,
    /// The last day on which it is, as `2026-12-31`.
    until: String,
}

impl Entry {
    fn is_of(&self, noticed: &Noticed) -> bool {
        let finding = &noticed.finding;
        finding.kind == self.finding
            && finding.table == self.table
            && (self.column.is_none() || finding.column == self.column)
    }

    fn name(&self) -> String {
        let column = self.column.iter().map(|column| format!(".{column}"));
        let column: String = column.collect();
        format!("{} of `{}{column}`", self.finding.word(), self.table)
    }
}

/// Takes out what is allowed; an entry that is expired or that allows nothing is an error.
pub(super) fn apply(path: &Path, noticed: &mut Vec<Noticed>) -> Result<(), Error> {
    let wrong = |problem: String| Error::Allow {
        path: path.to_owned(),
        problem,
    };
    let text = std::fs::read_to_string(path).map_err(|error| Error::Read {
        path: path.to_owned(),
        error,
    })?;
    let file: File = toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))?;
    let today = clock::date(clock::now());
    for entry in &file.allow {
        if entry.reason.trim().is_empty() {
            return Err(wrong(format!("the {} has no reason", entry.name())));
        }
        if !is_date(&entry.until) {
            return Err(wrong(format!(
                "`{}` is no date as `2026-12-31`",
                entry.until
            )));
        }
        if entry.until < today {
            return Err(wrong(format!(
                "the {} was allowed until {}",
                entry.name(),
                entry.until
            )));
        }
        let allowed = |it: &Noticed| it.finding.severity != Severity::Note && entry.is_of(it);
        if !noticed.iter().any(allowed) {
            return Err(wrong(format!(
                "the {} is not found: remove the entry",
                entry.name()
            )));
        }
    }
    noticed.retain(|it| !file.allow.iter().any(|entry| entry.is_of(it)));
    Ok(())
}

/// Dates of this form are in order as texts.
fn is_date(text: &str) -> bool {
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|it| it.is_ascii_digit());
    let parts: Vec<_> = text.split('-').collect();
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}
