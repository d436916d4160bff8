//! The differences, and their words.

use super::{Drift, FactDifference, compare};
use crate::catalog::{
    Backend, Catalog, Column, Fill, ForeignKey, Index, Key, ReferentialAction, Table, TableKind,
    Timing,
};

const ID: Column<'static> = Column {
    name: "id",
    sql_type: "bigint",
    not_null: true,
    fill: Fill::Default,
    collation: None,
};

const EMAIL_KEY: Index<'static> = Index {
    name: Some("users_email_key"),
    unique: true,
    keys: &[Key::column("email")],
    ..Index::PLAIN
};

const TO_TENANT: ForeignKey<'static> = ForeignKey {
    name: None,
    columns: &["tenant_id"],
    ref_schema: "main",
    ref_table: "tenants",
    ref_columns: &["id"],
    on_delete: ReferentialAction::NoAction,
    on_update: ReferentialAction::NoAction,
    timing: Timing::Immediate,
    validated: true,
};

const USERS: Table<'static> = Table {
    schema: "main",
    name: "users",
    kind: TableKind::Table,
    without_rowid: false,
    inherited: false,
    rules: false,
    columns: &[ID],
    indexes: &[EMAIL_KEY],
    foreign_keys: &[TO_TENANT],
};

const fn sqlite<'a>(tables: &'a [Table<'a>]) -> Catalog<'a> {
    Catalog {
        backend: Backend::Sqlite,
        tables,
    }
}

const COMPILED: &[Catalog<'static>] = &[sqlite(&[USERS])];

fn found(live: Table<'_>) -> Vec<String> {
    let differences = compare(COMPILED, &sqlite(&[live]));
    differences.iter().map(FactDifference::to_string).collect()
}

#[test]
fn equal_facts_do_not_differ() {
    assert_eq!(found(USERS), [""; 0]);
}

#[test]
fn what_the_printed_catalog_leaves_out_is_ignored() {
    let index = Index {
        method: "hash",
        include: &["id"],
        definition: "CREATE UNIQUE INDEX ..",
        keys: &[Key {
            descending: true,
            nulls_first: true,
            ..Key::column("email")
        }],
        ..EMAIL_KEY
    };
    assert_eq!(
        found(Table {
            indexes: &[index],
            without_rowid: true,
            ..USERS
        }),
        [""; 0]
    );
}

#[test]
fn only_tables_of_the_compiled_catalog_are_looked_at() {
    let other = Table {
        name: "other",
        ..USERS
    };
    assert_eq!(compare(COMPILED, &sqlite(&[USERS, other])), []);
}

#[test]
fn other_servers_are_not_looked_at() {
    let live = Catalog {
        backend: Backend::Postgres,
        tables: &[],
    };
    assert_eq!(compare(COMPILED, &live), []);
}

#[test]
fn a_missing_table_is_one_difference() {
    let differences = compare(COMPILED, &sqlite(&[]));
    assert_eq!(differences.len(), 1);
    assert_eq!(
        differences[0].to_string(),
        "`users`: table: compiled `table`, not in the live database"
    );
}

#[test]
fn a_table_of_another_kind_differs() {
    assert_eq!(
        found(Table {
            kind: TableKind::View,
            ..USERS
        }),
        ["`users`: table: compiled `table`, live `view`"]
    );
}

#[test]
fn changed_missing_and_new_facts_are_told_apart() {
    let name = Column { name: "name", ..ID };
    let live = Table {
        columns: &[
            Column {
                sql_type: "integer",
                ..ID
            },
            name,
        ],
        indexes: &[],
        ..USERS
    };
    assert_eq!(
        found(live),
        [
            "`users`: column `id`: compiled `column id: \"bigint\" not null default`, \
             live `column id: \"integer\" not null default`",
            "`users`: column `name`: not in the compiled catalog, \
             live `column name: \"bigint\" not null default`",
            "`users`: index `users_email_key`: \
             compiled `unique users_email_key (email)`, not in the live database",
        ]
    );
}

#[test]
fn foreign_keys_without_names_are_told_apart_by_their_columns() {
    let changed = ForeignKey {
        on_delete: ReferentialAction::Cascade,
        ..TO_TENANT
    };
    assert_eq!(
        found(Table {
            foreign_keys: &[TO_TENANT, changed],
            ..USERS
        }),
        [
            "`users`: foreign key `(tenant_id)`: not in the compiled catalog, \
          live `foreign key (tenant_id) references tenants (id) on delete cascade`"
        ]
    );
}

#[test]
fn the_error_names_the_command() {
    let drift = Drift::Differences(compare(COMPILED, &sqlite(&[])));
    assert_eq!(
        format!("{drift:?}"),
        "the compiled catalog differs from the database:\n  \
         `users`: table: compiled `table`, not in the live database\n\
         help: run `camshaft print-catalog` and compile again"
    );
    let drift = Drift::NoCatalog(Backend::Postgres);
    assert!(
        drift
            .to_string()
            .starts_with("the compiled catalog has no section for PostgreSQL")
    );
}
