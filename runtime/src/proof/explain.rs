//! The words of a proof that fails: what is missing, what comes near, what to do.

use super::find::{Flaw, Target, flaw, has_columns, has_exactly_columns, is_named, mentions, same};
use super::message::Message;
use crate::catalog::{Backend, Described, Index, KeyPart, Table};

/// "no unique index on ..", with a note for each index that comes near and the statement to run.
pub(super) const fn no_unique_index(
    facts: &[Described],
    described: &Described,
    target: &Target,
    declaration: &str,
) -> Message {
    let table = &described.table;
    let mut message = Message::new();
    match target.index {
        Some(name) => {
            message.push("`");
            message.push(declaration);
            message.push("` needs the unique index `");
            message.push(name);
            message.push("` of `");
            push_table(&mut message, table);
            message.push("`");
        }
        None => {
            message.push("no unique index on `");
            push_table(&mut message, table);
            message.push(" (");
            message.push_list(target.columns);
            message.push(")`");
            if let Some(predicate) = target.predicate {
                message.push(" where `");
                message.push(predicate);
                message.push("`");
            }
            message.push(": `");
            message.push(declaration);
            message.push("` needs one");
        }
    }
    if facts.len() > 1 {
        message.push(" on ");
        message.push(backend_name(described.backend));
    }
    let near = note_near_indexes(&mut message, table, target);
    if !near {
        help_create(&mut message, described, target);
    }
    message
}

/// A note for each index that comes near; true when one of them needs no new index.
const fn note_near_indexes(message: &mut Message, table: &Table<'_>, target: &Target) -> bool {
    let mut declared_otherwise = false;
    let mut at = 0;
    while at < table.indexes.len() {
        let index = &table.indexes[at];
        match target.index {
            Some(name) => {
                if is_named(index, name) {
                    declared_otherwise = true;
                    note_named(message, table, index, target);
                }
            }
            None => {
                if note_near(message, table, index, target) {
                    declared_otherwise = true;
                }
            }
        }
        at += 1;
    }
    if !declared_otherwise {
        if let Some(name) = target.index {
            message.note();
            message.push("`");
            push_table(message, table);
            message.push("` has no index `");
            message.push(name);
            message.push("` in the catalog");
        }
    }
    declared_otherwise
}

/// Why the index asked for by name does not serve.
const fn note_named(message: &mut Message, table: &Table<'_>, index: &Index<'_>, target: &Target) {
    message.note();
    push_index(message, index);
    if !index.unique {
        message.push(" is not unique");
        return;
    }
    if note_flaw(message, table, index) {
        return;
    }
    if target.columns.is_empty() {
        message.push(" is an index on (");
        push_keys(message, index);
        message.push("): name its columns, as only a single expression needs none");
        return;
    }
    if !has_exactly_columns(index, target.columns) {
        message.push(" is unique on (");
        push_keys(message, index);
        message.push("), not on (");
        message.push_list(target.columns);
        message.push(")");
        return;
    }
    note_predicate(message, index);
}

/// A note when the index has to do with the columns; true when it serves, declared otherwise.
const fn note_near(
    message: &mut Message,
    table: &Table<'_>,
    index: &Index<'_>,
    target: &Target,
) -> bool {
    if has_exactly_columns(index, target.columns) {
        message.note();
        if !index.unique {
            message.push("index ");
            push_index(message, index);
            message.push(" covers these columns but is not unique");
            return false;
        }
        push_index(message, index);
        if note_flaw(message, table, index) {
            return false;
        }
        note_predicate(message, index);
        return index.predicate.is_some() && target.predicate.is_none();
    }
    if !index.unique {
        return false;
    }
    if has_columns(index, target.columns) {
        message.note();
        push_index(message, index);
        message.push(" is unique only on the superset (");
        push_keys(message, index);
        message.push(")");
        return false;
    }
    note_expression_or_subset(message, index, target)
}

const fn note_expression_or_subset(
    message: &mut Message,
    index: &Index<'_>,
    target: &Target,
) -> bool {
    let mut at = 0;
    let mut subset = true;
    while at < index.keys.len() {
        match index.keys[at].part {
            KeyPart::Column(name) => subset = subset && super::contains(target.columns, name),
            KeyPart::Expression(text) => {
                subset = false;
                if mentions_any(text, target.columns) {
                    note_expression(message, index);
                    return false;
                }
            }
        }
        at += 1;
    }
    if subset && !index.keys.is_empty() {
        message.note();
        push_index(message, index);
        message.push(" is unique on the subset (");
        push_keys(message, index);
        message.push(") already");
    }
    false
}

const fn note_expression(message: &mut Message, index: &Index<'_>) {
    message.note();
    push_index(message, index);
    message.push(" is unique on an expression (");
    push_keys(message, index);
    message.push("), not on the column");
    if let Some(name) = index.name {
        message.help();
        message.push("`unique(index = ");
        message.push(name);
        message.push(", name = ..)` declares that one");
    }
}

/// Says what is wrong with the index itself; false when nothing is.
const fn note_flaw(message: &mut Message, table: &Table<'_>, index: &Index<'_>) -> bool {
    match flaw(table, index) {
        None => return false,
        Some(Flaw::Prefix(length)) => {
            message.push(" is unique on the first ");
            message.push_number(length);
            message.push(" characters or bytes only");
        }
        Some(Flaw::Collation) => {
            message.push(" compares by another collation than its column");
        }
        Some(Flaw::Deferrable) => {
            message.push(" is deferrable: `ON CONFLICT` cannot use it");
        }
        Some(Flaw::Invalid) => {
            message.push(" is INVALID: its `CREATE INDEX CONCURRENTLY` did not finish; drop it and create it again");
        }
    }
    true
}

