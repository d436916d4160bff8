//! The index that exists already, if there is one.

use camshaft::catalog::{Backend, Catalog, Index, KeyPart, Table};

use super::server_key::ServerKey;
use super::target::IndexTarget;
use crate::util::catalog::fault;

/// The state of the index in the database.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum IndexState {
    Absent,
    /// A valid index that proves the same key, by its name.
    Existing(String),
    /// An index of the name that a failed build left.
    Invalid,
    /// The definition of another index with the name.
    DifferentDefinition(String),
}

/// Returns the state of the index, by the facts of the catalog.
pub(crate) fn state(
    catalog: &Catalog<'_>,
    target: &IndexTarget,
    server_key: &ServerKey,
) -> IndexState {
    let Some(table) = target.table(catalog) else {
        return IndexState::Absent;
    };
    let own = table.indexes.iter();
    if let Some(index) = own.clone().find(|it| is_of_the_name(target, it)) {
        return of_the_name(target, table, index, server_key);
    }
    if let Some(other) = same_name_elsewhere(catalog, target, table) {
        return IndexState::DifferentDefinition(other);
    }
    let proves = |index: &&Index<'_>| {
        // An index on all rows proves what one on some of them does.
        let is_whole = index.predicate.is_none() || server_key.is_predicate_of(index);
        is_whole && index.unique && server_key.is_key_of(index) && is_usable(target, table, index)
    };
    match own.clone().find(proves) {
        Some(index) => IndexState::Existing(name_of(index)),
        None => IndexState::Absent,
    }
}

fn of_the_name(
    target: &IndexTarget,
    table: &Table<'_>,
    index: &Index<'_>,
    server_key: &ServerKey,
) -> IndexState {
    let is_it = index.unique && server_key.is_key_of(index) && server_key.is_predicate_of(index);
    let is_left = target.backend == Backend::Postgres && !(index.valid && index.ready);
    match (is_it, is_left) {
        (true, true) => IndexState::Invalid,
        (true, false) if is_usable(target, table, index) => IndexState::Existing(name_of(index)),
        _ => IndexState::DifferentDefinition(definition(table, index)),
    }
}

/// Compares the names of indexes, whose case counts on PostgreSQL only.
fn is_of_the_name(target: &IndexTarget, index: &Index<'_>) -> bool {
    index.name.is_some_and(|name| match target.backend {
        Backend::Postgres => name == target.name,
        Backend::Mysql | Backend::Sqlite => name.to_lowercase() == target.name.to_lowercase(),
    })
}

fn name_of(index: &Index<'_>) -> String {
    index.name.unwrap_or("the primary key").to_owned()
}

fn is_usable(target: &IndexTarget, table: &Table<'_>, index: &Index<'_>) -> bool {
    fault(target.backend, table, index).is_none()
}

/// Finds an index of the name on another table: names are unique in a schema, or in the whole database
/// on SQLite.
fn same_name_elsewhere(
    catalog: &Catalog<'_>,
    target: &IndexTarget,
    own: &Table<'_>,
) -> Option<String> {
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

/// Lists the INVALID unique indexes with the key of the target, which builds and rebuilds of it left
/// behind.
///
/// Their names say nothing: the server cuts a name to add `_ccnew` to it, and a build may have had
/// another one.
pub(crate) fn leftovers(
    catalog: &Catalog<'_>,
    target: &IndexTarget,
    server_key: &ServerKey,
) -> Vec<String> {
    let Some(table) = target.table(catalog) else {
        return Vec::new();
    };
    let is_left = |index: &&Index<'_>| {
        index.unique
            && !(index.valid && index.ready)
            && server_key.is_key_of(index)
            && server_key.is_predicate_of(index)
    };
    let left = table.indexes.iter().filter(is_left);
    left.filter_map(|it| it.name).map(str::to_owned).collect()
}
