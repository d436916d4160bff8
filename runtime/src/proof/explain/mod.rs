//! The words of a proof that fails: the missing index, similar ones, and the remedy.

mod near_misses;
mod statement;
mod words;

use super::find::{Target, find_index, sole_expression, undeclared};
use super::message::Message;
use crate::catalog::{Backend, Column, CompiledFacts, Index, Table};
pub(super) use words::push_index;
use words::{Those, push_backends, push_keys, push_table};

/// Returns a name as SQL writes it: quoted where it must be.
pub(crate) fn sql_name(backend: Backend, name: &str) -> String {
    let mut message = Message::new();
    words::push_sql_name(&mut message, backend, name);
    message.as_str().to_owned()
}

/// Returns the name of a table as SQL writes it.
pub(crate) fn sql_table(backend: Backend, table: &Table<'_>) -> String {
    let mut message = Message::new();
    words::push_sql_table(&mut message, backend, table);
    message.as_str().to_owned()
}

/// Returns "no unique index on ..": one message for all backends that lack it.
pub(super) const fn no_unique_index(
    facts: &[CompiledFacts],
    target: &Target,
    declaration: &str,
) -> Message {
    let mut message = Message::new();
    push_missing(&mut message, &facts[first_lacking(facts, target)], target);
    message.push(": `");
    message.push(declaration);
    message.push("` needs ");
    message.push(if target.index.is_some() { "it" } else { "one" });
    if any_having(facts, target) {
        message.push(" on ");
        push_backends(&mut message, facts, target, Those::Lacking);
        note_having(&mut message, facts, target);
    }
    let wants_statement = near_misses::note_near_misses(&mut message, facts, target);
    if wants_statement {
        statement::help_create(&mut message, facts, target);
    }
    message
}

/// Pushes "no unique index on `users (name)`", or its name where the declaration gives one.
const fn push_missing(message: &mut Message, compiled: &CompiledFacts, target: &Target) {
    if let Some(name) = target.index {
        message.push("no unique index `");
        message.push(name);
        message.push("` that serves on `");
    } else {
        message.push("no unique index on `");
    }
    push_table(message, compiled);
    if !target.columns.is_empty() {
        message.push(" (");
        message.push_list(target.columns);
        message.push(")");
    }
    message.push("`");
    if let Some(predicate) = target.predicate {
        message.push(" where `");
        message.push(predicate);
        message.push("`");
    }
}

const fn note_having(message: &mut Message, facts: &[CompiledFacts], target: &Target) {
    message.note("");
    push_backends(message, facts, target, Those::Having);
    message.push(" has it: `on(..)` restricts a declaration to some backends");
}

/// Returns whether the declaration is for this backend and has no index there.
const fn lacks(compiled: &CompiledFacts, target: &Target) -> bool {
    target.concerns(compiled.backend) && find_index(&compiled.table, target).is_none()
}

/// Returns whether the declaration is for this backend and has its index there.
const fn has(compiled: &CompiledFacts, target: &Target) -> bool {
    target.concerns(compiled.backend) && find_index(&compiled.table, target).is_some()
}

const fn first_lacking(facts: &[CompiledFacts], target: &Target) -> usize {
    let mut at = 0;
    while at + 1 < facts.len() && !lacks(&facts[at], target) {
        at += 1;
    }
    at
}

