//! Findings that are accepted on purpose.

use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use super::check::ReleaseFinding;
use super::error::CompatError;
use super::finding::{Kind, Severity};
use crate::error::Error;
use crate::util::date::{date, is_date};

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowFile {
    #[serde(default)]
    allow: Vec<AllowEntry>,
}

/// One finding, or those of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowEntry {
    finding: Kind,
    table: String,
    column: Option<String>,
    /// The reason why it is accepted.
    reason: String,
    /// The last day on which it is, as `2026-12-31`.
    until: String,
}

impl AllowEntry {
    fn is_of(&self, found: &ReleaseFinding) -> bool {
        let finding = &found.finding;
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
pub(super) fn apply(path: &Path, found: &mut Vec<ReleaseFinding>) -> Result<(), Error> {
    let wrong = |problem: String| CompatError::Allow {
        path: path.to_owned(),
        problem,
    };
    let text = crate::util::path::read(path)?;
    let file: AllowFile =
        toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))?;
    let today = date(Timestamp::now());
    for entry in &file.allow {
        if entry.reason.trim().is_empty() {
            return Err(wrong(format!("the entry for {} has no reason", entry.name())).into());
        }
        if !is_date(&entry.until) {
            return Err(wrong(format!(
                "`{}` is not a date such as `2026-12-31`",
                entry.until
            ))
            .into());
        }
        if entry.until < today {
            return Err(wrong(format!(
                "the entry for {} expired on {}: fix the finding or extend the date",
                entry.name(),
                entry.until
            ))
            .into());
        }
        let allowed =
            |it: &ReleaseFinding| it.finding.severity != Severity::Note && entry.is_of(it);
        if !found.iter().any(allowed) {
            return Err(wrong(format!(
                "no finding matches the entry for {}: remove it",
                entry.name()
            ))
            .into());
        }
    }
    found.retain(|it| !file.allow.iter().any(|entry| entry.is_of(it)));
    Ok(())
}
