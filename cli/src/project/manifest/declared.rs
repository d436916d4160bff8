//! The declarations and inserts of a table in the source.

use camshaft_syntax::catalog::Backend;
use camshaft_syntax::model::{HasOne, Narrowing, Unique};
use syn::ext::IdentExt as _;
use syn::{LitStr, Path};

use super::document::{Ignored, Insert, UniqueKey};
use crate::project::schema_file::SchemaTable;
use crate::project::source::{Source, Struct, last_of_type};
use crate::state::Server;
use crate::util::path::shown;

/// The declarations and inserts of one table.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) inserts: Vec<Insert>,
    pub(super) unique_keys: Vec<UniqueKey>,
    pub(super) ignored: Vec<Ignored>,
}

/// Returns the declarations and inserts of a table.
pub(super) fn of(table: &SchemaTable, source: &Source) -> Declared {
    let mut declared = Declared::default();
    for found in &source.structs {
        if found.table == table.rust_name {
            declared.inserts.extend(insert(found, table, source));
            declared.ignored.extend(ignored(found, table));
            let uniques = found.declarations.uniques.iter();
            let uniques = uniques.filter_map(|it| unique(it, found, table));
            declared.unique_keys.extend(uniques);
        }
        let has_ones = found.declarations.has_ones.iter();
        for (key, insert) in has_ones.filter_map(|it| has_one(it, found, table, source)) {
            declared.unique_keys.push(key);
            declared.inserts.push(insert);
        }
    }
    let by_hand = source
        .inserts
        .iter()
        .filter(|(_, name)| *name == table.rust_name);
    declared.inserts.extend(by_hand.map(|(file, _)| Insert {
        by: format!("insert_into in {}", shown(file)),
        sets: Vec::new(),
        may_set: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: true,
    }));
    let conflicts = source
        .conflicts
        .iter()
        .filter(|it| it.table == table.rust_name);
    declared.unique_keys.extend(conflicts.filter_map(|it| {
        let columns = it.columns.iter().map(|name| sql_name(table, name).cloned());
        Some(UniqueKey {
            declared: format!(
                "on_conflict({}) in {}",
                it.columns.join(", "),
                shown(&it.file)
            ),
            columns: columns.collect::<Option<_>>()?,
            index: None,
            predicate: None,
            on: Vec::new(),
        })
    }));
    declared.inserts.sort();
    declared.inserts.dedup();
    declared.unique_keys.sort();
    declared.unique_keys.dedup();
    declared.ignored.sort();
    declared.ignored.dedup();
    declared
}

/// Returns the SQL name of a column, by its name in Rust.
fn sql_name<'t>(table: &'t SchemaTable, rust_name: &str) -> Option<&'t String> {
    let mut columns = table.columns.iter();
    let found = columns.find(|(_, name)| name.trim_start_matches("r#") == rust_name);
    found.map(|(sql_name, _)| sql_name)
}

fn insert(found: &Struct, table: &SchemaTable, source: &Source) -> Option<Insert> {
    if !source.derives(found, "Insertable") {
        return None;
    }
    let mut insert = Insert {
        by: format!("{} in {}", found.name, shown(&found.file)),
        sets: Vec::new(),
        may_set: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: false,
    };
    push_columns(&mut insert, found, table, source, 0);
    Some(insert)
}

/// Adds the columns of the fields, and of the structs that they embed.
fn push_columns(
    insert: &mut Insert,
    found: &Struct,
    table: &SchemaTable,
    source: &Source,
    depth: usize,
) {
    const DEEPEST: usize = 8;
    for field in found.fields.iter().filter(|field| !field.skips_insertion) {
        if let Some(name) = &field.embeds {
            let embedded = source.structs.iter().find(|it| it.name == *name);
            if let Some(embedded) = embedded.filter(|_| depth < DEEPEST) {
                push_columns(insert, embedded, table, source, depth + 1);
            }
        } else if let Some(column) = sql_name(table, &field.column) {
            let list = match (field.is_option, found.none_is_null) {
                (false, _) => &mut insert.sets,
                (true, false) => &mut insert.may_set,
                (true, true) => &mut insert.may_be_null,
            };
            list.push(column.clone());
        }
    }
}

