//! The similar indexes, and the reasons why they do not prove a declaration.

use super::super::find::{Target, has_columns, has_exactly_columns, is_named, mentions};
use super::super::{contains, message::Message};
use super::lacks;
use super::words::{
    backend_name, push_index, push_keys, push_sql_name, push_sql_names, push_sql_table,
};
use crate::catalog::{Backend, CompiledFacts, Flaw, Index, KeyPart};
use crate::text::same;

/// The remedy, as far as the notes name it already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remedy {
    /// Nothing said yet: a new index.
    NewIndex,
    /// The note says it.
    Said,
}

/// Adds a note for each similar index, and returns true when a new index is needed.
///
/// A note that is the same on several backends is written once.
pub(super) const fn note_near_misses(
    message: &mut Message,
    facts: &[CompiledFacts],
    target: &Target,
) -> bool {
    let first = super::first_lacking(facts, target);
    let mut notes = Message::new();
    let mut wants_index = note_indexes(&mut notes, &facts[first], target, "");
    let mut are_equal = true;
    let mut at = first + 1;
    while at < facts.len() {
        if lacks(&facts[at], target) {
            let mut others = Message::new();
            wants_index |= note_indexes(&mut others, &facts[at], target, "");
            are_equal = are_equal && same(notes.as_str(), others.as_str());
        }
        at += 1;
    }
    if are_equal {
        message.push(notes.as_str());
        return wants_index;
    }
    at = first;
    while at < facts.len() {
        if lacks(&facts[at], target) {
            let place = backend_name(facts[at].backend);
            note_indexes(message, &facts[at], target, place);
        }
        at += 1;
    }
    wants_index
}

/// Adds the notes of one backend, and returns true when none of them names a remedy.
const fn note_indexes(
    message: &mut Message,
    compiled: &CompiledFacts,
    target: &Target,
    place: &str,
) -> bool {
    let indexes = compiled.table.indexes;
    let mut wants_index = true;
    let mut at = 0;
    while at < indexes.len() {
        let remedy = match target.index {
            Some(name) if is_named(&indexes[at], name) => {
                note_named(message, compiled, &indexes[at], target, place)
            }
            Some(_) => Remedy::NewIndex,
            None => note_similar(message, compiled, &indexes[at], target, place),
        };
        wants_index = wants_index && matches!(remedy, Remedy::NewIndex);
        at += 1;
    }
    if let Some(name) = target.index {
        if !super::words::has_index(&compiled.table, name) {
            message.note(place);
            message.push("the catalog has no index `");
            message.push(name);
            message.push("`");
        }
    }
    wants_index
}

/// Says why the index asked for by name does not prove the declaration.
const fn note_named(
    message: &mut Message,
    compiled: &CompiledFacts,
    index: &Index<'_>,
    target: &Target,
    place: &str,
) -> Remedy {
    if target.columns.is_empty() || has_exactly_columns(index, target.columns) {
        return note_same_keys(message, compiled, index, target, place);
    }
    note_index(message, index, place);
    message.push(if index.unique {
        " is unique on ("
    } else {
        " is not unique, and on ("
    });
    push_keys(message, index);
    message.push("), not on (");
    message.push_list(target.columns);
    message.push(")");
    Remedy::Said
}

/// Says why an index on exactly these columns does not prove the declaration.
const fn note_same_keys(
    message: &mut Message,
    compiled: &CompiledFacts,
    index: &Index<'_>,
    target: &Target,
    place: &str,
) -> Remedy {
    note_index(message, index, place);
    if !index.unique {
        message.push(" covers these columns but is not unique");
        return Remedy::NewIndex;
    }
    if let Some(flaw) = index.flaw(&compiled.table) {
        return note_flaw(message, compiled, index, flaw);
    }
    if target.columns.is_empty() {
        message.push(" is an index on (");
        push_keys(message, index);
        message.push("): name its columns, as only a single expression needs none");
        return Remedy::Said;
    }
    note_predicate(message, index);
    Remedy::Said
}

/// Adds a note when the index concerns the columns.
const fn note_similar(
    message: &mut Message,
    compiled: &CompiledFacts,
    index: &Index<'_>,
    target: &Target,
    place: &str,
) -> Remedy {
    if has_exactly_columns(index, target.columns) {
        return note_same_keys(message, compiled, index, target, place);
    }
    if !index.unique {
        return Remedy::NewIndex;
    }
    if has_columns(index, target.columns) {
        note_other_columns(message, index, " is unique only on the superset (", place);
    } else if let Some(text) = expression_about(index, target) {
        note_expression(message, index, text, place);
    } else if is_subset(index, target) {
        note_other_columns(message, index, " is unique on the subset (", place);
    }
    Remedy::NewIndex
}

/// Begins a note with the index.
const fn note_index(message: &mut Message, index: &Index<'_>, place: &str) {
    message.note(place);
    push_index(message, index);
}

