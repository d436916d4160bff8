//! The names of a declaration's table and columns in SQL.

use camshaft::catalog::{Catalog, Table};

use crate::project::schema_file::SchemaTable;

/// The table of a declaration, in the schema files and in the database.
pub(super) struct Names<'a> {
    declared: Option<&'a SchemaTable>,
    pub(super) catalog: &'a Catalog<'a>,
}

impl<'a> Names<'a> {
    /// Finds the table of a model, by its name in Rust.
    pub(super) fn of(table: &str, tables: &'a [SchemaTable], catalog: &'a Catalog<'a>) -> Self {
        let mut tables = tables.iter();
        Self {
            declared: tables.find(|it| it.rust_name == table),
            catalog,
        }
    }

    /// Returns the column's name in SQL, where the schema file has it.
    pub(super) fn column(&self, rust_name: &str) -> Option<&'a str> {
        let mut columns = self.declared?.columns.iter();
        let (sql_name, _) = columns.find(|(_, name)| *name == rust_name)?;
        Some(sql_name)
    }

    /// Returns the table in the database.
    pub(super) fn table(&self) -> Option<&'a Table<'a>> {
        let name = &self.declared?.sql_name;
        self.catalog.tables.iter().find(|it| it.name == name)
    }
}
