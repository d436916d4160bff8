//! The tables that are compared, and the changes that are not differences.

use super::{
    COLUMN, COMPILED, EMAIL, FOREIGN_KEY, LOWER, PRIMARY, TENANT, UNIQUE, USERS, found, on,
    with_column,
};
use crate::catalog::{
    Backend, Catalog, Column, Fill, ForeignKey, Index, Key, ReferentialAction, Table, TableKind,
    Timing,
};
use crate::verify::compare::compare;
use crate::verify::{Difference, Tables};

#[test]
fn what_was_compiled_is_no_difference() {
    assert_eq!(found(USERS), []);
    let mysql = Table {
        schema: "",
        ..USERS
    };
    assert_eq!(on(Backend::Mysql, &[mysql]), []);
}

#[test]
fn what_breaks_no_proof_is_no_difference() {
    let more = Column {
        name: "more",
        not_null: false,
        ..COLUMN
    };
    let filled = Column {
        name: "filled",
        fill: Fill::Default,
        ..COLUMN
    };
    let mut columns = with_column(more);
    columns.extend([filled]);
    columns.reverse();
    columns[0].sql_type = "character varying";
    let reordered = Index {
        keys: &[Key::column("slug"), Key::column("tenant_id")],
        include: &["note"],
        ..TENANT
    };
    let extra = Index {
        name: Some("extra"),
        keys: &[Key::column("note")],
        ..UNIQUE
    };
    let foreign_key = ForeignKey {
        on_delete: ReferentialAction::NoAction,
        validated: false,
        timing: Timing::Deferrable,
        ..FOREIGN_KEY
    };
    let live = Table {
        columns: &columns,
        indexes: &[extra, PRIMARY, reordered, LOWER, EMAIL],
        foreign_keys: &[foreign_key],
        ..USERS
    };
    assert_eq!(found(live), []);
}

#[test]
fn a_table_is_there_and_no_view() {
    let expected = TableKind::Table;
    for (live, found) in [
        (&[][..], None),
        (
            &[Table {
                kind: TableKind::View,
                indexes: &[],
                ..USERS
            }],
            Some(TableKind::View),
        ),
        (
            &[Table {
                schema: "other",
                ..USERS
            }],
            None,
        ),
    ] {
        let table = "users".to_owned();
        let difference = Difference::Table {
            table,
            expected,
            found,
        };
        assert_eq!(on(Backend::Postgres, live), [difference]);
    }
}

#[test]
fn only_named_tables_are_looked_at() {
    let live = Catalog {
        backend: Backend::Postgres,
        tables: &[],
    };
    let only = |names: &[&str]| {
        let tables = Tables::of(COMPILED).only(names.iter().copied());
        compare(&tables, &live)
    };
    assert_eq!(only(&[]), []);
    assert_eq!(only(&["logs"]), []);
    assert_eq!(only(&["users"]).len(), 1);
    let table = "userz".to_owned();
    assert_eq!(only(&["userz"]), [Difference::NotCompiled { table }]);
}

#[test]
fn a_catalog_without_a_section_proves_nothing() {
    let backend = Backend::Sqlite;
    assert_eq!(on(backend, &[]), [Difference::NoCatalog { backend }]);
}

#[test]
fn each_difference_is_one_line_with_its_remedy() {
    let live = Table {
        columns: &with_column(Column {
            name: "note",
            ..COLUMN
        }),
        indexes: &[
            Index {
                valid: false,
                ..EMAIL
            },
            Index {
                predicate: None,
                ..TENANT
            },
        ],
        foreign_keys: &[],
        ..USERS
    };
    let lines: Vec<_> = found(live).iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "`users.note` is `NOT NULL` without a default: a key alone creates no row; \
             help: run the migrations that are missing, or `camshaft print-catalog` and compile again",
            "no unique index on `users (id)`: `users_pkey` is gone; \
             help: ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);",
            "no unique index on `users (email)`: `users_email_key` is INVALID: \
             its `CREATE INDEX CONCURRENTLY` did not finish; \
             help: REINDEX INDEX CONCURRENTLY users_email_key;",
            "no unique index on `users (lower(email))`: `users_lower_email` is gone; \
             help: CREATE UNIQUE INDEX CONCURRENTLY users_lower_email ON users ((lower(email)));",
            "no unique index on `users (tenant_id, slug)`: `users_tenant_slug_key` \
             is unique without a predicate, not only where `(deleted_at IS NULL)`; \
             help: DROP INDEX CONCURRENTLY users_tenant_slug_key; \
             CREATE UNIQUE INDEX CONCURRENTLY users_tenant_slug_key ON users (tenant_id, slug) \
             WHERE (deleted_at IS NULL);",
            "a missing parent of `users (tenant_id)` is not reported: \
             `foreign key users_tenant_id_fkey (tenant_id) references tenants (id) on delete cascade` is gone; \
             help: ALTER TABLE users ADD CONSTRAINT users_tenant_id_fkey \
             FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE;",
        ]
    );
}
