//! SQLite's foreign keys, whose names may be spelled differently from the tables they mean.

use super::assemble::{Grouped, MAIN};
use super::rows::{ColumnRow, ForeignKeyRow};
use crate::catalog::rows::sort_foreign_keys;
use crate::catalog::{Arena, ForeignKey, ReferentialAction, Timing};

/// Assembles the `rows` of one table, sorted by id, the last one declared first.
pub(super) fn assemble<'a>(
    rows: &[&ForeignKeyRow],
    deferred: &[bool],
    all: &Grouped<'_>,
    arena: &'a Arena,
) -> &'a [ForeignKey<'a>] {
    let mut foreign_keys: Vec<_> = rows
        .chunk_by(|one, next| one.id == next.id)
        .zip(
            deferred
                .iter()
                .copied()
                .rev()
                .chain(std::iter::repeat(false)),
        )
        .map(|(columns, deferred)| assemble_one(columns, deferred, all, arena))
        .collect();
    sort_foreign_keys(&mut foreign_keys);
    arena.slice(&foreign_keys)
}

fn assemble_one<'a>(
    rows: &[&ForeignKeyRow],
    deferred: bool,
    all: &Grouped<'_>,
    arena: &'a Arena,
) -> ForeignKey<'a> {
    let first = rows[0];
    let parent = all
        .relations
        .iter()
        .find(|relation| relation.relation.eq_ignore_ascii_case(&first.ref_table));
    let ref_table = parent.map_or(&first.ref_table, |parent| &parent.relation);
    ForeignKey {
        name: None,
        columns: arena.texts(rows.iter().map(|row| row.column_name.as_str())),
        ref_schema: MAIN,
        ref_table: arena.text(ref_table),
        ref_columns: arena.texts(ref_columns(rows, all.columns.of(&ref_table.as_str()))),
        on_delete: action(&first.on_delete),
        on_update: action(&first.on_update),
        timing: if deferred {
            Timing::Deferred
        } else {
            Timing::Immediate
        },
        validated: true,
    }
}

fn ref_columns<'r>(rows: &[&'r ForeignKeyRow], parent: &[&'r ColumnRow]) -> Vec<&'r str> {
    let named: Vec<_> = rows
        .iter()
        .filter_map(|row| row.ref_column.as_deref())
        .collect();
    if named.is_empty() {
        return primary_key(parent);
    }
    let actual = |name: &'r str| {
        let column = parent
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name));
        column.map_or(name, |column| column.name.as_str())
    };
    named.into_iter().map(actual).collect()
}

fn primary_key<'r>(columns: &[&'r ColumnRow]) -> Vec<&'r str> {
    let mut key: Vec<_> = columns
        .iter()
        .filter(|column| column.primary_key > 0)
        .collect();
    key.sort_by_key(|column| column.primary_key);
    key.into_iter().map(|column| column.name.as_str()).collect()
}

fn action(text: &str) -> ReferentialAction {
    match text {
        "RESTRICT" => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
