//! The facts of MySQL and MariaDB.

use camshaft::catalog::Backend;
use camshaft::sql::{Lexis, TokenKind, tokens, unquoted};
use diesel::result::QueryResult;
use serde_json::Value;

use super::{Tables, each, text};
use crate::database::Database;
use crate::state::facts::{Engine, Hook};

pub(super) fn read(database: &mut dyn Database, tables: &mut Tables) -> QueryResult<()> {
    for column in tables.tables.iter_mut().flat_map(|it| &mut it.columns) {
        column.labels = labels_in(&column.sql_type);
    }
    each(database, include_str!("columns.sql"), |row| {
        set_column(tables, row);
    })?;
    each(database, include_str!("engines.sql"), |row| {
        set_engine(tables, row);
    })?;
    each(database, include_str!("triggers.sql"), |row| {
        let (head, body) = (text(row, 2).to_owned(), text(row, 3).to_owned());
        tables.add_trigger(row, Hook { head, body });
    })?;
    let version = database.texts("SELECT version() AS value")?.concat();
    let checks = if version.to_lowercase().contains("mariadb") {
        include_str!("checks_mariadb.sql")
    } else {
        include_str!("checks_mysql.sql")
    };
    each(database, checks, |row| {
        tables.add_check(row, text(row, 2).to_owned());
    })
}

fn set_column(tables: &mut Tables, row: &[Value]) {
    let name = text(row, 2);
    let Some(table) = tables.find(row) else {
        return;
    };
    let owned = |at: usize| row.get(at).and_then(Value::as_str).map(str::to_owned);
    if let Some(column) = table.columns.iter_mut().find(|it| it.name == name) {
        column.facts.character_set = owned(3);
        column.facts.renewed = text(row, 5).to_lowercase().contains("on update");
    }
    // An index compares by the collation of its columns there.
    for index in &mut table.uniques {
        for (key, collation) in index.keys.iter().zip(&mut index.collations) {
            if key == name {
                *collation = owned(4);
            }
        }
    }
}

fn set_engine(tables: &mut Tables, row: &[Value]) {
    if let Some(facts) = tables.find(row).and_then(|it| it.facts.as_mut()) {
        facts.engine = Some(Engine {
            name: text(row, 2).to_owned(),
            has_transactions: text(row, 3) == "YES",
        });
    }
}

/// Returns the labels of a MySQL `enum('a','b')` or `set(..)`.
fn labels_in(sql_type: &str) -> Option<Vec<String>> {
    let list = ["enum(", "set("]
        .iter()
        .find_map(|word| sql_type.strip_prefix(word))?;
    let tokens = tokens(Lexis::of(Backend::Mysql), list);
    let labels = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::String);
    Some(labels.map(|label| unquoted(label.text)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_unquoted() {
        let labels = labels_in("enum('a','it''s, b')").unwrap();
        assert_eq!(labels, ["a", "it's, b"]);
        let labels = labels_in(r"enum('a\\','b')").unwrap();
        assert_eq!(labels, [r"a\\", "b"]);
        assert_eq!(labels_in("varchar(5)"), None);
    }
}
