//! The words for tables, indexes and backends.

use super::super::find::Target;
use super::super::message::Message;
use super::{has, lacks};
use crate::catalog::{Backend, CompiledFacts, Index, KeyPart, Table};
use crate::sql::quote;
use crate::text::same;

/// Appends `users`, or `audit.events` outside of the default schema.
pub(super) const fn push_table(message: &mut Message, compiled: &CompiledFacts) {
    let table = &compiled.table;
    if let Some(schema) = compiled.backend.named_schema(table.schema) {
        message.push(schema);
        message.push(".");
    }
    message.push(table.name);
}

/// Appends the same as an SQL name.
pub(super) const fn push_sql_table(message: &mut Message, backend: Backend, table: &Table<'_>) {
    if let Some(schema) = backend.named_schema(table.schema) {
        push_sql_name(message, backend, schema);
        message.push(".");
    }
    push_sql_name(message, backend, table.name);
}

/// Appends a name, quoted where it must be.
pub(super) const fn push_sql_name(message: &mut Message, backend: Backend, name: &str) {
    if is_plain(name) {
        message.push(name);
    } else {
        message.push_quoted(name, quote(backend));
    }
}

/// Appends names with commas between them.
pub(super) const fn push_sql_names(message: &mut Message, backend: Backend, names: &[&str]) {
    let mut at = 0;
    while at < names.len() {
        if at > 0 {
            message.push(", ");
        }
        push_sql_name(message, backend, names[at]);
        at += 1;
    }
}

/// Returns whether a name has lower case, digits and underscores only, and is not a likely reserved
/// word.
const fn is_plain(name: &str) -> bool {
    const RESERVED: &[&str] = &[
        "case",
        "check",
        "column",
        "default",
        "desc",
        "end",
        "from",
        "group",
        "in",
        "index",
        "key",
        "limit",
        "not",
        "null",
        "offset",
        "on",
        "or",
        "order",
        "primary",
        "references",
        "select",
        "table",
        "then",
        "to",
        "union",
        "unique",
        "user",
        "using",
        "values",
        "when",
        "where",
        "with",
    ];
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let digit = byte.is_ascii_digit() && at > 0;
        if !byte.is_ascii_lowercase() && byte != b'_' && !digit {
            return false;
        }
        at += 1;
    }
    !super::super::contains(RESERVED, name)
}

/// Pushes the index in words.
pub(in crate::proof) const fn push_index(message: &mut Message, index: &Index<'_>) {
    match index.name {
        Some(name) => {
            message.push("`");
            message.push(name);
            message.push("`");
        }
        None if index.primary => message.push("the primary key"),
        None => message.push("an index without a name"),
    }
}

/// Pushes columns and expressions with commas between them.
pub(super) const fn push_keys(message: &mut Message, index: &Index<'_>) {
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

/// Some of the backends that a declaration speaks of.
#[derive(Clone, Copy)]
pub(super) enum Those {
    /// The backends that have its index.
    Having,
    /// The backends that lack its index.
    Lacking,
}

/// Pushes "PostgreSQL and SQLite".
pub(super) const fn push_backends(
    message: &mut Message,
    facts: &[CompiledFacts],
    target: &Target,
    those: Those,
) {
    let mut at = 0;
    let mut first = true;
    while at < facts.len() {
        let wanted = match those {
            Those::Having => has(&facts[at], target),
            Those::Lacking => lacks(&facts[at], target),
        };
        if wanted {
            message.push(if first { "" } else { " and " });
            message.push(backend_name(facts[at].backend));
            first = false;
        }
        at += 1;
    }
}

/// Returns the name of the backend in words.
pub(super) const fn backend_name(backend: Backend) -> &'static str {
    match backend {
        Backend::Postgres => "PostgreSQL",
        Backend::Mysql => "MySQL",
        Backend::Sqlite => "SQLite",
    }
}

/// Returns whether a backend before this one has an index of the same name.
pub(super) const fn is_known_before(
    facts: &[CompiledFacts],
    position: usize,
    index: &Index<'_>,
) -> bool {
    let mut at = 0;
    while at < position {
        if let Some(name) = index.name {
            if has_index(&facts[at].table, name) {
                return true;
            }
        }
        at += 1;
    }
    false
}

/// Returns whether the table has an index of that name.
pub(super) const fn has_index(table: &Table<'_>, name: &str) -> bool {
    let mut at = 0;
    while at < table.indexes.len() {
        if let Some(found) = table.indexes[at].name {
            if same(found, name) {
                return true;
            }
        }
        at += 1;
    }
    false
}
