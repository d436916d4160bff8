//! The facts that SQLite's pragmas leave out, from the `CREATE` text it stores.
//!
//! SQLite has accepted the text, so nothing is checked again; a text of another shape yields no
//! facts rather than wrong ones.

use crate::catalog::Backend;
use crate::sql::{Lexis, Token, span, unquoted};

/// The texts of an index.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct IndexText<'s> {
    /// Each key.
    pub(super) keys: Vec<KeyText<'s>>,
    /// The predicate of a partial index.
    pub(super) predicate: Option<&'s str>,
}

/// A key of an index, without its order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeyText<'s> {
    whole: &'s str,
    /// The text before a `COLLATE` at the end, and the name after it.
    collated: Option<(&'s str, String)>,
}

impl<'s> KeyText<'s> {
    /// Returns the text that is indexed, without the collation that the pragma reports.
    ///
    /// A `COLLATE` at the end may belong to the last operand only, as in `a || b COLLATE nocase`:
    /// then it is not the collation of the index.
    pub(super) fn without(&self, collation: &str) -> &'s str {
        match &self.collated {
            Some((before, name)) if name.eq_ignore_ascii_case(collation) => before,
            _ => self.whole,
        }
    }
}

/// Reads a `CREATE INDEX`.
pub(super) fn index_text(sql: &str) -> IndexText<'_> {
    let tokens = tokens(sql);
    let Some((body, tail)) = body(&tokens) else {
        return IndexText::default();
    };
    let predicate = match tail {
        [first, rest @ ..] if first.is_word("where") => span(sql, rest),
        _ => None,
    };
    let keys = items(body).filter_map(|key| key_text(sql, key)).collect();
    IndexText { keys, predicate }
}

fn key_text<'s>(sql: &'s str, key: &[Token<'_>]) -> Option<KeyText<'s>> {
    let key = match key {
        [rest @ .., order] if order.is_word("asc") || order.is_word("desc") => rest,
        key => key,
    };
    let collated = match key {
        [before @ .., collate, name] if collate.is_word("collate") => {
            span(sql, before).map(|before| (before, unquoted(name.text)))
        }
        _ => None,
    };
    Some(KeyText {
        whole: span(sql, key)?,
        collated,
    })
}

/// The facts that only the text of a table contains.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableText {
    /// The declared collation of each column, in order.
    pub(super) collations: Vec<Option<String>>,
    /// True for each foreign key, in order, that is `DEFERRABLE INITIALLY DEFERRED`.
    pub(super) deferred: Vec<bool>,
    pub(super) without_rowid: bool,
}

/// Reads a `CREATE TABLE`.
pub(super) fn table_text(sql: &str) -> TableText {
    let tokens = tokens(sql);
    let Some((body, tail)) = body(&tokens) else {
        return TableText::default();
    };
    TableText {
        collations: items(body).map(collation).collect(),
        deferred: deferred(body),
        without_rowid: tail
            .windows(2)
            .any(|pair| pair[0].is_word("without") && pair[1].is_word("rowid")),
    }
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    crate::sql::tokens(Lexis::of(Backend::Sqlite), sql)
}

/// Returns the first parenthesised list, and what follows it.
fn body<'t, 's>(tokens: &'t [Token<'s>]) -> Option<(&'t [Token<'s>], &'t [Token<'s>])> {
    let open = tokens.iter().position(|token| token.is_symbol(b'('))?;
    let inner = &tokens[open + 1..];
    let close = inner.iter().position(|token| token.depth == 0)?;
    Some((&inner[..close], &inner[close + 1..]))
}

fn items<'t, 's>(body: &'t [Token<'s>]) -> impl Iterator<Item = &'t [Token<'s>]> {
    body.split(|token| token.depth == 1 && token.is_symbol(b','))
}

