//! The index to create, and its SQL.

use std::fmt::Display;

use camshaft::catalog::{Backend, Catalog, Table};
use camshaft::duplicates::{KeyElement, KeySpec, quoted};

use super::args::IndexArgs;
use super::error::IndexError;
use super::name;
use crate::database::Database;
use crate::database::locate::{find_table, locate};
use crate::error::Error;
use crate::render::phrases::key_description;

/// The index to create.
#[derive(Debug)]
pub(crate) struct IndexTarget {
    pub(crate) backend: Backend,
    /// The table and the key of the index; on PostgreSQL with the schema.
    pub(crate) spec: KeySpec,
    pub(crate) name: String,
}

/// The way to build an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BuildMode {
    /// A build that blocks writers.
    Plain,
    /// PostgreSQL's build that does not block writers.
    Concurrently,
}

impl IndexTarget {
    /// Finds the table, and chooses the name of the index.
    pub(crate) fn resolve(
        database: &mut dyn Database,
        catalog: &Catalog<'_>,
        args: &IndexArgs,
    ) -> Result<Self, Error> {
        let mut spec = args.key.spec(&args.table)?;
        locate(database, catalog, &mut spec)?;
        if catalog.backend == Backend::Mysql && spec.predicate.is_some() {
            return Err(IndexError::NoPartialIndexes.into());
        }
        let given = args.name.clone();
        let name = given.unwrap_or_else(|| name::default_name(catalog.backend, &spec));
        name::check_length(catalog.backend, &name)?;
        Ok(Self {
            name,
            backend: catalog.backend,
            spec,
        })
    }

    pub(crate) fn table<'t, 'c>(&self, catalog: &'t Catalog<'c>) -> Option<&'t Table<'c>> {
        find_table(catalog, &self.spec).ok()
    }

    /// Returns `CREATE UNIQUE INDEX ..`, with `words` before the name.
    pub(crate) fn create(&self, words: &str) -> String {
        let condition = match &self.spec.predicate {
            Some(predicate) => format!(" WHERE ({predicate})"),
            None => String::new(),
        };
        format!(
            "CREATE UNIQUE INDEX {words}{} ON {} ({}){condition}",
            quoted(self.backend, &self.name),
            self.table_name(),
            self.keys().join(", ")
        )
    }

    /// Returns the columns and expressions of the key, as SQL.
    pub(crate) fn keys(&self) -> Vec<String> {
        let key = |key: &KeyElement| match key {
            KeyElement::Column(name) => quoted(self.backend, name),
            KeyElement::Expression(text) => format!("({text})"),
        };
        self.spec.keys.iter().map(key).collect()
    }

    /// Returns true for a column of the key, whose name MySQL knows in any case.
    pub(crate) fn has_column(&self, column: &str) -> bool {
        self.spec.keys.iter().any(|key| match key {
            KeyElement::Column(name) => name.eq_ignore_ascii_case(column),
            KeyElement::Expression(_) => false,
        })
    }

    /// Returns the table as a `regclass` of PostgreSQL.
    pub(crate) fn regclass(&self) -> String {
        let table = self.index_name(&self.spec.table);
        format!("'{}'::regclass", table.replace('\'', "''"))
    }

    /// Returns the statement that builds the index now.
    pub(crate) fn build(&self, mode: BuildMode) -> String {
        match mode {
            BuildMode::Plain => self.create(""),
            BuildMode::Concurrently => self.create("CONCURRENTLY "),
        }
    }

    /// Returns the name of the table, with its schema where it needs one.
    pub(crate) fn table_name(&self) -> String {
        let table = quoted(self.backend, &self.spec.table);
        let schema = self.spec.schema.as_deref();
        match schema.and_then(|schema| self.backend.named_schema(schema)) {
            None => table,
            Some(schema) => format!("{}.{table}", quoted(self.backend, schema)),
        }
    }

    /// Builds an error from the server's objection to the index, or from a failed check.
    pub(crate) fn refused(&self, reason: impl Display, help: impl Display) -> Error {
        IndexError::Refused {
            name: self.name.clone(),
            on: key_description(&self.spec),
            reason: reason.to_string(),
            help: help.to_string(),
        }
        .into()
    }

    /// Returns the name of the index, with its schema where it needs one.
    pub(crate) fn own_name(&self) -> String {
        match self.spec.schema.as_deref() {
            Some("public") => quoted(self.backend, &self.name),
            None | Some(_) => self.index_name(&self.name),
        }
    }

    /// Returns the name of an index of the table, with its schema on PostgreSQL.
    pub(crate) fn index_name(&self, name: &str) -> String {
        let name = quoted(self.backend, name);
        match &self.spec.schema {
            Some(schema) => format!("{}.{name}", quoted(self.backend, schema)),
            None => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(backend: Backend, spec: KeySpec) -> IndexTarget {
        IndexTarget {
            backend,
            name: name::default_name(backend, &spec),
            spec,
        }
    }

    #[test]
    fn the_statement_is_the_servers() {
        let mut spec = KeySpec::of_columns("users", ["tenant_id"]);
        let expression = KeyElement::Expression("lower(email)".to_owned());
        spec.keys.push(expression);
        spec.predicate = Some("deleted_at IS NULL".to_owned());
        spec.schema = Some("audit".to_owned());
        assert_eq!(
            target(Backend::Postgres, spec).build(BuildMode::Concurrently),
            "CREATE UNIQUE INDEX CONCURRENTLY \"users_tenant_id_lower_email_key\" ON \"audit\".\"users\" \
             (\"tenant_id\", (lower(email))) WHERE (deleted_at IS NULL)"
        );
        let spec = KeySpec::of_columns("users", ["email"]);
        assert_eq!(
            target(Backend::Mysql, spec).build(BuildMode::Plain),
            "CREATE UNIQUE INDEX `users_email_key` ON `users` (`email`)"
        );
    }
}
