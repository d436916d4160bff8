//! The comparison over made-up facts.

mod keys;
mod tables;
mod unique;

use super::compare::compare;
use super::{ColumnFault, Difference, Tables, UniqueFault};
use crate::catalog::{
    Backend, Catalog, Column, Fill, ForeignKey, Index, Key, ReferentialAction, Table, TableKind,
    Timing,
};

const COLUMN: Column<'static> = Column {
    name: "",
    sql_type: "text",
    not_null: true,
    fill: Fill::None,
    collation: None,
};

const UNIQUE: Index<'static> = Index {
    unique: true,
    ..Index::PLAIN
};

const EMAIL: Index<'static> = Index {
    name: Some("users_email_key"),
    keys: &[Key::column("email")],
    ..UNIQUE
};

const TENANT: Index<'static> = Index {
    name: Some("users_tenant_slug_key"),
    keys: &[Key::column("tenant_id"), Key::column("slug")],
    predicate: Some("(deleted_at IS NULL)"),
    ..UNIQUE
};

const LOWER: Index<'static> = Index {
    name: Some("users_lower_email"),
    keys: &[Key::expression("lower(email)")],
    ..UNIQUE
};

const PRIMARY: Index<'static> = Index {
    name: Some("users_pkey"),
    primary: true,
    keys: &[Key::column("id")],
    ..UNIQUE
};

const FOREIGN_KEY: ForeignKey<'static> = ForeignKey {
    name: Some("users_tenant_id_fkey"),
    columns: &["tenant_id"],
    ref_schema: "public",
    ref_table: "tenants",
    ref_columns: &["id"],
    on_delete: ReferentialAction::Cascade,
    on_update: ReferentialAction::NoAction,
    timing: Timing::Immediate,
    validated: true,
};

const COLUMNS: &[Column<'static>] = &[
    Column {
        name: "id",
        fill: Fill::Default,
        ..COLUMN
    },
    Column {
        name: "email",
        ..COLUMN
    },
    Column {
        name: "tenant_id",
        not_null: false,
        ..COLUMN
    },
    Column {
        name: "slug",
        not_null: false,
        ..COLUMN
    },
    Column {
        name: "note",
        not_null: false,
        ..COLUMN
    },
];

const USERS: Table<'static> = Table {
    schema: "public",
    name: "users",
    kind: TableKind::Table,
    without_rowid: false,
    inherited: false,
    rules: false,
    columns: COLUMNS,
    indexes: &[PRIMARY, EMAIL, LOWER, TENANT],
    foreign_keys: &[FOREIGN_KEY],
};

/// A table that proves nothing: it has no unique index that serves.
const LOGS: Table<'static> = Table {
    name: "logs",
    indexes: &[Index {
        timing: Timing::Deferred,
        ..EMAIL
    }],
    foreign_keys: &[],
    ..USERS
};

const COMPILED: &[Catalog<'static>] = &[
    Catalog {
        backend: Backend::Postgres,
        tables: &[LOGS, USERS],
    },
    Catalog {
        backend: Backend::Mysql,
        tables: &[Table {
            schema: "",
            ..USERS
        }],
    },
];

fn on(backend: Backend, tables: &[Table<'_>]) -> Vec<Difference> {
    compare(&Tables::of(COMPILED), &Catalog { backend, tables })
}

fn found(live: Table<'_>) -> Vec<Difference> {
    on(Backend::Postgres, &[live])
}

/// Returns the faults of the unique indexes, where the live table has these.
fn faults(indexes: &[Index<'_>]) -> Vec<UniqueFault> {
    let differences = found(Table { indexes, ..USERS });
    let fault = |difference| match difference {
        Difference::Unique { fault, .. } => fault,
        other => panic!("{other:?}"),
    };
    differences.into_iter().map(fault).collect()
}

/// The same, with another index for that on `email`.
fn instead_of_email(index: Index<'_>) -> Vec<UniqueFault> {
    faults(&[PRIMARY, index, LOWER, TENANT])
}

/// Returns the faults of the columns, where the live table has these.
fn column_faults(columns: &[Column<'_>]) -> Vec<(String, ColumnFault)> {
    let differences = found(Table { columns, ..USERS });
    let fault = |difference| match difference {
        Difference::Column { column, fault, .. } => (column, fault),
        other => panic!("{other:?}"),
    };
    differences.into_iter().map(fault).collect()
}

fn with_column(column: Column<'static>) -> Vec<Column<'static>> {
    let mut columns = COLUMNS.to_vec();
    match columns.iter_mut().find(|found| found.name == column.name) {
        Some(found) => *found = column,
        None => columns.push(column),
    }
    columns
}
