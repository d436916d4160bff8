//! Constraints, rules and triggers that catalogs do not have, and that may refuse or change a row.

use super::{Findings, TableComparison};
use crate::commands::compat::finding::{Kind, Severity};
use crate::state::facts::Hook;

/// Compares exclusions, rules, triggers and heirs: what is new is good to know.
pub(super) fn compare(table: &TableComparison<'_>, found: &mut Findings) {
    let Some((old, new)) = table.facts() else {
        return;
    };
    let name = table.needed.full_name();
    let mut note = |kind, message| {
        found.push(Severity::Note, kind, table.needed, None, message);
    };
    for exclusion in added(&old.exclusions, &new.exclusions) {
        note(
            Kind::ExclusionAdded,
            format!("`{name}` has a new {exclusion}"),
        );
    }
    for (kind, old, new, what) in [
        (
            Kind::RuleAdded,
            &old.rules,
            &new.rules,
            "what the release writes may be written elsewhere",
        ),
        (
            Kind::TriggerAdded,
            &old.triggers,
            &new.triggers,
            "what the release writes may be refused or changed",
        ),
    ] {
        for Hook { head, .. } in added(old, new) {
            let message = if old.iter().any(|it| it.head == *head) {
                format!("the {head} of `{name}` has changed: {what}")
            } else {
                format!("`{name}` has a new {head}: {what}")
            };
            note(kind, message);
        }
    }
    for heir in added(&old.heirs, &new.heirs) {
        let message = format!(
            "`{heir}` inherits from `{name}` now: the release reads and changes its rows, too, and a unique key of `{name}` does not hold across both"
        );
        note(Kind::HeirAdded, message);
    }
}

fn added<'f, T: PartialEq>(old: &'f [T], new: &'f [T]) -> impl Iterator<Item = &'f T> {
    new.iter().filter(|it| !old.contains(it))
}
