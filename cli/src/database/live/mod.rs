//! The facts of a live database, with those that no catalog has.

mod mysql;
mod postgres;
mod sqlite;

use camshaft::catalog::{Arena, Backend};
use diesel::result::QueryResult;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Database;
use crate::state::TableState;
use crate::state::facts::{Hook, TableFacts};
use crate::state::of_catalog::of_catalog;

/// Reads the facts.
pub(crate) fn read(database: &mut dyn Database) -> QueryResult<Vec<TableState>> {
    let arena = Arena::new();
    let catalog = database.inspect(&arena)?;
    let mut tables = Tables {
        backend: catalog.backend,
        tables: of_catalog(&catalog),
    };
    for table in &mut tables.tables {
        // An empty list means that there are none; `None` means that a printed catalog does not say.
        table.checks = Some(Vec::new());
        table.facts = Some(TableFacts::default());
    }
    match tables.backend {
        Backend::Postgres => postgres::read(database, &mut tables)?,
        Backend::Sqlite => sqlite::read(database, &mut tables)?,
        Backend::Mysql => mysql::read(database, &mut tables)?,
    }
    Ok(tables.tables)
}

/// The tables that were read so far.
struct Tables {
    backend: Backend,
    tables: Vec<TableState>,
}

impl Tables {
    /// Finds the table of a row that begins with schema and name.
    fn find(&mut self, row: &[Value]) -> Option<&mut TableState> {
        self.find_named(text(row, 0), text(row, 1))
    }

    fn find_named(&mut self, schema: &str, name: &str) -> Option<&mut TableState> {
        let schema = (schema != self.backend.default_schema()).then_some(schema);
        let mut tables = self.tables.iter_mut();
        tables.find(|table| table.name == name && table.schema.as_deref() == schema)
    }

    fn add_trigger(&mut self, row: &[Value], trigger: Hook) {
        if let Some(facts) = self.find(row).and_then(|it| it.facts.as_mut()) {
            facts.triggers.push(trigger);
        }
    }

    fn add_check(&mut self, row: &[Value], check: String) {
        if let Some(checks) = self.find(row).and_then(|it| it.checks.as_mut()) {
            checks.push(check);
        }
    }
}

/// Passes on each row of a query that returns JSON arrays.
fn each(
    database: &mut dyn Database,
    query: &str,
    mut take: impl FnMut(&[Value]),
) -> QueryResult<()> {
    for row in database.texts(query)? {
        if let Ok(Value::Array(row)) = serde_json::from_str(&row) {
            take(&row);
        }
    }
    Ok(())
}

/// Passes on each row of a query that returns JSON of a type.
fn each_of<T: DeserializeOwned>(
    database: &mut dyn Database,
    query: &str,
    mut take: impl FnMut(T),
) -> QueryResult<()> {
    for row in database.texts(query)? {
        let unreadable = |error| diesel::result::Error::DeserializationError(Box::new(error));
        take(serde_json::from_str(&row).map_err(unreadable)?);
    }
    Ok(())
}

fn text(row: &[Value], at: usize) -> &str {
    row.get(at).and_then(Value::as_str).unwrap_or_default()
}
