//! The index that is wanted, and its SQL.

use camshaft::catalog::{Backend, Catalog, Table};
use camshaft::duplicates::{Sought, SoughtKey, quoted};

use super::args::IndexArgs;
use crate::database::Database;
use crate::error::Error;
use crate::key;

/// The index that is wanted.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) backend: Backend,
    /// Its rows and its key; on PostgreSQL with the schema.
    pub(crate) sought: Sought,
    pub(crate) name: String,
}

/// How it is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// Writers wait.
    Plain,
    /// PostgreSQL: they do not.
    Concurrently,
}

impl Target {
    /// On one of these tables.
    pub(crate) fn resolve(
        database: &mut dyn Database,
        catalog: &Catalog<'_>,
        args: &IndexArgs,
    ) -> Result<Self, Error> {
        let mut sought = args.key.sought(&args.table)?;
        key::locate(database, catalog, &mut sought)?;
        if catalog.backend == Backend::Mysql && sought.predicate.is_some() {
            return Err(Error::NoPartialIndexes);
        }
        let name = args.name.clone();
        Ok(Self {
            name: name.unwrap_or_else(|| usual_name(catalog.backend, &sought)),
            backend: catalog.backend,
            sought,
        })
    }

    pub(crate) fn table<'t, 'c>(&self, catalog: &'t Catalog<'c>) -> Option<&'t Table<'c>> {
        key::the_table(catalog, &self.sought).ok()
    }

    /// `CREATE UNIQUE INDEX ..`; `words` stand before the name.
    pub(crate) fn create(&self, words: &str) -> String {
        let keys: Vec<_> = self
            .sought
            .keys
            .iter()
            .map(|key| match key {
                SoughtKey::Column(name) => quoted(self.backend, name),
                SoughtKey::Expression(text) => format!("({text})"),
            })
            .collect();
        let condition = match &self.sought.predicate {
            Some(predicate) => format!(" WHERE ({predicate})"),
            None => String::new(),
        };
        format!(
            "CREATE UNIQUE INDEX {words}{} ON {} ({}){condition}",
            quoted(self.backend, &self.name),
            self.table_name(),
            keys.join(", ")
        )
    }

    /// What builds it now.
    pub(crate) fn build(&self, build: Build) -> String {
        match build {
            Build::Plain => self.create(""),
            Build::Concurrently => self.create("CONCURRENTLY "),
        }
    }

    /// The table, with its schema where it needs one.
    pub(crate) fn table_name(&self) -> String {
        let table = quoted(self.backend, &self.sought.table);
        match self.sought.schema.as_deref() {
            Some(schema) if schema != "public" => {
                format!("{}.{table}", quoted(self.backend, schema))
            }
            _ => table,
        }
    }

    /// The index, with its schema where it needs one.
    pub(crate) fn own_name(&self) -> String {
        match self.sought.schema.as_deref() {
            Some("public") => quoted(self.backend, &self.name),
            _ => self.index_name(&self.name),
        }
    }

    /// An index of its table, with its schema on PostgreSQL.
    pub(crate) fn index_name(&self, name: &str) -> String {
        let name = quoted(self.backend, name);
        match &self.sought.schema {
            Some(schema) => format!("{}.{name}", quoted(self.backend, schema)),
            None => name,
        }
    }
}

/// `users_email_key`, as PostgreSQL names it; what the server would cut off is left out.
fn usual_name(backend: Backend, sought: &Sought) -> String {
    let mut name = sought.table.clone();
    for key in &sought.keys {
        let text = match key {
            SoughtKey::Column(text) | SoughtKey::Expression(text) => text,
        };
        let words = text.split(|it: char| !it.is_alphanumeric() && it != '_');
        for word in words.filter(|it| !it.is_empty()) {
            name.push('_');
            name.push_str(word);
        }
    }
    let longest = match backend {
        Backend::Postgres => 63,
        _ => 64,
    };
    let mut end = name.len().min(longest - "_key".len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    name + "_key"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(backend: Backend, sought: Sought) -> Target {
        Target {
            backend,
            name: usual_name(backend, &sought),
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
            target(Backend::Postgres, sought).build(Build::Concurrently),
            "CREATE UNIQUE INDEX CONCURRENTLY \"users_tenant_id_lower_email_key\" ON \"audit\".\"users\" \
             (\"tenant_id\", (lower(email))) WHERE (deleted_at IS NULL)"
        );
        let sought = Sought::of_columns("users", ["email"]);
        assert_eq!(
            target(Backend::Mysql, sought).build(Build::Plain),
            "CREATE UNIQUE INDEX `users_email_key` ON `users` (`email`)"
        );
    }

    #[test]
    fn a_name_is_not_longer_than_the_server_takes() {
        let sought = Sought::of_columns("t", ["é".repeat(60)]);
        let name = usual_name(Backend::Postgres, &sought);
        assert!(name.len() <= 63 && name.ends_with("é_key"), "{name}");
    }
}
