//! The statements that make the index, in the words of each backend, and where to put them.

use super::super::find::Target;
use super::super::message::Message;
use super::lacks;
use super::words::{
    backend_name, has_index, push_sql_name, push_sql_names, push_sql_table, push_table,
};
use crate::catalog::{Backend, Column, CompiledFacts};
use crate::text::same;

/// Adds one statement for each backend that lacks the index.
pub(super) const fn help_create(message: &mut Message, facts: &[CompiledFacts], target: &Target) {
    if target.columns.is_empty() {
        message.help("run `camshaft print-catalog` if the database has the index already");
        return;
    }
    let mut concurrently = false;
    let mut at = 0;
    while at < facts.len() {
        if lacks(&facts[at], target) {
            let place = if facts.len() > 1 {
                backend_name(facts[at].backend)
            } else {
                ""
            };
            help_statement(message, &facts[at], target, place);
            concurrently = concurrently || matches!(facts[at].backend, Backend::Postgres);
        }
        at += 1;
    }
    message.help(if concurrently {
        "in a Diesel migration of its own, with `run_in_transaction = false` in its `metadata.toml`, then `camshaft print-catalog`"
    } else {
        "in a Diesel migration, then `camshaft print-catalog`"
    });
    help_command(message, facts, target);
}

/// Adds the command that does all of it. A condition is left out: a shell would read its quotes.
const fn help_command(message: &mut Message, facts: &[CompiledFacts], target: &Target) {
    if let ([compiled, ..], None) = (facts, target.predicate) {
        message.help("`camshaft index --table ");
        push_table(message, compiled);
        message.push(" --columns ");
        message.push_joined(target.columns, ",");
        if let Some(name) = target.index {
            message.push(" --name ");
            message.push(name);
        }
        message.push("` merges the duplicates, builds it, and writes the migration");
    }
}

const fn help_statement(
    message: &mut Message,
    compiled: &CompiledFacts,
    target: &Target,
    place: &str,
) {
    let backend = compiled.backend;
    message.help_on(place);
    if let (Backend::Mysql, Some(_)) = (backend, target.predicate) {
        message.push("there are no partial indexes: leave it out with `on(..)`");
        return;
    }
    if let (Backend::Mysql, Some(column)) = (backend, of_unbounded_length(compiled, target)) {
        message.push("`");
        message.push(column.name);
        message.push("` is `");
        message.push(column.sql_type);
        message.push("`, of which MySQL indexes a beginning only: make it a `");
        message.push(if is_binary(column) {
            "varbinary"
        } else {
            "varchar"
        });
        message.push("` first");
        message.help_on(place);
    }
    message.push("CREATE UNIQUE INDEX ");
    if let Backend::Postgres = backend {
        message.push("CONCURRENTLY ");
    }
    match target.index {
        Some(name) => push_sql_name(message, backend, name),
        None => push_sql_name(message, backend, free_name(compiled, target).as_str()),
    }
    message.push(" ON ");
    push_sql_table(message, compiled.backend, &compiled.table);
    message.push(" (");
    push_sql_names(message, backend, target.columns);
    message.push(")");
    if let Some(predicate) = target.predicate {
        message.push(" WHERE ");
        message.push(predicate);
    }
    message.push(";");
}

/// Returns the first of the columns that is a text or blob: MariaDB takes it into a unique index as
/// a whole, MySQL refuses that.
const fn of_unbounded_length<'a>(
    compiled: &'a CompiledFacts,
    target: &Target,
) -> Option<&'a Column<'static>> {
    let mut at = 0;
    while at < target.columns.len() {
        if let Some(found) = compiled.table.column(target.columns[at]) {
            if ends_with(found.sql_type, "text") || is_binary(found) {
                return Some(found);
            }
        }
        at += 1;
    }
    None
}

const fn is_binary(column: &Column<'_>) -> bool {
    ends_with(column.sql_type, "blob")
}

const fn ends_with(text: &str, end: &str) -> bool {
    match text.len().checked_sub(end.len()) {
        Some(start) if text.is_char_boundary(start) => same(text.split_at(start).1, end),
        _ => false,
    }
}

/// Returns `users_email_key`, with a number behind it where that is taken.
const fn free_name(compiled: &CompiledFacts, target: &Target) -> Message {
    let mut number = 0;
    loop {
        let mut name = Message::new();
        name.push(compiled.table.name);
        name.push("_");
        name.push_joined(target.columns, "_");
        name.push("_key");
        if number > 0 {
            name.push_number(number);
        }
        if !has_index(&compiled.table, name.as_str()) {
            return name;
        }
        number += 1;
    }
}
