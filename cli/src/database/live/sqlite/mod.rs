//! The facts of SQLite.

mod inserts;
mod triggers;

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
    let mut checks = Vec::new();
    let upper = sql.to_ascii_uppercase();
    let mut from = 0;
    while let Some(found) = upper[from..].find("CHECK") {
        let start = from + found;
        from = start + "CHECK".len();
        let rest = &sql[from..];
        let skipped = rest.len() - rest.trim_start().len();
        if let (Some(length), true) = (closing(rest.trim_start()), is_word(&upper, start)) {
            let end = from + skipped + length;
            checks.push(format!("CHECK {}", sql[from + skipped..end].trim()));
            from = end;
        }
    }
    checks
}

/// Returns whether no letter is before it.
fn is_word(text: &str, start: usize) -> bool {
    let before = text[..start].chars().next_back();
    !before.is_some_and(|it| it.is_alphanumeric() || it == '_')
}

/// Returns the length of a text in parentheses at the beginning.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), it) => quote = Some(open).filter(|_| open != it),
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) if depth == 0 => return None,
            _ => {}
        }
    }
    None
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
}
