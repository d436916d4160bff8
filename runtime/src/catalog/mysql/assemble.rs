//! Rows into facts: pure, so that every driver shares it.

use super::rows::{ActionsRow, ColumnRow, ForeignKeyRow, IndexKeyRow, RelationRow, Rows};
use crate::catalog::rows::{Groups, sort_foreign_keys, sort_indexes};
use crate::catalog::{
    Arena, Backend, Catalog, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key,
    ReferentialAction, Table, TableKind, Timing,
};

/// The schema of every table read here: the connected database, whatever its name.
const CONNECTED: &str = "";

/// The name of every primary key.
const PRIMARY: &str = "PRIMARY";

pub(super) fn assemble<'a>(rows: &Rows, arena: &'a Arena) -> Catalog<'a> {
    let columns = Groups::new(&rows.columns, |row| row.relation.as_str());
    let index_keys = Groups::new(&rows.index_keys, |row| row.relation.as_str());
    let foreign_keys = Groups::new(&rows.foreign_keys, |row| row.relation.as_str());
    let actions = Groups::new(&rows.actions, |row| {
        (row.relation.as_str(), row.name.as_str())
    });

    let mut tables: Vec<_> = rows
        .relations
        .iter()
        .map(|row| {
            let relation = row.name.as_str();
            let rows_of_columns = columns.of(&relation);
            let columns = assemble_columns(rows_of_columns, arena);
            let is_row_end = |name: &str| {
                let mut rows = rows_of_columns.iter();
                rows.any(|row| row.is_row_end && row.name == name)
            };
            let keys = drop_row_ends(index_keys.of(&relation), is_row_end);
            Table {
                schema: CONNECTED,
                name: arena.text(relation),
                kind: if row.is_view {
                    TableKind::View
                } else {
                    TableKind::Table
                },
                without_rowid: false,
                inherited: false,
                rules: false,
                columns,
                indexes: assemble_indexes(&keys, columns, arena),
                foreign_keys: assemble_foreign_keys(
                    foreign_keys.of(&relation),
                    &actions,
                    &rows.relations,
                    arena,
                ),
            }
        })
        .collect();
    // The server's collation would order a printed catalog differently on each database.
    tables.sort_by_key(|table| table.name);
    Catalog {
        backend: Backend::Mysql,
        tables: arena.slice(&tables),
    }
}

fn assemble_columns<'a>(rows: &[&ColumnRow], arena: &'a Arena) -> &'a [Column<'a>] {
    let columns: Vec<_> = rows
        .iter()
        .map(|row| Column {
            name: arena.text(&row.name),
            sql_type: arena.text(&row.sql_type),
            not_null: row.not_null,
            fill: match (row.is_generated, row.has_default) {
                (true, _) => Fill::Generated,
                (false, true) => Fill::Default,
                (false, false) => Fill::None,
            },
            collation: arena.optional_text(row.collation_name.as_deref()),
        })
        .collect();
    arena.slice(&columns)
}

/// Leaves out what MariaDB adds to the unique keys of a system-versioned table, the end of a row's
/// period: the rows that are current are unique without it.
fn drop_row_ends<'r>(
    keys: &[&'r IndexKeyRow],
    is_row_end: impl Fn(&str) -> bool,
) -> Vec<&'r IndexKeyRow> {
    let is_added = |key: &IndexKeyRow, before: Option<&&IndexKeyRow>| {
        key.is_unique
            && key.column_name.as_deref().is_some_and(&is_row_end)
            && before.is_some_and(|before| before.index_name == key.index_name)
    };
    let before = std::iter::once(None).chain(keys.iter().map(Some));
    let pairs = keys.iter().zip(before);
    let kept = pairs.filter(|(key, before)| !is_added(key, *before));
    kept.map(|(key, _)| *key).collect()
}

fn assemble_indexes<'a>(
    rows: &[&IndexKeyRow],
    columns: &[Column<'a>],
    arena: &'a Arena,
) -> &'a [Index<'a>] {
    let mut indexes: Vec<_> = rows
        .chunk_by(|one, next| one.index_name == next.index_name)
        .map(|keys| assemble_index(keys, columns, arena))
        .collect();
    sort_indexes(&mut indexes);
    arena.slice(&indexes)
}

