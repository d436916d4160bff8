//! The key of the index, as the server prints it.

use camshaft::catalog::{Backend, Index, KeyPart};
use camshaft::duplicates::KeyElement;
use camshaft::sql::{Lexis, tokens, without_parentheses};
use diesel::QueryResult;

use super::empty_copy;
use super::target::IndexTarget;
use crate::database::Database;
use crate::error::Error;

/// The keys and the predicate of the index, as the server prints them.
#[derive(Debug)]
pub(crate) struct ServerKey {
    backend: Backend,
    keys: Vec<String>,
    predicate: Option<String>,
}

impl ServerKey {
    /// Reads from the server how it prints the expressions and the predicate of the target.
    pub(crate) fn of(database: &mut dyn Database, target: &IndexTarget) -> Result<Self, Error> {
        let spec = &target.spec;
        let is_expression = |key: &KeyElement| matches!(key, KeyElement::Expression(_));
        let is_plain = spec.predicate.is_none() && !spec.keys.iter().any(is_expression);
        let server_key = Self {
            backend: target.backend,
            keys: spec.keys.iter().map(|key| text(key).to_owned()).collect(),
            predicate: spec.predicate.clone(),
        };
        if is_plain || target.backend != Backend::Postgres {
            return Ok(server_key);
        }
        // Only the server knows how it writes an expression: the text of the user would match no index.
        let asked = empty_copy::with_index(database, target, |database, copy| {
            let asked = server_key.ask_postgres(database, copy);
            asked.map_err(|it| Error::database(&it))
        });
        Ok(asked?.unwrap_or(server_key))
    }

    fn ask_postgres(&self, database: &mut dyn Database, copy: &IndexTarget) -> QueryResult<Self> {
        let index = copy.index_name(&copy.name).replace('\'', "''");
        let of_copy = format!("FROM pg_index WHERE indexrelid = '{index}'::regclass");
        let mut keys = self.keys.clone();
        for (at, key) in copy.spec.keys.iter().enumerate() {
            if let KeyElement::Expression(_) = key {
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
        Ok(Self {
            keys,
            predicate,
            ..*self
        })
    }

    /// Returns true for an index with this key, in any order.
    pub(super) fn is_key_of(&self, index: &Index<'_>) -> bool {
        let keys = index.keys.iter().map(|key| match key.part {
            KeyPart::Column(text) | KeyPart::Expression(text) => self.bare(text),
        });
        let mut keys: Vec<_> = keys.collect();
        let mut own: Vec<_> = self.keys.iter().map(|it| self.bare(it)).collect();
        keys.sort();
        own.sort();
        keys == own
    }

    pub(super) fn is_predicate_of(&self, index: &Index<'_>) -> bool {
        let predicate = self.predicate.as_deref();
        index.predicate.map(|it| self.bare(it)) == predicate.map(|it| self.bare(it))
    }

    fn bare(&self, text: &str) -> String {
        bare(self.backend, text)
    }
}

fn text(key: &KeyElement) -> &str {
    match key {
        KeyElement::Column(text) | KeyElement::Expression(text) => text,
    }
}

/// Returns the tokens without the parentheses around them, so that neither spaces nor comments differ.
fn bare(backend: Backend, text: &str) -> String {
    let lexis = Lexis::of(backend);
    let tokens = tokens(lexis, without_parentheses(lexis, text)).into_iter();
    tokens.map(|token| token.text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_without_spaces_and_parentheses() {
        let bare = |text| bare(Backend::Postgres, text);
        assert_eq!(bare("((a) IS  NULL)"), bare("(a)IS NULL"));
        assert_eq!(bare("(a) OR (b)"), "( a ) OR ( b )");
        assert_eq!(bare("("), "(");
        assert_ne!(bare("a = 'b c'"), bare("a = 'bc'"));
        assert_ne!(bare("(a = ')') OR (b)"), bare("a = ')') OR (b"));
    }
}
