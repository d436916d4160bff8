//! The form of strings, names and comments on each server.

use super::tokens::{Span, TokenKind};
use crate::catalog::backend::Backend;

/// The form of the SQL of one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexis {
    backend: Backend,
    backslashes: Backslashes,
}

/// The strings in which a backslash makes a quote part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backslashes {
    /// The strings that PostgreSQL writes as `E'..'`, and none of the other servers.
    Marked,
    /// Every string: on MySQL and MariaDB, unless their mode has `NO_BACKSLASH_ESCAPES`.
    All,
}

impl Lexis {
    /// Returns the form that a server has with its usual settings.
    #[must_use]
    pub const fn of(backend: Backend) -> Self {
        let backslashes = match backend {
            Backend::Mysql => Backslashes::All,
            Backend::Postgres | Backend::Sqlite => Backslashes::Marked,
        };
        Self {
            backend,
            backslashes,
        }
    }

    /// Returns the same form with another meaning of backslashes.
    #[must_use]
    pub const fn with(self, backslashes: Backslashes) -> Self {
        Self {
            backslashes,
            ..self
        }
    }

    /// Returns the first token at this byte or behind it.
    pub(crate) const fn next(self, sql: &[u8], from: usize) -> Option<Span> {
        let start = self.skip_blank(sql, from);
        if start >= sql.len() {
            return None;
        }
        let (kind, end) = self.token(sql, start);
        Some(Span { kind, start, end })
    }

    const fn token(self, sql: &[u8], start: usize) -> (TokenKind, usize) {
        match sql[start] {
            b'\'' => (TokenKind::String, self.string_end(sql, start)),
            b'E' | b'e' if self.is_marked(sql, start) => {
                (TokenKind::String, end_with_backslashes(sql, start + 1))
            }
            // MySQL takes it for a string, unless its mode has ANSI_QUOTES.
            b'"' => (TokenKind::Name, self.string_end(sql, start)),
            b'`' if self.has_backticks() => (TokenKind::Name, end_of(sql, start)),
            b'[' if self.has_brackets() => (TokenKind::Name, bracket_end(sql, start)),
            b'$' if self.has_dollars() => match dollar_end(sql, start) {
                Some(end) => (TokenKind::String, end),
                None => (TokenKind::Word, word_end(sql, start)),
            },
            byte if is_word_byte(byte) => (TokenKind::Word, word_end(sql, start)),
            symbol => (TokenKind::Symbol(symbol), start + 1),
        }
    }

    const fn string_end(self, sql: &[u8], start: usize) -> usize {
        match self.backslashes {
            Backslashes::All => end_with_backslashes(sql, start),
            Backslashes::Marked => end_of(sql, start),
        }
    }

    const fn is_marked(self, sql: &[u8], start: usize) -> bool {
        matches!(self.backend, Backend::Postgres)
            && start + 1 < sql.len()
            && sql[start + 1] == b'\''
    }

    const fn has_backticks(self) -> bool {
        match self.backend {
            Backend::Mysql | Backend::Sqlite => true,
            Backend::Postgres => false,
        }
    }

    const fn has_brackets(self) -> bool {
        match self.backend {
            Backend::Sqlite => true,
            Backend::Postgres | Backend::Mysql => false,
        }
    }

    const fn has_dollars(self) -> bool {
        match self.backend {
            Backend::Postgres => true,
            Backend::Mysql | Backend::Sqlite => false,
        }
    }

    /// Returns the first byte that is in no white space and in no comment.
    const fn skip_blank(self, sql: &[u8], from: usize) -> usize {
        let mut at = from;
        while at < sql.len() {
            at = match sql[at] {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => at + 1,
                b'-' if self.is_line_comment(sql, at) => line_end(sql, at),
                b'#' if matches!(self.backend, Backend::Mysql) => line_end(sql, at),
                b'/' if at + 1 < sql.len() && sql[at + 1] == b'*' => self.comment_end(sql, at),
                _ => return at,
            };
        }
        at
    }

    /// Returns true where a comment begins. To MySQL `--` is one only before white space: `5--3` is 8.
    const fn is_line_comment(self, sql: &[u8], at: usize) -> bool {
        if at + 1 >= sql.len() || sql[at + 1] != b'-' {
            return false;
        }
        match self.backend {
            Backend::Postgres | Backend::Sqlite => true,
            Backend::Mysql => {
                at + 2 >= sql.len() || sql[at + 2].is_ascii_whitespace() || sql[at + 2] < b' '
            }
        }
    }

    /// Returns the end of a comment. Comments nest on PostgreSQL only.
    const fn comment_end(self, sql: &[u8], start: usize) -> usize {
        let nests = matches!(self.backend, Backend::Postgres);
        let (mut at, mut depth) = (start + 2, 1);
        while at + 1 < sql.len() {
            match (sql[at], sql[at + 1]) {
                (b'*', b'/') => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return at;
                    }
                }
                (b'/', b'*') if nests => {
                    depth += 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        sql.len()
    }
}

/// Returns true for a byte of a name, as every one beyond ASCII is.
const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}

const fn word_end(sql: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < sql.len() && is_word_byte(sql[at]) {
        at += 1;
    }
    at
}

const fn line_end(sql: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < sql.len() && sql[at] != b'\n' {
        at += 1;
    }
    at
}

/// Returns the end of a quoted text; a doubled quote is a quote of the text.
const fn end_of(sql: &[u8], start: usize) -> usize {
    quoted_end(sql, start, false)
}

const fn end_with_backslashes(sql: &[u8], start: usize) -> usize {
    quoted_end(sql, start, true)
}

const fn quoted_end(sql: &[u8], start: usize, has_backslashes: bool) -> usize {
    let quote = sql[start];
    let mut at = start + 1;
    while at < sql.len() {
        if sql[at] == b'\\' && has_backslashes {
            at += 2;
        } else if sql[at] != quote {
            at += 1;
        } else if at + 1 < sql.len() && sql[at + 1] == quote {
            at += 2;
        } else {
            return at + 1;
        }
    }
    sql.len()
}

const fn bracket_end(sql: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < sql.len() {
        at += 1;
        if sql[at - 1] == b']' {
            return at;
        }
    }
    at
}

/// Returns the end of `$tag$..$tag$`; `None` for a placeholder as `$1`.
const fn dollar_end(sql: &[u8], start: usize) -> Option<usize> {
    let mut tag = start + 1;
    while tag < sql.len() && sql[tag] != b'$' {
        let is_digit_first = tag == start + 1 && sql[tag].is_ascii_digit();
        if !is_word_byte(sql[tag]) || is_digit_first {
            return None;
        }
        tag += 1;
    }
    if tag >= sql.len() {
        return None;
    }
    let length = tag + 1 - start;
    let mut at = tag + 1;
    while at + length <= sql.len() {
        if is_same(sql, start, at, length) {
            return Some(at + length);
        }
        at += 1;
    }
    Some(sql.len())
}

const fn is_same(sql: &[u8], one: usize, other: usize, length: usize) -> bool {
    let mut at = 0;
    while at < length && sql[one + at] == sql[other + at] {
        at += 1;
    }
    at == length
}
