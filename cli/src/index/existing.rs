//! What is there already.

use camshaft::catalog::{Backend, Catalog, Index, KeyPart, Table};
use camshaft::duplicates::SoughtKey;

use super::target::Target;
use crate::database::Database;
use crate::error::Error;
use crate::suggest::fault;

/// What is there of the index that is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    Absent,
    /// An index, of this name, that proves the same, and holds.
    Proven(String),
    /// One of the name, left by a build that failed.
    Invalid,
    /// Something else of its name: its definition.
    Taken(String),
}

/// The key as the server writes it.
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
        let mut written = Self {
            keys: sought.keys.iter().map(|key| text(key).to_owned()).collect(),
            predicate: sought.predicate.clone(),
        };
        if is_plain || target.backend != Backend::Postgres {
            return Ok(written);
        }
        let may = "SELECT 'yes' AS value WHERE has_database_privilege(current_database(), 'TEMP')";
        if database
            .texts(may)
            .map_err(|it| Error::database(&it))?
            .is_empty()
        {
            return Ok(written);
        }
        database.begin().map_err(|it| Error::database(&it))?;
        let asked = written.ask_postgres(database, target);
        database.roll_back().map_err(|it| Error::database(&it))?;
        asked.map_err(|it| Error::database(&it))?;
        Ok(written)
    }

    /// By creating the index on an empty copy of the table.
    fn ask_postgres(
        &mut self,
        database: &mut dyn Database,
        target: &Target,
    ) -> diesel::QueryResult<()> {
        let copy = Target {
            backend: target.backend,
            name: "camshaft_copy_key".to_owned(),
            sought: camshaft::duplicates::Sought {
                schema: Some("pg_temp".to_owned()),
                table: "camshaft_copy".to_owned(),
                ..target.sought.clone()
            },
        };
        database.execute(&format!(
            "CREATE TEMPORARY TABLE camshaft_copy (LIKE {})",
            target.table_name()
        ))?;
        database.execute(&copy.create(""))?;
        let of_copy = "FROM pg_index WHERE indexrelid = 'pg_temp.camshaft_copy_key'::regclass";
        for (at, key) in target.sought.keys.iter().enumerate() {
            if let SoughtKey::Expression(_) = key {
                let query = format!(
                    "SELECT pg_get_indexdef(indexrelid, {}, true) AS value {of_copy}",
                    at + 1
                );
                self.keys[at] = database.texts(&query)?.concat();
            }
        }
        if self.predicate.is_some() {
            let query = format!("SELECT pg_get_expr(indpred, indrelid) AS value {of_copy}");
            self.predicate = Some(database.texts(&query)?.concat());
        }
        Ok(())
    }

    /// Whether an index has this key, in any order.
    fn is_key_of(&self, index: &Index<'_>) -> bool {
        let keys = index.keys.iter().map(|key| match key.part {
            KeyPart::Column(text) | KeyPart::Expression(text) => bare(text),
        });
        let mut keys: Vec<_> = keys.collect();
        let mut wanted: Vec<_> = self.keys.iter().map(|it| bare(it)).collect();
        keys.sort();
        wanted.sort();
        keys == wanted
    }

    fn is_predicate_of(&self, index: &Index<'_>) -> bool {
        index.predicate.map(bare) == self.predicate.as_deref().map(bare)
    }
}

/// That no table or sequence of PostgreSQL has the name, which would come to light after the merge.
pub(crate) fn check_name(database: &mut dyn Database, target: &Target) -> Result<(), Error> {
    if target.backend != Backend::Postgres {
        return Ok(());
    }
    let query = format!(
        "SELECT relkind::text AS value FROM pg_class WHERE oid = to_regclass('{}') AND relkind <> 'i'",
        target.index_name(&target.name).replace('\'', "''")
    );
    match database
        .texts(&query)
        .map_err(|it| Error::database(&it))?
        .pop()
    {
        None => Ok(()),
        Some(_) => Err(Error::IndexTaken {
            name: target.name.clone(),
            what: "a relation".to_owned(),
        }),
    }
}

