//! `unique(..)`.

use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Path, Result, Type, parse_quote_spanned};

use super::alias::{column_of, named};
use super::fault::{Fault, all};
use super::ignore;
use super::names::{Generated, marker_by};
use super::value::{value_of_expression, value_of_field, value_of_type};
use crate::checked::{self, Argument, By, Columns, DuplicatesBy, Key, Methods, Pending, Value};
use camshaft_syntax::model::{self as parsed, Model, Name, Unique, UniqueColumn};

/// A declaration, and what came of it.
pub(super) struct Checked<'a> {
    pub(super) parsed: &'a Unique,
    /// The name of its accessor, if it has one.
    pub(super) name: Option<Ident>,
    pub(super) result: std::result::Result<Proven, Fault>,
}

/// A declaration without fault.
pub(super) enum Proven {
    ByIndex(checked::Unique),
    NotYet(Pending),
}

pub(super) fn check_unique<'a>(
    parsed: &'a Unique,
    model: &Model,
    table: &Path,
    generated: &mut Generated,
) -> Checked<'a> {
    let name = check_name(parsed);
    Checked {
        parsed,
        name: name.as_ref().ok().cloned().flatten(),
        result: check_proven(parsed, name, model, table, generated),
    }
}

fn check_proven(
    unique: &Unique,
    name: Result<Option<Ident>>,
    model: &Model,
    table: &Path,
    generated: &mut Generated,
) -> std::result::Result<Proven, Fault> {
    // A fault of the parser comes first: it may be the reason why a name or a column is missing.
    let pending = || {
        unique.fault.clone().map_or(Ok(()), Err)?;
        check_pending(unique)
    };
    let name = name.map_err(|error| pending().err().unwrap_or(error))?;
    if let Some(name) = &name {
        let remedy = "give one of them another name with `name = ..`";
        generated.claim(&[name.to_string()], &text_of(unique), name, remedy)?;
    }
    let proven = || {
        let pending = pending()?;
        refuse_ignored(unique, model)?;
        let Some((expression, nulls_not_distinct)) = pending else {
            let accessor = name.as_ref().map(|name| check_by(unique, name, model));
            return Ok(Proven::ByIndex(checked::Unique {
                accessor: accessor.transpose()?,
                key: check_key(unique, model, table)?,
            }));
        };
        let accessor = name.as_ref().map(|name| check_duplicates_by(name, model));
        Ok(Proven::NotYet(Pending {
            accessor: accessor.transpose()?,
            key: check_key(unique, model, table)?,
            expression,
            nulls_not_distinct,
        }))
    };
    proven().map_err(|error: Error| match &name {
        None => error.into(),
        Some(name) => Fault::with_stub(
            error,
            Methods::By(name.clone(), parameters(unique)),
            Some(marker_by(&model.name, name)),
        ),
    })
}

/// The number of parameters that the accessor has.
fn parameters(unique: &Unique) -> usize {
    if unique.is_proven() {
        unique.columns.len().max(1)
    } else {
        0
    }
}

fn check_by(unique: &Unique, name: &Ident, model: &Model) -> Result<By> {
    Ok(By {
        name: name.clone(),
        arguments: check_arguments(unique, model)?,
        marker: marker_by(&model.name, name),
    })
}

fn check_duplicates_by(name: &Ident, model: &Model) -> Result<DuplicatesBy> {
    Ok(DuplicatesBy {
        name: name.clone(),
        ids: check_ids(model, name)?,
        marker: marker_by(&model.name, name),
    })
}

pub(super) fn check_key(unique: &Unique, model: &Model, table: &Path) -> Result<Key> {
    refuse_duplicates(&unique.columns, model)?;
    let columns = match unique.columns.as_slice() {
        [] => Columns::Expression,
        columns => {
            let paths = columns
                .iter()
                .map(|column| path_of(table, &column_of(&column.name, model)));
            Columns::Named(paths.collect())
        }
    };
    let narrowing = &unique.narrowing;
    let index = narrowing.index.as_ref();
    let column = unique.columns.first().map(|column| column.name.span());
    let pending = unique.pending.word.as_ref().map(Ident::span);
    Ok(Key {
        columns,
        span: index
            .map(|index| index.span)
            .or(pending)
            .or(column)
            .unwrap_or(unique.word.span()),
        index: index.map(|index| index.name.clone()),
        predicate: narrowing.predicate.as_ref().map(syn::LitStr::value),
        on: super::check_backends(&narrowing.on)?,
        text: text_of(unique),
    })
}

/// `unique(a, b, index = i)`, for messages.
pub(super) fn text_of(unique: &Unique) -> String {
    let columns = unique.columns.iter().map(|column| column.name.to_string());
    let index = unique.narrowing.index.as_ref();
    let index = index.map(|index| format!("index = {}", index.name));
    let pending = &unique.pending;
    let expression = pending.expression.as_ref();
    let expression = expression.map(|(_, text)| format!("expression = {:?}", text.value()));
    let word = pending.word.as_ref().map(Ident::to_string);
    let words: Vec<_> = columns.chain(index).chain(expression).chain(word).collect();
    format!("{}({})", unique.word, words.join(", "))
}

