//! The index to create, and its SQL.

use std::fmt::Display;

use camshaft::catalog::{Backend, Catalog, Table};
use camshaft::duplicates::{Sought, SoughtKey, quoted};

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
    pub(crate) sought: Sought,
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
        let mut sought = args.key.sought(&args.table)?;
        locate(database, catalog, &mut sought)?;
        if catalog.backend == Backend::Mysql && sought.predicate.is_some() {
            return Err(IndexError::NoPartialIndexes.into());
        }
        let given = args.name.clone();
        let name = given.unwrap_or_else(|| name::default_name(catalog.backend, &sought));
        name::check_length(catalog.backend, &name)?;
        Ok(Self {
            name,
            backend: catalog.backend,
            sought,
        })
    }

    pub(crate) fn table<'t, 'c>(&self, catalog: &'t Catalog<'c>) -> Option<&'t Table<'c>> {
        find_table(catalog, &self.sought).ok()
    }

    /// Returns `CREATE UNIQUE INDEX ..`, with `words` before the name.
    pub(crate) fn create(&self, words: &str) -> String {
        let condition = match &self.sought.predicate {
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
        let key = |key: &SoughtKey| match key {
            SoughtKey::Column(name) => quoted(self.backend, name),
            SoughtKey::Expression(text) => format!("({text})"),
        };
        self.sought.keys.iter().map(key).collect()
    }

    /// Returns true for a column of the key, whose name MySQL knows in any case.
    pub(crate) fn has_column(&self, column: &str) -> bool {
        self.sought.keys.iter().any(|key| match key {
            SoughtKey::Column(name) => name.eq_ignore_ascii_case(column),
            SoughtKey::Expression(_) => false,
        })
    }

    /// Returns the table as a `regclass` of PostgreSQL.
    pub(crate) fn regclass(&self) -> String {
        let table = self.index_name(&self.sought.table);
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
        let table = quoted(self.backend, &self.sought.table);
        let schema = self.sought.schema.as_deref();
        match schema.and_then(|schema| self.backend.named_schema(schema)) {
            None => table,
            Some(schema) => format!("{}.{table}", quoted(self.backend, schema)),
        }
    }

    /// Builds an error from the server's objection to the index, or from a failed check.
    pub(crate) fn refused(&self, reason: impl Display, help: impl Display) -> Error {
        IndexError::Refused {
            name: self.name.clone(),
            on: key_description(&self.sought),
            reason: reason.to_string(),
            help: help.to_string(),
        }
        .into()
    }

    /// Returns the name of the index, with its schema where it needs one.
    pub(crate) fn own_name(&self) -> String {
        match self.sought.schema.as_deref() {
            Some("public") => quoted(self.backend, &self.name),
            None | Some(_) => self.index_name(&self.name),
        }
    }

    /// Returns the name of an index of the table, with its schema on PostgreSQL.
    pub(crate) fn index_name(&self, name: &str) -> String {
        let name = quoted(self.backend, name);
        match &self.sought.schema {
            Some(schema) => format!("{}.{name}", quoted(self.backend, schema)),
            None => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(backend: Backend, sought: Sought) -> IndexTarget {
        IndexTarget {
            backend,
            name: name::default_name(backend, &sought),
            sought,
        }
    }

    #[test]
    fn the_statement_is_the_servers() {
        let mut sought = Sought::of_columns("users", ["tenant_id"]);
        let expression = SoughtKey::Expression("lower(email)".to_owned());
        sought.keys.push(expression);
        sought.predicate = Some("deleted_at IS NULL".to_owned());
        sought.schema = Some("audit".to_owned());
        assert_eq!(
            target(Backend::Postgres, sought).build(BuildMode::Concurrently),
            "CREATE UNIQUE INDEX CONCURRENTLY \"users_tenant_id_lower_email_key\" ON \"audit\".\"users\" \
             (\"tenant_id\", (lower(email))) WHERE (deleted_at IS NULL)"
        );
        let sought = Sought::of_columns("users", ["email"]);
        assert_eq!(
            target(Backend::Mysql, sought).build(BuildMode::Plain),
            "CREATE UNIQUE INDEX `users_email_key` ON `users` (`email`)"
        );
    }
}
