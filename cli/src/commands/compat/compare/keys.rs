//! Unique keys, foreign keys and CHECK constraints of a table.

use super::{Findings, TableComparison, collations, index_names};
use crate::commands::compat::finding::{Kind, Severity};
use crate::project::manifest::UniqueKey;
use crate::state::{ForeignKeyState, TableState, UniqueState};

pub(super) fn compare(table: &TableComparison<'_>, found: &mut Findings) {
    for key in &table.needed.unique_keys {
        if key.on.is_empty() || key.on.contains(&table.server) {
            compare_unique(table, key, found);
        }
    }
    if let Some(old) = table.old.filter(|_| !table.new.is_view) {
        compare_added_uniques(table, old, found);
        compare_foreign_keys(table, old, found);
        compare_checks(table, old, found);
        collations::compare(table, old, found);
    }
}

fn compare_unique(table: &TableComparison<'_>, key: &UniqueKey, found: &mut Findings) {
    let serving = ServingIndex::of(table, key);
    let old = table.old.map(|old| serving.indexes(old));
    let new = serving.indexes(table.new);
    if !new.is_empty() {
        index_names::compare(table, key, &old.unwrap_or_default(), &new, found);
        return;
    }
    if old.is_some_and(|old| old.is_empty()) {
        return;
    }
    let name = table.needed.full_name();
    let subject = match key.columns.as_slice() {
        [] => format!("`{}`", key.index.as_deref().unwrap_or_default()),
        columns => format!("`{name} ({})`", columns.join(", ")),
    };
    let same = |index: &&UniqueState| serving.is_on_key(index);
    let why = match table.new.uniques.iter().find(same) {
        None => format!("no unique index on {subject} is left"),
        Some(index) => {
            let index_name = index_name(index);
            match (index.serves, index.predicate.as_deref()) {
                (false, _) => format!("`{index_name}` on {subject} is INVALID or deferrable"),
                (true, Some(_)) => format!("`{index_name}` on {subject} is partial now"),
                (true, None) => format!("`{index_name}` on {subject} is not partial any more"),
            }
        }
    };
    let message = format!("{why}, and `{}` relies on it", key.declared);
    found.push(
        Severity::Error,
        Kind::UniqueGone,
        table.needed,
        None,
        message,
    );
}

/// The form of an index that keeps a key unique.
struct ServingIndex<'c> {
    key: &'c UniqueKey,
    /// The index that the key names, as it was.
    named: Option<&'c UniqueState>,
}

impl<'c> ServingIndex<'c> {
    fn of(table: &TableComparison<'c>, key: &'c UniqueKey) -> Self {
        let mut indexes = table.old.iter().flat_map(|it| &it.uniques);
        Self {
            key,
            named: indexes.find(|it| key.index.is_some() && it.name == key.index),
        }
    }

    fn indexes<'s>(&self, state: &'s TableState) -> Vec<&'s UniqueState> {
        let predicate = self.key.predicate.as_ref();
        let predicate = predicate.or_else(|| self.named?.predicate.as_ref());
        let indexes = state.uniques.iter().filter(|it| it.serves);
        indexes
            .filter(|it| self.is_on_key(it) && it.predicate.as_ref() == predicate)
            .collect()
    }

    /// Returns whether the index is on the columns of the key. A key of an expression has none, but the
    /// name of an index.
    fn is_on_key(&self, index: &UniqueState) -> bool {
        let columns = &self.key.columns;
        if columns.is_empty() {
            let is_renamed = self.named.is_some_and(|it| it.keys == index.keys);
            return is_renamed || index.name == self.key.index;
        }
        index.whole_columns
            && index.keys.len() == columns.len()
            && columns.iter().all(|column| index.keys.contains(column))
    }
}

fn index_name(index: &UniqueState) -> &str {
    index.name.as_deref().unwrap_or("the primary key")
}

/// Indexes that refuse rows which the release could write before.
fn compare_added_uniques(table: &TableComparison<'_>, old: &TableState, found: &mut Findings) {
    for new in &table.new.uniques {
        let refuses_no_more = |old: &UniqueState| {
            old.whole_columns == new.whole_columns
                && (old.predicate.is_none() || old.predicate == new.predicate)
                && old.keys.iter().all(|key| new.keys.contains(key))
        };
        let is_of_new_columns =
            new.whole_columns && new.keys.iter().any(|key| old.column(key).is_none());
        if is_of_new_columns || old.uniques.iter().any(refuses_no_more) {
            continue;
        }
        let message = format!(
            "the unique index `{}` on `{} ({})` is new: rows with equal keys are refused",
            index_name(new),
            table.needed.full_name(),
            new.keys.join(", ")
        );
        let (severity, kind) = (Severity::Note, Kind::UniqueAdded);
        found.push(severity, kind, table.needed, None, message);
    }
}

fn compare_foreign_keys(table: &TableComparison<'_>, old: &TableState, found: &mut Findings) {
    let same = |a: &ForeignKeyState, b: &ForeignKeyState| {
        a.columns == b.columns && a.ref_table == b.ref_table
    };
    let mut push = |severity, kind, key: &ForeignKeyState, what: String| {
        let name = table.needed.full_name();
        let message = format!(
            "the foreign key of `{name} ({})` {what}",
            key.columns.join(", ")
        );
        found.push(severity, kind, table.needed, None, message);
    };
    for key in &old.foreign_keys {
        let Some(new) = table.new.foreign_keys.iter().find(|it| same(it, key)) else {
            let what = format!("to `{}` is gone", key.ref_table);
            push(Severity::Warning, Kind::ForeignKeyChanged, key, what);
            continue;
        };
        for (event, old, new) in [
            ("ON DELETE", key.on_delete, new.on_delete),
            ("ON UPDATE", key.on_update, new.on_update),
        ] {
            if old != new {
                let what = format!(
                    "is {event} {} now, and was {event} {}",
                    new.sql(),
                    old.sql()
                );
                push(Severity::Warning, Kind::ForeignKeyChanged, key, what);
            }
        }
    }
    for key in &table.new.foreign_keys {
        let refuses_all = table.new.insert_error().is_some();
        if !refuses_all && !old.foreign_keys.iter().any(|it| same(it, key)) {
            let what = format!(
                "to `{}` is new: rows without a referenced row are refused",
                key.ref_table
            );
            push(Severity::Note, Kind::ForeignKeyAdded, key, what);
        }
    }
}

fn compare_checks(table: &TableComparison<'_>, old: &TableState, found: &mut Findings) {
    let (Some(old), Some(new)) = (&old.checks, &table.new.checks) else {
        return;
    };
    for check in new.iter().filter(|check| !old.contains(check)) {
        let message = format!("`{}` has a new {check}", table.needed.full_name());
        found.push(
            Severity::Note,
            Kind::CheckAdded,
            table.needed,
            None,
            message,
        );
    }
}
