//! Proofs: constant functions that compare a declaration with the catalog and refuse to compile.
//!
//! Each is called in a `const _: () = ..` by the derive, with the declaration's own words as its
//! span. None of them knows a connection: a proof is about the catalog that was printed.

mod alias;
mod declared;
mod explain;
mod expression;
mod find;
mod message;
mod names;
mod pending;

pub(crate) use explain::{sql_name, sql_table};
pub(crate) use find::{is_required, sole_expression};
pub(crate) use pending::is_nulls_not_distinct;

pub use alias::prove_alias_is_no_column;
pub use declared::{Declared, DeclaredType, NotText};
pub use expression::{columns_of_expression, count_columns_of_expression};
pub use find::{Target, UniqueKey};
pub use names::ColumnNames;
pub use pending::{Pending, is_index_on, prove_pending};

use crate::catalog::CompiledFacts;
use find::{contains, find_index};

/// Proves that the declared key is unique on every backend it speaks of.
///
/// Holds when no table inherits from the one it is about, no rule is in the way of `ON CONFLICT`, and
/// each of these backends has, in the catalog, a unique, valid, immediate index on exactly the
/// columns, as a set, whole and compared as the columns are, with exactly the predicate declared.
///
/// # Panics
///
/// At compile time, with the remedy, when it does not hold.
#[track_caller]
pub const fn prove_unique(facts: &'static [CompiledFacts], target: &Target, declaration: &str) {
    let mut at = 0;
    // A constant function has no `for`.
    let mut concerned = false;
    let mut holds = true;
    while at < facts.len() {
        if target.concerns(facts[at].backend) {
            if facts[at].table.inherited {
                let message = explain::inherited(&facts[at], declaration);
                panic!("{}", message.as_str());
            }
            if facts[at].table.rules {
                let message = explain::rules(&facts[at], declaration);
                panic!("{}", message.as_str());
            }
            concerned = true;
            holds = holds && find_index(&facts[at].table, target).is_some();
        }
        at += 1;
    }
    if !concerned {
        let message = explain::no_backend(facts, declaration);
        panic!("{}", message.as_str());
    }
    if !holds {
        let message = explain::no_unique_index(facts, target, declaration);
        panic!("{}", message.as_str());
    }
}

/// Proves that every unique index of the table is declared: `unique(all)`.
///
/// The primary key, and indexes that serve no declaration (INVALID, deferrable), are left out.
///
/// # Panics
///
/// At compile time, naming each index and its declaration, when one is not.
#[track_caller]
pub const fn prove_all_declared(facts: &'static [CompiledFacts], targets: &[Target]) {
    let mut at = 0;
    while at < facts.len() {
        if find::undeclared(&facts[at], targets, 0).is_some() {
            let message = explain::not_all_declared(facts, targets);
            panic!("{}", message.as_str());
        }
        at += 1;
    }
}

/// Proves that a row can be created at all: no required column is missing from `schema.rs`.
///
/// # Panics
///
/// At compile time, naming the column, when one is missing.
#[track_caller]
pub const fn prove_creatable(
    facts: &'static [CompiledFacts],
    target: &Target,
    schema: &[&str],
    declaration: &str,
) {
    let mut at = 0;
    while at < facts.len() {
        let compiled = &facts[at];
        if target.concerns(compiled.backend) {
            if let Some(missing) = required_outside(compiled, schema) {
                let message = explain::missing_required(compiled, missing, declaration);
                panic!("{}", message.as_str());
            }
        }
        at += 1;
    }
}

/// Proves that a text column is not case-insensitive (`citext`) behind a `Text` in `schema.rs`.
///
/// # Panics
///
/// At compile time, when it is: PostgreSQL would compare the bound value as `text`.
#[track_caller]
pub const fn prove_compared_as_declared(
    facts: &'static [CompiledFacts],
    column_name: &str,
    declared_text: bool,
) {
    let mut at = 0;
    while at < facts.len() {
        if let Some(found) = facts[at].table.column(column_name) {
            if declared_text && found.is_citext() {
                let message = explain::citext_as_text(&facts[at], found);
                panic!("{}", message.as_str());
            }
        }
        at += 1;
    }
}

/// Nothing but the key is needed to create a row: every other column is nullable or has a default.
pub const KEY_ALONE: u8 = 0;
/// Some columns are required.
pub const NEEDS_VALUES: u8 = 1;
/// A row cannot be created: a required column is missing from `schema.rs`, or the key is an expression.
pub const IMPOSSIBLE: u8 = 2;

/// Returns the values that it takes to create a row, besides the key: one of the levels above.
#[must_use]
pub const fn completeness(facts: &'static [CompiledFacts], target: &Target, schema: &[&str]) -> u8 {
    let mut level = KEY_ALONE;
    let mut at = 0;
    while at < facts.len() {
        let compiled = &facts[at];
        if target.concerns(compiled.backend) {
            if required_outside(compiled, schema).is_some() {
                return IMPOSSIBLE;
            }
            if required_outside(compiled, target.columns).is_some() {
                level = NEEDS_VALUES;
            }
        }
        at += 1;
    }
    // An expression is not a value that a row could be given.
    if target.columns.is_empty() {
        return IMPOSSIBLE;
    }
    level
}

/// Returns the first required column that is not among these.
const fn required_outside(compiled: &CompiledFacts, names: &[&str]) -> Option<&'static str> {
    let columns = compiled.table.columns;
    let mut at = 0;
    while at < columns.len() {
        if is_required(&columns[at]) && !contains(names, columns[at].name) {
            return Some(columns[at].name);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Target, explain};
    use crate::catalog::{Backend, Column, CompiledFacts, Fill, Index, Key, Table, TableKind};

    const fn text(name: &'static str) -> Column<'static> {
        Column {
            name,
            sql_type: "TEXT",
            not_null: true,
            fill: Fill::None,
            collation: None,
        }
    }

    #[test]
    fn the_readme_shows_what_the_proof_says() {
        const FACTS: &[CompiledFacts] = &[CompiledFacts {
            backend: Backend::Sqlite,
            table: Table {
                schema: "main",
                name: "users",
                kind: TableKind::Table,
                without_rowid: false,
                inherited: false,
                rules: false,
                columns: &[text("email"), text("name")],
                indexes: &[Index {
                    name: Some("users_email"),
                    unique: true,
                    keys: &[Key::column("email")],
                    ..Index::PLAIN
                }],
                foreign_keys: &[],
            },
        }];
        let target = Target {
            columns: &["name"],
            index: None,
            predicate: None,
            on: &[],
        };
        let message = explain::no_unique_index(FACTS, &target, "unique(name)");
        let readme = include_str!("../../../README.md");
        assert_eq!(message.as_str().lines().count(), 4);
        for line in message.as_str().lines() {
            assert!(readme.contains(line.trim()), "{line}");
        }
    }
}