fn ignored(found: &Struct, table: &SchemaTable) -> Vec<Ignored> {
    let ignored = found.declarations.ignores.iter().map(|ignore| {
        let column = ignore.column.unraw().to_string();
        Ignored {
            column: sql_name(table, &column).cloned().unwrap_or(column),
            remove_after: ignore.remove_after.as_ref().map(LitStr::value),
        }
    });
    ignored.collect()
}

/// Returns the key that a declaration relies on: none while it is pending.
fn unique(declared: &Unique, found: &Struct, table: &SchemaTable) -> Option<UniqueKey> {
    if !declared.is_proven() {
        return None;
    }
    let names = declared.columns.iter();
    let names: Vec<_> = names
        .map(|column| found.unaliased(&column.name.unraw().to_string()))
        .collect();
    let subject = match (&declared.narrowing.index, names.is_empty()) {
        (Some(index), true) => format!("index = {}", index.name),
        _ => names.join(", "),
    };
    Some(key(
        format!("unique({subject}) of {}", found.name),
        columns(&names, table)?,
        &declared.narrowing,
    ))
}

fn key(declared: String, columns: Vec<String>, narrowing: &Narrowing) -> UniqueKey {
    let servers = narrowing.on.iter();
    let servers = servers.filter_map(|word| Backend::of_word(&word.to_string()));
    UniqueKey {
        declared,
        columns,
        index: narrowing.index.as_ref().map(|index| index.name.clone()),
        predicate: narrowing.predicate.as_ref().map(LitStr::value),
        on: servers.map(Server::of_syntax).collect(),
    }
}

/// Returns the columns by their names in SQL; none if the schema file leaves one out.
fn columns(names: &[String], table: &SchemaTable) -> Option<Vec<String>> {
    let columns = names.iter().map(|name| sql_name(table, name).cloned());
    columns.collect()
}

/// Returns the key, and the row that it alone creates, if the row is one of this table.
fn has_one(
    declared: &HasOne,
    found: &Struct,
    table: &SchemaTable,
    source: &Source,
) -> Option<(UniqueKey, Insert)> {
    let names = if declared.key.is_empty() {
        vec![foreign_key(declared, found, table, source)?]
    } else {
        let own = declared.key.iter();
        own.map(|path| own_column(path, declared, table, source))
            .collect::<Option<_>>()?
    };
    let columns = columns(&names, table)?;
    let name = declared.name.unraw();
    let insert = Insert {
        by: format!("{}::{name}", found.name),
        sets: columns.clone(),
        may_set: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: false,
    };
    let text = format!("has_one({name}) of {}", found.name);
    Some((key(text, columns, &declared.narrowing), insert))
}

/// Returns the column of the child's `belongs_to`.
fn foreign_key(
    declared: &HasOne,
    found: &Struct,
    table: &SchemaTable,
    source: &Source,
) -> Option<String> {
    let child = last_of_type(&declared.child)?;
    let mut structs = source.structs.iter();
    let child = structs.find(|it| it.name == child && it.table == table.rust_name)?;
    let mut parents = child.belongs_to.iter();
    let (_, key) = parents.find(|(parent, _)| *parent == found.name)?;
    Some(key.clone())
}

/// Returns the column of a path, if it is one of this table, or an alias of one.
fn own_column(
    path: &Path,
    declared: &HasOne,
    table: &SchemaTable,
    source: &Source,
) -> Option<String> {
    let words = path.segments.iter();
    let words: Vec<_> = words.map(|it| it.ident.unraw().to_string()).collect();
    let [.., module, column] = words.as_slice() else {
        return None;
    };
    if *module == table.rust_name {
        return Some(column.clone());
    }
    // A module of aliases, by whatever name.
    let structs = source.structs.iter();
    let mut structs = structs.filter(|it| it.table == table.rust_name);
    let child = last_of_type(&declared.child)?;
    let is_child = structs.clone().any(|it| it.name == child);
    if !is_child {
        return None;
    }
    structs.find_map(|it| Some(it.unaliased(column)).filter(|old| old != column))
}
