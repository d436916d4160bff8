//! The facts of SQLite.

mod inserts;
mod triggers;

use camshaft::catalog::Backend;
use camshaft::sql::{Lexis, Token, span, tokens};
use diesel::result::QueryResult;

use super::{Tables, each, text};
use crate::database::Database;

pub(super) fn read(database: &mut dyn Database, tables: &mut Tables) -> QueryResult<()> {
    each(database, include_str!("tables.sql"), |row| {
        for check in checks_in(text(row, 2)) {
            tables.add_check(row, check);
        }
    })?;
    each(database, include_str!("triggers.sql"), |row| {
        if let Some(trigger) = triggers::refusing(text(row, 2), text(row, 3)) {
            tables.add_trigger(row, trigger);
        }
    })?;
    for table in tables.tables.iter_mut().filter(|it| !it.is_view) {
        if let Some(facts) = &mut table.facts {
            facts.insert_error = inserts::error_of(database, &table.name);
        }
    }
    Ok(())
}

/// Returns the CHECK constraints of a `CREATE TABLE` of SQLite, which keeps it as it was written.
fn checks_in(sql: &str) -> Vec<String> {
    let tokens = tokens(Lexis::of(Backend::Sqlite), sql);
    let checks = tokens.iter().enumerate();
    let checks = checks.filter(|(_, token)| token.depth == 1 && token.is_word("check"));
    checks
        .filter_map(|(at, _)| condition(sql, &tokens[at + 1..]))
        .map(|condition| format!("CHECK {condition}"))
        .collect()
}

/// Returns the text in parentheses with which the tokens begin.
fn condition<'s>(sql: &'s str, tokens: &[Token<'_>]) -> Option<&'s str> {
    let (open, inner) = tokens.split_first()?;
    let close = inner.iter().position(|token| token.depth == open.depth)?;
    open.is_symbol(b'(')
        .then(|| span(sql, &tokens[..=close + 1]))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_found_in_a_statement() {
        let sql = "CREATE TABLE t (a int CHECK (a > 0 AND b <> ')'), recheck (c), CONSTRAINT x check(length(a) < 3))";
        assert_eq!(
            checks_in(sql),
            ["CHECK (a > 0 AND b <> ')')", "CHECK (length(a) < 3)"]
        );
        assert!(checks_in("CREATE TABLE t (a int)").is_empty());
    }

    #[test]
    fn words_in_strings_names_and_comments_are_no_checks() {
        let sql = "CREATE TABLE \"check (a)\" (a text DEFAULT 'CHECK (x)', /* CHECK (b) */ [CHECK (c)] int, \
            -- CHECK (d)\n b int CHECK (b <> 'it''s)' /* ) */ AND [b)] > 1), check (\"a)\" > 0 -- )\n))";
        let checks = checks_in(sql);
        let expected = [
            "CHECK (b <> 'it''s)' /* ) */ AND [b)] > 1)",
            "CHECK (\"a)\" > 0 -- )\n)",
        ];
        assert_eq!(checks, expected);
    }
}
