//! Values of rows as the archive keeps them, and read from it again.
//!
//! A row is an object of JSON whose values are texts, as numbers of JSON are not exact everywhere.

use crate::catalog::Backend;
use crate::catalog::references::{ColumnFacts, TableFacts};
use crate::sql::{Condition, Expression, Literal, Sql, list, sql};

/// A function of PostgreSQL takes 100 arguments.
const MAX_PAIRS: usize = 50;

/// The kind of a type of MySQL, by how a value is written as text and read from it.
enum MysqlType {
    Number,
    Float,
    Bytes,
    Bits,
    Time,
    Timestamp,
    Text,
}

/// Returns a JSON object of columns and their values.
pub(super) fn object(sql: Sql, values: &[(&ColumnFacts, Expression)]) -> Expression {
    match sql.0 {
        Backend::Postgres => {
            let pairs: Vec<Expression> = values
                .iter()
                .map(|(column, value)| sql!("{}, ({})::text", sql.text(&column.name), *value))
                .collect();
            let objects = pairs.chunks(MAX_PAIRS).map(|it| -> Expression {
                let pairs: Expression = list(it.iter().cloned(), ", ");
                sql!("jsonb_build_object({})", pairs)
            });
            list(objects, " || ")
        }
        Backend::Mysql => {
            let pairs = values.iter().map(|(column, value)| -> Expression {
                sql!(
                    "{}, {}",
                    name_in_json(sql, column),
                    to_mysql_text(value, column)
                )
            });
            let pairs: Expression = list(pairs, ", ");
            sql!("JSON_OBJECT({})", pairs)
        }
        Backend::Sqlite => {
            let pairs = values.iter().map(|(column, value)| -> Expression {
                sql!(
                    "json_quote({}) || ':' || CASE typeof({}) WHEN 'blob' THEN json_object('hex', hex({})) \
                     WHEN 'real' THEN printf('%!.17g', {}) ELSE json_quote({}) END",
                    name_in_json(sql, column),
                    *value,
                    *value,
                    *value,
                    *value
                )
            });
            let pairs: Expression = list(pairs, " || ',' || ");
            sql!("json('{{' || {} || '}}')", pairs)
        }
    }
}

/// Returns a JSON object of the whole row `t`.
pub(super) fn row(sql: Sql, table: &TableFacts) -> Expression {
    let columns = table.columns.iter();
    let values: Vec<_> = columns.map(|it| (it, sql.column("t", &it.name))).collect();
    object(sql, &values)
}

/// Returns an object without its NULLs.
pub(super) fn without_nulls(sql: Sql, object: &Expression) -> Expression {
    match sql.0 {
        Backend::Postgres => sql!("jsonb_strip_nulls({})", *object),
        Backend::Mysql => sql!("JSON_MERGE_PATCH('{{}}', {})", *object),
        Backend::Sqlite => sql!("json_patch('{{}}', {})", *object),
    }
}

/// Returns the value of a column in an object; NULL where the object has none.
pub(super) fn value_of(sql: Sql, object: &Expression, column: &ColumnFacts) -> Expression {
    let path = path(sql, column, "");
    match sql.0 {
        Backend::Postgres => sql!(
            "({} ->> {})::{}",
            *object,
            sql.text(&column.name),
            column.cast()
        ),
        Backend::Mysql => {
            let text: Expression = sql!("JSON_UNQUOTE(JSON_EXTRACT({}, {}))", *object, path);
            let is_null: Condition =
                sql!("JSON_TYPE(JSON_EXTRACT({}, {})) = 'NULL'", *object, path);
            sql!(
                "CASE WHEN {} THEN NULL ELSE {} END",
                is_null,
                of_mysql_text(&text, column)
            )
        }
        Backend::Sqlite => sql!("json_extract({}, {})", *object, path),
    }
}

/// Returns whether an object has a value for a column, if it is NULL.
pub(super) fn has_value(sql: Sql, object: &Expression, column: &ColumnFacts) -> Condition {
    let path = path(sql, column, "");
    match sql.0 {
        Backend::Postgres => sql!("jsonb_exists({}, {})", *object, sql.text(&column.name)),
        Backend::Mysql => sql!("JSON_CONTAINS_PATH({}, 'one', {})", *object, path),
        Backend::Sqlite => sql!("json_type({}, {}) IS NOT NULL", *object, path),
    }
}

/// Returns an expression of SQLite whose value is a literal for a value in an object: `unhex` is younger than many a
/// library.
pub(super) fn literal_of(sql: Sql, object: &Expression, column: &ColumnFacts) -> Expression {
    let path_of_bytes = path(sql, column, ".hex");
    let path = path(sql, column, "");
    sql!(
        "CASE json_type({}, {}) WHEN 'object' THEN 'X''' || json_extract({}, {}) || '''' \
         ELSE quote(json_extract({}, {})) END",
        *object,
        path,
        *object,
        path_of_bytes,
        *object,
        path
    )
}

