//! One change at a time, and what a release makes of it.

mod columns;
mod facts;
mod keys;

use super::*;
use crate::project::manifest::{Insert, NeededColumn, UniqueKey};
use crate::state::facts::{ColumnFacts, Engine, Hook, ResultType, TableFacts};
use crate::state::{Action, ColumnState, Filled, ForeignKeyState, UniqueState};

fn column(name: &str, sql_type: &str) -> ColumnState {
    ColumnState {
        name: name.to_owned(),
        sql_type: sql_type.to_owned(),
        full_type: None,
        not_null: true,
        filled: Filled::No,
        number: None,
        labels: None,
        facts: ColumnFacts::default(),
    }
}

fn users() -> TableState {
    TableState {
        schema: None,
        name: "users".to_owned(),
        is_view: false,
        columns: vec![
            ColumnState {
                filled: Filled::Default,
                ..column("id", "integer")
            },
            column("email", "text"),
            ColumnState {
                filled: Filled::Default,
                ..column("level", "integer")
            },
        ],
        uniques: vec![unique("users_email", &["email"])],
        foreign_keys: Vec::new(),
        checks: Some(Vec::new()),
        facts: Some(TableFacts::default()),
    }
}

fn unique(name: &str, keys: &[&str]) -> UniqueState {
    UniqueState {
        name: Some(name.to_owned()),
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
        whole_columns: true,
        predicate: None,
        serves: true,
        collations: vec![None; keys.len()],
    }
}

fn insert(sets: &[&str]) -> Insert {
    Insert {
        by: "NewUser".to_owned(),
        sets: sets.iter().map(|&name| name.to_owned()).collect(),
        may_set: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: false,
    }
}

/// Returns the schema without the facts that no printed catalog has.
fn printed() -> TableState {
    TableState {
        facts: None,
        ..users()
    }
}

/// Builds a release that uses all of it.
fn release() -> Manifest {
    let columns = users().columns.into_iter().map(|column| NeededColumn {
        name: column.name,
        diesel_type: "Integer".to_owned(),
        nullable: false,
    });
    Manifest {
        version: 1,
        tables: vec![Needed {
            schema: None,
            name: "users".to_owned(),
            columns: columns.collect(),
            inserts: vec![insert(&["email"])],
            unique_keys: vec![UniqueKey {
                declared: "unique(email)".to_owned(),
                columns: vec!["email".to_owned()],
                index: None,
                predicate: None,
                on: Vec::new(),
            }],
            ignored: Vec::new(),
        }],
        databases: [(Server::Sqlite, vec![printed()])].into(),
    }
}

/// The severity, the kind and the column of each finding.
type Summary = Vec<(Severity, Kind, Option<String>)>;

fn summary(release: &Manifest, after: &[TableState]) -> Summary {
    let found = compare(release, Server::Sqlite, None, after);
    found
        .into_iter()
        .map(|it| (it.severity, it.kind, it.column))
        .collect()
}

/// Returns the findings about a table that was changed.
fn changed(change: impl FnOnce(&mut TableState)) -> Summary {
    let mut table = users();
    change(&mut table);
    summary(&release(), &[table])
}

fn one(severity: Severity, kind: Kind, column: &str) -> Summary {
    let column = (!column.is_empty()).then(|| column.to_owned());
    vec![(severity, kind, column)]
}

#[test]
fn what_a_release_does_not_notice_is_quiet() {
    assert_eq!(changed(|_| {}), []);
    let nullable = |table: &mut TableState| {
        table.columns.push(ColumnState {
            not_null: false,
            ..column("city", "text")
        });
        table.columns.push(ColumnState {
            filled: Filled::Generated,
            ..column("search", "text")
        });
        table
            .uniques
            .push(unique("users_email_level", &["email", "level"]));
        table.uniques.push(unique("users_city", &["city"]));
    };
    assert_eq!(changed(nullable), []);
    let other = TableState {
        name: "news".to_owned(),
        ..users()
    };
    assert_eq!(summary(&release(), &[users(), other]), []);
}

#[test]
fn table_that_became_a_view_may_refuse_writes() {
    let view = changed(|table| {
        table.is_view = true;
        table.columns[2].filled = Filled::No;
    });
    assert_eq!(view, one(Severity::Warning, Kind::BecameView, ""));
}

#[test]
fn table_that_is_gone_is_reported_with_its_probable_new_name() {
    let found = compare(&release(), Server::Sqlite, None, &[]);
    assert_eq!(found[0].message, "the table `users` is gone");
    let renamed = TableState {
        name: "people".to_owned(),
        ..users()
    };
    let found = compare(&release(), Server::Sqlite, None, &[renamed]);
    assert_eq!(
        found[0].message,
        "the table `users` is gone; it was probably renamed to `people`"
    );
}
