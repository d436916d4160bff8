//! The docs of what is generated.

use quote::ToTokens as _;
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
    format!(
        "A connection that [`{path}`] works on: a bound for code that is generic over its connection."
    )
}

pub(super) fn of_has_one(relation: &Relation, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let child = match &relation.accessor {
        Accessor::HasOne { child, .. } => child.to_token_stream().to_string(),
        Accessor::By { .. } | Accessor::None => model.to_string(),
    };
    format!(
        "The `{child}` of this `{model}`: at most one, by {key}.\n\n{sql}",
        key = key_text(relation),
        sql = sql_text(relation, scope),
    )
}

pub(super) fn of_batch(relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    format!("The same as [`{path}`] for many rows, in a fixed number of statements.")
}

pub(super) fn of_by(relation: &Relation, arguments: &[Argument], scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let names: Vec<_> = arguments
        .iter()
        .map(|argument| format!("`{}`", argument.name))
        .collect();
    format!(
        "The `{model}` with this {names}: at most one, by {key}.\n\n{sql}",
        names = names.join(" and "),
        key = key_text(relation),
        sql = sql_text(relation, scope),
    )
}

/// "the unique index on `users (email)`".
fn key_text(relation: &Relation) -> String {
    match (&relation.index, &relation.columns) {
        (Some(index), _) => format!("the unique index `{index}`, proven against the catalog"),
        (None, Columns::Named(_)) => {
            let (table, columns) = (table_text(relation), columns_text(relation));
            format!("the unique index on `{table} ({columns})`, proven against the catalog")
        }
        (None, _) => {
            "the unique index on the child's foreign key, proven against the catalog".into()
        }
    }
}

/// The statements, where the columns are known by name.
fn sql_text(relation: &Relation, scope: &Scope<'_>) -> String {
    let Columns::Named(_) = &relation.columns else {
        return "`get` sends one `SELECT`.".into();
    };
    let _ = scope;
    let (table, columns) = (table_text(relation), columns_text(relation));
    let predicate = match (&relation.predicate, &relation.index) {
        (Some(predicate), _) => format!(" AND ({predicate})"),
        (None, Some(_)) => " [AND the index's predicate]".into(),
        (None, None) => String::new(),
    };
    let target = match (&relation.predicate, &relation.index) {
        (Some(predicate), _) => format!(" WHERE ({predicate})"),
        (None, Some(_)) => " [WHERE the index's predicate]".into(),
        (None, None) => String::new(),
    };
    let condition = columns.replace(", ", " = .. AND ");
    format!(
        "`get` sends\n```sql\nSELECT .. FROM {table} WHERE {condition} = ..{predicate}\n```\n\
         `get_or_create` sends the same, and only when there is no row\n```sql\n\
         INSERT INTO {table} ({columns}, ..) VALUES (..) ON CONFLICT ({columns}){target} DO NOTHING RETURNING ..\n```"
    )
}

fn table_text(relation: &Relation) -> String {
    match &relation.columns {
        Columns::Named(paths) => paths
            .first()
            .and_then(|path| path.segments.iter().rev().nth(1))
            .map(|segment| segment.ident.unraw().to_string())
            .unwrap_or_default(),
        Columns::BelongsTo | Columns::Expression => String::new(),
    }
}

fn columns_text(relation: &Relation) -> String {
    match &relation.columns {
        Columns::Named(paths) => {
            let names = paths.iter().filter_map(|path| path.segments.last());
            let names: Vec<_> = names
                .map(|segment| segment.ident.unraw().to_string())
                .collect();
            names.join(", ")
        }
        Columns::BelongsTo | Columns::Expression => String::new(),
    }
}
