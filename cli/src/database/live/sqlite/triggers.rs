//! Triggers of SQLite, which keeps the statement that made them.

use camshaft::catalog::Backend;
use camshaft::sql::{Lexis, tokens};

use crate::state::facts::Hook;

/// Returns the trigger, if it may refuse a row: one that runs after the row is written does so by
/// `RAISE` only.
pub(super) fn refusing(name: &str, sql: &str) -> Option<Hook> {
    let tokens = tokens(Lexis::of(Backend::Sqlite), sql);
    // Whatever was written, `CREATE TRIGGER` and the name come first in what is stored.
    let words = tokens.get(3..).unwrap_or_default();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it.is_word(word));
    let (timing, event) = if is(0, "AFTER") {
        ("AFTER", 1)
    } else if is(0, "INSTEAD") {
        ("INSTEAD OF", 2)
    } else {
        // What it is without a word.
        ("BEFORE", usize::from(is(0, "BEFORE")))
    };
    if timing == "AFTER" && !tokens.iter().any(|it| it.is_word("raise")) {
        return None;
    }
    let event = words
        .get(event)
        .map_or("", |it| it.text)
        .to_ascii_uppercase();
    Some(Hook {
        head: format!("trigger `{name}` {timing} {event}"),
        body: sql.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trigger_may_refuse_before_the_row_is_written() {
        let head = |name: &str, sql: &str| refusing(name, sql).map(|it| it.head);
        for (name, sql, expected) in [
            (
                "t",
                "CREATE TRIGGER t BEFORE INSERT ON users BEGIN SELECT 1; END",
                Some("trigger `t` BEFORE INSERT"),
            ),
            (
                "t",
                "CREATE TRIGGER t\n  update OF name ON users BEGIN SELECT 1; END",
                Some("trigger `t` BEFORE UPDATE"),
            ),
            (
                "t AFTER",
                "CREATE TRIGGER \"t AFTER\" DELETE ON users BEGIN SELECT 1; END",
                Some("trigger `t AFTER` BEFORE DELETE"),
            ),
            (
                "R\"R AFTER",
                "CREATE TRIGGER \"R\"\"R AFTER\" BEFORE INSERT ON users BEGIN SELECT 1; END",
                Some("trigger `R\"R AFTER` BEFORE INSERT"),
            ),
            (
                "t",
                "CREATE TRIGGER [t] INSTEAD OF INSERT ON users BEGIN SELECT 1; END",
                Some("trigger `t` INSTEAD OF INSERT"),
            ),
            (
                "t",
                "CREATE TRIGGER t after INSERT ON users BEGIN SELECT raise(ABORT, 'no'); END",
                Some("trigger `t` AFTER INSERT"),
            ),
            (
                "t",
                "CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END",
                None,
            ),
            (
                "t",
                "CREATE TRIGGER t /* BEFORE */ AFTER INSERT ON users BEGIN SELECT 'RAISE'; -- raise\n END",
                None,
            ),
        ] {
            assert_eq!(head(name, sql).as_deref(), expected, "{sql}");
        }
    }
}
