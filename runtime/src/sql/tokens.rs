//! The tokens of SQL: the one place that knows where strings, names and comments of each server end.
//!
//! A text is taken as one that its server accepts: nothing is checked, and an open end reaches to the end.

use super::lexis::Lexis;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A keyword, an unquoted name, a number or a numbered placeholder.
    Word,
    /// A string between quotes or dollar signs.
    String,
    /// A name between quotes or brackets. On MySQL and SQLite double quotes may hold a string, too.
    Name,
    /// Any other character.
    Symbol(u8),
}

/// A token, and how many parentheses are open around it; a parenthesis does not count itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'s> {
    /// The kind.
    pub kind: TokenKind,
    /// The token as it is written, with its quotes.
    pub text: &'s str,
    /// The byte at which it begins.
    pub start: usize,
    /// The number of open parentheses.
    pub depth: usize,
}

impl Token<'_> {
    /// Returns the byte behind its last one.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Returns true for an unquoted word, in any case.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Returns true for a character that is neither in a word nor in quotes.
    #[must_use]
    pub fn is_symbol(&self, symbol: u8) -> bool {
        self.kind == TokenKind::Symbol(symbol)
    }
}

/// Splits a text into tokens; white space and comments are left out.
#[must_use]
pub fn tokens(lexis: Lexis, sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut from, mut depth) = (0, 0_usize);
    while let Some(Span { kind, start, end }) = lexis.next(sql.as_bytes(), from) {
        if kind == TokenKind::Symbol(b')') {
            depth = depth.saturating_sub(1);
        }
        tokens.push(Token {
            kind,
            text: &sql[start..end],
            start,
            depth,
        });
        if kind == TokenKind::Symbol(b'(') {
            depth += 1;
        }
        from = end;
    }
    tokens
}

/// The bytes of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Returns the text from the first of these tokens to the last one.
#[must_use]
pub fn span<'s>(sql: &'s str, tokens: &[Token<'_>]) -> Option<&'s str> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    sql.get(first.start..last.end())
}

/// Returns a name or a string without its quotes; a doubled quote is a quote of the text.
#[must_use]
pub fn unquoted(text: &str) -> String {
    let Some(open) = text.chars().next() else {
        return String::new();
    };
    let close = match open {
        '[' => ']',
        '"' | '`' | '\'' => open,
        _ => return text.to_owned(),
    };
    let inner = text.strip_prefix(open).unwrap_or(text);
    let inner = inner.strip_suffix(close).unwrap_or(inner);
    match open {
        // SQLite knows no bracket within brackets.
        '[' => inner.to_owned(),
        quote => inner.replace(&format!("{quote}{quote}"), &quote.to_string()),
    }
}

/// Returns a text without the space and the parentheses around it.
#[must_use]
pub const fn without_parentheses(lexis: Lexis, text: &str) -> &str {
    let mut text = text.trim_ascii();
    while let Some(inner) = within_parentheses(lexis, text) {
        text = inner.trim_ascii();
    }
    text
}

/// Returns what the first parenthesis encloses, if it is closed by the last character.
const fn within_parentheses(lexis: Lexis, text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let [b'(', .., b')'] = bytes else { return None };
    let (mut depth, mut from) = (0_usize, 0);
    while let Some(Span { kind, end, .. }) = lexis.next(bytes, from) {
        match kind {
            TokenKind::Symbol(b'(') => depth += 1,
            TokenKind::Symbol(b')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if end == bytes.len() {
                Some(text.split_at(1).1.split_at(text.len() - 2).0)
            } else {
                None
            };
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::backend::Backend;

    #[test]
    fn parentheses_around_a_text_do_not_count() {
        let bare = |text| without_parentheses(Lexis::of(Backend::Postgres), text);
        for same in ["a IS NULL", "(a IS NULL)", " ( (a IS NULL)) "] {
            assert_eq!(bare(same), "a IS NULL");
        }
        for other in ["(a) OR (b)", "lower(a)", "(a", "", "(a = ')') OR (b)", ")"] {
            assert_eq!(bare(other), other);
        }
        assert_eq!(bare("()"), "");
        assert_eq!(bare("(a = '(')"), "a = '('");
    }
}
