//! The columns that an expression index is about.

use super::find::is_named;
use crate::catalog::{Backend, Column, CompiledFacts, Index, KeyPart};
use crate::sql::{Lexis, Span, TokenKind};

/// Returns the columns that the expressions of an index mention, on the first backend that has the
/// index.
#[must_use]
pub const fn columns_of_expression<const N: usize>(
    facts: &'static [CompiledFacts],
    index: &str,
) -> [&'static str; N] {
    let mut columns = [""; N];
    let (lexis, all, index) = find(facts, index);
    let (mut at, mut found) = (0, 0);
    while at < all.len() && found < N {
        if is_about(lexis, index, all[at].name) {
            columns[found] = all[at].name;
            found += 1;
        }
        at += 1;
    }
    columns
}

/// Counts the columns that the index's expression mentions.
#[must_use]
pub const fn count_columns_of_expression(facts: &'static [CompiledFacts], index: &str) -> usize {
    let (lexis, all, index) = find(facts, index);
    let (mut at, mut count) = (0, 0);
    while at < all.len() {
        if is_about(lexis, index, all[at].name) {
            count += 1;
        }
        at += 1;
    }
    count
}

/// Returns the index and the columns of its table.
///
/// A missing index has neither keys nor columns; the proof of the declaration reports it.
const fn find(
    facts: &'static [CompiledFacts],
    name: &str,
) -> (Lexis, &'static [Column<'static>], Index<'static>) {
    let mut at = 0;
    while at < facts.len() {
        let table = &facts[at].table;
        let mut nth = 0;
        while nth < table.indexes.len() {
            if is_named(&table.indexes[nth], name) {
                let lexis = Lexis::of(facts[at].backend);
                return (lexis, table.columns, table.indexes[nth]);
            }
            nth += 1;
        }
        at += 1;
    }
    (Lexis::of(Backend::Postgres), &[], Index::PLAIN)
}

const fn is_about(lexis: Lexis, index: Index<'_>, column: &str) -> bool {
    let mut at = 0;
    while at < index.keys.len() {
        let (KeyPart::Column(text) | KeyPart::Expression(text)) = index.keys[at].part;
        if names_column(lexis, text, column) {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns true if an expression names a column. A word in a string, the name of a function and the type of a cast
/// do not count.
const fn names_column(lexis: Lexis, expression: &str, column: &str) -> bool {
    let (text, column) = (expression.as_bytes(), column.as_bytes());
    let mut from = 0;
    while let Some(Span { kind, start, end }) = lexis.next(text, from) {
        let (first, last) = match kind {
            TokenKind::Word => (start, end),
            TokenKind::Name => (start + 1, end - 1),
            TokenKind::String | TokenKind::Symbol(_) => (start, start),
        };
        let is_type = start > 0 && text[start - 1] == b':';
        let is_function = end < text.len() && text[end] == b'(';
        if !is_type && !is_function && is_at(text, first, last, column) {
            return true;
        }
        from = end;
    }
    false
}

/// Returns whether the bytes from `start` to `end` are the word.
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
    use crate::catalog::Backend;
    use crate::sql::Lexis;

    #[test]
    fn a_column_is_told_from_what_only_reads_like_one() {
        let expression = "COALESCE(lower((email)::text), 'name') || `nick`::int[]";
        let names = |column| names_column(Lexis::of(Backend::Mysql), expression, column);
        for column in ["email", "nick"] {
            assert!(names(column), "{column}");
        }
        for other in ["text", "lower", "name", "mail", "int", "COALESCE", "e"] {
            assert!(!names(other), "{other}");
        }
    }

    #[test]
    fn a_string_names_no_column() {
        let expression = r#"lower(((a)::text || E'\'b') || "Größe c" || $x$ d $x$)"#;
        let names = |column| names_column(Lexis::of(Backend::Postgres), expression, column);
        assert!(names("a") && names("Größe c"));
        for other in ["b", "c", "d", "x", "E"] {
            assert!(!names(other), "{other}");
        }
    }
}
