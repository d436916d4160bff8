//! `has_one(..)`.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Ident, Path};

use super::names::{Generated, names_has_one};
use super::value::value_of_field;
use crate::checked::{Accessor, Columns, KeyField, Relation};
use crate::diagnostics::Diagnostics;
use crate::parsed::{HasOne, Model};

pub(super) fn check_has_one(
    has_one: &HasOne,
    model: &Model,
    table: &Path,
    generated: &mut Generated,
    diagnostics: &mut Diagnostics,
) -> Option<Relation> {
    let references = check_references(has_one, model, table, diagnostics)?;
    let fields = check_fields(has_one, &references, model, diagnostics)?;
    check_key(has_one, references.len(), diagnostics)?;
    let name = has_one.name.clone();
    for method in [name.to_string(), format!("{}_of", name.unraw())] {
        let remedy = "give one of them another name";
        let claimed = generated.claim(&method, &has_one.text, name.span(), remedy, diagnostics);
        claimed.then_some(())?;
    }
    let (columns, span) = match has_one.key.last().and_then(|key| key.segments.last()) {
        Some(last) => (Columns::Named(has_one.key.clone()), last.ident.span()),
        None => (Columns::BelongsTo, name.span()),
    };
    Some(Relation {
        accessor: Accessor::HasOne {
            names: names_has_one(&model.name, &name),
            name,
            child: has_one.child.clone(),
            fields,
        },
        columns,
        index: has_one
            .narrowing
            .index
            .as_ref()
            .map(|index| index.unraw().to_string()),
        predicate: has_one.narrowing.predicate.as_ref().map(syn::LitStr::value),
        on: super::check_backends(&has_one.narrowing.on, diagnostics),
        text: has_one.text.clone(),
        span,
    })
}

/// The columns that the key refers to, by their names in the struct's own table.
fn check_references(
    has_one: &HasOne,
    model: &Model,
    table: &Path,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Ident>> {
    if has_one.references.is_empty() {
        let id = || vec![Ident::new("id", has_one.name.span())];
        let declared = &model.primary_key;
        return Some(if declared.is_empty() {
            id()
        } else {
            declared.clone()
        });
    }
    let own = table.segments.last().map(|segment| segment.ident.clone())?;
    let columns = has_one.references.iter().map(|path| {
        let (module, column) = module_and_column(path)?;
        if module == own {
            return Some(column);
        }
        let message = format!(
            "`references` takes columns of this struct's own table `{own}`, this is one of `{module}`"
        );
        diagnostics.error(path.span(), message);
        None
    });
    let columns: Vec<_> = columns.collect();
    columns.into_iter().collect()
}

fn module_and_column(path: &Path) -> Option<(Ident, Ident)> {
    let mut last = path.segments.iter().rev();
    let column = last.next()?.ident.clone();
    Some((last.next()?.ident.clone(), column))
}

/// The fields that hold the key.
fn check_fields(
    has_one: &HasOne,
    references: &[Ident],
    model: &Model,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<KeyField>> {
    let fields = references
        .iter()
        .map(|column| match model.field_of(column) {
            Some(field) => {
                let (value, optional) = value_of_field(field);
                Some(KeyField {
                    field: field.name.clone(),
                    value,
                    optional,
                })
            }
            None => {
                let message = missing_field(has_one, model, column);
                diagnostics.error(reference_span(has_one, column), message);
                None
            }
        });
    let fields: Vec<_> = fields.collect();
    fields.into_iter().collect()
}

fn missing_field(has_one: &HasOne, model: &Model, column: &Ident) -> String {
    let model_name = &model.name;
    let remedy = if has_one.references.is_empty() {
        "name the column it refers to with `references = ..`, or the primary key with `#[diesel(primary_key(..))]`"
    } else {
        "the accessor reads the key from the struct"
    };
    format!("`{model_name}` has no field for the column `{column}`: {remedy}")
}

fn reference_span(has_one: &HasOne, column: &Ident) -> Span {
    let written = has_one.references.iter().find_map(|path| {
        let (_, found) = module_and_column(path)?;
        (found == *column).then(|| found.span())
    });
    written.unwrap_or_else(|| has_one.name.span())
}

/// As many key columns as columns referred to, all of one table.
fn check_key(has_one: &HasOne, references: usize, diagnostics: &mut Diagnostics) -> Option<()> {
    if has_one.key.is_empty() {
        if references != 1 {
            let message = "a key of several columns must be given: `key = (table::a, table::b)`";
            diagnostics.error(has_one.name.span(), message);
            return None;
        }
        return Some(());
    }
    if has_one.key.len() != references {
        let keys = has_one.key.len();
        let message = format!(
            "`key` has {keys} column(s), but what it refers to has {references}: add `references = ..`"
        );
        diagnostics.error_at(&has_one.key[0], message);
        return None;
    }
    let first = module_and_column(&has_one.key[0])?.0;
    for path in &has_one.key[1..] {
        let (module, _) = module_and_column(path)?;
        if module != first {
            let message = format!(
                "the columns of a key belong to one table: this is one of `{module}`, the first one of `{first}`"
            );
            diagnostics.error_at(path, message);
            return None;
        }
    }
    Some(())
}
