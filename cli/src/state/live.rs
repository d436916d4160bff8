//! The facts of a live database, with those that no catalog has: numbers of columns, labels of enums,
//! CHECK constraints.

use camshaft::catalog::{Arena, Backend};
use diesel::result::QueryResult;
use serde_json::Value;

use super::{TableState, of_catalog};
use crate::database::Database;

/// Schema, table, column, number, labels or NULL, type: of a domain the one below it, which is what is sent.
const POSTGRES_COLUMNS: &str = "\
    SELECT json_build_array(nspname, relname, attname, attnum, (\
        SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum \
        WHERE enumtypid IN (atttypid, nullif(typelem, 0))\
    ), CASE typtype WHEN 'd' THEN format_type(typbasetype, typtypmod) ELSE format_type(atttypid, atttypmod) END\
    )::text AS value \
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid \
    JOIN pg_namespace ON pg_namespace.oid = relnamespace \
    JOIN pg_type ON pg_type.oid = atttypid \
    WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm') \
    AND nspname NOT IN ('pg_catalog', 'information_schema')";

/// Schema, table, constraint: those of the table, and those of the domains of its columns.
const POSTGRES_CHECKS: &str = "\
    SELECT json_build_array(nspname, relname, definition)::text AS value \
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN (\
        SELECT conrelid, conname, pg_get_constraintdef(oid) \
        FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0 \
        UNION ALL \
        SELECT attrelid, conname, pg_get_constraintdef(pg_constraint.oid) \
            || ' of the domain `' || format_type(contypid, NULL) || '`' \
        FROM pg_constraint JOIN pg_attribute ON atttypid = contypid AND NOT attisdropped WHERE contype = 'c'\
    ) AS checks (relation, name, definition) ON relation = pg_class.oid \
    WHERE relkind IN ('r', 'p') ORDER BY name";

/// The names of constraints are those of a database there.
const MYSQL_CHECKS: &str = "\
    SELECT CAST(JSON_ARRAY('', t.table_name, CONCAT('CHECK (', c.check_clause, ')')) AS CHAR) AS value \
    FROM information_schema.table_constraints AS t JOIN information_schema.check_constraints AS c \
    ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name \
    WHERE t.constraint_type = 'CHECK' AND t.table_schema = DATABASE() ORDER BY t.constraint_name";

/// It would open the tables of all databases for a join.
const MARIADB_CHECKS: &str = "\
    SELECT CAST(JSON_ARRAY('', table_name, CONCAT('CHECK (', check_clause, ')')) AS CHAR) AS value \
    FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() ORDER BY constraint_name";

const SQLITE_TABLES: &str = "SELECT json_array('main', name, sql) AS value FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL";

/// Reads them.
pub(crate) fn read(database: &mut dyn Database) -> QueryResult<Vec<TableState>> {
    let arena = Arena::new();
    let catalog = database.inspect(&arena)?;
    let backend = catalog.backend;
    let mut tables = of_catalog(&catalog);
    for table in &mut tables {
        table.checks = Some(Vec::new());
    }
    match backend {
        Backend::Postgres => {
            each(database, POSTGRES_COLUMNS, |row| {
                set_column(&mut tables, backend, row);
            })?;
            each(database, POSTGRES_CHECKS, |row| {
                add_check(&mut tables, backend, row);
            })?;
        }
        Backend::Sqlite => {
            each(database, SQLITE_TABLES, |row| {
                for check in checks_in(text(row, 2)) {
                    add(&mut tables, backend, row, check);
                }
            })?;
        }
        _ => {
            for column in tables.iter_mut().flat_map(|it| &mut it.columns) {
                column.labels = labels_in(&column.sql_type);
            }
            let version = database.texts("SELECT version() AS value")?.concat();
            let query = if version.to_lowercase().contains("mariadb") {
                MARIADB_CHECKS
            } else {
                MYSQL_CHECKS
            };
            each(database, query, |row| {
                add_check(&mut tables, backend, row);
            })?;
        }
    }
    Ok(tables)
}

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

fn text(row: &[Value], at: usize) -> &str {
    row.get(at).and_then(Value::as_str).unwrap_or_default()
}

fn find<'t>(
    tables: &'t mut [TableState],
    backend: Backend,
    row: &[Value],
) -> Option<&'t mut TableState> {
    let (schema, name) = (text(row, 0), text(row, 1));
    let schema = (schema != backend.default_schema()).then_some(schema);
    tables
        .iter_mut()
        .find(|table| table.name == name && table.schema.as_deref() == schema)
}

fn set_column(tables: &mut [TableState], backend: Backend, row: &[Value]) {
    let name = text(row, 2);
    let column = find(tables, backend, row)
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
}

fn add_check(tables: &mut [TableState], backend: Backend, row: &[Value]) {
    add(tables, backend, row, text(row, 2).to_owned());
}

fn add(tables: &mut [TableState], backend: Backend, row: &[Value], check: String) {
    if let Some(checks) = find(tables, backend, row).and_then(|it| it.checks.as_mut()) {
        checks.push(check);
    }
}

/// The labels of a MySQL `enum('a','b')` or `set(..)`.
pub(crate) fn labels_in(sql_type: &str) -> Option<Vec<String>> {
    let list = ["enum(", "set("]
        .iter()
        .find_map(|word| sql_type.strip_prefix(word))?;
    let mut labels = Vec::new();
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\'' {
            continue;
        }
        let mut label = String::new();
        while let Some(character) = characters.next() {
            match character {
                '\'' if characters.peek() == Some(&'\'') => label.extend(characters.next()),
                '\'' => break,
                other => label.push(other),
            }
        }
        labels.push(label);
    }
    Some(labels)
}

/// The CHECK constraints of a `CREATE TABLE` of SQLite, which keeps it as it was written.
fn checks_in(sql: &str) -> Vec<String> {
    let mut checks = Vec::new();
    let upper = sql.to_ascii_uppercase();
    let mut from = 0;
    while let Some(found) = upper[from..].find("CHECK") {
        let start = from + found;
        from = start + "CHECK".len();
        let rest = &sql[from..];
        let skipped = rest.len() - rest.trim_start().len();
        if let (Some(length), true) = (closing(rest.trim_start()), is_word(&upper, start)) {
            let end = from + skipped + length;
            checks.push(format!("CHECK {}", sql[from + skipped..end].trim()));
            from = end;
        }
    }
    checks
}

/// Whether no letter stands before it.
fn is_word(text: &str, start: usize) -> bool {
    let before = text[..start].chars().next_back();
    !before.is_some_and(|it| it.is_alphanumeric() || it == '_')
}

/// The length of a text in parentheses at the beginning.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), it) => quote = Some(open).filter(|_| open != it),
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_unquoted() {
        let labels = labels_in("enum('a','it''s, b')").unwrap();
        assert_eq!(labels, ["a", "it's, b"]);
        assert_eq!(labels_in("varchar(5)"), None);
    }

    #[test]
    fn checks_are_found_in_a_statement() {
        let sql = "CREATE TABLE t (a int CHECK (a > 0 AND b <> ')'), recheck (c), CONSTRAINT x check(length(a) < 3))";
        assert_eq!(
            checks_in(sql),
            ["CHECK (a > 0 AND b <> ')')", "CHECK (length(a) < 3)"]
        );
        assert!(checks_in("CREATE TABLE t (a int)").is_empty());
    }
}
