//! Collations of unique keys: which texts they find equal.

use super::{Findings, TableComparison};
use crate::commands::compat::finding::{Kind, Severity};
use crate::state::{TableState, UniqueState};

/// Compares those of indexes on the same keys.
pub(super) fn compare(table: &TableComparison<'_>, old: &TableState, found: &mut Findings) {
    for new in &table.new.uniques {
        let same_keys = |it: &&UniqueState| it.keys == new.keys && it.predicate == new.predicate;
        let Some(old) = old.uniques.iter().find(same_keys) else {
            continue;
        };
        let pairs = old.collations.iter().zip(&new.collations);
        for (key, (old, new)) in new.keys.iter().zip(pairs) {
            if old == new {
                continue;
            }
            let message = format!(
                "the unique key on `{key}` of `{}` compares {} now, and compared {}: it accepts other rows",
                table.needed.full_name(),
                how(new.as_ref()),
                how(old.as_ref())
            );
            let (severity, kind) = (Severity::Note, Kind::CollationChanged);
            found.push(severity, kind, table.needed, None, message);
        }
    }
}

fn how(collation: Option<&String>) -> String {
    collation.map_or_else(|| "exactly".to_owned(), |name| format!("by `{name}`"))
}
