//! Unique keys, foreign keys and CHECK constraints of a table.

use super::{Compared, Findings, collations};
use crate::compat::finding::{Kind, Severity};
use crate::manifest::UniqueKey;
use crate::state::{ForeignKeyState, TableState, UniqueState};

pub(super) fn compare(table: &Compared<'_>, found: &mut Findings) {
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

fn compare_unique(table: &Compared<'_>, key: &UniqueKey, found: &mut Findings) {
    let predicate = predicate(table, key);
    let serves =
        |index: &&UniqueState| is_of(index, key) && index.predicate.as_deref() == predicate;
    let holds = |state: &TableState| state.uniques.iter().filter(serves).any(|it| it.serves);
    if holds(table.new) || table.old.is_some_and(|old| !holds(old)) {
        return;
    }
    let name = table.needed.full_name();
    let subject = match key.columns.as_slice() {
        [] => format!("`{}`", key.index.as_deref().unwrap_or_default()),
        columns => format!("`{name} ({})`", columns.join(", ")),
    };
    let same = |index: &&UniqueState| is_of(index, key);
    let why = match table.new.uniques.iter().find(same) {
        None => format!("no unique index on {subject} is left"),
        Some(index) => {
            let index_name = index_name(index);
            match (index.serves, index.predicate.as_deref()) {
                (false, _) => format!("`{index_name}` on {subject} is INVALID, or checked later"),
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

/// What the index has to be narrowed to.
fn predicate<'c>(table: &Compared<'c>, key: &'c UniqueKey) -> Option<&'c str> {
    key.predicate.as_deref().or_else(|| {
        let name = key.index.as_ref()?;
        let mut indexes = table.old?.uniques.iter();
        let index = indexes.find(|it| it.name.as_ref() == Some(name))?;
        index.predicate.as_deref()
    })
}

fn index_name(index: &UniqueState) -> &str {
    index.name.as_deref().unwrap_or("the primary key")
}

fn is_of(index: &UniqueState, key: &UniqueKey) -> bool {
    if key.columns.is_empty() {
        return index.name == key.index;
    }
    index.whole_columns
        && index.keys.len() == key.columns.len()
        && key.columns.iter().all(|column| index.keys.contains(column))
}

/// Indexes that refuse rows which the release could write before.
fn compare_added_uniques(table: &Compared<'_>, old: &TableState, found: &mut Findings) {
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

fn compare_foreign_keys(table: &Compared<'_>, old: &TableState, found: &mut Findings) {
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
        if !old.foreign_keys.iter().any(|it| same(it, key)) {
            let what = format!(
                "to `{}` is new: rows that refer to nothing are refused",
                key.ref_table
            );
            push(Severity::Note, Kind::ForeignKeyAdded, key, what);
        }
    }
}

fn compare_checks(table: &Compared<'_>, old: &TableState, found: &mut Findings) {
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
