//! The tables that a target prints, and their Rust names.

use std::collections::BTreeMap;

use camshaft::catalog::{Backend, Catalog, Table, TableKind};

use crate::error::Error;
use crate::project::config::{PrintSchema, Views};
use crate::project::filter::Filter;
use crate::project::schema_file::{self, SchemaTable};
use crate::util::catalog::is_internal;
use crate::util::report;
use crate::util::rust_name;

/// A table to print.
#[derive(Debug)]
pub(crate) struct Selected<'c> {
    pub(crate) table: &'c Table<'c>,
    pub(crate) rust_name: String,
    /// The columns of the schema file; `None` where there is none.
    columns: Option<BTreeMap<String, String>>,
}

impl Selected<'_> {
    /// Returns the Rust name of a column; `None` if the schema file leaves it out.
    pub(crate) fn column(&self, sql_name: &str) -> Option<String> {
        match &self.columns {
            Some(columns) => columns.get(sql_name).cloned(),
            None => Some(rust_name::of_column(sql_name, &self.rust_name)),
        }
    }
}

/// The tables of one schema file.
#[derive(Debug)]
pub(crate) struct Selection<'c> {
    pub(crate) tables: Vec<Selected<'c>>,
    /// The modules between the schema file and its tables; those of a database schema not counted.
    pub(crate) modules: Vec<String>,
}

impl Selection<'_> {
    pub(crate) fn keep(&mut self, filter: &Filter) {
        self.tables
            .retain(|selected| filter.admits(selected.table.name));
    }
}

/// Returns the tables of the schema file; if it does not exist, those that `diesel print-schema`
/// prints.
pub(crate) fn select<'c>(
    catalog: &Catalog<'c>,
    entry: &PrintSchema,
) -> Result<Selection<'c>, Error> {
    let declared = match &entry.file {
        Some(file) => schema_file::read(file)?,
        None => None,
    };
    match declared {
        // The `table!`s that exist decide, so that a printed catalog always compiles.
        Some(declared) => Ok(declared_tables(catalog, declared)),
        None => default_tables(catalog, entry),
    }
}

fn declared_tables<'c>(catalog: &Catalog<'c>, declared: Vec<SchemaTable>) -> Selection<'c> {
    let modules = declared.iter().find_map(outer_modules).unwrap_or_default();
    let mut tables: Vec<_> = declared
        .into_iter()
        .filter_map(|declared| declared_table(catalog, declared, &modules))
        .collect();
    tables.sort_by_key(|selected| (selected.table.schema, selected.table.name));
    Selection { tables, modules }
}

fn declared_table<'c>(
    catalog: &Catalog<'c>,
    declared: SchemaTable,
    modules: &[String],
) -> Option<Selected<'c>> {
    let schema = declared
        .schema
        .as_deref()
        .unwrap_or(catalog.backend.default_schema());
    let name = match &declared.schema {
        Some(schema) => format!("{schema}.{}", declared.sql_name),
        None => declared.sql_name.clone(),
    };
    if outer_modules(&declared).as_deref() != Some(modules) {
        report::warning(format!(
            "skipped `{name}`: its `table!` is not in the module in which the catalog expects it"
        ));
        return None;
    }
    let found = catalog.tables.iter().find(|table| {
        let same = match catalog.backend {
            // SQLite compares names without case.
            Backend::Sqlite => table.name.eq_ignore_ascii_case(&declared.sql_name),
            Backend::Postgres | Backend::Mysql => table.name == declared.sql_name,
        };
        same && schema == table.schema
    });
    if found.is_none() {
        report::warning(format!(
            "skipped `{name}`: it is in the schema file, but not in the database"
        ));
    }
    found.map(|table| Selected {
        table,
        rust_name: declared.rust_name,
        columns: Some(declared.columns),
    })
}

/// Returns the modules around the one that `catalog!` expects for a database schema.
fn outer_modules(declared: &SchemaTable) -> Option<Vec<String>> {
    let mut modules = declared.modules.clone();
    match &declared.schema {
        Some(schema) if modules.pop().as_ref() != Some(schema) => None,
        _ => Some(modules),
    }
}

fn default_tables<'c>(catalog: &Catalog<'c>, entry: &PrintSchema) -> Result<Selection<'c>, Error> {
    let schema = entry
        .schema
        .as_deref()
        .unwrap_or(catalog.backend.default_schema());
    let candidates = || {
        let is_default = |table: &&Table<'c>| {
            schema == table.schema && is_printed_by_default(table, catalog.backend, entry.views)
        };
        catalog.tables.iter().filter(is_default)
    };
    if let Filter::Only(_) = entry.filter {
        entry
            .filter
            .check(&candidates().map(|table| table.name).collect::<Vec<_>>())?;
    }
    let tables = candidates()
        .filter(|table| entry.filter.admits(table.name))
        .map(|table| Selected {
            table,
            rust_name: rust_name::of_table(table.name),
            columns: None,
        })
        .collect();
    Ok(Selection {
        tables,
        modules: default_modules(catalog, entry),
    })
}

/// Returns the module that `diesel print-schema` writes and `catalog!` does not expect: that of the
/// default schema, where it is configured.
fn default_modules(catalog: &Catalog<'_>, entry: &PrintSchema) -> Vec<String> {
    match &entry.schema {
        Some(schema) if catalog.backend.default_schema() == schema => vec![schema.clone()],
        _ => Vec::new(),
    }
}

/// Returns whether `diesel print-schema` prints a table: no internal one, and on PostgreSQL only one
/// with a primary key. A SQLite table has its rowid.
fn is_printed_by_default(table: &Table<'_>, backend: Backend, views: Views) -> bool {
    let kind = match table.kind {
        TableKind::Table => {
            backend == Backend::Sqlite || table.indexes.iter().any(|index| index.primary)
        }
        TableKind::View | TableKind::MaterializedView => views == Views::Include,
    };
    kind && !is_internal(table)
}
