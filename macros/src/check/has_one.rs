//! `has_one(..)`.

use proc_macro2::Span;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Path, Result};

use super::alias::{alias_module, column_of};
use super::fault::{Fault, all};
use super::ignore;
use super::names::{Generated, marker_has_one};
use super::value::{last_segment, value_of_field};
use crate::checked::{Columns, HasOne, Key, KeyField, Methods};
use camshaft_syntax::model::{self as parsed, Model};

pub(super) fn check_has_one(
    has_one: &parsed::HasOne,
    model: &Model,
    table: &Path,
    generated: &mut Generated,
) -> std::result::Result<HasOne, Fault> {
    let name = &has_one.name;
    let plain = name.unraw();
    let methods = [
        name.to_string(),
        format!("{plain}_of"),
        format!("backfill_{plain}"),
        format!("{plain}_missing"),
    ];
    let remedy = "give one of them another name";
    generated.claim(&methods, &text_of(has_one), name, remedy)?;
    check_declared(has_one, model, table).map_err(|error| {
        let marker = marker_has_one(&model.name, name);
        Fault::with_stub(error, Methods::HasOne(name.clone()), Some(marker))
    })
}

/// `has_one(detail)`, for messages.
fn text_of(has_one: &parsed::HasOne) -> String {
    format!("has_one({})", has_one.name)
}

fn check_declared(has_one: &parsed::HasOne, model: &Model, table: &Path) -> Result<HasOne> {
    has_one.fault.clone().map_or(Ok(()), Err)?;
    refuse_wrapped(has_one)?;
    refuse_ignored(has_one, model, table)?;
    let references = check_references(has_one, model, table)?;
    check_key(has_one, references.len(), model)?;
    let name = has_one.name.clone();
    let (columns, span) = match has_one.key.last().and_then(|key| key.segments.last()) {
        Some(last) => (Columns::Named(has_one.key.clone()), last.ident.span()),
        None => (Columns::BelongsTo, name.span()),
    };
    let narrowing = &has_one.narrowing;
    let index = narrowing.index.as_ref();
    Ok(HasOne {
        marker: marker_has_one(&model.name, &name),
        name,
        child: has_one.child.clone(),
        fields: check_fields(has_one, &references, model)?,
        references,
        key: Key {
            columns,
            index: index.map(|index| index.name.clone()),
            predicate: narrowing.predicate.as_ref().map(syn::LitStr::value),
            on: super::check_backends(&narrowing.on)?,
            text: text_of(has_one),
            span: index.map_or(span, |index| index.span),
        },
    })
}

/// The columns that the key refers to, by their names in the struct's own table.
fn check_references(has_one: &parsed::HasOne, model: &Model, table: &Path) -> Result<Vec<Ident>> {
    if has_one.references.is_empty() {
        return Ok(match model.primary_key.as_slice() {
            // Diesel's own assumption.
            [] => vec![Ident::new("id", has_one.name.span())],
            declared => declared.to_vec(),
        });
    }
    all(has_one.references.iter().map(|path| {
        let (module, column) = module_and_column(path)?;
        if alias_module(model, table).is_some_and(|own| own.unraw() == module.unraw()) {
            return Ok(column_of(column, model));
        }
        match table.segments.last() {
            Some(own) if own.ident != *module => {
                let message = format!(
                    "`references` takes columns of this struct's own table `{}`, this is one of `{module}`",
                    own.ident
                );
                Err(Error::new_spanned(path, message))
            }
            _ => Ok(column.clone()),
        }
    }))
}

fn module_and_column(path: &Path) -> Result<(&Ident, &Ident)> {
    let mut last = path.segments.iter().rev().map(|segment| &segment.ident);
    match (last.next(), last.next()) {
        (Some(column), Some(module)) => Ok((module, column)),
        _ => Err(Error::new_spanned(path, "expected a column with its table")),
    }
}

