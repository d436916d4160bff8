//! The assembly of rows into facts, as far as it is common to all servers.

use std::collections::BTreeMap;

use super::{ForeignKey, Index};

/// Rows by what they belong to, each group in the order of the query.
pub(super) struct Groups<'r, K, T>(BTreeMap<K, Vec<&'r T>>);

impl<'r, K: Ord, T> Groups<'r, K, T> {
    pub(super) fn new(rows: &'r [T], key: impl Fn(&'r T) -> K) -> Self {
        let mut groups = BTreeMap::<K, Vec<&'r T>>::new();
        for row in rows {
            groups.entry(key(row)).or_default().push(row);
        }
        Self(groups)
    }

    pub(super) fn of(&self, key: &K) -> &[&'r T] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Sorts the indexes: their order is decided here and not by the server, whose collations differ.
pub(super) fn sort_indexes(indexes: &mut [Index<'_>]) {
    indexes.sort_by_key(|index| (!index.primary, !index.unique, index.name));
}

/// Sorts the foreign keys, for the same reason.
pub(super) fn sort_foreign_keys(foreign_keys: &mut [ForeignKey<'_>]) {
    foreign_keys.sort_by_key(|key| (key.name, key.columns, key.ref_table, key.ref_columns));
}
