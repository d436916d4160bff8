//! The storage of a table.

use super::{Findings, TableComparison};
use crate::commands::compat::finding::{Kind, Severity};

/// Compares what a rollback and a crash leave of it.
pub(super) fn compare(table: &TableComparison<'_>, found: &mut Findings) {
    let Some((old, new)) = table.facts() else {
        return;
    };
    let name = table.needed.full_name();
    let mut push = |kind, message| {
        found.push(Severity::Warning, kind, table.needed, None, message);
    };
    if let (Some(old), Some(new)) = (&old.engine, &new.engine)
        && old.has_transactions
        && !new.has_transactions
    {
        let (old, new) = (&old.name, &new.name);
        push(
            Kind::TransactionsGone,
            format!(
                "`{name}` is in the engine {new} now, and was in {old}: a rollback leaves what was written, and \
                 writers lock the whole table"
            ),
        );
    }
    if new.unlogged && !old.unlogged {
        push(
            Kind::Unlogged,
            format!("`{name}` is UNLOGGED now: a crash empties it, and a standby does not have it"),
        );
    }
}