/// Every unique index is a constraint of its name. An index that queries must not use is kept up
/// to date, and unique, all the same.
fn assemble_index<'a>(
    rows: &[&IndexKeyRow],
    columns: &[Column<'a>],
    arena: &'a Arena,
) -> Index<'a> {
    let row = rows[0];
    let keys: Vec<_> = rows
        .iter()
        .map(|row| assemble_key(row, columns, arena))
        .collect();
    let name = arena.text(&row.index_name);
    let primary = name == PRIMARY;
    let kind = if primary {
        ConstraintKind::PrimaryKey
    } else {
        ConstraintKind::Unique
    };
    Index {
        name: Some(name),
        method: arena.text(&row.method),
        unique: row.is_unique,
        primary,
        constraint: row.is_unique.then_some(Constraint { name, kind }),
        // An invisible index is unique, but each read by its key would go through the whole table.
        valid: row.is_visible,
        keys: arena.slice(&keys),
        ..Index::PLAIN
    }
}

/// Assembles a key. A column is compared in an index as it is everywhere.
fn assemble_key<'a>(row: &IndexKeyRow, columns: &[Column<'a>], arena: &'a Arena) -> Key<'a> {
    let key = match row.column_name.as_deref() {
        Some(name) => Key::column(arena.text(name)),
        None => Key::expression(arena.text(&expression(row))),
    };
    let column = columns
        .iter()
        .find(|column| Some(column.name) == row.column_name.as_deref());
    Key {
        prefix: row.prefix.and_then(|length| u32::try_from(length).ok()),
        collation: column.and_then(|column| column.collation),
        descending: row.is_descending,
        ..key
    }
}

/// Returns the expression of a key: MySQL writes a backslash before each quote of the text.
fn expression(row: &IndexKeyRow) -> String {
    let text = row.expression.as_deref().unwrap_or_default();
    text.replace("\\'", "'")
}

fn assemble_foreign_keys<'a>(
    rows: &[&ForeignKeyRow],
    actions: &Groups<'_, (&str, &str), ActionsRow>,
    relations: &[RelationRow],
    arena: &'a Arena,
) -> &'a [ForeignKey<'a>] {
    let mut foreign_keys: Vec<_> = rows
        .chunk_by(|one, next| one.name == next.name)
        .map(|rows| {
            let row = rows[0];
            let actions = actions.of(&(row.relation.as_str(), row.name.as_str()));
            let action = |rule: fn(&ActionsRow) -> &String| {
                let row = actions.first();
                row.map_or(ReferentialAction::NoAction, |row| action(rule(row)))
            };
            ForeignKey {
                name: Some(arena.text(&row.name)),
                columns: arena.texts(rows.iter().map(|row| row.column_name.as_str())),
                ref_schema: arena.text(&row.ref_schema),
                ref_table: arena.text(ref_table(row, relations)),
                ref_columns: arena.texts(rows.iter().map(|row| row.ref_column.as_str())),
                on_delete: action(|row| &row.on_delete),
                on_update: action(|row| &row.on_update),
                timing: Timing::Immediate,
                validated: true,
            }
        })
        .collect();
    sort_foreign_keys(&mut foreign_keys);
    arena.slice(&foreign_keys)
}

/// Returns the table that a foreign key refers to. With `lower_case_table_names` other than 0, a foreign key may know
/// it in lower case.
fn ref_table<'r>(row: &'r ForeignKeyRow, relations: &'r [RelationRow]) -> &'r str {
    let written = row.ref_table.as_str();
    let mut names = relations.iter().map(|relation| relation.name.as_str());
    let is_here = row.ref_schema == CONNECTED && !names.clone().any(|name| name == written);
    let same = |name: &&str| name.to_lowercase() == written.to_lowercase();
    names.find(|name| is_here && same(name)).unwrap_or(written)
}

/// `RESTRICT` is `NO ACTION` by another name: servers differ in which of them they show for a
/// foreign key that says neither.
fn action(rule: &str) -> ReferentialAction {
    match rule {
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
