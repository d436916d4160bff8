//! The facts that a `catalog!` writes down, in the vocabulary of the runtime.

use camshaft::catalog::{
    Arena, Backend, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key,
    ReferentialAction, Table, TableKind, Timing,
};
use camshaft_syntax::catalog as syntax;

/// Returns the tables of a section as facts.
pub(super) fn lower_tables<'a>(
    tables: &[syntax::Table],
    backend: Backend,
    arena: &'a Arena,
) -> syn::Result<&'a [Table<'a>]> {
    let lowered = tables.iter().map(|it| lower_table(it, backend, arena));
    let lowered: Vec<_> = lowered.collect::<syn::Result<_>>()?;
    Ok(arena.slice(&lowered))
}

fn lower_table<'a>(
    table: &syntax::Table,
    backend: Backend,
    arena: &'a Arena,
) -> syn::Result<Table<'a>> {
    let columns = table.columns.iter().map(|it| lower_column(it, arena));
    let columns: Vec<_> = columns.collect();
    let indexes = table.indexes.iter().map(|it| lower_index(it, arena));
    let indexes: Vec<_> = indexes.collect::<syn::Result<_>>()?;
    let keys = table.foreign_keys.iter();
    let keys: Vec<_> = keys
        .map(|it| lower_foreign_key(it, backend, arena))
        .collect();
    Ok(Table {
        schema: schema(table.schema.as_ref(), backend, arena),
        name: arena.text(&table.name.text),
        kind: match table.kind {
            syntax::TableKind::Table => TableKind::Table,
            syntax::TableKind::View => TableKind::View,
            syntax::TableKind::MaterializedView => TableKind::MaterializedView,
        },
        without_rowid: false,
        inherited: table.inherited,
        rules: table.rules,
        columns: arena.slice(&columns),
        indexes: arena.slice(&indexes),
        foreign_keys: arena.slice(&keys),
    })
}

fn schema<'a>(name: Option<&syntax::Name>, backend: Backend, arena: &'a Arena) -> &'a str {
    name.map_or(backend.default_schema(), |name| arena.text(&name.text))
}

fn names<'a>(names: &[syntax::Name], arena: &'a Arena) -> &'a [&'a str] {
    arena.texts(names.iter().map(|name| name.text.as_str()))
}

fn optional_name<'a>(name: Option<&syntax::Name>, arena: &'a Arena) -> Option<&'a str> {
    name.map(|name| arena.text(&name.text))
}

fn text<'a>(literal: Option<&syn::LitStr>, arena: &'a Arena) -> Option<&'a str> {
    literal.map(|literal| arena.text(&literal.value()))
}

fn lower_column<'a>(column: &syntax::Column, arena: &'a Arena) -> Column<'a> {
    Column {
        name: arena.text(&column.name.text),
        sql_type: arena.text(&column.sql_type.value()),
        not_null: column.not_null,
        fill: match column.fill {
            syntax::Fill::None => Fill::None,
            syntax::Fill::Default => Fill::Default,
            syntax::Fill::Generated => Fill::Generated,
        },
        collation: text(column.collation.as_ref(), arena),
    }
}

fn lower_index<'a>(index: &syntax::Index, arena: &'a Arena) -> syn::Result<Index<'a>> {
    let keys = index.keys.iter().map(|it| lower_key(it, arena));
    let keys: Vec<_> = keys.collect::<syn::Result<_>>()?;
    let name = optional_name(index.name.as_ref(), arena);
    let exclusion = index.exclusion.then_some(Constraint {
        name: name.unwrap_or_default(),
        kind: ConstraintKind::Exclusion,
    });
    Ok(Index {
        name,
        constraint: exclusion,
        unique: index.is_unique(),
        primary: index.is_primary(),
        keys: arena.slice(&keys),
        nulls_not_distinct: index.nulls_not_distinct,
        predicate: text(index.predicate.as_ref(), arena),
        timing: lower_timing(index.timing),
        valid: index.valid,
        ready: index.ready,
        ..Index::PLAIN
    })
}

fn lower_key<'a>(key: &syntax::Key, arena: &'a Arena) -> syn::Result<Key<'a>> {
    let lowered = match &key.part {
        syntax::KeyPart::Column(name) => Key::column(arena.text(&name.text)),
        syntax::KeyPart::Expression(text) => Key::expression(arena.text(&text.value())),
    };
    let prefix = key.prefix.as_ref().map(syn::LitInt::base10_parse);
    Ok(Key {
        prefix: prefix.transpose()?,
        collation: text(key.collation.as_ref(), arena),
        ..lowered
    })
}

fn lower_foreign_key<'a>(
    key: &syntax::ForeignKey,
    backend: Backend,
    arena: &'a Arena,
) -> ForeignKey<'a> {
    ForeignKey {
        name: optional_name(key.name.as_ref(), arena),
        columns: names(&key.columns, arena),
        ref_schema: schema(key.ref_schema.as_ref(), backend, arena),
        ref_table: arena.text(&key.ref_table.text),
        ref_columns: names(&key.ref_columns, arena),
        on_delete: lower_action(key.on_delete),
        on_update: lower_action(key.on_update),
        timing: lower_timing(key.timing),
        validated: key.validated,
    }
}

const fn lower_action(action: syntax::Action) -> ReferentialAction {
    match action {
        syntax::Action::NoAction => ReferentialAction::NoAction,
        syntax::Action::Restrict => ReferentialAction::Restrict,
        syntax::Action::Cascade => ReferentialAction::Cascade,
        syntax::Action::SetNull => ReferentialAction::SetNull,
        syntax::Action::SetDefault => ReferentialAction::SetDefault,
    }
}

const fn lower_timing(timing: syntax::Timing) -> Timing {
    match timing {
        syntax::Timing::Immediate => Timing::Immediate,
        syntax::Timing::Deferrable => Timing::Deferrable,
        syntax::Timing::Deferred => Timing::Deferred,
    }
}
