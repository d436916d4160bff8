//! The rows before a run, from those after it and the archive: found by the test itself, and not by an undo.

use std::collections::BTreeMap;

use camshaft::catalog::Backend;
use diesel::sql_types::{BigInt, Nullable, Text};
use serde_json::Value;

use crate::backend::{BACKEND, Session};
use crate::flavour::*;

/// A table and its columns.
pub(super) type Listed = (String, Vec<&'static str>);

/// The values of a row, as texts.
type Row = BTreeMap<String, Option<String>>;

/// The rows of all tables, by the name of the table and their id.
pub(super) type State = BTreeMap<(String, i64), Row>;

/// A row of the widest table, or of a narrower one with NULLs.
#[derive(QueryableByName)]
struct Cells {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    c0: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    c1: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    c2: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    c3: Option<String>,
}

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    row_key: String,
    #[diesel(sql_type = Text)]
    old_values: String,
}

const fn text() -> &'static str {
    match BACKEND {
        Backend::Mysql => "CHAR",
        _ => "TEXT",
    }
}

/// The name without a schema.
fn bare(table: &str) -> &str {
    table.rsplit('.').next().unwrap_or(table)
}

pub(super) async fn state(conn: &mut Session, tables: &[Listed]) -> State {
    let mut state = State::new();
    for (table, columns) in tables {
        let cells = (0..4).map(|nth| {
            let column = columns.get(nth).unwrap_or(&"NULL");
            format!("CAST({column} AS {}) AS c{nth}", text())
        });
        let cells: Vec<String> = cells.collect();
        let query = diesel::sql_query(format!("SELECT id, {} FROM {table}", cells.join(", ")));
        let rows: Vec<Cells> = run!(RunQueryDsl::load(query, conn)).unwrap();
        for Cells { id, c0, c1, c2, c3 } in rows {
            let names = columns.iter().map(|it| (*it).to_owned());
            let row = names.zip([c0, c1, c2, c3]).collect();
            state.insert((bare(table).to_owned(), id), row);
        }
    }
    state
}

/// Puts back what the archive has, the last entry first.
pub(super) async fn with_archive(conn: &mut Session, mut state: State) -> State {
    let query = diesel::sql_query(format!(
        "SELECT kind, table_name AS name, CAST(row_key AS {text}) AS row_key, CAST(old_values AS {text}) AS old_values
            FROM camshaft_merge_archive WHERE kind <> 'added' ORDER BY id DESC",
        text = text()
    ));
    let entries: Vec<Entry> = run!(RunQueryDsl::load(query, conn)).unwrap();
    for entry in entries {
        let key = read(&entry.row_key);
        let id = key["id"].as_deref().unwrap().parse().unwrap();
        let place = (entry.name, id);
        let old = read(&entry.old_values);
        if entry.kind == "deleted" {
            assert_eq!(
                state.insert(place.clone(), old),
                None,
                "{place:?} is there twice"
            );
        } else {
            let row = state.get_mut(&place);
            row.unwrap_or_else(|| panic!("{place:?} is gone without an entry"))
                .extend(old);
        }
    }
    state
}

fn read(object: &str) -> Row {
    let object: BTreeMap<String, Value> = serde_json::from_str(object).unwrap();
    let values = object.into_iter().map(|(name, value)| {
        let value = match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        };
        (name, value)
    });
    values.collect()
}
