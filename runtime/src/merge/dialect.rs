//! SQL that differs between the servers.

use super::schema::{ColumnFacts, TableFacts};
use crate::catalog::Backend;

/// The SQL of one server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sql(pub(super) Backend);

/// A function of PostgreSQL takes 100 arguments.
const MAX_PAIRS: usize = 50;

/// How a value of MySQL is written as text and read from it.
enum MysqlType {
    Number,
    Float,
    Bytes,
    Bits,
    Time,
    Timestamp,
    Text,
}

impl Sql {
    /// A name in quotes.
    pub(super) fn name(self, name: &str) -> String {
        match self.0 {
            Backend::Mysql => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A table's name.
    pub(super) fn table(self, table: &TableFacts) -> String {
        match (self.0, table.schema.as_str()) {
            (Backend::Postgres, schema) if !schema.is_empty() => {
                format!("{}.{}", self.name(schema), self.name(&table.name))
            }
            _ => self.name(&table.name),
        }
    }

    /// A text of ours in quotes.
    pub(super) fn text(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        match self.0 {
            Backend::Mysql => format!("'{}'", text.replace('\\', "\\\\")),
            _ => format!("'{text}'"),
        }
    }

    /// `alias.column`; the column alone without an alias.
    pub(super) fn column(self, alias: &str, name: &str) -> String {
        match alias {
            "" => self.name(name),
            alias => format!("{alias}.{}", self.name(name)),
        }
    }

    /// The query's text of any value.
    pub(super) fn as_text(self, value: &str) -> String {
        match self.0 {
            Backend::Mysql => format!("CAST({value} AS CHAR)"),
            _ => format!("CAST({value} AS TEXT)"),
        }
    }

    /// What makes the server write a value of a column as a literal that stands for it exactly.
    pub(super) fn literal(self, value: &str, column: &ColumnFacts) -> String {
        match self.0 {
            Backend::Postgres => {
                let cast = self.text(&format!("::{}", column.sql_type));
                format!("quote_literal(({value})::text) || {cast}")
            }
            // A NULL has no literal, as on the other servers.
            Backend::Sqlite => format!("nullif(quote({value}), 'NULL')"),
            Backend::Mysql => match mysql_type(&column.sql_type) {
                MysqlType::Number => format!("CAST({value} AS CHAR)"),
                MysqlType::Float => format!("CAST(CAST({value} AS DOUBLE) AS CHAR)"),
                MysqlType::Bytes => format!("CONCAT('X''', HEX({value}), '''')"),
                MysqlType::Bits => format!("CONCAT('b''', BIN({value}), '''')"),
                MysqlType::Time | MysqlType::Timestamp => format!("CONCAT('''', {value}, '''')"),
                MysqlType::Text => text_of_mysql(value),
            },
        }
    }

    /// The same of an expression.
    pub(super) fn literal_of_expression(self, value: &str) -> String {
        match self.0 {
            Backend::Postgres => {
                let cast = format!("format_type(pg_typeof({value}), -1)");
                format!("quote_literal(({value})::text) || '::' || {cast}")
            }
            Backend::Sqlite => format!("nullif(quote({value}), 'NULL')"),
            Backend::Mysql => text_of_mysql(value),
        }
    }

    /// Whether two values are the same, NULL being the same as NULL.
    pub(super) fn is_same(self, left: &str, right: &str) -> String {
        match self.0 {
            Backend::Postgres => format!("{left} IS NOT DISTINCT FROM {right}"),
            Backend::Mysql => format!("{left} <=> {right}"),
            Backend::Sqlite => format!("{left} IS {right}"),
        }
    }

    /// Whether a value is still the one that was archived; not all types of PostgreSQL can be compared.
    pub(super) fn is_unchanged(self, value: &str, archived: &str) -> String {
        match self.0 {
            Backend::Postgres => self.is_same(&self.as_text(value), &self.as_text(archived)),
            _ => self.is_same(value, archived),
        }
    }

    /// The beginning of a `DELETE` of rows called `t`.
    pub(super) fn delete(self, table: &TableFacts) -> String {
        let table = self.table(table);
        match self.0 {
            Backend::Mysql => format!("DELETE t FROM {table} AS t"),
            _ => format!("DELETE FROM {table} AS t"),
        }
    }

    /// What locks the rows that a query reads; SQLite has one writer anyway.
    pub(super) fn for_update(self) -> &'static str {
        match self.0 {
            Backend::Sqlite => "",
            _ => " FOR UPDATE",
        }
    }

    /// What tells the rows of a table apart where no columns do. Partitions number their rows by themselves.
    pub(super) fn place(self) -> &'static [&'static str] {
        match self.0 {
            Backend::Postgres => &["tableoid", "ctid"],
            Backend::Sqlite => &["rowid"],
            Backend::Mysql => &[],
        }
    }

