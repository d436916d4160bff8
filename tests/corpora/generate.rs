//! Rust made of a corpus: a schema file and models, to compile printed catalogs against.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::json::tables;

/// A `table!` for each table, with some Diesel type for each column.
pub(crate) fn schema_rs(corpus: &Value) -> String {
    tables(corpus)
        .iter()
        .map(|table| table_macro(table, backend(corpus)))
        .collect()
}

fn table_macro(table: &Value, backend: &str) -> String {
    let mut text = String::new();
    let key = primary_key(table).join(", ");
    writeln!(text, "diesel::table! {{\n    {} ({key}) {{", name(table)).expect("a String");
    for column in columns(table) {
        let (sql_name, rust_name) = (string(&column["name"]), rust_name(string(&column["name"])));
        if rust_name != sql_name {
            writeln!(text, "        #[sql_name = {sql_name:?}]").expect("a String");
        }
        let (sql, _) = types(backend, string(&column["type"]));
        let sql = if nullable(table, column) {
            format!("Nullable<{sql}>")
        } else {
            sql
        };
        writeln!(text, "        {rust_name} -> {sql},").expect("a String");
    }
    text.push_str("    }\n}\n\n");
    text
}

/// A struct for each table, in the order of its columns, with the attribute that is suggested.
pub(crate) fn models_rs(corpus: &Value, suggestions: &Suggestions) -> String {
    let mut text = "use super::schema::*;\nuse diesel::prelude::*;\n".to_owned();
    for table in tables(corpus) {
        text.push_str(&model(table, backend(corpus), suggestions));
    }
    text
}

/// A struct for a table, with one declaration.
pub(crate) fn bare_model(corpus: &Value, table: &str, model: &str, declaration: &str) -> String {
    let mut tables = tables(corpus).iter();
    let table = tables
        .find(|candidate| name(candidate) == table)
        .expect("a table");
    let attribute = format!("#[camshaft({declaration})]\n");
    structure(table, backend(corpus), model, &attribute)
}

fn model(table: &Value, backend: &str, suggestions: &Suggestions) -> String {
    let name = name(table);
    let attribute = suggestions.attributes.get(name).map_or("", String::as_str);
    structure(table, backend, &suggestions.model(name), attribute)
}

fn structure(table: &Value, backend: &str, model: &str, attribute: &str) -> String {
    let key = primary_key(table).join(", ");
    let mut text = format!(
        "\n#[derive(Debug, Queryable, Selectable, Identifiable, camshaft::Model)]\n\
         #[diesel(table_name = {}, primary_key({key}))]\n\
         {attribute}pub struct {model} {{\n",
        name(table)
    );
    for column in columns(table) {
        let (_, rust) = types(backend, string(&column["type"]));
        let rust = if nullable(table, column) {
            format!("Option<{rust}>")
        } else {
            rust
        };
        let name = rust_name(string(&column["name"]));
        writeln!(text, "    pub {name}: {rust},").expect("a String");
    }
    text.push_str("}\n");
    text
}

/// What `camshaft suggest` prints, by table.
#[derive(Debug, Default)]
pub(crate) struct Suggestions {
    /// The attribute; empty where nothing is unique.
    attributes: BTreeMap<String, String>,
    /// The names it gives to the structs of other tables.
    models: BTreeMap<String, String>,
}

impl Suggestions {
    pub(crate) fn parse(text: &str) -> Self {
        let mut suggestions = Self::default();
        for block in text.split("\n\n") {
            let block = block.trim_end();
            let (head, attribute) = block.split_once('\n').unwrap_or((block, ""));
            let table = head
                .trim_start_matches("// ")
                .split(':')
                .next()
                .expect("a table");
            let attribute = if attribute.is_empty() {
                String::new()
            } else {
                format!("{attribute}\n")
            };
            suggestions.attributes.insert(table.to_owned(), attribute);
        }
        suggestions.models = text.lines().filter_map(named_model).collect();
        suggestions
    }

    /// How many tables it speaks of.
    pub(crate) fn tables(&self) -> usize {
        self.attributes.len()
    }

    fn model(&self, table: &str) -> String {
        self.models
            .get(table)
            .cloned()
            .unwrap_or_else(|| camel_case(table))
    }
}

/// Table and model of `has_one(detail: UserDetail, key = user_details::user_id)`.
fn named_model(line: &str) -> Option<(String, String)> {
    let (_, rest) = line.trim().strip_prefix("has_one(")?.split_once(": ")?;
    let (model, rest) = rest.split_once(", key = ")?;
    let (table, _) = rest.trim_start_matches('(').split_once("::")?;
    Some((table.to_owned(), model.to_owned()))
}

fn camel_case(name: &str) -> String {
    name.split('_')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

fn backend(corpus: &Value) -> &str {
    string(&corpus["backend"])
}

fn name(table: &Value) -> &str {
    string(&table["table"])
}

fn columns(table: &Value) -> &[Value] {
    table["columns"].as_array().expect("columns")
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn rust_name(sql_name: &str) -> String {
    if sql_name == "type" {
        "type_".to_owned()
    } else {
        sql_name.to_owned()
    }
}

/// Diesel wants one everywhere: else the first column.
fn primary_key(table: &Value) -> Vec<String> {
    let indexes = table["indexes"].as_array().expect("indexes");
    match indexes.iter().find(|index| index["primary"] == true) {
        Some(index) => {
            let keys = index["keys"].as_array().expect("keys");
            keys.iter()
                .map(|key| rust_name(string(&key["column"])))
                .collect()
        }
        None => vec![rust_name(string(&columns(table)[0]["name"]))],
    }
}

/// SQLite's primary keys need not be `NOT NULL`; Diesel wants them so.
fn nullable(table: &Value, column: &Value) -> bool {
    column["not_null"] == false && !primary_key(table).contains(&rust_name(string(&column["name"])))
}

/// The SQL type of Diesel and the Rust type, without crates that Diesel does not need.
///
/// A type for which that has none is `Text`.
fn types(backend: &str, declared: &str) -> (String, String) {
    if let Some(element) = declared.strip_suffix("[]") {
        let (sql, rust) = types(backend, element);
        return (format!("Array<{sql}>"), format!("Vec<{rust}>"));
    }
    if backend == "mysql" && declared != "tinyint(1)" {
        // Display widths and lengths.
        let (name, _) = declared.split_once('(').unwrap_or((declared, ""));
        return types("", name);
    }
    let (sql, rust) = match (backend, declared.to_ascii_lowercase().as_str()) {
        ("pg", "timestamp with time zone") => ("Timestamptz", "diesel::data_types::PgTimestamp"),
        ("pg", "timestamp without time zone") => ("Timestamp", "diesel::data_types::PgTimestamp"),
        (_, "smallint") => ("SmallInt", "i16"),
        (_, "integer" | "int") => ("Integer", "i32"),
        (_, "bigint" | "unsigned big int") => ("BigInt", "i64"),
        (_, "boolean" | "bool" | "tinyint(1)") => ("Bool", "bool"),
        (_, "bytea" | "blob" | "mediumblob" | "longblob") => ("Binary", "Vec<u8>"),
        (_, "real") => ("Float", "f32"),
        _ => ("Text", "String"),
    };
    (sql.to_owned(), rust.to_owned())
}
