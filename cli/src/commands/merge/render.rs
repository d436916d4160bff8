//! The report of a merge or of a dry run, as text and as JSON.

use std::fmt::Write as _;

use camshaft::duplicates::KeySpec;
use camshaft::merge::{Association, End, Report};
use serde::Serialize;

use super::execute::{Merged, undo_command};
use crate::render::phrases::{counted, key_description, key_values, rows};

/// Renders what would be done.
pub(crate) fn plan(spec: &KeySpec, report: &Report) -> String {
    let found = report.groups + report.failed.len() as u64;
    let mut lines = vec![match found {
        0 => format!("{}: no duplicates", key_description(spec)),
        found => {
            let groups = counted(found, "group", "groups");
            format!("{}: {groups} of duplicates", key_description(spec))
        }
    }];
    lines.extend(largest(report));
    lines.extend(changes(report, "would be "));
    if !report.locked.is_zero() {
        lines.push(format!(
            "  locks would be held for {:.1?} at most",
            report.locked
        ));
    }
    lines.extend(failed(report));
    lines.join("\n") + "\n"
}

/// Renders what was done.
pub(crate) fn result(spec: &KeySpec, merged: &Merged, archive: &str) -> String {
    let (report, left) = (&merged.report, merged.left());
    let groups = counted(report.groups, "group", "groups");
    let mut lines = vec![match report.groups {
        0 if report.failed.is_empty() && report.end == End::Complete => {
            format!("{}: no duplicates", key_description(spec))
        }
        _ => format!("{}: {groups} merged", key_description(spec)),
    }];
    lines.extend(changes(report, ""));
    if is_changed(report) {
        let archived = rows(report.archived);
        lines.push(format!("  {archived} archived in {archive}"));
    }
    lines.extend(failed(report));
    if report.end == End::Stopped {
        lines.push(match left {
            0 => {
                "stopped: rerun the same command to merge groups that appeared meanwhile".to_owned()
            }
            left => {
                let left = counted(left, "group is", "groups are");
                format!("stopped: {left} left; rerun the same command to continue")
            }
        });
    }
    if is_changed(report) {
        let (run, command) = (&report.run, undo_command(&report.run, archive));
        lines.push(format!("run {run}; to undo it: {command}"));
    }
    lines.join("\n") + "\n"
}

/// Returns whether there is something to undo.
fn is_changed(report: &Report) -> bool {
    report.groups > 0 || report.late > 0
}

fn changes(report: &Report, would_be: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if report.groups > 0 {
        lines.push(format!("  {} {would_be}deleted", rows(report.deleted)));
    }
    if report.filled > 0 {
        let values = counted(report.filled, "value", "values");
        lines.push(format!("  {values} {would_be}copied to survivors"));
    }
    lines.extend(report.associations.iter().map(|it| {
        let columns = it.columns.join(", ");
        let mut line = format!(
            "  {} ({columns}): {} {would_be}moved",
            it.table,
            rows(it.moved)
        );
        if it.collided > 0 {
            let _ = write!(line, ", {} deleted", it.collided);
        }
        line
    }));
    if report.late > 0 {
        let refer = if would_be.is_empty() {
            "referred"
        } else {
            "refer"
        };
        let late = rows(report.late);
        lines.push(format!("  {late} of these {refer} to rows merged earlier"));
    }
    lines
}

/// Renders the largest groups, among which a key that means "no value" shows.
fn largest(report: &Report) -> Option<String> {
    let each = report
        .largest
        .iter()
        .map(|group| format!("{group} ({})", rows(group.rows)));
    let each = each.collect::<Vec<_>>().join(", ");
    (!each.is_empty()).then(|| format!("  largest groups: {each}"))
}

fn failed(report: &Report) -> Vec<String> {
    if report.failed.is_empty() {
        return Vec::new();
    }
    let count = counted(report.failed.len() as u64, "group", "groups");
    let mut lines = vec![format!("{count} cannot be merged:")];
    lines.extend(report.failed.iter().map(|group| {
        let reason = group.error.replace('\n', " ");
        format!("  {}: {reason}", key_values(&group.key))
    }));
    lines
}

/// A merge for other tools.
#[derive(Debug, Serialize)]
pub(crate) struct Json<'r> {
    table: &'r str,
    /// `true` for a dry run.
    dry_run: bool,
    run: Option<&'r str>,
    /// `complete` or `stopped`.
    end: &'static str,
    groups: u64,
    /// The number of groups that are left, without those that failed.
    left: u64,
    deleted: u64,
    moved: u64,
    filled: u64,
    /// The number of rows changed that referred to rows merged before.
    late: u64,
    archived: u64,
    archive: &'r str,
    associations: Vec<JsonAssociation<'r>>,
    failed: Vec<JsonFailed<'r>>,
    warnings: Vec<String>,
    undo: Option<String>,
}

#[derive(Debug, Serialize)]
struct JsonAssociation<'r> {
    table: &'r str,
    columns: &'r [String],
    moved: u64,
    deleted: u64,
}

#[derive(Debug, Serialize)]
struct JsonFailed<'r> {
    key: String,
    error: &'r str,
}

/// Returns what was done, as an object.
pub(crate) fn json<'r>(spec: &'r KeySpec, merged: &'r Merged, archive: &'r str) -> Json<'r> {
    let report = &merged.report;
    let is_run = is_changed(report);
    Json {
        dry_run: false,
        run: is_run.then_some(report.run.as_str()),
        left: merged.left(),
        undo: is_run.then(|| undo_command(&report.run, archive)),
        ..json_plan(spec, report, archive)
    }
}

/// Returns what would be done, as an object.
pub(crate) fn json_plan<'r>(spec: &'r KeySpec, report: &'r Report, archive: &'r str) -> Json<'r> {
    let association = |it: &'r Association| JsonAssociation {
        table: &it.table,
        columns: &it.columns,
        moved: it.moved,
        deleted: it.collided,
    };
    Json {
        table: &spec.table,
        dry_run: true,
        run: None,
        end: match report.end {
            End::Complete => "complete",
            End::Stopped => "stopped",
        },
        groups: report.groups,
        left: 0,
        deleted: report.deleted,
        moved: report.moved(),
        filled: report.filled,
        late: report.late,
        archived: report.archived,
        archive,
        associations: report.associations.iter().map(association).collect(),
        failed: report
            .failed
            .iter()
            .map(|it| JsonFailed {
                key: key_values(&it.key),
                error: &it.error,
            })
            .collect(),
        warnings: report.warnings.iter().map(ToString::to_string).collect(),
        undo: None,
    }
}
