//! Rows into facts: pure, so that every driver shares it.

use super::rows::{ColumnRow, ForeignKeyRow, IndexKeyRow, IndexRow, Rows};
use crate::catalog::rows::{Groups, sort_foreign_keys, sort_indexes};
use crate::catalog::{
    Arena, Backend, Catalog, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key,
    KeyPart, ReferentialAction, StaleCollation, Table, TableKind, Timing,
};

pub(super) fn assemble<'a>(rows: &Rows, arena: &'a Arena) -> Catalog<'a> {
    let columns = Groups::new(&rows.columns, |row| row.relation);
    let indexes = Groups::new(&rows.indexes, |row| row.relation);
    let keys = Groups::new(&rows.index_keys, |row| row.index);
    let foreign_keys = Groups::new(&rows.foreign_keys, |row| row.relation);

    let mut tables: Vec<_> = rows
        .relations
        .iter()
        .map(|row| Table {
            schema: arena.text(&row.schema),
            name: arena.text(&row.name),
            kind: table_kind(&row.kind),
            without_rowid: false,
            inherited: row.is_inherited,
            rules: row.has_rules,
            columns: assemble_columns(columns.of(&row.relation), arena),
            indexes: assemble_indexes(indexes.of(&row.relation), &keys, arena),
            foreign_keys: assemble_foreign_keys(foreign_keys.of(&row.relation), arena),
        })
        .collect();
    // The server's collation would order a printed catalog differently on each database.
    tables.sort_by_key(|table| (table.schema, table.name));
    Catalog {
        backend: Backend::Postgres,
        tables: arena.slice(&tables),
    }
}

fn table_kind(relkind: &str) -> TableKind {
    match relkind {
        "v" => TableKind::View,
        "m" => TableKind::MaterializedView,
        _ => TableKind::Table,
    }
}

fn assemble_columns<'a>(rows: &[&ColumnRow], arena: &'a Arena) -> &'a [Column<'a>] {
    let columns: Vec<_> = rows
        .iter()
        .map(|row| Column {
            name: arena.text(&row.name),
            sql_type: arena.text(&row.sql_type),
            not_null: row.not_null,
            fill: fill(row),
            collation: arena.optional_text(row.collation.as_deref()),
        })
        .collect();
    arena.slice(&columns)
}

fn fill(row: &ColumnRow) -> Fill {
    if !row.generated.is_empty() || row.identity == "a" {
        Fill::Generated
    } else if row.has_default || row.identity == "d" {
        Fill::Default
    } else {
        Fill::None
    }
}

fn assemble_indexes<'a>(
    rows: &[&IndexRow],
    keys: &Groups<'_, i64, IndexKeyRow>,
    arena: &'a Arena,
) -> &'a [Index<'a>] {
    let mut indexes: Vec<_> = rows
        .iter()
        .map(|row| assemble_index(row, keys.of(&row.index), arena))
        .collect();
    sort_indexes(&mut indexes);
    arena.slice(&indexes)
}

fn assemble_index<'a>(row: &IndexRow, keys: &[&IndexKeyRow], arena: &'a Arena) -> Index<'a> {
    let (included, keys): (Vec<_>, Vec<_>) = keys.iter().copied().partition(|key| key.is_included);
    let keys: Vec<_> = keys
        .into_iter()
        .map(|key| assemble_key(key, arena))
        .collect();
    Index {
        name: Some(arena.text(&row.name)),
        method: arena.text(&row.method),
        unique: row.is_unique,
        primary: row.is_primary,
        constraint: row.constraint_name.as_deref().map(|name| Constraint {
            name: arena.text(name),
            kind: constraint_kind(row),
        }),
        timing: timing(row.is_deferrable, row.is_deferred),
        valid: row.is_valid,
        ready: row.is_ready,
        nulls_not_distinct: row.nulls_not_distinct,
        keys: arena.slice(&keys),
        include: arena.texts(
            included
                .into_iter()
                .filter_map(|key| key.column_name.as_deref()),
        ),
        predicate: arena.optional_text(row.predicate.as_deref()),
        definition: arena.text(&row.definition),
        stale_collation: stale_collation(row, arena),
        hidden_operators: arena.optional_text(row.hidden_operators.as_deref()),
    }
}

fn stale_collation<'a>(row: &IndexRow, arena: &'a Arena) -> Option<StaleCollation<'a>> {
    Some(StaleCollation {
        name: arena.optional_text(row.collation.as_deref()),
        recorded: arena.text(row.recorded_version.as_deref()?),
        actual: arena.text(row.actual_version.as_deref()?),
        refresh: arena.text(row.refresh.as_deref()?),
    })
}

fn constraint_kind(row: &IndexRow) -> ConstraintKind {
    if row.is_exclusion {
        ConstraintKind::Exclusion
    } else if row.is_primary {
        ConstraintKind::PrimaryKey
    } else {
        ConstraintKind::Unique
    }
}

fn assemble_key<'a>(row: &IndexKeyRow, arena: &'a Arena) -> Key<'a> {
    let part = match (row.column_name.as_deref(), row.expression.as_deref()) {
        (Some(column), _) => KeyPart::Column(arena.text(column)),
        (None, expression) => KeyPart::Expression(arena.text(expression.unwrap_or_default())),
    };
    Key {
        part,
        prefix: None,
        collation: arena.optional_text(row.collation.as_deref()),
        descending: row.is_descending,
        nulls_first: row.nulls_first,
        operator_class: arena.optional_text(row.operator_class.as_deref()),
    }
}

fn assemble_foreign_keys<'a>(rows: &[&ForeignKeyRow], arena: &'a Arena) -> &'a [ForeignKey<'a>] {
    let mut foreign_keys: Vec<_> = rows
        .iter()
        .map(|row| ForeignKey {
            name: Some(arena.text(&row.name)),
            columns: arena.texts(row.columns.iter().map(String::as_str)),
            ref_schema: arena.text(&row.ref_schema),
            ref_table: arena.text(&row.ref_table),
            ref_columns: arena.texts(row.ref_columns.iter().map(String::as_str)),
            on_delete: action(&row.on_delete),
            on_update: action(&row.on_update),
            timing: timing(row.is_deferrable, row.is_deferred),
            validated: row.is_validated,
        })
        .collect();
    sort_foreign_keys(&mut foreign_keys);
    arena.slice(&foreign_keys)
}

fn action(code: &str) -> ReferentialAction {
    match code {
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

fn timing(deferrable: bool, deferred: bool) -> Timing {
    match (deferrable, deferred) {
        (false, _) => Timing::Immediate,
        (true, false) => Timing::Deferrable,
        (true, true) => Timing::Deferred,
    }
}