fn refuse_ignored(unique: &Unique, model: &Model) -> Result<()> {
    let refused = unique
        .columns
        .iter()
        .map(|column| ignore::refuse_ignored(&column.name, &text_of(unique), model));
    all(refused).map(drop)
}

fn refuse_duplicates(columns: &[UniqueColumn], model: &Model) -> Result<()> {
    let names: Vec<_> = columns
        .iter()
        .map(|column| column_of(&column.name, model))
        .collect();
    for (position, column) in columns.iter().enumerate() {
        let name = &names[position];
        if names[..position].contains(name) {
            let message = format!("the column `{name}` is given twice");
            return Err(Error::new(column.name.span(), message));
        }
    }
    Ok(())
}

/// The accessor's name; `None` for `name = none`.
fn check_name(unique: &Unique) -> Result<Option<Ident>> {
    let named = unique.narrowing.index.is_some() || unique.pending.expression.is_some();
    let prefix = match unique.pending.word {
        Some(_) => "duplicates_by",
        None => "by",
    };
    let name = match (&unique.name, unique.columns.as_slice()) {
        (_, []) if !named => {
            let message =
                "`unique` needs columns, or `index = ..` with the name of an expression index";
            return Err(Error::new(unique.word.span(), message));
        }
        (Name::None, _) => return Ok(None),
        (Name::Is(name), _) => format_ident!("{prefix}_{}", name.unraw(), span = name.span()),
        (Name::Default, []) => {
            let message = format!(
                "`{}` names no column to call its accessor after: add `name = ..`",
                text_of(unique)
            );
            return Err(Error::new(unique.word.span(), message));
        }
        (Name::Default, [first, ..]) => {
            let columns = unique.columns.iter();
            let columns: Vec<_> = columns.map(|it| it.name.unraw().to_string()).collect();
            {
                let columns = columns.join("_and_");
                format_ident!("{prefix}_{columns}", span = first.name.span())
            }
        }
    };
    Ok(Some(name))
}

fn check_arguments(unique: &Unique, model: &Model) -> Result<Vec<Argument>> {
    if unique.columns.is_empty() {
        let name = Ident::new("value", unique.word.span());
        let value = value_of_expression();
        return Ok(vec![Argument { name, value }]);
    }
    all(unique.columns.iter().map(|column| {
        let name = column.name.clone();
        let value = check_value(column, model)?;
        Ok(Argument { name, value })
    }))
}

fn check_value(column: &UniqueColumn, model: &Model) -> Result<Value> {
    match (&column.ty, named(&column.name, model)?) {
        (Some(ty), _) => Ok(value_of_type(ty)),
        (None, Some(field)) => Ok(value_of_field(field).0),
        (None, None) => {
            let name = &column.name;
            let message = format!(
                "`{}` has no field for the column `{name}`: {}give its type, as in `unique({name}: String)`",
                model.name,
                super::similar::hint(model, name),
            );
            Err(Error::new(name.span(), message))
        }
    }
}

/// The columns of the primary key, and the types of their fields.
fn check_ids(model: &Model, accessor: &Ident) -> Result<Vec<(Ident, Type)>> {
    let columns = match model.primary_key.as_slice() {
        // Diesel's own assumption.
        [] => vec![Ident::new("id", accessor.span())],
        declared => declared.to_vec(),
    };
    all(columns.into_iter().map(|column| {
        let Some(field) = model.field_of(&column) else {
            let message = format!(
                "`{}` has no field for the column `{column}`: `{accessor}` tells rows by their primary key; name it with `#[diesel(primary_key(..))]`",
                model.name,
            );
            return Err(Error::new(accessor.span(), message));
        };
        Ok((column, field.ty.clone()))
    }))
}

/// Returns the expression and whether NULLs are equal, of uniqueness that no index proves yet.
fn check_pending(unique: &Unique) -> Result<Option<(Option<String>, bool)>> {
    let parsed::Pending {
        word,
        expression,
        nulls_not_distinct,
    } = &unique.pending;
    if word.is_none() {
        if let Some((word, _)) = expression {
            let message = "`expression` is for `pending`: an expression that has its index is declared by `index = ..`";
            return Err(Error::new(word.span(), message));
        }
        if let Some(word) = nulls_not_distinct {
            let message = "`nulls_not_distinct` is for `pending`: an index says so itself";
            return Err(Error::new(word.span(), message));
        }
        return Ok(None);
    }
    if let Some(index) = &unique.narrowing.index {
        let remedy = if unique.columns.is_empty() && expression.is_none() {
            "name columns, or give the key with `expression = \"..\"`"
        } else {
            "leave it out, or remove `pending` once the index is there"
        };
        let message = format!("`index` names an index, and what is `pending` has none: {remedy}");
        return Err(Error::new(index.span, message));
    }
    if let (Some((word, _)), [_, ..]) = (expression, unique.columns.as_slice()) {
        let message = "a pending key is columns or one expression, not both";
        return Err(Error::new(word.span(), message));
    }
    let expression = expression.as_ref().map(|(_, text)| text.value());
    Ok(Some((expression, nulls_not_distinct.is_some())))
}

/// The column of that name in the table's module.
fn path_of(table: &Path, column: &Ident) -> Path {
    parse_quote_spanned!(column.span()=> #table::#column)
}
