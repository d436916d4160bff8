//! The comparison of what is printed with what a corpus holds.

use std::path::Path;

use serde_json::Value;

use super::facts;
use crate::support::command::camshaft;

/// Prints the catalog as JSON and compares all of it with the corpus.
pub(crate) fn assert_prints_corpus(name: &str, project: &Path, url: &str) {
    let output = camshaft(project, url)
        .args(["print-catalog", "--format", "json"])
        .output()
        .expect("camshaft runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let printed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let (expected, printed) = (normalised(facts(name)), normalised(printed));
    assert_eq!(names(&printed), names(&expected));
    for (printed, expected) in tables(&printed).iter().zip(tables(&expected)) {
        assert_eq!(printed, expected, "{}", expected["table"]);
    }
    assert_eq!(printed, expected);
}

pub(crate) fn tables(catalog: &Value) -> &[Value] {
    catalog["tables"].as_array().expect("tables")
}

fn names(catalog: &Value) -> Vec<&Value> {
    tables(catalog)
        .iter()
        .map(|table| &table["table"])
        .collect()
}

/// Without what the README leaves out of the comparison.
fn normalised(mut catalog: Value) -> Value {
    catalog["project"].take();
    for table in catalog["tables"].as_array_mut().expect("tables") {
        for list in ["indexes", "foreign_keys"] {
            sort(table[list].as_array_mut().expect("a list"));
        }
        forget_default_of_rowid(table);
    }
    if catalog["backend"] == "mysql" {
        normalise_mysql(catalog["tables"].as_array_mut().expect("tables"));
    }
    catalog
}

/// These corpora keep `AUTO_INCREMENT` beside the default, count `DEFAULT NULL` as a default, and
/// have another word for the connected database and another order of tables.
fn normalise_mysql(tables: &mut [Value]) {
    tables.sort_by_key(|table| table["table"].to_string());
    for table in tables {
        table["schema"].take();
        for column in table["columns"].as_array_mut().expect("columns") {
            let column = column.as_object_mut().expect("a column");
            let extra = column.remove("extra");
            if column["not_null"] == false {
                column.remove("has_default");
            } else if extra.is_some_and(|extra| extra == "auto_increment") {
                column["has_default"] = true.into();
            }
        }
        for index in table["indexes"].as_array_mut().expect("indexes") {
            index["definition"].take();
        }
    }
}

fn sort(facts: &mut [Value]) {
    facts.sort_by_key(|fact| {
        ["name", "keys", "columns", "ref_table"].map(|field| fact.get(field).map(Value::to_string))
    });
}

fn forget_default_of_rowid(table: &mut Value) {
    let indexes = table["indexes"].as_array().expect("indexes");
    let Some(rowid) = indexes.iter().find(|index| index["method"] == "rowid") else {
        return;
    };
    let key = rowid["keys"][0]["column"].clone();
    let columns = table["columns"].as_array_mut().expect("columns");
    let column = columns
        .iter_mut()
        .find(|column| column["name"] == key)
        .expect("a rowid column");
    column["has_default"].take();
}

/// Unique on whole columns, whatever its rows.
pub(crate) fn is_plain_unique(_: &Value, index: &Value) -> bool {
    index["unique"] == true && !is_partial(index)
}

/// On columns that are not unique as a whole, although an index has to do with them.
pub(crate) fn is_not_plain(table: &Value, index: &Value) -> bool {
    let columns = index_columns(table, index);
    let plain = indexes(table)
        .iter()
        .filter(|other| is_plain_unique(table, other));
    let covered = plain
        .map(|other| index_columns(table, other))
        .any(|other| other == columns);
    is_partial(index) && !columns.is_empty() && !covered
}

/// It has a predicate, an expression or a prefix.
fn is_partial(index: &Value) -> bool {
    let keys = index["keys"].as_array().expect("keys");
    let is_part = |key: &Value| key.get("column").is_none() || key.get("prefix").is_some();
    !index["predicate"].is_null() || keys.iter().any(is_part)
}

/// The columns of the keys, and those that its expressions name, in the order of the names.
pub(crate) fn index_columns(table: &Value, index: &Value) -> Vec<String> {
    let columns = table["columns"].as_array().expect("columns");
    let names = columns
        .iter()
        .map(|column| column["name"].as_str().expect("a name"));
    let mut found: Vec<_> = names
        .filter(|name| names_column(index, name))
        .map(str::to_owned)
        .collect();
    found.sort();
    found
}

fn names_column(index: &Value, name: &str) -> bool {
    let keys = index["keys"].as_array().expect("keys");
    keys.iter().any(|key| {
        let words = |text: &str| {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            text.split(|c| !is_word(c)).any(|word| word == name)
        };
        // SQLite's expressions stand in the definition only.
        let expression = key["expression"].as_str().or(index["definition"].as_str());
        match key["column"].as_str() {
            Some(column) => column == name,
            None => expression.is_some_and(words),
        }
    })
}

/// How many foreign keys are on exactly the columns of a plain unique index.
pub(crate) fn one_to_one_keys(catalog: &Value) -> usize {
    let of_table = |table: &Value| {
        let keys = table["foreign_keys"].as_array().expect("foreign keys");
        let is_one = |key: &&Value| {
            let mut columns: Vec<_> = key["columns"].as_array().expect("columns").iter().collect();
            columns.sort_by_key(|column| column.as_str());
            indexes(table)
                .iter()
                .filter(|index| is_plain_unique(table, index))
                .any(|index| columns == index_columns(table, index).iter().collect::<Vec<_>>())
        };
        keys.iter().filter(is_one).count()
    };
    tables(catalog).iter().map(of_table).sum()
}

fn indexes(table: &Value) -> &[Value] {
    table["indexes"].as_array().expect("indexes")
}