/// Says that the index is partial and how to declare that, or that it is not.
const fn note_predicate(message: &mut Message, index: &Index<'_>) {
    match index.predicate {
        None => message.push(" is unique without a predicate: leave `where` out"),
        Some(predicate) => {
            message.push(" is unique only where ");
            message.push(predicate);
            message.help();
            message.push("declare that: `where = \"");
            message.push(predicate);
            message.push("\"`");
            if let Some(name) = index.name {
                message.push(" or `index = ");
                message.push(name);
                message.push("`");
            }
        }
    }
}

/// The statement that makes the index, in the words of the backend, and where to put it.
const fn help_create(message: &mut Message, described: &Described, target: &Target) {
    if target.columns.is_empty() {
        message.help();
        message.push("run `camshaft print-catalog` if the index is in the database already");
        return;
    }
    let postgres = matches!(described.backend, Backend::Postgres);
    message.help();
    message.push("CREATE UNIQUE INDEX ");
    if postgres {
        message.push("CONCURRENTLY ");
    }
    match target.index {
        Some(name) => message.push(name),
        None => {
            message.push(described.table.name);
            message.push("_");
            message.push_joined(target.columns);
            message.push("_key");
        }
    }
    message.push(" ON ");
    push_table(message, &described.table);
    message.push(" (");
    message.push_list(target.columns);
    message.push(")");
    if let Some(predicate) = target.predicate {
        message.push(" WHERE ");
        message.push(predicate);
    }
    message.push(";");
    message.help();
    message.push(if postgres {
        "in a Diesel migration of its own, with `run_in_transaction = false` in its `metadata.toml`, then `camshaft print-catalog`"
    } else {
        "in a Diesel migration, then `camshaft print-catalog`"
    });
}

/// "speaks of no backend that the catalog has".
pub(super) const fn no_backend(facts: &[Described], declaration: &str) -> Message {
    let mut message = Message::new();
    message.push("`");
    message.push(declaration);
    message.push("` names no backend that the catalog of its table has");
    let mut at = 0;
    while at < facts.len() {
        message.note();
        message.push("the catalog has ");
        message.push(backend_name(facts[at].backend));
        at += 1;
    }
    message
}

/// "the unique index is not declared".
pub(super) const fn undeclared(described: &Described, index: &Index<'_>) -> Message {
    let mut message = Message::new();
    message.push("the unique index ");
    push_index(&mut message, index);
    message.push(" of `");
    push_table(&mut message, &described.table);
    message.push("` is not declared, but `unique(all)` asks for all of them");
    message.help();
    message.push("add `unique(");
    let expression = super::find::sole_expression(index).is_some();
    if !expression {
        push_keys(&mut message, index);
    }
    match index.name {
        Some(name) if expression || index.predicate.is_some() => {
            message.push(if expression { "index = " } else { ", index = " });
            message.push(name);
            message.push(", name = ..");
        }
        _ => {}
    }
    message.push(")`");
    message
}

/// "required column is missing from schema.rs".
pub(super) const fn missing_required(
    described: &Described,
    column: &str,
    declaration: &str,
) -> Message {
    let mut message = Message::new();
    message.push("required column `");
    push_table(&mut message, &described.table);
    message.push(".");
    message.push(column);
    message.push("` is missing from `schema.rs`: `");
    message.push(declaration);
    message.push("` could never create a row");
    message.help();
    message.push("run `diesel print-schema`, or give the column a default in the database and run `camshaft print-catalog`");
    message
}

/// "citext declared as Text".
pub(super) const fn citext_as_text(message: &mut Message, table: &Table<'_>, column: &str) {
    message.push("`");
    push_table(message, table);
    message.push(".");
    message.push(column);
    message.push("` is `citext` in the database but `Text` in `schema.rs`: it would be compared case-sensitively");
    message.help();
    message.push("declare it `Citext` in `schema.rs`, as `diesel print-schema` does");
}

const fn mentions_any(text: &str, words: &[&str]) -> bool {
    let mut at = 0;
    while at < words.len() {
        if mentions(text, words[at]) {
            return true;
        }
        at += 1;
    }
    false
}

const fn push_table(message: &mut Message, table: &Table<'_>) {
    if !same(table.schema, "public") && !same(table.schema, "main") {
        message.push(table.schema);
        message.push(".");
    }
    message.push(table.name);
}

const fn push_index(message: &mut Message, index: &Index<'_>) {
    match index.name {
        Some(name) => {
            message.push("`");
            message.push(name);
            message.push("`");
        }
        None => message.push("the primary key"),
    }
}

const fn push_keys(message: &mut Message, index: &Index<'_>) {
    let mut at = 0;
    while at < index.keys.len() {
        if at > 0 {
            message.push(", ");
        }
        match index.keys[at].part {
            KeyPart::Column(name) | KeyPart::Expression(name) => message.push(name),
        }
        at += 1;
    }
}

const fn backend_name(backend: Backend) -> &'static str {
    match backend {
        Backend::Postgres => "PostgreSQL",
        Backend::Mysql => "MySQL",
        Backend::Sqlite => "SQLite",
    }
}