const fn note_other_columns(message: &mut Message, index: &Index<'_>, words: &str, place: &str) {
    note_index(message, index, place);
    message.push(words);
    push_keys(message, index);
    message.push(")");
}

/// Returns the first expression of the index that mentions one of the columns.
const fn expression_about<'a>(index: &Index<'a>, target: &Target) -> Option<&'a str> {
    let mut at = 0;
    while at < index.keys.len() {
        if let KeyPart::Expression(text) = index.keys[at].part {
            let mut column = 0;
            while column < target.columns.len() {
                if mentions(text, target.columns[column]) {
                    return Some(text);
                }
                column += 1;
            }
        }
        at += 1;
    }
    None
}

const fn is_subset(index: &Index<'_>, target: &Target) -> bool {
    let mut at = 0;
    while at < index.keys.len() {
        match index.keys[at].part {
            KeyPart::Column(name) if contains(target.columns, name) => {}
            KeyPart::Column(_) | KeyPart::Expression(_) => return false,
        }
        at += 1;
    }
    !index.keys.is_empty()
}

const fn note_expression(message: &mut Message, index: &Index<'_>, text: &str, place: &str) {
    note_index(message, index, place);
    message.push(" is unique on the expression `");
    message.push(text);
    message.push("`, not on the column");
    if let (Some(name), [_]) = (index.name, index.keys) {
        message.push(": `unique(index = ");
        message.push(name);
        message.push(", name = ..)` declares that");
    }
}

/// Says what is wrong with the index itself, and what to do about it.
const fn note_flaw(
    message: &mut Message,
    compiled: &CompiledFacts,
    index: &Index<'_>,
    flaw: Flaw,
) -> Remedy {
    match flaw {
        Flaw::Prefix(length) => {
            message.push(" is unique on the first ");
            message.push_number(length);
            message.push(" characters or bytes only");
            Remedy::NewIndex
        }
        Flaw::Collation => {
            message.push(" compares by another collation than its column");
            Remedy::NewIndex
        }
        Flaw::Deferrable => {
            message.push(" is deferrable: `ON CONFLICT` cannot use it");
            help_immediate(message, compiled, index);
            Remedy::Said
        }
        Flaw::Invalid if matches!(compiled.backend, Backend::Mysql) => {
            message.push(" is invisible or ignored: queries do not use it");
            help_visible(message, compiled, index);
            Remedy::Said
        }
        Flaw::Invalid | Flaw::NotReady => {
            message.push(" is INVALID: its `CREATE INDEX CONCURRENTLY` did not finish");
            if let Some(name) = index.name {
                message.help("REINDEX INDEX CONCURRENTLY ");
                push_sql_name(message, compiled.backend, name);
                message.push(";");
            }
            message
                .help("then `camshaft print-catalog`; it fails again while there are duplicates");
            Remedy::Said
        }
    }
}

/// Adds the statement that lets queries use an index.
const fn help_visible(message: &mut Message, compiled: &CompiledFacts, index: &Index<'_>) {
    let Some(name) = index.name else { return };
    message.help("ALTER TABLE ");
    push_sql_table(message, compiled.backend, &compiled.table);
    message.push(" ALTER INDEX ");
    push_sql_name(message, compiled.backend, name);
    message.push(" VISIBLE; (on MariaDB: NOT IGNORED)");
    message.help("in a Diesel migration, then `camshaft print-catalog`");
}

/// Adds the statement that makes a constraint immediate.
const fn help_immediate(message: &mut Message, compiled: &CompiledFacts, index: &Index<'_>) {
    let (Backend::Postgres, Some(name)) = (compiled.backend, index.name) else {
        return;
    };
    message.help("ALTER TABLE ");
    push_sql_table(message, compiled.backend, &compiled.table);
    message.push(" DROP CONSTRAINT ");
    push_sql_name(message, compiled.backend, name);
    message.push(", ADD CONSTRAINT ");
    push_sql_name(message, compiled.backend, name);
    message.push(" UNIQUE (");
    let mut at = 0;
    while at < index.keys.len() {
        if let KeyPart::Column(column) = index.keys[at].part {
            message.push(if at > 0 { ", " } else { "" });
            push_sql_names(message, compiled.backend, &[column]);
        }
        at += 1;
    }
    message.push(");");
    message.help("in a Diesel migration, then `camshaft print-catalog`");
}

/// Says that the index is partial and how to declare that, or that it is not.
const fn note_predicate(message: &mut Message, index: &Index<'_>) {
    let Some(predicate) = index.predicate else {
        message.push(" is unique without a predicate: leave `where` out");
        return;
    };
    message.push(" is unique only where `");
    message.push(predicate);
    message.push("`");
    message.help("declare that: `where = \"");
    message.push(predicate);
    message.push("\"`");
    if let Some(name) = index.name {
        message.push(" or `index = ");
        message.push(name);
        message.push("`");
    }
}