/// Returns an expression for the literal of a value, which people may paste; without its column, for one of a text.
pub(super) fn literal(sql: Sql, value: &Expression, column: Option<&ColumnFacts>) -> Expression {
    match (sql.0, column) {
        (Backend::Postgres, Some(column)) => {
            let cast = sql.text(&format!("::{}", column.sql_type));
            sql!("quote_literal(({})::text) || {}", *value, cast)
        }
        (Backend::Postgres, None) => sql!(
            "quote_literal(({})::text) || '::' || format_type(pg_typeof({}), -1)",
            *value,
            *value
        ),
        // A NULL has no literal, as on the other servers.
        (Backend::Sqlite, _) => sql!("nullif(quote({}), 'NULL')", *value),
        (_, Some(column)) => match mysql_type(&column.sql_type) {
            MysqlType::Number => sql!("CAST({} AS CHAR)", *value),
            MysqlType::Float => sql!("CAST(CAST({} AS DOUBLE) AS CHAR)", *value),
            MysqlType::Bytes => sql!("CONCAT('X''', HEX({}), '''')", *value),
            MysqlType::Bits => sql!("CONCAT('b''', BIN({}), '''')", *value),
            MysqlType::Time | MysqlType::Timestamp => sql!("CONCAT('''', {}, '''')", *value),
            MysqlType::Text => text_of_mysql(value),
        },
        (_, None) => text_of_mysql(value),
    }
}

fn text_of_mysql(value: &Expression) -> Expression {
    sql!(
        "CONCAT('_utf8mb4 X''', HEX(CONVERT({} USING utf8mb4)), '''')",
        *value
    )
}

fn name_in_json(sql: Sql, column: &ColumnFacts) -> Literal {
    sql.text(&encoded(&column.name))
}

/// Returns a path to a value in an object.
fn path(sql: Sql, column: &ColumnFacts, within: &'static str) -> Literal {
    sql.text(&format!("$.\"{}\"{within}", encoded(&column.name)))
}

/// Returns a name without what would be an escape in a path: servers differ in how they read one.
fn encoded(name: &str) -> String {
    let each = name.chars().map(|it| match it {
        '"' | '\\' | '%' => format!("%{:02X}", u32::from(it)),
        it if it.is_control() => format!("%{:02X}", u32::from(it)),
        it => it.to_string(),
    });
    each.collect()
}

fn to_mysql_text(value: &Expression, column: &ColumnFacts) -> Expression {
    match mysql_type(&column.sql_type) {
        MysqlType::Bytes | MysqlType::Bits => sql!("HEX({})", *value),
        MysqlType::Float => sql!("CAST(CAST({} AS DOUBLE) AS CHAR)", *value),
        // A date of zeros has no time zone.
        MysqlType::Timestamp => sql!(
            "CAST(COALESCE(CONVERT_TZ({}, @@session.time_zone, '+00:00'), {}) AS CHAR)",
            *value,
            *value
        ),
        // MariaDB takes what it knows to be JSON for a part of the object.
        MysqlType::Text => sql!("CONCAT(CONVERT({} USING utf8mb4), '')", *value),
        MysqlType::Number | MysqlType::Time => sql!("CAST({} AS CHAR)", *value),
    }
}

fn of_mysql_text(text: &Expression, column: &ColumnFacts) -> Expression {
    match mysql_type(&column.sql_type) {
        MysqlType::Bytes => sql!("UNHEX({})", *text),
        MysqlType::Bits => sql!("CAST(CONV({}, 16, 10) AS UNSIGNED)", *text),
        MysqlType::Number if is_mysql_integer(&column.sql_type) => {
            let sign = if column.sql_type.contains("unsigned") {
                "UNSIGNED"
            } else {
                "SIGNED"
            };
            sql!("CAST({} AS {})", *text, sign)
        }
        MysqlType::Timestamp => sql!(
            "COALESCE(CONVERT_TZ({}, '+00:00', @@session.time_zone), {})",
            *text,
            *text
        ),
        _ => text.clone(),
    }
}

fn mysql_type(sql_type: &str) -> MysqlType {
    let base = sql_type.split([' ', '(']).next().unwrap_or_default();
    match base.to_ascii_lowercase().as_str() {
        "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" | "decimal"
        | "numeric" | "year" => MysqlType::Number,
        "float" | "double" | "real" => MysqlType::Float,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" | "geometry"
        | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
        | "multipolygon" | "geometrycollection" => MysqlType::Bytes,
        "bit" => MysqlType::Bits,
        "date" | "datetime" | "time" => MysqlType::Time,
        "timestamp" => MysqlType::Timestamp,
        _ => MysqlType::Text,
    }
}

fn is_mysql_integer(sql_type: &str) -> bool {
    sql_type
        .split([' ', '('])
        .next()
        .is_some_and(|base| base.to_ascii_lowercase().ends_with("int"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_escapes_in_json() {
        assert_eq!(encoded("straße 1"), "straße 1");
        assert_eq!(encoded("q\" \\b\n%"), "q%22 %5Cb%0A%25");
    }
}
