//! Tokens on each server.

use super::{Backslashes, Lexis, tokens, unquoted};
use crate::catalog::backend::Backend;

fn texts(backend: Backend, sql: &str) -> Vec<&str> {
    let tokens = tokens(Lexis::of(backend), sql);
    tokens.into_iter().map(|token| token.text).collect()
}

#[test]
fn quotes_and_comments_hide_what_is_in_them() {
    assert_eq!(
        texts(
            Backend::Sqlite,
            "a /* ( */ \"b )\"\"\" -- '\n [c,d] `e``)` 'it''s' x'00' '\\' f"
        ),
        [
            "a",
            "\"b )\"\"\"",
            "[c,d]",
            "`e``)`",
            "'it''s'",
            "x",
            "'00'",
            "'\\'",
            "f"
        ]
    );
}

#[test]
fn an_open_end_reaches_to_the_end() {
    for (sql, expected) in [
        ("a -- b", &["a"][..]),
        ("a /* b", &["a"]),
        ("a 'b", &["a", "'b"]),
        ("a [b", &["a", "[b"]),
        ("a 'b''", &["a", "'b''"]),
    ] {
        assert_eq!(texts(Backend::Sqlite, sql), expected);
    }
    assert_eq!(texts(Backend::Mysql, "a 'b\\"), ["a", "'b\\"]);
    assert_eq!(texts(Backend::Postgres, "a $x$b$x"), ["a", "$x$b$x"]);
    assert_eq!(texts(Backend::Postgres, "a $x"), ["a", "$x"]);
}

#[test]
fn a_parenthesis_stands_outside_of_what_it_holds() {
    let tokens = tokens(Lexis::of(Backend::Sqlite), "a(b(c))d");
    let depths: Vec<_> = tokens.iter().map(|token| token.depth).collect();
    assert_eq!(depths, [0, 0, 1, 1, 2, 1, 0, 0]);
}

#[test]
fn letters_beyond_ascii_are_part_of_a_name() {
    assert_eq!(texts(Backend::Sqlite, "größe>=1"), ["größe", ">", "=", "1"]);
}

#[test]
fn names_lose_their_quotes() {
    for (text, name) in [
        ("", ""),
        ("a", "a"),
        ("\"a \"\"b\"\"\"", "a \"b\""),
        ("[a b]", "a b"),
        ("`a``b`", "a`b"),
        ("'a''b'", "a'b"),
    ] {
        assert_eq!(unquoted(text), name);
    }
}

#[test]
fn backslashes_escape_on_mysql_and_in_marked_strings_of_postgres() {
    let sql = r"'a\', b', c'";
    assert_eq!(texts(Backend::Mysql, sql), [r"'a\', b'", ",", "c", "'"]);
    assert_eq!(texts(Backend::Sqlite, sql), [r"'a\'", ",", "b", "', c'"]);
    assert_eq!(texts(Backend::Postgres, sql), [r"'a\'", ",", "b", "', c'"]);
    assert_eq!(
        texts(Backend::Postgres, r"E'a\', b', c"),
        [r"E'a\', b'", ",", "c"]
    );
    assert_eq!(texts(Backend::Postgres, "e 'a'"), ["e", "'a'"]);
    assert_eq!(texts(Backend::Mysql, r"`a\`, b"), [r"`a\`", ",", "b"]);
    let plain = Lexis::of(Backend::Mysql).with(Backslashes::Marked);
    assert_eq!(tokens(plain, sql).len(), 4);
}

#[test]
fn dollars_quote_on_postgres_and_number_placeholders() {
    assert_eq!(
        texts(Backend::Postgres, "$1, $$a'$b$$, $x$ $$ $x$ || a$b"),
        ["$1", ",", "$$a'$b$$", ",", "$x$ $$ $x$", "|", "|", "a$b"]
    );
}

#[test]
fn comments_are_those_of_the_server() {
    assert_eq!(
        texts(Backend::Postgres, "a /* b /* c */ d */ e"),
        ["a", "e"]
    );
    assert_eq!(
        texts(Backend::Sqlite, "a /* b /* c */ d */ e"),
        ["a", "d", "*", "/", "e"]
    );
    assert_eq!(
        texts(Backend::Mysql, "5--3 -- a\n# b\nc"),
        ["5", "-", "-", "3", "c"]
    );
    assert_eq!(texts(Backend::Postgres, "a#>b"), ["a", "#", ">", "b"]);
    assert_eq!(texts(Backend::Postgres, "a[1]"), ["a", "[", "1", "]"]);
}