    /// Columns of a row `t`, to be compared with those of another one.
    pub(super) fn tuple<'c>(self, columns: impl IntoIterator<Item = &'c str>) -> String {
        let columns = columns.into_iter().map(|it| self.column("t", it));
        match columns.collect::<Vec<_>>().as_slice() {
            [single] => single.clone(),
            several => format!("({})", several.join(", ")),
        }
    }

    /// A JSON object of columns and their values as SQL.
    pub(super) fn json(self, values: &[(&ColumnFacts, String)]) -> String {
        match self.0 {
            Backend::Postgres => {
                let pairs = values.iter().map(|(column, value)| {
                    let name = self.text(&column.name);
                    if is_exact_in_json(&column.sql_type) {
                        format!("{name}, {value}")
                    } else {
                        format!("{name}, ({value})::text")
                    }
                });
                let pairs: Vec<_> = pairs.collect();
                let objects = pairs.chunks(MAX_PAIRS);
                let objects = objects.map(|it| format!("jsonb_build_object({})", it.join(", ")));
                join(objects, " || ")
            }
            Backend::Mysql => {
                let pairs = values.iter().map(|(column, value)| {
                    format!(
                        "{}, {}",
                        self.text(&column.name),
                        mysql_to_json(value, column)
                    )
                });
                format!("JSON_OBJECT({})", join(pairs, ", "))
            }
            Backend::Sqlite => {
                let pairs = values.iter().map(|(column, value)| {
                    let name = self.text(&column.name);
                    format!(
                        "json_quote({name}) || ':' || CASE typeof({value}) \
                         WHEN 'blob' THEN json_object('hex', hex({value})) \
                         WHEN 'real' THEN printf('%!.17g', {value}) ELSE json_quote({value}) END"
                    )
                });
                format!("json('{{' || {} || '}}')", join(pairs, " || ',' || "))
            }
        }
    }

    /// A JSON object of the whole row `t`.
    pub(super) fn json_row(self, table: &TableFacts) -> String {
        let columns = table.columns.iter();
        let values: Vec<_> = columns.map(|it| (it, self.column("t", &it.name))).collect();
        self.json(&values)
    }

    /// The value of a column in a JSON object.
    pub(super) fn value_in_json(
        self,
        object: &str,
        table: &TableFacts,
        column: &ColumnFacts,
    ) -> String {
        let path = self.text(&format!("$.\"{}\"", column.name.replace('"', "\\\"")));
        match self.0 {
            Backend::Postgres if is_exact_in_json(&column.sql_type) => format!(
                "(jsonb_populate_record(NULL::{}, {object})).{}",
                self.table(table),
                self.name(&column.name)
            ),
            Backend::Postgres => format!(
                "({object} ->> {})::{}",
                self.text(&column.name),
                column.sql_type
            ),
            Backend::Mysql => {
                let value = format!("JSON_UNQUOTE(JSON_EXTRACT({object}, {path}))");
                let value = match mysql_type(&column.sql_type) {
                    MysqlType::Bytes => format!("UNHEX({value})"),
                    MysqlType::Bits => format!("CAST(CONV({value}, 16, 10) AS UNSIGNED)"),
                    MysqlType::Number if is_mysql_integer(&column.sql_type) => {
                        let sign = if column.sql_type.contains("unsigned") {
                            "UNSIGNED"
                        } else {
                            "SIGNED"
                        };
                        format!("CAST({value} AS {sign})")
                    }
                    MysqlType::Timestamp => {
                        format!("CONVERT_TZ({value}, '+00:00', @@session.time_zone)")
                    }
                    _ => value,
                };
                format!(
                    "CASE JSON_TYPE(JSON_EXTRACT({object}, {path})) WHEN 'NULL' THEN NULL ELSE {value} END"
                )
            }
            Backend::Sqlite => format!("json_extract({object}, {path})"),
        }
    }

    /// Whether a JSON object has a value for a column, if it is NULL.
    pub(super) fn has_key(self, object: &str, column: &ColumnFacts) -> String {
        let path = self.text(&format!("$.\"{}\"", column.name.replace('"', "\\\"")));
        match self.0 {
            Backend::Postgres => format!("jsonb_exists({object}, {})", self.text(&column.name)),
            Backend::Mysql => format!("JSON_CONTAINS_PATH({object}, 'one', {path})"),
            Backend::Sqlite => format!("json_type({object}, {path}) IS NOT NULL"),
        }
    }

    /// On SQLite, a literal for the value of a column in a JSON object: `unhex` is younger than many
    /// a library.
    pub(super) fn literal_in_json(self, object: &str, column: &ColumnFacts) -> String {
        let path = format!("$.\"{}\"", column.name.replace('"', "\\\""));
        let (hex, path) = (self.text(&format!("{path}.hex")), self.text(&path));
        format!(
            "CASE json_type({object}, {path}) WHEN 'object' \
             THEN 'X''' || json_extract({object}, {hex}) || '''' \
             ELSE quote(json_extract({object}, {path})) END"
        )
    }
}