const fn any_having(facts: &[CompiledFacts], target: &Target) -> bool {
    let mut at = 0;
    while at < facts.len() {
        if has(&facts[at], target) {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns "names no backend that the catalog has".
pub(super) const fn no_backend(facts: &[CompiledFacts], declaration: &str) -> Message {
    let mut message = Message::new();
    if facts.is_empty() {
        message.push("the catalog of the table has no section in this build: `");
        message.push(declaration);
        message.push("` cannot be proven");
        message.help("enable the feature that a section's `#[cfg(..)]` asks for");
        return message;
    }
    message.push("the `on(..)` of `");
    message.push(declaration);
    message.push("` names no backend that the catalog of its table has");
    message.note("");
    message.push("the catalog has ");
    let all = Target {
        columns: &[],
        index: None,
        predicate: None,
        on: &[],
    };
    push_backends(&mut message, facts, &all, Those::Lacking);
    message
}

/// Returns "not declared, but `unique(all)` asks for all of them", with the declaration of each.
pub(super) const fn not_all_declared(facts: &[CompiledFacts], targets: &[Target]) -> Message {
    let mut message = Message::new();
    message.push("`unique(all)` asks for each unique index, but some of `");
    push_table(&mut message, &facts[0]);
    message.push("` are not declared");
    let mut at = 0;
    while at < facts.len() {
        help_undeclared(&mut message, facts, at, targets);
        at += 1;
    }
    message
}

/// Adds a help for each undeclared index of a backend that the backends before do not have as well.
const fn help_undeclared(
    message: &mut Message,
    facts: &[CompiledFacts],
    position: usize,
    targets: &[Target],
) {
    let compiled = &facts[position];
    let mut from = 0;
    while let Some(at) = undeclared(compiled, targets, from) {
        let index = &compiled.table.indexes[at];
        if !words::is_known_before(facts, position, index) {
            message.help("`");
            push_declaration(message, index);
            message.push("` declares ");
            push_index(message, index);
        }
        from = at + 1;
    }
}

/// Pushes `unique(a, b, index = i, name = ..)`.
const fn push_declaration(message: &mut Message, index: &Index<'_>) {
    message.push("unique(");
    let expression = sole_expression(index).is_some();
    if !expression {
        push_keys(message, index);
    }
    match index.name {
        Some(name) if expression || index.predicate.is_some() => {
            message.push(if expression { "index = " } else { ", index = " });
            message.push(name);
            message.push(", name = ..");
        }
        _ => {}
    }
    message.push(")");
}

/// Returns "required column is missing from schema.rs".
pub(super) const fn missing_required(
    compiled: &CompiledFacts,
    column: &str,
    declaration: &str,
) -> Message {
    let mut message = Message::new();
    message.push("required column `");
    push_table(&mut message, compiled);
    message.push(".");
    message.push(column);
    message.push("` is missing from `schema.rs`: `");
    message.push(declaration);
    message.push("` could never create a row");
    message.help("run `diesel print-schema`, or give the column a default in the database and run `camshaft print-catalog`");
    message
}

/// Returns "other tables inherit from it".
pub(super) const fn inherited(compiled: &CompiledFacts, declaration: &str) -> Message {
    let mut message = Message::new();
    message.push("other tables inherit from `");
    push_table(&mut message, compiled);
    message.push("`, and no unique index reaches their rows: `");
    message.push(declaration);
    message.push("` would find several");
    message.help("make them partitions, or tables of their own, then `camshaft print-catalog`");
    message
}

/// Returns "it has rules".
pub(super) const fn rules(compiled: &CompiledFacts, declaration: &str) -> Message {
    let mut message = Message::new();
    message.push("`");
    push_table(&mut message, compiled);
    message.push("` has rules for `INSERT` or `UPDATE`, beside which PostgreSQL refuses the `ON CONFLICT` of `");
    message.push(declaration);
    message.push("`");
    message.help("make triggers of the rules, then `camshaft print-catalog`");
    message
}

/// Returns "citext declared as Text".
pub(super) const fn citext_as_text(compiled: &CompiledFacts, column: &Column<'_>) -> Message {
    let mut message = Message::new();
    message.push("`");
    push_table(&mut message, compiled);
    message.push(".");
    message.push(column.name);
    message.push("` is `");
    message.push(column.sql_type);
    message.push("` in the database but `Text` in `schema.rs`: its values would be compared case-sensitively");
    message.help("declare it `Citext` in `schema.rs`, as `diesel print-schema` does");
    message
}
