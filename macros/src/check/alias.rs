//! `alias(old as new)`.

use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, LitStr, Path, Result};

use super::fault::Fault;
use super::names::Generated;
use super::{ignore, serde};
use crate::checked::{self, Methods};
use camshaft_syntax::model::{Alias, Field, Model, Name};

pub(super) fn check_alias(
    alias: &Alias,
    model: &Model,
    generated: &mut Generated,
) -> std::result::Result<checked::Alias, Fault> {
    let Alias { old, new, .. } = alias;
    refuse_taken(alias, model)?;
    let accessor = new.unraw().to_string();
    let methods = [accessor.clone(), format!("{accessor}_mut")];
    let text = text_of(alias);
    generated.claim(&methods, &text, new, "give the alias another name")?;
    let field = check_field(alias, model).and_then(|field| {
        alias.fault.clone().map_or(Ok(()), Err)?;
        serde::check_alias(alias, field, model)?;
        Ok(field)
    });
    let field =
        field.map_err(|error| Fault::with_stub(error, Methods::Alias(new.clone()), None))?;
    Ok(checked::Alias {
        new: new.clone(),
        field: field.name.clone(),
        ty: field.ty.clone(),
        column: field.column.clone(),
        deprecated: alias.deprecated.as_ref().map(LitStr::value),
        text: format!("alias({old} as {new})"),
    })
}

/// The module with the columns under their other names; `None` for `alias_module = none`.
pub(super) fn alias_module(model: &Model, table: &Path) -> Option<Ident> {
    match &model.declarations.alias_module {
        Name::None => None,
        Name::Is(name) => Some(name.clone()),
        Name::Default => {
            let table = &table.segments.last()?.ident;
            // Where two models of one module both have it, rustc points at the aliases.
            let alias = model
                .declarations
                .aliases
                .first()
                .map(|alias| alias.new.span());
            let span = alias.unwrap_or_else(|| table.span());
            Some(format_ident!("{}_alias", table.unraw(), span = span))
        }
    }
}

/// `alias(old as new)`, for messages.
fn text_of(alias: &Alias) -> String {
    format!("alias({} as {})", alias.old, alias.new)
}

/// Returns the field that an alias renames.
fn check_field<'a>(alias: &Alias, model: &'a Model) -> Result<&'a Field> {
    let Alias { old, new, .. } = alias;
    for name in [old, new] {
        ignore::refuse_ignored(name, &text_of(alias), model)?;
    }
    field_of(alias, model).ok_or_else(|| {
        let hint = super::similar::hint(model, old);
        let hint = hint.trim_end_matches("; or ");
        let separator = if hint.is_empty() { "" } else { ": " };
        let message = format!(
            "`{}` has no field for the column `{old}`{separator}{hint}",
            model.name
        );
        Error::new(old.span(), message)
    })
}

/// The field of that column, or of that name.
fn field_of<'a>(alias: &Alias, model: &'a Model) -> Option<&'a Field> {
    let mut fields = model.fields.iter();
    let of_name = fields.find(|field| field.name.unraw() == alias.old.unraw());
    model.field_of(&alias.old).or(of_name)
}

/// An alias may repeat the name of its own field's column: that is how a rename in code ends.
fn refuse_taken(alias: &Alias, model: &Model) -> Result<()> {
    let new = alias.new.unraw();
    let is_taken = |field: &&Field| field.name.unraw() == new || field.column.unraw() == new;
    let own = field_of(alias, model);
    let is_own = |field: &Field| own.is_some_and(|own| own.name == field.name);
    let message = match model.fields.iter().filter(is_taken).find(|it| !is_own(it)) {
        Some(taken) if taken.name.unraw() == new => {
            format!("`{new}` is a field already: an alias needs a name of its own")
        }
        Some(taken) => format!(
            "`{new}` is the column of the field `{}` already: an alias needs a name of its own",
            taken.name
        ),
        None if own.is_some_and(|own| own.name.unraw() == new && own.column.unraw() == new) => {
            format!("`{new}` is what the field and its column are called: an alias is another name")
        }
        None => return Ok(()),
    };
    Err(Error::new(alias.new.span(), message))
}

/// Returns the field that a name in a declaration means: that of a column, or of an alias.
///
/// # Errors
///
/// The fault of the alias, for which one error is enough.
pub(super) fn named<'a>(name: &Ident, model: &'a Model) -> Result<Option<&'a Field>> {
    if let Some(field) = model.field_of(name) {
        return Ok(Some(field));
    }
    let mut aliases = model.declarations.aliases.iter();
    match aliases.find(|alias| alias.new.unraw() == name.unraw()) {
        Some(alias) => check_field(alias, model).map(Some),
        None => Ok(None),
    }
}

/// Returns the column that a name in a declaration means, at the place of the name.
pub(super) fn column_of(name: &Ident, model: &Model) -> Ident {
    let field = named(name, model).ok().flatten();
    let mut column = field.map_or(name, |field| &field.column).clone();
    column.set_span(name.span());
    column
}