/// Whether PostgreSQL makes the same value of what it makes JSON of. Others are archived as their text: `json` loses
/// its form, arrays their bounds, and an extension may have a cast of its own.
fn is_exact_in_json(sql_type: &str) -> bool {
    matches!(
        sql_type,
        "smallint"
            | "integer"
            | "bigint"
            | "numeric"
            | "real"
            | "double precision"
            | "boolean"
            | "text"
            | "character varying"
            | "uuid"
            | "bytea"
            | "date"
            | "timestamp without time zone"
            | "timestamp with time zone"
            | "jsonb"
    )
}

fn text_of_mysql(value: &str) -> String {
    format!("CONCAT('_utf8mb4 X''', HEX(CONVERT({value} USING utf8mb4)), '''')")
}

/// Every value is a string: numbers of JSON are not exact everywhere.
fn mysql_to_json(value: &str, column: &ColumnFacts) -> String {
    match mysql_type(&column.sql_type) {
        MysqlType::Bytes | MysqlType::Bits => format!("HEX({value})"),
        MysqlType::Float => format!("CAST(CAST({value} AS DOUBLE) AS CHAR)"),
        MysqlType::Timestamp => {
            format!("CAST(CONVERT_TZ({value}, @@session.time_zone, '+00:00') AS CHAR)")
        }
        // MariaDB takes what it knows to be JSON for a part of the object.
        MysqlType::Text => format!("CONCAT(CONVERT({value} USING utf8mb4), '')"),
        MysqlType::Number | MysqlType::Time => format!("CAST({value} AS CHAR)"),
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

/// The parts with something between them.
pub(super) fn join(parts: impl IntoIterator<Item = String>, between: &str) -> String {
    parts.into_iter().collect::<Vec<_>>().join(between)
}
