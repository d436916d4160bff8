//! The docs of what is generated.

use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::{Ident, Path};

use super::Scope;
use crate::checked::{Argument, Columns, HasOne, Key, Pending};

/// `User::detail`.
pub(super) fn path_of(accessor: &Ident, scope: &Scope<'_>) -> String {
    format!("{}::{accessor}", scope.model.name)
}

pub(super) fn of_relation(path: &str, is_only_read: bool) -> String {
    let bound = if is_only_read {
        "KeyedConnection"
    } else {
        "RelationConnection"
    };
    format!(
        "The relation of [`{path}`]: code that is generic over its connection names it in the bound `{bound}`."
    )
}

pub(super) fn of_pending_key(path: &str) -> String {
    format!(
        "The key of [`{path}`]: code that is generic over its connection names it in the bound \
         `DuplicatesConnection<Of<..>>`."
    )
}

pub(super) fn of_backfill(path: &str, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    format!("Creates the row that [`{path}`] reads, for each `{model}` that has none.")
}

pub(super) fn of_missing(path: &str, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    format!("The rows of `{model}` that have no row for [`{path}`].")
}

pub(super) fn of_has_one(has_one: &HasOne, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let HasOne {
        key, child, fields, ..
    } = has_one;
    let columns = of_child(key);
    let child = child.to_token_stream();
    let fields: Vec<_> = fields.iter().map(|it| format!("`{}`", it.field)).collect();
    let text = match columns {
        Some(paths) => format!("`{}`", columns_text(paths)),
        None => "foreign key".to_owned(),
    };
    format!(
        "The `{child}` of this `{model}`: the row whose {text} is its {fields}.\n\n{proof}\n\n{sql}",
        fields = fields.join(", "),
        proof = proof_text(key, columns),
        sql = sql_text(key, columns),
    )
}

pub(super) fn of_batch(path: &str) -> String {
    format!(
        "The rows that [`{path}`] reads, for many: in a few statements for each chunk of bind parameters."
    )
}

pub(super) fn of_by(key: &Key, arguments: &[Argument], scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let columns = of_own_table(key);
    let names: Vec<_> = arguments
        .iter()
        .map(|argument| format!("`{}`", argument.name))
        .collect();
    format!(
        "The `{model}` with this {names}.\n\n{proof}\n\n{sql}",
        names = names.join(" and "),
        proof = proof_text(key, columns),
        sql = sql_text(key, columns),
    )
}

pub(super) fn of_duplicates(pending: &Pending, scope: &Scope<'_>) -> String {
    let model = &scope.model.name;
    let key = match (&pending.key.columns, &pending.expression) {
        (Columns::Named(paths), _) => columns_text(paths).replace(", ", "` and `"),
        (_, Some(expression)) => expression.clone(),
        (_, None) => String::new(),
    };
    format!(
        "The `{model}`s that have an equal `{key}`, in groups.\n\n\
         No unique index proves yet that there are none: `{}` says so.",
        pending.key.text
    )
}

/// The reason why there is at most one row.
fn proof_text(key: &Key, columns: Option<&[Path]>) -> String {
    let index = match (&key.index, columns) {
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
fn sql_text(key: &Key, columns: Option<&[Path]>) -> String {
    let Some(paths) = columns else {
        return "`get` sends one `SELECT`, and nothing is sent before.".to_owned();
    };
    let (table, columns) = (table_text(paths), columns_text(paths));
    let condition = columns.replace(", ", " = .. AND ");
    let predicate = match (&key.predicate, &key.index) {
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

/// The columns of the struct's own table, where the key is columns.
fn of_own_table(key: &Key) -> Option<&[Path]> {
    match &key.columns {
        Columns::Named(paths) => Some(paths),
        Columns::BelongsTo | Columns::Expression => None,
    }
}

/// The columns of another table, unless they are written by the names of aliases, which that table does not have.
fn of_child(key: &Key) -> Option<&[Path]> {
    of_own_table(key).filter(|paths| !table_text(paths).ends_with("_alias"))
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
