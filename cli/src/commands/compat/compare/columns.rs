//! The columns of a table.

use super::character_sets;
use super::contract;
use super::reused_names;
use super::statements;
use super::types::{self, Change};
use super::{Findings, TableComparison};
use crate::commands::compat::finding::{Kind, Severity};
use crate::project::manifest::{Insert, NeededColumn};
use crate::state::{ColumnState, Filled};

pub(super) fn compare(table: &TableComparison<'_>, found: &mut Findings) {
    let mut renamed = Vec::new();
    for needed in &table.needed.columns {
        let old = table.old.and_then(|it| it.column(&needed.name));
        if let Some(new) = table.new.column(&needed.name) {
            let column = Column {
                table,
                needed,
                old,
                new,
            };
            column.compare(found);
        } else {
            let new = old.and_then(|old| renamed_to(table, old, &renamed));
            gone(table, needed, new, found);
            renamed.extend(new.map(|new| new.name.as_str()));
        }
    }
    for new in &table.new.columns {
        let is_needed = table.needed.columns.iter().any(|it| it.name == new.name);
        if !is_needed && !renamed.contains(&new.name.as_str()) {
            added(table, new, found);
        }
    }
    for name in reused_names::find(table) {
        let message = format!(
            "the name `{name}` of `{}` belongs to another column now",
            table.needed.full_name()
        );
        let (severity, kind) = (Severity::Warning, Kind::NameTakenOver);
        found.push(severity, kind, table.needed, Some(name), message);
    }
}

/// Finds the column that a removed column was probably renamed to: the one at its position, if it fits.
fn renamed_to<'c>(
    table: &TableComparison<'c>,
    old: &ColumnState,
    claimed: &[&str],
) -> Option<&'c ColumnState> {
    let before = table.old?;
    let is_candidate = |new: &&ColumnState| {
        let is_needed = table.needed.columns.iter().any(|it| it.name == new.name);
        let is_same = match (old.number, new.number) {
            (Some(old), Some(new)) => old == new,
            _ => change(table, old, new) == Change::Same,
        };
        is_same
            && !is_needed
            && before.column(&new.name).is_none()
            && !claimed.contains(&new.name.as_str())
    };
    let position = before.columns.iter().position(|it| it.name == old.name)?;
    let at_its_position = table.new.columns.get(position).filter(is_candidate);
    at_its_position.or_else(|| table.new.columns.iter().find(is_candidate))
}

fn change(table: &TableComparison<'_>, old: &ColumnState, new: &ColumnState) -> Change {
    let (old, new) = old.types(new);
    types::change(table.server, old, new)
}

fn gone(
    table: &TableComparison<'_>,
    needed: &NeededColumn,
    renamed: Option<&ColumnState>,
    found: &mut Findings,
) {
    let name = &needed.name;
    let looks = renamed.map_or_else(String::new, |new| {
        format!("; it was probably renamed to `{}`", new.name)
    });
    let table_name = table.needed.full_name();
    let message = format!("the column `{name}` of `{table_name}` is gone{looks}");
    let instead = renamed.map(|new| contract::migrations(table, name, &new.name, new));
    let (severity, kind) = (Severity::Error, Kind::ColumnGone);
    let instead = instead.unwrap_or_default();
    found.push_with(severity, kind, table.needed, Some(name), message, instead);
}

/// Reports a new column that the release does not know, if an insert fails without it.
fn added(table: &TableComparison<'_>, new: &ColumnState, found: &mut Findings) {
    let was = table.old.and_then(|it| it.column(&new.name));
    if !new.is_required() || was.is_some_and(ColumnState::is_required) {
        return;
    }
    let message = format!(
        "the column `{}` of `{}` is NOT NULL and has no default, and {}",
        new.name,
        table.needed.full_name(),
        inserts_without(table.needed.inserts.iter())
    );
    let severity = if table.needed.inserts.is_empty() {
        Severity::Warning
    } else {
        Severity::Error
    };
    found.push(
        severity,
        Kind::ColumnRequired,
        table.needed,
        Some(&new.name),
        message,
    );
}

