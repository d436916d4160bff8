//! What is there already.

use camshaft::catalog::{Backend, Catalog, Index, KeyPart, Table};

use super::target::Target;
use super::written::Written;
use crate::util::catalog::fault;

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

/// Looks at the facts.
pub(crate) fn state(catalog: &Catalog<'_>, target: &Target, written: &Written) -> State {
    let Some(table) = target.table(catalog) else {
        return State::Absent;
    };
    let own = table.indexes.iter();
    if let Some(index) = own.clone().find(|it| is_of_the_name(target, it)) {
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
        Some(index) => State::Proven(name_of(index)),
        None => State::Absent,
    }
}

fn of_the_name(target: &Target, table: &Table<'_>, index: &Index<'_>, written: &Written) -> State {
    let is_it = index.unique && written.is_key_of(index) && written.is_predicate_of(index);
    let is_left = target.backend == Backend::Postgres && !(index.valid && index.ready);
    match (is_it, is_left) {
        (true, true) => State::Invalid,
        (true, false) if holds(target, table, index) => State::Proven(name_of(index)),
        _ => State::Taken(definition(table, index)),
    }
}

/// Only PostgreSQL tells names of indexes by their case.
fn is_of_the_name(target: &Target, index: &Index<'_>) -> bool {
    index.name.is_some_and(|name| match target.backend {
        Backend::Postgres => name == target.name,
        Backend::Mysql | Backend::Sqlite => name.to_lowercase() == target.name.to_lowercase(),
    })
}

fn name_of(index: &Index<'_>) -> String {
    index.name.unwrap_or("the primary key").to_owned()
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
        let index = indexes.find(|it| is_of_the_name(target, it))?;
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

/// Lists the INVALID unique indexes with the key of the target: builds of it and of its rebuilding left
/// them behind.
///
/// Their names do not tell: the server cuts a name to add `_ccnew` to it, and a build may have had
/// another one.
pub(crate) fn leftovers(catalog: &Catalog<'_>, target: &Target, written: &Written) -> Vec<String> {
    let Some(table) = target.table(catalog) else {
        return Vec::new();
    };
    let is_left = |index: &&Index<'_>| {
        index.unique
            && !(index.valid && index.ready)
            && written.is_key_of(index)
            && written.is_predicate_of(index)
    };
    let left = table.indexes.iter().filter(is_left);
    left.filter_map(|it| it.name).map(str::to_owned).collect()
}
