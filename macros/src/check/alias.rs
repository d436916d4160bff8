//! `alias(old as new)`.

use syn::ext::IdentExt as _;
use syn::{Error, Result};

use super::fault::Fault;
use super::names::Generated;
use crate::checked::{self, Methods};
use crate::parsed::{Alias, Field, Model};

pub(super) fn check_alias(
    alias: &Alias,
    model: &Model,
    generated: &mut Generated,
) -> std::result::Result<checked::Alias, Fault> {
    let Alias { old, new } = alias;
    refuse_taken(alias, model)?;
    let accessor = new.unraw().to_string();
    let methods = [accessor.clone(), format!("{accessor}_mut")];
    let text = format!("alias({old} as {new})");
    generated.claim(&methods, &text, new, "give the alias another name")?;
    let Some(field) = field_of(alias, model) else {
        let hint = super::similar::hint(model, old);
        let hint = hint.trim_end_matches("; or ");
        let separator = if hint.is_empty() { "" } else { ": " };
        let message = format!(
            "`{}` has no field for the column `{old}`{separator}{hint}",
            model.name
        );
        let error = Error::new(old.span(), message);
        return Err(Fault::with_stub(error, Methods::Alias(new.clone()), None));
    };
    Ok(checked::Alias {
        new: new.clone(),
        field: field.name.clone(),
        ty: field.ty.clone(),
        column: field.column.clone(),
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
    let own = field_of(alias, model).map(|field| &field.name);
    let mut others = model.fields.iter().filter(|other| Some(&other.name) != own);
    let Some(taken) = others.find(|other| other.name.unraw() == new || other.column.unraw() == new)
    else {
        return Ok(());
    };
    let what = if taken.name.unraw() == new {
        format!("`{new}` is a field already")
    } else {
        format!(
            "`{new}` is the column of the field `{}` already",
            taken.name
        )
    };
    let message = format!("{what}: an alias needs a name of its own");
    Err(Error::new(alias.new.span(), message))
}
