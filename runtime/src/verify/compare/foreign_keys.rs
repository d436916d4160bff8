//! The foreign keys by which a missing parent is reported.

use super::{TablePair, column, has_column, owned, proven};
use crate::catalog::{ForeignKey, Line, Timing};
use crate::verify::difference::Difference;
use crate::verify::remedy;

impl TablePair<'_> {
    /// Returns the fault of a foreign key all of whose columns belong to one unique key.
    pub(super) fn foreign_key(&self, expected: &'static ForeignKey<'static>) -> Option<Difference> {
        let is_of_key = proven(self.compiled)
            .any(|index| expected.columns.iter().all(|name| has_column(index, name)));
        let is_whole = expected
            .columns
            .iter()
            .all(|name| column(self.live, name).is_some());
        let mut live = self.live.foreign_keys.iter();
        if !is_of_key || !is_whole || live.any(|live| reports_the_same(expected, live)) {
            return None;
        }
        let live = || self.live.foreign_keys.iter();
        let found = live()
            .find(|live| live.name.is_some() && live.name == expected.name)
            .or_else(|| live().find(|live| live.columns == expected.columns));
        let as_line = |fact: &ForeignKey<'_>| {
            let backend = self.backend;
            Line { fact, backend }.to_string()
        };
        Some(Difference::ForeignKey {
            table: self.table.clone(),
            columns: owned(expected.columns),
            expected: as_line(expected),
            found: found.map(as_line),
            remedy: remedy::of_foreign_key(self.backend, self.compiled, expected, found),
        })
    }
}

/// Returns whether a violation of the live foreign key is reported as one of the compiled one: by
/// its name where it has one, and at once where it was.
fn reports_the_same(expected: &ForeignKey<'_>, live: &ForeignKey<'_>) -> bool {
    let pairs = |key: &ForeignKey<'_>| {
        let columns = owned(key.columns).into_iter();
        let mut pairs: Vec<_> = columns.zip(owned(key.ref_columns)).collect();
        pairs.sort();
        pairs
    };
    let is_later = live.timing == Timing::Deferred && expected.timing != Timing::Deferred;
    (live.name, live.ref_schema, live.ref_table)
        == (expected.name, expected.ref_schema, expected.ref_table)
        && pairs(live) == pairs(expected)
        && !is_later
}
