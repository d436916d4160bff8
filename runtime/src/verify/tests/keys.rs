//! Columns of keys, and their foreign keys.

use super::{
    COLUMN, COLUMNS, EMAIL, FOREIGN_KEY, LOWER, PRIMARY, TENANT, USERS, column_faults, found,
    with_column,
};
use crate::catalog::{
    Backend, Catalog, Column, Fill, ForeignKey, Index, Key, ReferentialAction, Table, Timing,
};
use crate::verify::compare::compare;
use crate::verify::{ColumnFault, Difference, Tables};

#[test]
fn a_key_column_that_is_renamed_is_one_difference() {
    let mut columns = COLUMNS.to_vec();
    columns[2].name = "owner_id";
    columns[2].not_null = true;
    let index = Index {
        keys: &[Key::column("owner_id"), Key::column("slug")],
        ..TENANT
    };
    let foreign_key = ForeignKey {
        columns: &["owner_id"],
        ..FOREIGN_KEY
    };
    let live = Table {
        columns: &columns,
        indexes: &[PRIMARY, EMAIL, LOWER, index],
        foreign_keys: &[foreign_key],
        ..USERS
    };
    let difference = Difference::Column {
        table: "users".to_owned(),
        column: "tenant_id".to_owned(),
        fault: ColumnFault::Missing {
            found: Some("owner_id".to_owned()),
        },
    };
    assert_eq!(found(live), [difference]);
}

#[test]
fn a_column_that_must_be_named_is_a_difference() {
    let required = |name| with_column(Column { name, ..COLUMN });
    for name in ["note", "new", "slug"] {
        let expected = (name.to_owned(), ColumnFault::Required);
        assert_eq!(column_faults(&required(name)), [expected]);
    }
}

/// Whoever creates rows by it names it.
#[test]
fn a_key_may_become_not_null_where_it_is_the_only_one() {
    const DETAILS: &[Catalog<'static>] = &[Catalog {
        backend: Backend::Postgres,
        tables: &[Table {
            indexes: &[PRIMARY, TENANT],
            ..USERS
        }],
    }];
    let columns = with_column(Column {
        name: "slug",
        ..COLUMN
    });
    let live = Table {
        columns: &columns,
        ..DETAILS[0].tables[0]
    };
    let live = Catalog {
        backend: Backend::Postgres,
        tables: &[live],
    };
    assert_eq!(compare(&Tables::of(DETAILS), &live), []);
}

#[test]
fn a_key_must_not_be_computed_unless_the_server_made_it_before() {
    let generated = |name| {
        column_faults(&with_column(Column {
            name,
            fill: Fill::Generated,
            ..COLUMN
        }))
    };
    let expected = ("email".to_owned(), ColumnFault::Generated);
    assert_eq!(generated("email"), [expected]);
    assert_eq!(generated("id"), []);
}

#[test]
fn a_key_is_compared_as_it_was() {
    let columns = with_column(Column {
        name: "email",
        sql_type: "citext",
        ..COLUMN
    });
    let fault = ColumnFault::Type {
        expected: "text".to_owned(),
        found: "citext".to_owned(),
    };
    assert_eq!(column_faults(&columns), [("email".to_owned(), fault)]);
}

#[test]
fn a_foreign_key_of_a_key_must_tell_a_missing_parent() {
    let line = "foreign key users_tenant_id_fkey (tenant_id) references tenants (id)";
    let cases = [
        (None, None),
        (
            Some(ForeignKey {
                ref_table: "owners",
                on_delete: ReferentialAction::NoAction,
                ..FOREIGN_KEY
            }),
            Some(line.replace("tenants", "owners")),
        ),
        (
            Some(ForeignKey {
                name: Some("renamed"),
                on_delete: ReferentialAction::NoAction,
                ..FOREIGN_KEY
            }),
            Some(line.replace("users_tenant_id_fkey", "renamed")),
        ),
        (
            Some(ForeignKey {
                timing: Timing::Deferred,
                on_delete: ReferentialAction::NoAction,
                ..FOREIGN_KEY
            }),
            Some(format!("{line} deferred")),
        ),
    ];
    for (live, expected_found) in cases {
        let foreign_keys: Vec<_> = live.into_iter().collect();
        let differences = found(Table {
            foreign_keys: &foreign_keys,
            ..USERS
        });
        let [
            Difference::ForeignKey {
                expected, found, ..
            },
        ] = &differences[..]
        else {
            panic!("{differences:?}");
        };
        assert_eq!(*expected, format!("{line} on delete cascade"));
        assert_eq!(*found, expected_found);
    }
}
