//! The key of the index as the server writes it.

use camshaft::catalog::{Backend, Index, KeyPart};
use camshaft::duplicates::SoughtKey;
use diesel::QueryResult;

use super::copy;
use super::target::Target;
use crate::database::Database;
use crate::error::Error;

/// The keys and the predicate of the index, in the words of the server.
#[derive(Debug)]
pub(crate) struct Written {
    keys: Vec<String>,
    predicate: Option<String>,
}

impl Written {
    /// Asks the server how it writes the expressions and the predicate of the target.
    pub(crate) fn of(database: &mut dyn Database, target: &Target) -> Result<Self, Error> {
        let sought = &target.sought;
        let is_expression = |key: &SoughtKey| matches!(key, SoughtKey::Expression(_));
        let is_plain = sought.predicate.is_none() && !sought.keys.iter().any(is_expression);
        let written = Self {
            keys: sought.keys.iter().map(|key| text(key).to_owned()).collect(),
            predicate: sought.predicate.clone(),
        };
        if is_plain || target.backend != Backend::Postgres {
            return Ok(written);
        }
        let asked = copy::with_index(database, target, |database, copy| {
            let asked = written.ask_postgres(database, copy);
            asked.map_err(|it| Error::database(&it))
        });
        Ok(asked?.unwrap_or(written))
    }

    fn ask_postgres(&self, database: &mut dyn Database, copy: &Target) -> QueryResult<Self> {
        let index = copy.index_name(&copy.name).replace('\'', "''");
        let of_copy = format!("FROM pg_index WHERE indexrelid = '{index}'::regclass");
        let mut keys = self.keys.clone();
        for (at, key) in copy.sought.keys.iter().enumerate() {
            if let SoughtKey::Expression(_) = key {
                let query = format!(
                    "SELECT pg_get_indexdef(indexrelid, {}, true) AS value {of_copy}",
                    at + 1
                );
                keys[at] = database.texts(&query)?.concat();
            }
        }
        let mut predicate = self.predicate.clone();
        if predicate.is_some() {
            let query = format!("SELECT pg_get_expr(indpred, indrelid) AS value {of_copy}");
            predicate = Some(database.texts(&query)?.concat());
        }
        Ok(Self { keys, predicate })
    }

    /// Returns true for an index with this key, in any order.
    pub(super) fn is_key_of(&self, index: &Index<'_>) -> bool {
        let keys = index.keys.iter().map(|key| match key.part {
            KeyPart::Column(text) | KeyPart::Expression(text) => bare(text),
        });
        let mut keys: Vec<_> = keys.collect();
        let mut wanted: Vec<_> = self.keys.iter().map(|it| bare(it)).collect();
        keys.sort();
        wanted.sort();
        keys == wanted
    }

    pub(super) fn is_predicate_of(&self, index: &Index<'_>) -> bool {
        index.predicate.map(bare) == self.predicate.as_deref().map(bare)
    }
}

fn text(key: &SoughtKey) -> &str {
    match key {
        SoughtKey::Column(text) | SoughtKey::Expression(text) => text,
    }
}

/// Removes spaces, and the parentheses around the text.
fn bare(text: &str) -> String {
    let mut text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    while is_enclosed(&text) {
        text = text[1..text.len() - 1].to_owned();
    }
    text
}

/// Returns true if the first parenthesis is closed by the last character.
fn is_enclosed(text: &str) -> bool {
    if !text.starts_with('(') || !text.ends_with(')') {
        return false;
    }
    let mut depth = 0;
    for (at, it) in text.char_indices() {
        depth += match it {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return at == text.len() - 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_without_spaces_and_parentheses() {
        assert_eq!(bare("((a) IS  NULL)"), "(a)ISNULL");
        assert_eq!(bare("(a) OR (b)"), "(a)OR(b)");
        assert_eq!(bare("("), "(");
    }
}
