//! Rows into facts: pure, so that every driver shares it.

use super::ddl::{self, KeyText, TableText};
use super::foreign_keys;
use super::rows::{ColumnRow, ForeignKeyRow, IndexKeyRow, IndexRow, RelationRow, Rows};
use crate::catalog::rows::{Groups, sort_indexes};
use crate::catalog::{
    Arena, Backend, Catalog, Column, Constraint, ConstraintKind, Fill, Index, Key, Table, TableKind,
};

/// The schema of every table read here.
pub(super) const MAIN: &str = "main";

/// SQLite's own default; any other collation is a fact.
const DEFAULT_COLLATION: &str = "binary";

pub(super) fn assemble<'a>(rows: &Rows, arena: &'a Arena) -> Catalog<'a> {
    let rows = Grouped::new(rows);
    let mut tables: Vec<_> = rows
        .relations
        .iter()
        .map(|relation| assemble_table(relation, &rows, arena))
        .collect();
    tables.sort_by_key(|table| table.name);
    Catalog {
        backend: Backend::Sqlite,
        tables: arena.slice(&tables),
    }
}

pub(super) struct Grouped<'r> {
    pub(super) relations: &'r [RelationRow],
    pub(super) columns: Groups<'r, &'r str, ColumnRow>,
    indexes: Groups<'r, &'r str, IndexRow>,
    index_keys: Groups<'r, &'r str, IndexKeyRow>,
    foreign_keys: Groups<'r, &'r str, ForeignKeyRow>,
}

impl<'r> Grouped<'r> {
    fn new(rows: &'r Rows) -> Self {
        Self {
            relations: &rows.relations,
            columns: Groups::new(&rows.columns, |row| row.relation.as_str()),
            indexes: Groups::new(&rows.indexes, |row| row.relation.as_str()),
            index_keys: Groups::new(&rows.index_keys, |row| row.index.as_str()),
            foreign_keys: Groups::new(&rows.foreign_keys, |row| row.relation.as_str()),
        }
    }
}

fn assemble_table<'a>(relation: &RelationRow, rows: &Grouped<'_>, arena: &'a Arena) -> Table<'a> {
    let text = if relation.is_view {
        TableText::default()
    } else {
        ddl::table_text(&relation.definition)
    };
    let indexes = assemble_indexes(relation, rows, arena);
    Table {
        schema: MAIN,
        name: arena.text(&relation.relation),
        kind: if relation.is_view {
            TableKind::View
        } else {
            TableKind::Table
        },
        without_rowid: text.without_rowid,
        inherited: false,
        rules: false,
        columns: assemble_columns(relation, indexes, &text, rows, arena),
        indexes,
        foreign_keys: foreign_keys::assemble(
            rows.foreign_keys.of(&relation.relation.as_str()),
            &text.deferred,
            rows,
            arena,
        ),
    }
}

fn assemble_columns<'a>(
    relation: &RelationRow,
    indexes: &[Index<'_>],
    text: &TableText,
    rows: &Grouped<'_>,
    arena: &'a Arena,
) -> &'a [Column<'a>] {
    let columns: Vec<_> = rows
        .columns
        .of(&relation.relation.as_str())
        .iter()
        .enumerate()
        .map(|(at, row)| Column {
            name: arena.text(&row.name),
            sql_type: arena.text(declared_type(&row.sql_type)),
            not_null: row.not_null,
            fill: fill(row, indexes),
            collation: text
                .collations
                .get(at)
                .and_then(|name| collation(name.as_deref()?, arena)),
        })
        .collect();
    arena.slice(&columns)
}

/// Returns the type without words that some versions of SQLite take for a part of it.
fn declared_type(sql_type: &str) -> &str {
    const GENERATED: &str = "generated always";
    match sql_type.len().checked_sub(GENERATED.len()) {
        Some(at)
            if sql_type.is_char_boundary(at) && sql_type[at..].eq_ignore_ascii_case(GENERATED) =>
        {
            sql_type[..at].trim_end()
        }
        _ => sql_type,
    }
}

fn fill(row: &ColumnRow, indexes: &[Index<'_>]) -> Fill {
    let is_rowid = row.primary_key > 0 && indexes.iter().any(|index| index.name.is_none());
    if row.is_generated {
        Fill::Generated
    } else if row.has_default || is_rowid {
        Fill::Default
    } else {
        Fill::None
    }
}

/// Returns the collation: SQLite compares their names without case.
fn collation<'a>(name: &str, arena: &'a Arena) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    (name != DEFAULT_COLLATION).then(|| arena.text(&name))
}

fn assemble_indexes<'a>(
    relation: &RelationRow,
    rows: &Grouped<'_>,
    arena: &'a Arena,
) -> &'a [Index<'a>] {
    let mut indexes: Vec<_> = rows
        .indexes
        .of(&relation.relation.as_str())
        .iter()
        .map(|row| assemble_index(row, rows.index_keys.of(&row.name.as_str()), arena))
        .collect();
    indexes.extend(rowid_key(
        rows.columns.of(&relation.relation.as_str()),
        &indexes,
        arena,
    ));
    sort_indexes(&mut indexes);
    arena.slice(&indexes)
}

/// Returns the key of the rowid, which an `INTEGER PRIMARY KEY` is: the only primary key without an index.
fn rowid_key<'a>(
    columns: &[&ColumnRow],
    indexes: &[Index<'_>],
    arena: &'a Arena,
) -> Option<Index<'a>> {
    let column = columns.iter().find(|column| column.primary_key > 0)?;
    if indexes.iter().any(|index| index.primary) {
        return None;
    }
    Some(Index {
        method: "rowid",
        unique: true,
        primary: true,
        constraint: Some(Constraint {
            name: "(rowid alias)",
            kind: ConstraintKind::PrimaryKey,
        }),
        keys: arena.slice(&[Key::column(arena.text(&column.name))]),
        ..Index::PLAIN
    })
}

fn assemble_index<'a>(row: &IndexRow, keys: &[&IndexKeyRow], arena: &'a Arena) -> Index<'a> {
    let definition = row.definition.as_deref().unwrap_or_default();
    let text = ddl::index_text(definition);
    let keys: Vec<_> = keys
        .iter()
        .enumerate()
        .map(|(at, row)| assemble_key(row, text.keys.get(at), arena))
        .collect();
    let kind = match row.origin.as_str() {
        "pk" => Some(ConstraintKind::PrimaryKey),
        "u" => Some(ConstraintKind::Unique),
        _ => None,
    };
    let name = arena.text(&row.name);
    Index {
        name: Some(name),
        unique: row.is_unique,
        primary: kind == Some(ConstraintKind::PrimaryKey),
        constraint: kind.map(|kind| Constraint { name, kind }),
        keys: arena.slice(&keys),
        predicate: arena.optional_text(text.predicate),
        definition: arena.text(definition),
        ..Index::PLAIN
    }
}

fn assemble_key<'a>(row: &IndexKeyRow, text: Option<&KeyText<'_>>, arena: &'a Arena) -> Key<'a> {
    let key = if let Some(column) = &row.column_name {
        Key::column(arena.text(column))
    } else {
        let text = text.map(|text| text.without(&row.collation));
        Key::expression(arena.text(text.unwrap_or_default()))
    };
    Key {
        collation: collation(&row.collation, arena),
        descending: row.is_descending,
        ..key
    }
}