/// Describes the inserts that leave a column out.
fn inserts_without<'i>(inserts: impl Iterator<Item = &'i Insert>) -> String {
    let by: Vec<_> = inserts.map(|insert| format!("`{}`", insert.by)).collect();
    match by.as_slice() {
        [] => "rows may be inserted without it".to_owned(),
        [one] => format!("{one} inserts without it"),
        several => format!("{} insert without it", several.join(", ")),
    }
}

/// A column that the release knows, and that is there.
struct Column<'c> {
    table: &'c TableComparison<'c>,
    needed: &'c NeededColumn,
    old: Option<&'c ColumnState>,
    new: &'c ColumnState,
}

impl Column<'_> {
    fn compare(&self, found: &mut Findings) {
        self.compare_types(found);
        self.compare_labels(found);
        self.compare_results(found);
        self.compare_character_sets(found);
        if !self.table.new.is_view {
            self.compare_nulls(found);
            self.compare_defaults(found);
            self.compare_generation(found);
            self.compare_renewal(found);
        }
    }

    fn push(&self, severity: Severity, kind: Kind, what: &str, found: &mut Findings) {
        let needed = self.table.needed;
        let message = format!(
            "the column `{}` of `{}` {what}",
            self.needed.name,
            needed.full_name()
        );
        found.push(severity, kind, needed, Some(&self.needed.name), message);
    }

    fn compare_types(&self, found: &mut Findings) {
        let Some(old) = self.old else {
            return;
        };
        // `compare_labels` compares enums label by label.
        if old.labels.is_some()
            && self.new.labels.is_some()
            && without_labels(old) == without_labels(self.new)
        {
            return;
        }
        let (old_type, new_type) = old.types(self.new);
        let what = format!("is `{new_type}` now, and was `{old_type}`");
        match change(self.table, old, self.new) {
            Change::Same => {}
            Change::Widened => self.push(Severity::Note, Kind::TypeWidened, &what, found),
            Change::Narrowed => {
                let what = format!("{what}: what the release writes may not fit");
                self.push(Severity::Error, Kind::TypeChanged, &what, found);
            }
            Change::Other => {
                let name = &self.needed.name;
                let message = format!(
                    "the column `{name}` of `{}` {what}: the release uses it as `{}`",
                    self.table.needed.full_name(),
                    self.needed.diesel_type
                );
                let (severity, kind) = (Severity::Error, Kind::TypeChanged);
                let new = format!("new_{name}");
                let instead = contract::migrations(self.table, name, &new, self.new);
                found.push_with(
                    severity,
                    kind,
                    self.table.needed,
                    Some(name),
                    message,
                    instead,
                );
            }
        }
    }

    fn compare_labels(&self, found: &mut Findings) {
        let (Some(old), Some(new)) = (self.old.and_then(|it| it.labels.as_ref()), &self.new.labels)
        else {
            return;
        };
        for label in old.iter().filter(|label| !new.contains(label)) {
            let what = format!("has no label `{label}` any more");
            self.push(Severity::Error, Kind::LabelGone, &what, found);
        }
        for label in new.iter().filter(|label| !old.contains(label)) {
            let what = format!("may be `{label}` now, which the release does not know");
            self.push(Severity::Note, Kind::LabelAdded, &what, found);
        }
    }

    fn compare_results(&self, found: &mut Findings) {
        let Some(old) = self.old else {
            return;
        };
        // Of another type nothing is read, by new connections neither.
        if change(self.table, old, self.new) == Change::Other {
            return;
        }
        if let Some(what) = statements::broken_by(old, self.new) {
            let what = format!("{what}: open connections fail until they are closed");
            self.push(Severity::Warning, Kind::StatementsBroken, &what, found);
        }
    }

    fn compare_character_sets(&self, found: &mut Findings) {
        let old = self.old.and_then(|it| it.facts.character_set.as_ref());
        let (Some(old), Some(new)) = (old, &self.new.facts.character_set) else {
            return;
        };
        let what = format!("has the character set `{new}` now, and had `{old}`");
        match character_sets::change(old, new) {
            Change::Same => {}
            Change::Widened => self.push(Severity::Note, Kind::TypeWidened, &what, found),
            Change::Narrowed | Change::Other => {
                let what = format!("{what}: what the release writes may not fit");
                self.push(Severity::Error, Kind::TypeChanged, &what, found);
            }
        }
    }

    fn compare_nulls(&self, found: &mut Findings) {
        let was_not_null = self.old.map(|old| old.not_null);
        let is_not_null = self.new.not_null;
        if !is_not_null && !self.needed.nullable && was_not_null != Some(false) {
            let what = "may be NULL now, which the release cannot read";
            self.push(Severity::Error, Kind::NullAllowed, what, found);
        }
        if !is_not_null || was_not_null == Some(true) || !self.needed.nullable {
            return;
        }
        let name = &self.needed.name;
        let mut inserts = self.table.needed.inserts.iter();
        let writes_null = inserts.any(|insert| {
            let may_be_null = insert.may_be_null.contains(name);
            may_be_null || (insert.leaves_out(name) && self.new.filled == Filled::No)
        });
        let (severity, what) = if writes_null {
            (
                Severity::Error,
                "is NOT NULL now, and the release inserts NULL",
            )
        } else {
            (
                Severity::Warning,
                "is NOT NULL now, and the release may write NULL",
            )
        };
        self.push(severity, Kind::NullRefused, what, found);
    }

    fn compare_defaults(&self, found: &mut Findings) {
        let had_one = self.old.is_some_and(|old| old.filled != Filled::No);
        if !had_one || self.new.filled != Filled::No {
            return;
        }
        let inserts = self.table.needed.inserts.iter();
        let leave = inserts.filter(|insert| insert.leaves_out(&self.needed.name));
        let leave: Vec<_> = leave.collect();
        let severity = if self.new.not_null && !leave.is_empty() {
            Severity::Error
        } else {
            Severity::Warning
        };
        let what = format!(
            "has no default any more, and {}",
            inserts_without(leave.into_iter())
        );
        self.push(severity, Kind::DefaultGone, &what, found);
    }

    /// Compares whether the server computes the column, which nobody can write then.
    fn compare_generation(&self, found: &mut Findings) {
        let was_written = self.old.is_some_and(|old| old.filled != Filled::Generated);
        if !was_written || self.new.filled != Filled::Generated {
            return;
        }
        let inserts = self.table.needed.inserts.iter();
        let writers: Vec<_> = inserts
            .filter(|insert| insert.names(&self.needed.name))
            .map(|insert| format!("`{}`", insert.by))
            .collect();
        let (severity, who) = match writers.as_slice() {
            [] => (Severity::Warning, "the release may write it".to_owned()),
            [one] => (Severity::Error, format!("{one} writes it")),
            several => (Severity::Error, format!("{} write it", several.join(", "))),
        };
        let what = format!("is GENERATED ALWAYS now, and {who}");
        self.push(severity, Kind::ColumnGenerated, &what, found);
    }

    /// Compares whether each `UPDATE` sets it: the release reads it as the time of the last change, or
    /// relies on it to stay.
    fn compare_renewal(&self, found: &mut Findings) {
        let Some(old) = self.old else {
            return;
        };
        let what = match (old.facts.renewed, self.new.facts.renewed) {
            (true, false) => {
                "has lost its ON UPDATE CURRENT_TIMESTAMP: what the release updates keeps its old time"
            }
            (false, true) if self.table.facts().is_some() => {
                "is ON UPDATE CURRENT_TIMESTAMP now: it changes with each row that the release updates"
            }
            _ => return,
        };
        self.push(Severity::Warning, Kind::RenewalChanged, what, found);
    }
}

/// Returns the type without its labels, which MySQL writes into it.
fn without_labels(column: &ColumnState) -> &str {
    column.sql_type.split('(').next().unwrap_or_default()
}
