//! `unique(..)`.

use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Path, Result, parse_quote_spanned};

use super::fault::{Fault, all};
use super::names::{Generated, names_by};
use super::value::{value_of_expression, value_of_field, value_of_type};
use crate::checked::{Accessor, Argument, Columns, Methods, Relation, Value};
use crate::parsed::{Model, Name, Unique, UniqueColumn};

pub(super) fn check_unique(
    unique: &Unique,
    model: &Model,
    table: &Path,
    generated: &mut Generated,
) -> std::result::Result<Relation, Fault> {
    // A fault of the parser comes first: it may be the reason why a name or a column is missing.
    let parsed = || unique.fault.clone().map_or(Ok(()), Err);
    let name = check_name(unique).map_err(|error| parsed().err().unwrap_or(error))?;
    let Some(name) = name else {
        parsed()?;
        return Ok(check_relation(unique, table, Accessor::None)?);
    };
    let remedy = "give one of them another name with `name = ..`";
    generated.claim(&[name.to_string()], &text_of(unique), &name, remedy)?;
    let accessor = || {
        parsed()?;
        Ok(Accessor::By {
            names: names_by(&model.name, &name),
            name: name.clone(),
            arguments: check_arguments(unique, model)?,
        })
    };
    let relation = accessor().and_then(|accessor| check_relation(unique, table, accessor));
    relation.map_err(|error| {
        let parameters = unique.columns.len().max(1);
        let names = Some(names_by(&model.name, &name));
        Fault::with_stub(error, Methods::By(name.clone(), parameters), names)
    })
}

fn check_relation(unique: &Unique, table: &Path, accessor: Accessor) -> Result<Relation> {
    refuse_duplicates(&unique.columns)?;
    let columns = match unique.columns.as_slice() {
        [] => Columns::Expression,
        columns => {
            let paths = columns.iter().map(|column| path_of(table, &column.name));
            Columns::Named(paths.collect())
        }
    };
    let narrowing = &unique.narrowing;
    let index = narrowing.index.as_ref();
    let column = unique.columns.first().map(|column| column.name.span());
    Ok(Relation {
        accessor,
        columns,
        span: index
            .map(|index| index.span)
            .or(column)
            .unwrap_or(unique.word.span()),
        index: index.map(|index| index.name.clone()),
        predicate: narrowing.predicate.as_ref().map(syn::LitStr::value),
        on: super::check_backends(&narrowing.on)?,
        text: text_of(unique),
    })
}

/// `unique(a, b, index = i)`, for messages.
fn text_of(unique: &Unique) -> String {
    let columns = unique.columns.iter().map(|column| column.name.to_string());
    let index = unique.narrowing.index.as_ref();
    let index = index.map(|index| format!("index = {}", index.name));
    let words: Vec<_> = columns.chain(index).collect();
    format!("{}({})", unique.word, words.join(", "))
}

fn refuse_duplicates(columns: &[UniqueColumn]) -> Result<()> {
    for (position, column) in columns.iter().enumerate() {
        let mut before = columns[..position].iter();
        if before.any(|other| other.name == column.name) {
            let message = format!("the column `{}` is given twice", column.name);
            return Err(Error::new(column.name.span(), message));
        }
    }
    Ok(())
}

/// The accessor's name; `None` for `name = none`.
fn check_name(unique: &Unique) -> Result<Option<Ident>> {
    let named = unique.narrowing.index.is_some();
    let name = match (&unique.name, unique.columns.as_slice()) {
        (_, []) if !named => {
            let message =
                "`unique` needs columns, or `index = ..` with the name of an expression index";
            return Err(Error::new(unique.word.span(), message));
        }
        (Name::None, _) => return Ok(None),
        (Name::Is(name), _) => format_ident!("by_{}", name.unraw(), span = name.span()),
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
            format_ident!("by_{}", columns.join("_and_"), span = first.name.span())
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
    match (&column.ty, model.field_of(&column.name)) {
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

/// The column of that name in the table's module.
fn path_of(table: &Path, column: &Ident) -> Path {
    parse_quote_spanned!(column.span()=> #table::#column)
}
