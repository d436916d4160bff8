//! The columns that an expression index is about.

use super::find::{is_named, is_word_byte};
use crate::catalog::{Column, Described, Index, KeyPart};

/// The columns that the expressions of an index mention, on the first backend that has the index.
#[must_use]
pub const fn columns_of_expression<const N: usize>(
    facts: &'static [Described],
    index: &str,
) -> [&'static str; N] {
    let mut columns = [""; N];
    let (all, index) = find(facts, index);
    let (mut at, mut found) = (0, 0);
    while at < all.len() && found < N {
        if is_about(index, all[at].name) {
            columns[found] = all[at].name;
            found += 1;
        }
        at += 1;
    }
    columns
}

/// How many they are.
#[must_use]
pub const fn count_columns_of_expression(facts: &'static [Described], index: &str) -> usize {
    let (all, index) = find(facts, index);
    let (mut at, mut count) = (0, 0);
    while at < all.len() {
        if is_about(index, all[at].name) {
            count += 1;
        }
        at += 1;
    }
    count
}

/// The index and the columns of its table; neither has any where there is no such index, of which
/// the proof of the declaration speaks.
const fn find(
    facts: &'static [Described],
    name: &str,
) -> (&'static [Column<'static>], Index<'static>) {
    let mut at = 0;
    while at < facts.len() {
        let table = &facts[at].table;
        let mut nth = 0;
        while nth < table.indexes.len() {
            if is_named(&table.indexes[nth], name) {
                return (table.columns, table.indexes[nth]);
            }
            nth += 1;
        }
        at += 1;
    }
    (&[], Index::PLAIN)
}

const fn is_about(index: Index<'_>, column: &str) -> bool {
    let mut at = 0;
    while at < index.keys.len() {
        let (KeyPart::Column(text) | KeyPart::Expression(text)) = index.keys[at].part;
        if names_column(text, column) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a column stands in an expression: as a whole word that is no part of a string, no
/// function and no type of a cast.
const fn names_column(expression: &str, column: &str) -> bool {
    let (text, column) = (expression.as_bytes(), column.as_bytes());
    let mut at = 0;
    while at < text.len() {
        let start = at;
        if text[at] == b'\'' {
            at += 1;
            while at < text.len() && text[at] != b'\'' {
                at += 1;
            }
            at += 1;
        } else if is_word_byte(text[at]) {
            while at < text.len() && is_word_byte(text[at]) {
                at += 1;
            }
            let is_type = start > 0 && text[start - 1] == b':';
            let is_function = at < text.len() && text[at] == b'(';
            if !is_type && !is_function && is_at(text, start, at, column) {
                return true;
            }
        } else {
            at += 1;
        }
    }
    false
}

/// Whether the bytes from `start` to `end` are the word.
const fn is_at(text: &[u8], start: usize, end: usize, word: &[u8]) -> bool {
    let mut at = 0;
    while at < word.len() && start + at < end && text[start + at] == word[at] {
        at += 1;
    }
    at == word.len() && start + at == end
}

#[cfg(test)]
mod tests {
    use super::names_column;

    #[test]
    fn a_column_is_told_from_what_only_reads_like_one() {
        let expression = "COALESCE(lower((email)::text), 'name') || `nick`::int[]";
        for column in ["email", "nick"] {
            assert!(names_column(expression, column), "{column}");
        }
        for other in ["text", "lower", "name", "mail", "int", "COALESCE", "e"] {
            assert!(!names_column(expression, other), "{other}");
        }
    }
}
