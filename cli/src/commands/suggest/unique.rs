//! The suggestions of `unique(..)`.

use std::collections::BTreeSet;

use camshaft::catalog::{Backend, Index, KeyPart, Name};

use super::{columns, rust_name_of};
use crate::project::select::Selected;
use crate::util::catalog::fault;
use crate::util::inflect::singular;
use crate::util::rust_name;

/// Returns a line for each unique index: a declaration, or a comment with the reason why there is none.
pub(super) fn lines(selected: &Selected<'_>, backend: Backend) -> Vec<String> {
    let mut plain: BTreeSet<Vec<&str>> = BTreeSet::new();
    let mut names = BTreeSet::new();
    let unique = selected.table.indexes.iter().filter(|index| index.unique);
    unique
        .map(
            |index| match declaration(backend, selected, index, &mut plain, &mut names) {
                Ok(declaration) => declaration,
                Err(reason) => format!("// {} {reason}", display(index)),
            },
        )
        .collect()
}

/// Renders the index for a comment.
fn display(index: &Index<'_>) -> String {
    let keys: Vec<_> = index
        .keys
        .iter()
        .map(|key| match key.part {
            KeyPart::Column(text) | KeyPart::Expression(text) => text,
        })
        .collect();
    format!(
        "{} ({})",
        index.name.unwrap_or("primary key"),
        keys.join(", ")
    )
}

fn declaration<'c>(
    backend: Backend,
    selected: &Selected<'c>,
    index: &Index<'c>,
    plain: &mut BTreeSet<Vec<&'c str>>,
    names: &mut BTreeSet<String>,
) -> Result<String, String> {
    if let Some(fault) = fault(backend, selected.table, index) {
        return Err(fault.to_owned());
    }
    let Some(columns) = columns(index) else {
        return Ok(named(selected, index, &[], names));
    };
    let sql_names = columns;
    let columns: Vec<_> = sql_names
        .iter()
        .map(|name| rust_name_of(selected, name))
        .collect::<Result<_, _>>()?;
    if index.predicate.is_some() {
        return Ok(named(selected, index, &columns, names));
    }
    if !plain.insert(sql_names) {
        return Err("is unique on the same columns as one above".to_owned());
    }
    Ok(format!("unique({}),", columns.join(", ")))
}

/// Renders the declaration of a partial or expression index, which needs the index's name and a name
/// for its methods.
fn named(
    selected: &Selected<'_>,
    index: &Index<'_>,
    columns: &[String],
    names: &mut BTreeSet<String>,
) -> String {
    let index_name = index.name.unwrap_or_default();
    let mut name = short_name(index_name, selected.table.name);
    while !names.insert(name.clone()) {
        name.push('_');
    }
    let mut parts = columns.to_vec();
    parts.push(format!("index = {}", Name(index_name)));
    parts.push(format!("name = {name}"));
    let predicate = index
        .predicate
        .map(|text| format!(" // where {}", text.replace('\n', " ")));
    format!(
        "unique({}),{}",
        parts.join(", "),
        predicate.unwrap_or_default()
    )
}

/// Shortens the name of an index: `users_live_slug_idx` gives `live_slug`.
fn short_name(index: &str, table: &str) -> String {
    const PREFIXES: [&str; 6] = ["idx_", "index_", "uk_", "uq_", "ux_", "unique_"];
    const SUFFIXES: [&str; 6] = ["_key", "_idx", "_index", "_unique", "_uniq", "_uq"];

    let index = rust_name::of_table(&index.to_ascii_lowercase());
    let mut name = index.as_str();
    name = PREFIXES
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    name = [table.to_owned(), singular(table)]
        .iter()
        .find_map(|table| name.strip_prefix(table.as_str())?.strip_prefix('_'))
        .unwrap_or(name);
    name = SUFFIXES
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .unwrap_or(name);
    rust_name::of_table(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_name_is_shortened_to_what_it_says() {
        for (index, name) in [
            ("users_live_slug", "live_slug"),
            ("users_lower_email_idx", "lower_email"),
            ("idx_user_email_key", "email"),
            ("uk-users-url", "url"),
            ("something", "something"),
            ("users_type", "type_"),
        ] {
            assert_eq!(short_name(index, "users"), name);
        }
    }
}
