//! The facts of PostgreSQL.

use diesel::result::QueryResult;
use serde::Deserialize;
use serde_json::Value;

use super::{Tables, each, each_of, text};
use crate::database::Database;
use crate::state::facts::{ResultType, TableFacts};

pub(super) fn read(database: &mut dyn Database, tables: &mut Tables) -> QueryResult<()> {
    each(database, include_str!("columns.sql"), |row| {
        set_column(tables, row);
    })?;
    each(database, include_str!("checks.sql"), |row| {
        tables.add_check(row, text(row, 2).to_owned());
    })?;
    let tolerant = database.texts(include_str!("tolerant_collations.sql"))?;
    forget_exact_collations(tables, &tolerant);
    each_of(database, include_str!("tables.sql"), |row: TableRow| {
        if let Some(table) = tables.find_named(&row.schema, &row.name) {
            table.facts = Some(row.facts);
        }
    })
}

/// A row of `tables.sql`.
#[derive(Deserialize)]
struct TableRow {
    schema: String,
    name: String,
    facts: TableFacts,
}

/// Forgets the collations under which only equal bytes are equal: they differ by their order, which no
/// unique key depends on.
fn forget_exact_collations(tables: &mut Tables, tolerant: &[String]) {
    let indexes = tables.tables.iter_mut().flat_map(|it| &mut it.uniques);
    for collation in indexes.flat_map(|it| &mut it.collations) {
        collation.take_if(|name| !tolerant.contains(name));
    }
}

fn set_column(tables: &mut Tables, row: &[Value]) {
    let name = text(row, 2);
    let column = tables
        .find(row)
        .and_then(|table| table.columns.iter_mut().find(|column| column.name == name));
    let Some(column) = column else {
        return;
    };
    column.number = row.get(3).and_then(Value::as_i64);
    column.full_type = row.get(5).and_then(Value::as_str).map(str::to_owned);
    let labels = row.get(4).and_then(Value::as_array);
    column.labels = labels.map(|labels| {
        let labels = labels.iter().filter_map(Value::as_str);
        labels.map(str::to_owned).collect()
    });
    column.facts.result = row.get(6).and_then(Value::as_i64).map(|number| ResultType {
        number,
        modifier: row.get(7).and_then(Value::as_i64).unwrap_or_default(),
        name: text(row, 8).to_owned(),
        collation: row.get(9).and_then(Value::as_str).map(str::to_owned),
    });
}
