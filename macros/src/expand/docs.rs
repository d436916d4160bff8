//! The docs of what is generated.

use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::{Ident, Path};

use super::Scope;
use crate::checked::{Accessor, Argument, Columns, Relation};

/// `User::detail`.
pub(super) fn accessor_path(relation: &Relation, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    match &relation.accessor {
        Accessor::HasOne { name, .. }
        | Accessor::By { name, .. }
        | Accessor::Duplicates { name, .. } => format!("{model}::{name}"),
        Accessor::None => model.to_string(),
    }
}

pub(super) fn of_relation(relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    if relation.pending.is_some() {
        return format!("A key that is meant to be unique: what [`{path}`] stands for.");
    }
    format!("At most one row for a key: what [`{path}`] stands for.")
}

pub(super) fn of_connection(bound: &Ident, relation: &Relation, scope: &Scope<'_>) -> String {
    of_bound("A connection", bound, relation, scope)
}

pub(super) fn of_async_connection(bound: &Ident, relation: &Relation, scope: &Scope<'_>) -> String {
    of_bound("An asynchronous connection", bound, relation, scope)
}

fn of_bound(what: &str, bound: &Ident, relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    let docs =
        format!("{what} that [`{path}`] works on: a bound for code that is generic over it.");
    if relation.is_only_read() {
        return docs;
    }
    format!(
        "{docs}\n\nWith `.values(v)` it is `{bound}<Values<V>>`, with `.set(s)` \
         `{bound}<Values<S>, Changes<S>>`, with both `{bound}<Values<V>, Changes<S>>`."
    )
}

pub(super) fn of_backfill(relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    format!(
        "Creates what [`{path}`] reads, for each `{}` that has none.",
        scope.model.name
    )
}

pub(super) fn of_missing(relation: &Relation, scope: &Scope<'_>) -> String {
    let path = accessor_path(relation, scope);
    format!(
        "The rows of `{}` that have nothing for [`{path}`] to read.",
        scope.model.name
    )
}

pub(super) fn of_has_one(relation: &Relation, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let Accessor::HasOne { child, fields, .. } = &relation.accessor else {
        return String::new();
    };
    let child = child.to_token_stream();
    let fields: Vec<_> = fields.iter().map(|it| format!("`{}`", it.field)).collect();
    let key = match known_columns(relation) {
        Some(paths) => format!("`{}`", columns_text(paths)),
        None => "foreign key".to_owned(),
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
    format!(
        "What [`{path}`] is for one row, for many: in a few statements for each piece that fits in one."
    )
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

pub(super) fn of_duplicates(relation: &Relation, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let expression = relation.pending.as_ref();
    let expression = expression.and_then(|pending| pending.expression.as_ref());
    let key = match (&relation.columns, expression) {
        (Columns::Named(paths), _) => columns_text(paths).replace(", ", "` and `"),
        (_, Some(expression)) => expression.clone(),
        (_, None) => String::new(),
    };
    format!(
        "The `{model}`s that are alike in `{key}`, in groups.\n\n\
         No unique index proves yet that there are none: `{}` says so.",
        relation.text
    )
}

/// Why there is at most one row.
fn proof_text(relation: &Relation) -> String {
    let index = match (&relation.index, known_columns(relation)) {
        (Some(index), _) => format!("the unique index `{index}`"),
        (None, Some(paths)) => {
            let (table, columns) = (table_text(paths), columns_text(paths));
            format!("the unique index on `{table} ({columns})`")
        }
        (None, None) => "a unique index".to_owned(),
    };
    format!("At most one, as {index} proves at compile time.")
}

/// The statements, where the columns are known by name.
fn sql_text(relation: &Relation) -> String {
    let Some(paths) = known_columns(relation) else {
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
         and `get_or_create` sends, only if there is no row (on MySQL and MariaDB a plain `INSERT`),\n```sql\n\
         INSERT INTO {table} ({columns}, ..) VALUES (..) ON CONFLICT ({columns}){on} DO NOTHING RETURNING ..\n```"
    )
}

/// The columns, where they are written as they are called: a key may be an alias of another model.
fn known_columns(relation: &Relation) -> Option<&[Path]> {
    let Columns::Named(paths) = &relation.columns else {
        return None;
    };
    let is_alias = matches!(relation.accessor, Accessor::HasOne { .. })
        && table_text(paths).ends_with("_alias");
    (!is_alias).then_some(paths)
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
