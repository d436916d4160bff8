//! Inserts that SQLite cannot even parse.

use camshaft::catalog::Backend;
use camshaft::duplicates::quoted;

use crate::database::Database;

/// The errors that are faults of the schema: an application may bring functions and collations that are
/// missing here.
const FAULTS: [&str; 4] = [
    "no such table",
    "no such column",
    "has no column named",
    "foreign key mismatch",
];

/// Returns why each insert into the table fails, if so: a foreign key, or the statement of a trigger,
/// refers to what is not there.
///
/// `EXPLAIN` parses an insert with all that hangs on it, and executes nothing.
pub(super) fn error_of(database: &mut dyn Database, table: &str) -> Option<String> {
    let table = quoted(Backend::Sqlite, table);
    let insert = format!("EXPLAIN INSERT INTO {table} DEFAULT VALUES");
    let error = database.execute(&insert).err()?.to_string();
    FAULTS.iter().any(|it| error.contains(it)).then_some(error)
}
