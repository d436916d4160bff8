//! The reasons why a declaration cannot rest on a unique index.

use super::{Column, Index, KeyPart, Table, Timing};
use crate::text::same;

/// The reason why a unique index on the right columns proves nothing, or is not a conflict target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The index was never built to its end; on MySQL and MariaDB, queries must not use it.
    Invalid,
    /// The index is still being built, and not kept up to date.
    NotReady,
    /// The index is checked at `COMMIT`, or may be.
    Deferrable,
    /// The keys are the first characters or bytes of columns, as many as the number says.
    Prefix(u32),
    /// The index compares by another collation than its column.
    Collation,
}

impl Index<'_> {
    /// Returns the first flaw, whatever the columns of the index are; `None` if a declaration can rest on it.
    ///
    /// ```
    /// use camshaft::catalog::{Flaw, Index, Key, Table, TableKind, Timing};
    ///
    /// let table = Table {
    ///     schema: "public", name: "users", kind: TableKind::Table, without_rowid: false, inherited: false,
    ///     rules: false, columns: &[], indexes: &[], foreign_keys: &[],
    /// };
    /// let index = Index { unique: true, keys: &[Key::column("email")], ..Index::PLAIN };
    /// assert_eq!(index.flaw(&table), None);
    /// let deferrable = Index { timing: Timing::Deferrable, ..index };
    /// assert_eq!(deferrable.flaw(&table), Some(Flaw::Deferrable));
    /// ```
    #[must_use]
    pub const fn flaw(&self, table: &Table<'_>) -> Option<Flaw> {
        if !self.valid {
            return Some(Flaw::Invalid);
        }
        if !self.ready {
            return Some(Flaw::NotReady);
        }
        if !matches!(self.timing, Timing::Immediate) {
            return Some(Flaw::Deferrable);
        }
        let mut at = 0;
        while at < self.keys.len() {
            let key = &self.keys[at];
            if let Some(length) = key.prefix {
                return Some(Flaw::Prefix(length));
            }
            if let KeyPart::Column(name) = key.part {
                if let Some(column) = table.column(name) {
                    if !is_same_collation(key.collation, column.collation) {
                        return Some(Flaw::Collation);
                    }
                }
            }
            at += 1;
        }
        None
    }
}

impl<'a> Table<'a> {
    /// Returns the column of that name.
    pub(crate) const fn column(&self, name: &str) -> Option<&'a Column<'a>> {
        let mut at = 0;
        while at < self.columns.len() {
            if same(self.columns[at].name, name) {
                return Some(&self.columns[at]);
            }
            at += 1;
        }
        None
    }
}

const fn is_same_collation(left: Option<&str>, right: Option<&str>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => same(left, right),
        _ => false,
    }
}
