//! The differences that make a proof false: pure.

mod columns;
mod foreign_keys;
mod unique;

use super::Tables;
use super::difference::Difference;
use crate::catalog::{
    Backend, Catalog, Column, Index, Key, KeyPart, Table, TableKind, display_name,
};
use crate::proof::sole_expression;

/// Lists what makes a proof of these tables false.
pub(super) fn compare(tables: &Tables, live: &Catalog<'_>) -> Vec<Difference> {
    let backend = live.backend;
    if !tables.has_section(backend) {
        return vec![Difference::NoCatalog { backend }];
    }
    let not_compiled = tables.not_compiled().map(|name| Difference::NotCompiled {
        table: name.to_owned(),
    });
    not_compiled
        .chain(
            tables
                .on(backend)
                .flat_map(|table| compare_table(table, live)),
        )
        .collect()
}

/// Compares a table. One without a unique index proves nothing, so that nothing of it can be false.
fn compare_table(compiled: &'static Table<'static>, live: &Catalog<'_>) -> Vec<Difference> {
    if proven(compiled).next().is_none() {
        return Vec::new();
    }
    let table = display_name(compiled, live.backend);
    let same = |live: &&Table<'_>| (live.schema, live.name) == (compiled.schema, compiled.name);
    match live.tables.iter().find(same) {
        Some(found) if found.kind == compiled.kind => TablePair {
            backend: live.backend,
            table,
            compiled,
            live: found,
        }
        .differences(),
        found => vec![Difference::Table {
            table,
            expected: compiled.kind,
            found: found.map(|found| found.kind),
        }],
    }
}

/// Returns the indexes that can prove a declaration.
fn proven(table: &'static Table<'static>) -> impl Iterator<Item = &'static Index<'static>> {
    table.indexes.iter().filter(|index| {
        index.unique
            && index.flaw(table).is_none()
            && (is_on_columns(index) || sole_expression(index).is_some())
            && table.kind == TableKind::Table
    })
}

/// The facts of one table as they were compiled and as they are.
struct TablePair<'l> {
    backend: Backend,
    table: String,
    compiled: &'static Table<'static>,
    live: &'l Table<'l>,
}

impl TablePair<'_> {
    fn differences(&self) -> Vec<Difference> {
        let mut all = self.obstacles();
        all.extend(self.columns());
        all.extend(proven(self.compiled).filter_map(|index| self.unique(index)));
        all.extend(
            self.compiled
                .foreign_keys
                .iter()
                .filter_map(|key| self.foreign_key(key)),
        );
        all
    }

    /// Facts that a declaration would not have compiled with, had they been there when the catalog was printed.
    fn obstacles(&self) -> Vec<Difference> {
        let table = || self.table.clone();
        let children = self.live.inherited && !self.compiled.inherited;
        let rules = self.live.rules && !self.compiled.rules;
        let children = children.then(|| Difference::Inherited { table: table() });
        let rules = rules.then(|| Difference::Rules { table: table() });
        children.into_iter().chain(rules).collect()
    }

    /// Returns the live index of the same name.
    fn namesake(&self, index: &Index<'_>) -> Option<&Index<'_>> {
        self.live.indexes.iter().find(|live| match index.name {
            Some(_) => live.name == index.name,
            None => live.primary && index.primary,
        })
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn is_on_columns(index: &Index<'_>) -> bool {
    let mut keys = index.keys.iter();
    keys.all(|key| matches!(key.part, KeyPart::Column(_)))
}

fn has_column(index: &Index<'_>, name: &str) -> bool {
    index.keys.iter().any(|key| is_column(key, name))
}

fn is_column(key: &Key<'_>, name: &str) -> bool {
    key.part == KeyPart::Column(name)
}

fn column<'t>(table: &'t Table<'_>, name: &str) -> Option<&'t Column<'t>> {
    table.columns.iter().find(|column| column.name == name)
}
