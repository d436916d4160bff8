//! The index that proves a declaration.

use crate::catalog::{Backend, Column, CompiledFacts, Fill, Index, Key, KeyPart, Table};
use crate::text::same;

/// The demand of a `unique(..)` or `has_one(..)` on the catalog.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The key columns by their names in SQL; empty for an expression index named by `index`.
    pub columns: &'static [&'static str],
    /// `index = ..`: this index and no other.
    pub index: Option<&'static str>,
    /// `where = ".."`: the predicate of a partial index.
    pub predicate: Option<&'static str>,
    /// `on(..)`: these backends only; empty for all backends of the catalog.
    pub on: &'static [Backend],
}

impl Target {
    /// Returns whether the declaration is for this backend.
    pub(super) const fn concerns(&self, backend: Backend) -> bool {
        let mut at = 0;
        while at < self.on.len() {
            if self.on[at] as u8 == backend as u8 {
                return true;
            }
            at += 1;
        }
        self.on.is_empty()
    }

    /// Returns whether this index of this backend proves the declaration.
    pub(crate) const fn is_met_by(&self, compiled: &CompiledFacts, index: &Index<'_>) -> bool {
        self.concerns(compiled.backend) && satisfies(&compiled.table, index, self)
    }
}

/// The unique keys that prove a declaration, one a backend at most.
#[derive(Debug, Clone, Copy)]
pub struct UniqueKey {
    found: [Option<&'static Index<'static>>; 3],
}

impl UniqueKey {
    /// Looks the declaration up in the facts; proves nothing by itself.
    #[must_use]
    pub const fn find(facts: &'static [CompiledFacts], target: &Target) -> Self {
        let mut found = [None; 3];
        let mut at = 0;
        while at < facts.len() {
            let compiled = &facts[at];
            if target.concerns(compiled.backend) {
                found[compiled.backend as usize] = find_index(&compiled.table, target);
            }
            at += 1;
        }
        Self { found }
    }

    /// Returns the index on a backend.
    #[must_use]
    pub const fn index(&self, backend: Backend) -> Option<&'static Index<'static>> {
        self.found[backend as usize]
    }

    /// Returns the predicate of the index on a backend.
    pub(crate) const fn predicate(&self, backend: Backend) -> Option<&'static str> {
        match self.index(backend) {
            Some(index) => index.predicate,
            None => None,
        }
    }

    /// Returns the expression, if the index on a backend has one as its only key.
    pub(crate) const fn expression(&self, backend: Backend) -> Option<&'static str> {
        match self.index(backend) {
            Some(index) => sole_expression(index),
            None => None,
        }
    }
}

/// Returns the expression of an index whose only key is one.
pub(crate) const fn sole_expression<'a>(index: &Index<'a>) -> Option<&'a str> {
    match index.keys {
        [
            Key {
                part: KeyPart::Expression(text),
                ..
            },
        ] => Some(text),
        _ => None,
    }
}

/// Returns the index that satisfies the target, if there is one.
pub(super) const fn find_index<'a>(table: &Table<'a>, target: &Target) -> Option<&'a Index<'a>> {
    let mut at = 0;
    while at < table.indexes.len() {
        if satisfies(table, &table.indexes[at], target) {
            return Some(&table.indexes[at]);
        }
        at += 1;
    }
    None
}

/// Returns the position of the next unique index, other than the primary key, that proves no
/// declaration.
pub(super) const fn undeclared(
    compiled: &CompiledFacts,
    targets: &[Target],
    from: usize,
) -> Option<usize> {
    let table = &compiled.table;
    let mut at = from;
    while at < table.indexes.len() {
        let index = &table.indexes[at];
        let serves = index.unique && !index.primary && index.flaw(table).is_none();
        if serves && !is_declared(compiled, index, targets) {
            return Some(at);
        }
        at += 1;
    }
    None
}

const fn is_declared(compiled: &CompiledFacts, index: &Index<'_>, targets: &[Target]) -> bool {
    let mut at = 0;
    while at < targets.len() {
        if targets[at].is_met_by(compiled, index) {
            return true;
        }
        at += 1;
    }
    false
}

/// Holds for a unique, valid, immediate index on exactly the columns asked for, as a set, whole and
/// compared as the columns are, with exactly the predicate asked for. An index asked for by name
/// may be partial, or have one expression as its key when no columns are given.
const fn satisfies(table: &Table<'_>, index: &Index<'_>, target: &Target) -> bool {
    if !index.unique || index.flaw(table).is_some() {
        return false;
    }
    let keys = if target.columns.is_empty() {
        target.index.is_some() && sole_expression(index).is_some()
    } else {
        has_exactly_columns(index, target.columns)
    };
    keys && match (target.index, target.predicate, index.predicate) {
        (Some(name), None, _) => is_named(index, name),
        (Some(name), Some(wanted), Some(found)) => is_named(index, name) && same(wanted, found),
        (None, Some(wanted), Some(found)) => same(wanted, found),
        (None, None, None) => true,
        (_, Some(_), None) | (None, None, Some(_)) => false,
    }
}

/// Returns whether the index has this name.
pub(super) const fn is_named(index: &Index<'_>, name: &str) -> bool {
    match index.name {
        Some(found) => same(found, name),
        None => false,
    }
}

/// Returns whether the keys are exactly these columns, in any order.
pub(super) const fn has_exactly_columns(index: &Index<'_>, columns: &[&str]) -> bool {
    index.keys.len() == columns.len() && has_columns(index, columns)
}

/// Returns whether each of these columns is a key of the index.
pub(super) const fn has_columns(index: &Index<'_>, columns: &[&str]) -> bool {
    let mut at = 0;
    while at < columns.len() {
        if !has_column(index, columns[at]) {
            return false;
        }
        at += 1;
    }
    true
}

/// Returns whether this column is a key of the index.
pub(super) const fn has_column(index: &Index<'_>, column: &str) -> bool {
    let mut at = 0;
    while at < index.keys.len() {
        if let KeyPart::Column(name) = index.keys[at].part {
            if same(name, column) {
                return true;
            }
        }
        at += 1;
    }
    false
}

/// Returns whether an `INSERT` must name the column.
pub(crate) const fn is_required(column: &Column<'_>) -> bool {
    column.not_null && matches!(column.fill, Fill::None)
}

/// Returns whether the name is in the list.
pub(super) const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns whether `text` contains `word` as a whole word.
pub(super) const fn mentions(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let mut start = 0;
    while start + word.len() <= text.len() {
        let mut length = 0;
        while length < word.len() && text[start + length] == word[length] {
            length += 1;
        }
        let end = start + length;
        if length == word.len()
            && (start == 0 || !is_word_byte(text[start - 1]))
            && (end == text.len() || !is_word_byte(text[end]))
        {
            return true;
        }
        start += 1;
    }
    false
}

/// Returns whether a byte may belong to a name.
const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
