//! `unique(..)`.

use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Ident, Path, parse_quote_spanned};

use super::names::{Generated, names_by};
use super::value::{value_of_expression, value_of_field, value_of_type};
use crate::checked::{Accessor, Argument, Columns, Relation, Value};
use crate::diagnostics::Diagnostics;
use crate::parsed::{Model, Name, Unique, UniqueColumn};

pub(super) fn check_unique(
    unique: &Unique,
    model: &Model,
    table: &Path,
    generated: &mut Generated,
    diagnostics: &mut Diagnostics,
) -> Option<Relation> {
    let span = match (unique.columns.first(), &unique.narrowing.index) {
        (Some(column), _) => column.name.span(),
        (None, Some(index)) => index.span(),
        (None, None) => {
            let message =
                "`unique` needs columns, or `index = ..` with the name of an expression index";
            diagnostics.error(unique.word.span(), message);
            return None;
        }
    };
    refuse_duplicates(&unique.columns, diagnostics)?;
    let columns = if unique.columns.is_empty() {
        Columns::Expression
    } else {
        Columns::Named(
            unique
                .columns
                .iter()
                .map(|column| path_of(table, &column.name))
                .collect(),
        )
    };
    let accessor = check_accessor(unique, model, generated, diagnostics)?;
    Some(Relation {
        accessor,
        columns,
        index: unique
            .narrowing
            .index
            .as_ref()
            .map(|index| index.unraw().to_string()),
        predicate: unique.narrowing.predicate.as_ref().map(syn::LitStr::value),
        on: super::check_backends(&unique.narrowing.on, diagnostics),
        text: unique.text.clone(),
        span,
    })
}

fn refuse_duplicates(columns: &[UniqueColumn], diagnostics: &mut Diagnostics) -> Option<()> {
    for (position, column) in columns.iter().enumerate() {
        if columns[..position]
            .iter()
            .any(|other| other.name == column.name)
        {
            let message = format!("the column `{}` is given twice", column.name);
            diagnostics.error(column.name.span(), message);
            return None;
        }
    }
    Some(())
}

fn check_accessor(
    unique: &Unique,
    model: &Model,
    generated: &mut Generated,
    diagnostics: &mut Diagnostics,
) -> Option<Accessor> {
    let name = match (&unique.name, unique.columns.as_slice()) {
        (Name::None, _) => return Some(Accessor::None),
        (Name::Is(name), _) => format_ident!("by_{}", name.unraw(), span = name.span()),
        (Name::Default, []) => {
            let message = format!(
                "`{}` names no column to call its accessor after: add `name = ..`",
                unique.text
            );
            diagnostics.error(unique.word.span(), message);
            return None;
        }
        (Name::Default, [first, rest @ ..]) => {
            let mut name = format!("by_{}", first.name.unraw());
            for column in rest {
                name.push_str("_and_");
                name.push_str(&column.name.unraw().to_string());
            }
            Ident::new(&name, first.name.span())
        }
    };
    let arguments = check_arguments(unique, model, diagnostics)?;
    let remedy = "give one of them another name with `name = ..`";
    let claimed = generated.claim(
        &name.to_string(),
        &unique.text,
        name.span(),
        remedy,
        diagnostics,
    );
    claimed.then(|| Accessor::By {
        names: names_by(&model.name, &name),
        name,
        arguments,
    })
}

fn check_arguments(
    unique: &Unique,
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Argument>> {
    if unique.columns.is_empty() {
        let name = Ident::new("value", unique.word.span());
        return Some(vec![Argument {
            name,
            value: value_of_expression(),
        }]);
    }
    let arguments = unique.columns.iter().map(|column| {
        let value = check_value(column, model, diagnostics)?;
        let name = column.name.clone();
        Some(Argument { name, value })
    });
    // All of them are looked at, so that all faults show.
    let arguments: Vec<_> = arguments.collect();
    arguments.into_iter().collect()
}

fn check_value(
    column: &UniqueColumn,
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    match (&column.ty, model.field_of(&column.name)) {
        (Some(ty), _) => Some(value_of_type(ty)),
        (None, Some(field)) => Some(value_of_field(field).0),
        (None, None) => {
            let name = &column.name;
            let message = format!(
                "`{}` has no field for the column `{name}`: check its spelling, or give its type, as in `unique({name}: String)`",
                model.name
            );
            diagnostics.error(name.span(), message);
            None
        }
    }
}

/// The column of that name in the table's module.
pub(super) fn path_of(table: &Path, column: &Ident) -> Path {
    parse_quote_spanned!(column.span()=> #table::#column)
}
