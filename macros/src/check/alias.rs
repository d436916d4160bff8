//! `alias(old as new)`.

use syn::ext::IdentExt as _;

use super::names::Generated;
use crate::checked;
use crate::diagnostics::Diagnostics;
use crate::parsed::{Alias, Field, Model};

pub(super) fn check_alias(
    alias: &Alias,
    model: &Model,
    generated: &mut Generated,
    diagnostics: &mut Diagnostics,
) -> Option<checked::Alias> {
    let Alias { old, new } = alias;
    let by_name = || {
        model
            .fields
            .iter()
            .find(|field| field.name.unraw() == old.unraw())
    };
    let Some(field) = model.field_of(old).or_else(by_name) else {
        let message = format!("`{}` has no field for the column `{old}`", model.name);
        diagnostics.error(old.span(), message);
        return None;
    };
    let is_taken = |other: &&Field| {
        let names = [other.name.unraw(), other.column.unraw()];
        other.name != field.name && names.contains(&new.unraw())
    };
    if let Some(taken) = model.fields.iter().find(is_taken) {
        let message = format!(
            "`{new}` is the name of the field `{}` or of its column already: an alias needs a name of its own",
            taken.name
        );
        diagnostics.error(new.span(), message);
        return None;
    }
    let text = format!("alias({old} as {new})");
    let accessor = new.unraw().to_string();
    for method in [accessor.clone(), format!("{accessor}_mut")] {
        let remedy = "give the alias another name";
        let claimed = generated.claim(&method, &text, new.span(), remedy, diagnostics);
        claimed.then_some(())?;
    }
    Some(checked::Alias {
        new: new.clone(),
        field: field.name.clone(),
        ty: field.ty.clone(),
        column: field.column.clone(),
    })
}
