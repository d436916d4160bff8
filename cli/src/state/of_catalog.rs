//! The facts of a catalog as owned ones, but for those that no catalog has.

use camshaft::catalog::{
    Backend, Catalog, Column, Fill, Flaw, ForeignKey, Index, KeyPart, ReferentialAction, Table,
    TableKind,
};

use super::facts::ColumnFacts;
use super::{Action, ColumnState, Filled, ForeignKeyState, TableState, UniqueState};
use crate::util::catalog::is_internal;

/// Returns the facts of a catalog as owned ones.
pub(crate) fn of_catalog(catalog: &Catalog<'_>) -> Vec<TableState> {
    let tables = catalog.tables.iter();
    let tables = tables.filter(|table| !is_internal(table));
    tables
        .map(|table| of_table(table, catalog.backend))
        .collect()
}

fn of_table(table: &Table<'_>, backend: Backend) -> TableState {
    let schema = table.schema;
    let uniques = table.indexes.iter().filter(|index| index.unique);
    TableState {
        schema: (schema != backend.default_schema()).then(|| schema.to_owned()),
        name: table.name.to_owned(),
        is_view: table.kind != TableKind::Table,
        columns: table.columns.iter().map(of_column).collect(),
        uniques: uniques.map(|index| of_unique(index, table)).collect(),
        foreign_keys: table.foreign_keys.iter().map(of_foreign_key).collect(),
        checks: None,
        facts: None,
    }
}

fn of_column(column: &Column<'_>) -> ColumnState {
    ColumnState {
        name: column.name.to_owned(),
        sql_type: column.sql_type.to_owned(),
        full_type: None,
        not_null: column.not_null,
        filled: match column.fill {
            Fill::None => Filled::No,
            Fill::Default => Filled::Default,
            Fill::Generated => Filled::Generated,
        },
        number: None,
        labels: None,
        facts: ColumnFacts::default(),
    }
}

fn of_unique(index: &Index<'_>, table: &Table<'_>) -> UniqueState {
    let keys = index.keys.iter().map(|key| match key.part {
        KeyPart::Column(text) | KeyPart::Expression(text) => text.to_owned(),
    });
    let whole = |part| matches!(part, KeyPart::Column(_));
    UniqueState {
        name: index.name.map(str::to_owned),
        keys: keys.collect(),
        whole_columns: index
            .keys
            .iter()
            .all(|key| whole(key.part) && key.prefix.is_none()),
        predicate: index.predicate.map(str::to_owned),
        // A prefix and a collation are compared by themselves.
        serves: matches!(
            index.flaw(table),
            None | Some(Flaw::Prefix(_) | Flaw::Collation)
        ),
        collations: index
            .keys
            .iter()
            .map(|key| key.collation.map(str::to_owned))
            .collect(),
    }
}

fn of_foreign_key(key: &ForeignKey<'_>) -> ForeignKeyState {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    ForeignKeyState {
        name: key.name.map(str::to_owned),
        columns: owned(key.columns),
        ref_table: key.ref_table.to_owned(),
        ref_columns: owned(key.ref_columns),
        on_delete: action(key.on_delete),
        on_update: action(key.on_update),
    }
}

const fn action(action: ReferentialAction) -> Action {
    match action {
        ReferentialAction::NoAction => Action::None,
        ReferentialAction::Restrict => Action::Restrict,
        ReferentialAction::Cascade => Action::Cascade,
        ReferentialAction::SetNull => Action::SetNull,
        ReferentialAction::SetDefault => Action::SetDefault,
    }
}
