//! The suggestions of `has_one(..)`.

use std::collections::BTreeSet;

use camshaft::catalog::{Backend, ForeignKey, Table};

use super::{columns, obstacle, path, rust_name_of};
use crate::project::select::Selected;
use crate::util::catalog::fault;
use crate::util::inflect::singular;
use crate::util::rust_name;
use heck::ToUpperCamelCase as _;

/// Returns a line for each foreign key to the table that is unique by itself.
pub(super) fn lines(parent: &Selected<'_>, all: &[Selected<'_>], backend: Backend) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut lines = Vec::new();
    for child in all {
        for key in one_to_one(backend, child.table, parent.table) {
            let name = relation_name(parent, child, key, &mut names);
            lines.extend(line(parent, child, key, &name, backend));
        }
    }
    lines
}

/// Returns the foreign keys whose columns are those of a plain unique index, in any order.
fn one_to_one<'c>(
    backend: Backend,
    child: &'c Table<'c>,
    parent: &Table<'_>,
) -> impl Iterator<Item = &'c ForeignKey<'c>> {
    let to_parent = (parent.schema, parent.name);
    child
        .foreign_keys
        .iter()
        .filter(move |key| (key.ref_schema, key.ref_table) == to_parent)
        .filter(move |key| is_unique(backend, child, key.columns))
}

fn is_unique(backend: Backend, table: &Table<'_>, key_columns: &[&str]) -> bool {
    let key_columns: BTreeSet<_> = key_columns.iter().copied().collect();
    let mut indexes = table.indexes.iter();
    let is_possible = obstacle(table).is_none();
    indexes.any(|index| {
        is_possible
            && index.unique
            && index.predicate.is_none()
            && fault(backend, table, index).is_none()
            && columns(index)
                .is_some_and(|columns| columns.into_iter().collect::<BTreeSet<_>>() == key_columns)
    })
}

fn relation_name(
    parent: &Selected<'_>,
    child: &Selected<'_>,
    key: &ForeignKey<'_>,
    names: &mut BTreeSet<String>,
) -> String {
    let (one, owner) = (singular(&child.rust_name), singular(&parent.rust_name));
    let rest = one
        .strip_prefix(&owner)
        .and_then(|rest| rest.strip_prefix('_'))
        .unwrap_or(&one);
    let mut name = rust_name::of_table(rest);
    if names.contains(&name) {
        name = rust_name::of_table(&format!("{name}_by_{}", key.columns.join("_and_")));
    }
    while !names.insert(name.clone()) {
        name.push('_');
    }
    name
}

/// Returns the declaration; `None` if a column of the key has no name of its own in Rust.
fn line(
    parent: &Selected<'_>,
    child: &Selected<'_>,
    key: &ForeignKey<'_>,
    name: &str,
    backend: Backend,
) -> Option<String> {
    let model = singular(&child.rust_name).to_upper_camel_case();
    let columns = column_paths(child, key.columns, backend)?;
    let references = if is_primary_key(parent.table, key.ref_columns) {
        String::new()
    } else {
        format!(
            ", references = {}",
            column_paths(parent, key.ref_columns, backend)?
        )
    };
    Some(format!(
        "has_one({name}: {model}, key = {columns}{references}), // names are guesses"
    ))
}

fn is_primary_key(table: &Table<'_>, key_columns: &[&str]) -> bool {
    let primary = table.indexes.iter().find(|index| index.primary);
    primary
        .and_then(columns)
        .is_some_and(|columns| columns == key_columns)
}

fn column_paths(selected: &Selected<'_>, columns: &[&str], backend: Backend) -> Option<String> {
    let table = path(selected, backend);
    let paths: Vec<_> = columns
        .iter()
        .map(|column| Some(format!("{table}::{}", rust_name_of(selected, column).ok()?)))
        .collect::<Option<_>>()?;
    Some(match &paths[..] {
        [path] => path.clone(),
        paths => format!("({})", paths.join(", ")),
    })
}
