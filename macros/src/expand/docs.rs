//! The docs of what is generated.

use quote::ToTokens as _;
use syn::Path;
use syn::ext::IdentExt as _;

use super::Scope;
use crate::checked::{Accessor, Argument, Columns, Relation};

/// `User::detail`.
pub(super) fn accessor_path(relation: &Relation, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    match &relation.accessor {
        Accessor::HasOne { name, .. } | Accessor::By { name, .. } => format!("{model}::{name}"),
        Accessor::None => model.to_string(),
    }
}

pub(super) fn of_relation(relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    format!("At most one row for a key: what [`{path}`] stands for.")
}

pub(super) fn of_connection(relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    format!("A connection that [`{path}`] works on: a bound for code that is generic over it.")
}

pub(super) fn of_has_one(relation: &Relation, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let Accessor::HasOne { child, fields, .. } = &relation.accessor else {
        return String::new();
    };
    let child = child.to_token_stream();
    let fields: Vec<_> = fields.iter().map(|it| format!("`{}`", it.field)).collect();
    let key = match &relation.columns {
        Columns::Named(paths) => format!("`{}`", columns_text(paths)),
        Columns::BelongsTo | Columns::Expression => "foreign key".to_owned(),
    };
    format!(
        "The `{child}` of this `{model}`: the row whose {key} is its {fields}.\n\n{proof}\n\n{sql}",
        fields = fields.join(", "),
        proof = proof_text(relation),
        sql = sql_text(relation),
    )
}

pub(super) fn of_batch(relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    format!("What [`{path}`] is for one row, for many: in a fixed number of statements.")
}

pub(super) fn of_by(relation: &Relation, arguments: &[Argument], scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let names: Vec<_> = arguments
        .iter()
        .map(|argument| format!("`{}`", argument.name))
        .collect();
    format!(
        "The `{model}` with this {names}.\n\n{proof}\n\n{sql}",
        names = names.join(" and "),
        proof = proof_text(relation),
        sql = sql_text(relation),
    )
}

/// Why there is at most one row.
fn proof_text(relation: &Relation) -> String {
    let index = match (&relation.index, &relation.columns) {
        (Some(index), _) => format!("the unique index `{index}`"),
        (None, Columns::Named(paths)) => {
            let (table, columns) = (table_text(paths), columns_text(paths));
            format!("the unique index on `{table} ({columns})`")
        }
        (None, Columns::BelongsTo | Columns::Expression) => "a unique index".to_owned(),
    };
    format!("At most one, as {index} proves at compile time.")
}

/// The statements, where the columns are known by name.
fn sql_text(relation: &Relation) -> String {
    let Columns::Named(paths) = &relation.columns else {
        return "`get` sends one `SELECT`, and nothing is sent before.".to_owned();
    };
    let (table, columns) = (table_text(paths), columns_text(paths));
    let condition = columns.replace(", ", " = .. AND ");
    let predicate = match (&relation.predicate, &relation.index) {
        (Some(predicate), _) => Some(predicate.as_str()),
        (None, Some(_)) => Some("the index's predicate, if it has one"),
        (None, None) => None,
    };
    let (and, on) = predicate.map_or_else(Default::default, |predicate| {
        (format!(" AND {predicate}"), format!(" WHERE {predicate}"))
    });
    format!(
        "`get` sends\n```sql\nSELECT .. FROM {table} WHERE {condition} = ..{and}\n```\n\
         and `get_or_create` sends, only if there is no row,\n```sql\n\
         INSERT INTO {table} ({columns}, ..) VALUES (..) ON CONFLICT ({columns}){on} DO NOTHING RETURNING ..\n```"
    )
}

fn table_text(paths: &[Path]) -> String {
    let table = paths
        .first()
        .and_then(|path| path.segments.iter().nth_back(1));
    table.map_or_else(String::new, |segment| segment.ident.unraw().to_string())
}

fn columns_text(paths: &[Path]) -> String {
    let names = paths.iter().filter_map(|path| path.segments.last());
    let names: Vec<_> = names
        .map(|segment| segment.ident.unraw().to_string())
        .collect();
    names.join(", ")
}
