//! SQLite's tokens, as far as a stored `CREATE` text needs them told apart.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, an unquoted name or a number.
    Word,
    /// A quoted name or a string: which of the two SQLite decides by context.
    Quoted,
    /// Any other character.
    Symbol(u8),
}

/// A token and how many parentheses are open around it; a parenthesis itself stands outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub(super) kind: Kind,
    pub(super) text: &'s str,
    pub(super) start: usize,
    pub(super) depth: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_symbol(&self, symbol: u8) -> bool {
        self.kind == Kind::Symbol(symbol)
    }
}

/// Splits a text that SQLite has accepted; white space and comments are left out.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    while let Some(&first) = sql.as_bytes().get(start) {
        let rest = &sql[start..];
        let blank = blank_length(rest);
        if blank > 0 {
            start += blank;
            continue;
        }
        let (kind, length) = token(rest, first);
        if kind == Kind::Symbol(b')') {
            depth = depth.saturating_sub(1);
        }
        tokens.push(Token {
            kind,
            text: &rest[..length],
            start,
            depth,
        });
        if kind == Kind::Symbol(b'(') {
            depth += 1;
        }
        start += length;
    }
    tokens
}

fn blank_length(rest: &str) -> usize {
    if rest.starts_with("--") {
        rest.find('\n').unwrap_or(rest.len())
    } else if let Some(comment) = rest.strip_prefix("/*") {
        comment.find("*/").map_or(rest.len(), |end| end + 4)
    } else {
        rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_whitespace())
                .len()
    }
}

fn token(rest: &str, first: u8) -> (Kind, usize) {
    match first {
        b'\'' | b'"' | b'`' => (Kind::Quoted, quoted_length(rest, first)),
        b'[' => (
            Kind::Quoted,
            rest.find(']').map_or(rest.len(), |end| end + 1),
        ),
        _ if is_word_byte(first) => {
            let length = rest.bytes().take_while(|&byte| is_word_byte(byte)).count();
            (Kind::Word, length)
        }
        symbol => (Kind::Symbol(symbol), 1),
    }
}

/// To SQLite every byte beyond ASCII is part of a name.
fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

/// A doubled quote stands for itself.
fn quoted_length(rest: &str, quote: u8) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    bytes.len()
}

/// A name without its quotes.
pub(super) fn unquoted(text: &str) -> String {
    let quote = match text.chars().next() {
        Some('[') => {
            return text
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned();
        }
        Some(quote @ ('"' | '`' | '\'')) => quote,
        _ => return text.to_owned(),
    };
    let inner = text.strip_prefix(quote).unwrap_or(text);
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    inner.replace(&format!("{quote}{quote}"), &quote.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokens(sql).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn quotes_and_comments_hide_what_is_in_them() {
        assert_eq!(
            texts("a /* ( */ \"b )\"\"\" -- '\n [c,d] `e``)` 'it''s' x'00'"),
            [
                "a",
                "\"b )\"\"\"",
                "[c,d]",
                "`e``)`",
                "'it''s'",
                "x",
                "'00'"
            ]
        );
    }

    #[test]
    fn an_open_end_reaches_to_the_end() {
        assert_eq!(texts("a -- b"), ["a"]);
        assert_eq!(texts("a /* b"), ["a"]);
        assert_eq!(texts("a 'b"), ["a", "'b"]);
        assert_eq!(texts("a [b"), ["a", "[b"]);
    }

    #[test]
    fn a_parenthesis_stands_outside_of_what_it_holds() {
        let depths: Vec<_> = tokens("a(b(c))d").iter().map(|token| token.depth).collect();
        assert_eq!(depths, [0, 0, 1, 1, 2, 1, 0, 0]);
    }

    #[test]
    fn letters_beyond_ascii_are_part_of_a_name() {
        assert_eq!(texts("größe>=1"), ["größe", ">", "=", "1"]);
    }

    #[test]
    fn names_lose_their_quotes() {
        for (text, name) in [
            ("a", "a"),
            ("\"a \"\"b\"\"\"", "a \"b\""),
            ("[a b]", "a b"),
            ("`a``b`", "a`b"),
            ("'a''b'", "a'b"),
        ] {
            assert_eq!(unquoted(text), name);
        }
    }
}