/// Looks at the facts.
pub(crate) fn state(catalog: &Catalog<'_>, target: &Target, written: &Written) -> State {
    let Some(table) = target.table(catalog) else {
        return State::Absent;
    };
    let own = table.indexes.iter();
    if let Some(index) = own.clone().find(|it| it.name == Some(&target.name)) {
        return of_the_name(target, table, index, written);
    }
    if let Some(other) = elsewhere(catalog, target, table) {
        return State::Taken(other);
    }
    let proves = |index: &&Index<'_>| {
        // An index on all rows proves what one on some of them does.
        let is_whole = index.predicate.is_none() || written.is_predicate_of(index);
        is_whole && index.unique && written.is_key_of(index) && holds(target, table, index)
    };
    match own.clone().find(proves) {
        Some(index) => State::Proven(index.name.unwrap_or("the primary key").to_owned()),
        None => State::Absent,
    }
}

fn of_the_name(target: &Target, table: &Table<'_>, index: &Index<'_>, written: &Written) -> State {
    let is_it = index.unique && written.is_key_of(index) && written.is_predicate_of(index);
    let is_left = target.backend == Backend::Postgres && !(index.valid && index.ready);
    match (is_it, is_left) {
        (true, true) => State::Invalid,
        (true, false) if holds(target, table, index) => State::Proven(target.name.clone()),
        _ => State::Taken(definition(table, index)),
    }
}

fn holds(target: &Target, table: &Table<'_>, index: &Index<'_>) -> bool {
    fault(target.backend, table, index).is_none()
}

/// Names of indexes are those of a schema, or of the whole database on SQLite.
fn elsewhere(catalog: &Catalog<'_>, target: &Target, own: &Table<'_>) -> Option<String> {
    if target.backend == Backend::Mysql {
        return None;
    }
    let others = catalog.tables.iter();
    let mut others = others.filter(|it| it.schema == own.schema && it.name != own.name);
    others.find_map(|table| {
        let mut indexes = table.indexes.iter();
        let index = indexes.find(|it| it.name == Some(&target.name))?;
        Some(definition(table, index))
    })
}

fn definition(table: &Table<'_>, index: &Index<'_>) -> String {
    if !index.definition.is_empty() {
        return index.definition.trim_end().to_owned();
    }
    let keys = index.keys.iter().map(|key| match key.part {
        KeyPart::Column(text) | KeyPart::Expression(text) => text,
    });
    let keys: Vec<_> = keys.collect();
    let unique = if index.unique { "UNIQUE " } else { "" };
    format!("{unique}INDEX ON {} ({})", table.name, keys.join(", "))
}

/// INVALID indexes that builds of the target left behind: its own, and what `REINDEX CONCURRENTLY`
/// adds beside it.
pub(crate) fn leftovers(catalog: &Catalog<'_>, target: &Target) -> Vec<String> {
    let Some(table) = target.table(catalog) else {
        return Vec::new();
    };
    let is_left = |name: &&str| {
        let rest = name.strip_prefix(target.name.as_str());
        rest.is_some_and(|rest| rest.is_empty() || is_of_reindex(rest))
    };
    let invalid = table.indexes.iter().filter(|it| !(it.valid && it.ready));
    let names = invalid.filter_map(|it| it.name).filter(is_left);
    names.map(str::to_owned).collect()
}

/// `_ccnew`, `_ccnew1`, `_ccold`
fn is_of_reindex(rest: &str) -> bool {
    let number = rest
        .strip_prefix("_ccnew")
        .or_else(|| rest.strip_prefix("_ccold"));
    number.is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()))
}

fn text(key: &SoughtKey) -> &str {
    match key {
        SoughtKey::Column(text) | SoughtKey::Expression(text) => text,
    }
}

/// Without spaces and the parentheses around it.
fn bare(text: &str) -> String {
    let mut text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    while is_enclosed(&text) {
        text = text[1..text.len() - 1].to_owned();
    }
    text
}

/// Whether the first parenthesis is closed by the last character.
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

    #[test]
    fn what_reindex_leaves_is_known_by_its_name() {
        for rest in ["_ccnew", "_ccnew12", "_ccold"] {
            assert!(is_of_reindex(rest), "{rest}");
        }
        for rest in ["", "2", "_ccnew_2", "_cc"] {
            assert!(!is_of_reindex(rest), "{rest}");
        }
    }
}