/// Returns the collation of a column: the last one counts, and none inside of a DEFAULT, CHECK or AS.
fn collation(item: &[Token<'_>]) -> Option<String> {
    item.windows(2)
        .skip(1)
        .rfind(|pair| pair[0].depth == 1 && pair[0].is_word("collate"))
        .map(|pair| unquoted(pair[1].text))
}

fn deferred(body: &[Token<'_>]) -> Vec<bool> {
    let clauses: Vec<_> = body.iter().filter(|token| token.depth == 1).collect();
    let mut deferred: Vec<bool> = Vec::new();
    for (at, token) in clauses.iter().enumerate() {
        if token.is_word("references") {
            deferred.push(false);
        }
        if let (true, Some(last)) = (is_deferral(&clauses, at), deferred.last_mut()) {
            *last = true;
        }
    }
    deferred
}

fn is_deferral(clauses: &[&Token<'_>], at: usize) -> bool {
    let word = |at: usize, word| clauses.get(at).is_some_and(|token| token.is_word(word));
    word(at, "deferrable")
        && word(at + 1, "initially")
        && word(at + 2, "deferred")
        && !(at > 0 && word(at - 1, "not"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(sql: &str) -> Vec<&str> {
        index_text(sql)
            .keys
            .iter()
            .map(|key| key.without("nocase"))
            .collect()
    }

    #[test]
    fn keys_are_split_outside_of_parentheses_and_quotes() {
        assert_eq!(
            keys("CREATE INDEX i ON t(coalesce(a, 'x,)'), \"b,c\", [d)] || ',', `e`)"),
            ["coalesce(a, 'x,)')", "\"b,c\"", "[d)] || ','", "`e`"]
        );
    }

    #[test]
    fn a_quoted_table_name_with_a_parenthesis_is_no_key_list() {
        assert_eq!(
            keys("CREATE INDEX \"i (x)\" ON \"t(y)\" (lower(a))"),
            ["lower(a)"]
        );
    }

    #[test]
    fn only_the_collation_of_the_index_is_cut_off() {
        let index = index_text("CREATE INDEX i ON t(a || b COLLATE nocase DESC)");
        assert_eq!(index.keys[0].without("NOCASE"), "a || b");
        assert_eq!(index.keys[0].without("BINARY"), "a || b COLLATE nocase");
    }

    #[test]
    fn order_and_collation_are_not_part_of_the_key() {
        assert_eq!(
            keys(
                "CREATE INDEX i ON t(lower(a) COLLATE nocase DESC, b || c asc, d collate \"NoCase\")"
            ),
            ["lower(a)", "b || c", "d"]
        );
    }

    #[test]
    fn the_predicate_is_what_follows_where() {
        for (tail, predicate) in [
            ("WHERE a IS NOT NULL", Some("a IS NOT NULL")),
            (
                "where/* x */(a = ' WHERE ')  -- end",
                Some("(a = ' WHERE ')"),
            ),
            (
                "WHERE \"where\" > 1 AND (b IN (1, 2))",
                Some("\"where\" > 1 AND (b IN (1, 2))"),
            ),
            ("", None),
            ("-- WHERE a", None),
        ] {
            let sql = format!("CREATE UNIQUE INDEX i ON t (a, 'WHERE') {tail}");
            assert_eq!(index_text(&sql).predicate, predicate);
        }
    }

    #[test]
    fn a_column_has_the_collation_of_its_own_clause() {
        let text = table_text(
            "CREATE TABLE t (a TEXT COLLATE nocase, b DECIMAL(10, 2), \
             c TEXT DEFAULT ('x' COLLATE rtrim), \"collate\" TEXT COLLATE \"My\", UNIQUE (a))",
        );
        assert_eq!(
            text.collations,
            [
                Some("nocase".to_owned()),
                None,
                None,
                Some("My".to_owned()),
                None
            ]
        );
    }

    #[test]
    fn a_foreign_key_is_deferred_only_if_initially_so() {
        let text = table_text(
            "CREATE TABLE t (a REFERENCES p DEFERRABLE INITIALLY DEFERRED, \
             b REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED, c REFERENCES p (x) DEFERRABLE, \
             d REFERENCES p, FOREIGN KEY (a) REFERENCES q (\"deferrable\") \
             ON DELETE CASCADE deferrable initially deferred)",
        );
        assert_eq!(text.deferred, [true, false, false, false, true]);
    }

    #[test]
    fn without_rowid_is_a_table_option() {
        assert!(table_text("CREATE TABLE t (a PRIMARY KEY) STRICT, WITHOUT ROWID").without_rowid);
        assert!(!table_text("CREATE TABLE t (a DEFAULT 'WITHOUT ROWID')").without_rowid);
    }

    #[test]
    fn another_shape_yields_no_facts() {
        assert_eq!(table_text("CREATE TABLE t"), TableText::default());
        assert_eq!(index_text("CREATE INDEX i"), IndexText::default());
    }
}