/// The fields that hold the key.
fn check_fields(
    has_one: &parsed::HasOne,
    references: &[Ident],
    model: &Model,
) -> Result<Vec<KeyField>> {
    all(references.iter().map(|column| {
        let Some(field) = model.field_of(column) else {
            let message = missing_field(has_one, model, column);
            return Err(Error::new(reference_span(has_one, column), message));
        };
        let (value, optional) = value_of_field(field);
        Ok(KeyField {
            field: field.name.clone(),
            value,
            optional,
        })
    }))
}

fn missing_field(has_one: &parsed::HasOne, model: &Model, column: &Ident) -> String {
    let model_name = &model.name;
    let remedy = if has_one.references.is_empty() {
        "name the column that the key refers to with `references = ..`, or the primary key with `#[diesel(primary_key(..))]`"
    } else {
        "the accessor reads the key from the struct"
    };
    format!("`{model_name}` has no field for the column `{column}`: {remedy}")
}

fn reference_span(has_one: &parsed::HasOne, column: &Ident) -> Span {
    if has_one.references.is_empty() {
        has_one.name.span()
    } else {
        column.span()
    }
}

/// Refuses an `Option` or a `Vec` of the child.
fn refuse_wrapped(has_one: &parsed::HasOne) -> Result<()> {
    let Some((wrapper, Some(child))) = last_segment(&has_one.child) else {
        return Ok(());
    };
    let remedy = match wrapper.as_str() {
        "Option" => "`get` returns an `Option` of it",
        "Vec" => "a `has_one` has one row at most; for many, use Diesel's `belonging_to`",
        _ => return Ok(()),
    };
    let declared = format!("{}: {}", has_one.name, quote!(#child)).replace(" :: ", "::");
    let message = format!("expected the row itself, `{declared}`: {remedy}");
    Err(Error::new_spanned(&has_one.child, message))
}

/// The key may be of the struct's own table, and what it refers to is.
fn refuse_ignored(has_one: &parsed::HasOne, model: &Model, table: &Path) -> Result<()> {
    let own = table.segments.last().map(|last| last.ident.unraw());
    let alias = alias_module(model, table).map(|module| module.unraw());
    let paths = has_one.key.iter().chain(&has_one.references);
    let columns = paths.filter_map(|path| module_and_column(path).ok());
    let own = columns.filter(|(module, _)| [&own, &alias].contains(&&Some(module.unraw())));
    let refused = own.map(|(_, column)| ignore::refuse_ignored(column, &text_of(has_one), model));
    all(refused).map(drop)
}

/// As many key columns as columns referred to, all of one table.
fn check_key(has_one: &parsed::HasOne, references: usize, model: &Model) -> Result<()> {
    let Some(first) = has_one.key.first() else {
        return check_belongs_to(has_one, references, model);
    };
    if has_one.key.len() != references {
        let message = format!(
            "`key` has {}, but it refers to {}: name them with `references = ..`",
            counted(has_one.key.len()),
            counted(references),
        );
        return Err(Error::new_spanned(first, message));
    }
    let (table, _) = module_and_column(first)?;
    for path in &has_one.key[1..] {
        let (module, _) = module_and_column(path)?;
        if table_of(module) != table_of(table) {
            let message = format!(
                "the columns of a key belong to one table: this is one of `{module}`, the first one of `{table}`"
            );
            return Err(Error::new_spanned(path, message));
        }
    }
    Ok(())
}

/// The table of a module of columns, which may be that of its aliases.
fn table_of(module: &Ident) -> String {
    let name = module.unraw().to_string();
    name.strip_suffix("_alias").unwrap_or(&name).to_owned()
}

/// Checks that the child's `belongs_to` can replace the key.
fn check_belongs_to(has_one: &parsed::HasOne, references: usize, model: &Model) -> Result<()> {
    let message = if references != 1 {
        "a key of several columns must be given: `key = (table::a, table::b)`"
    } else if model.generics.type_params().next().is_some() {
        "a struct with type parameters must give the key: `key = table::column`"
    } else {
        return Ok(());
    };
    Err(Error::new(has_one.name.span(), message))
}

fn counted(columns: usize) -> String {
    match columns {
        1 => "1 column".to_owned(),
        several => format!("{several} columns"),
    }
}
