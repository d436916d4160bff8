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
    catalog
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
