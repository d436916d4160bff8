//! Words to meaning: what a declaration refers to, and what it would generate.

mod alias;
mod has_one;
mod names;
mod unique;
mod value;

use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Ident, Path, parse_quote};

use crate::checked::Model;
use crate::diagnostics::Diagnostics;
use crate::parsed;
use names::Generated;

/// Checks all declarations of a model; those at fault are reported and left out.
pub(crate) fn check_model(parsed: parsed::Model, diagnostics: &mut Diagnostics) -> Model {
    let mut generated = Generated::default();
    let table = parsed
        .table
        .clone()
        .unwrap_or_else(|| default_table(&parsed.name));
    let mut relations = Vec::new();
    for unique in &parsed.uniques {
        let checked = unique::check_unique(unique, &parsed, &table, &mut generated, diagnostics);
        relations.extend(checked);
    }
    for has_one in &parsed.has_ones {
        let checked = has_one::check_has_one(has_one, &parsed, &table, &mut generated, diagnostics);
        relations.extend(checked);
    }
    let aliases = parsed
        .aliases
        .iter()
        .filter_map(|alias| alias::check_alias(alias, &parsed, &mut generated, diagnostics))
        .collect();
    Model {
        krate: parsed.krate.unwrap_or_else(|| parse_quote!(::camshaft)),
        name: parsed.name,
        visibility: parsed.visibility,
        generics: parsed.generics,
        table,
        relations,
        unique_all: parsed.unique_all,
        aliases,
    }
}

/// The table Diesel assumes: `users` for `User`.
fn default_table(model: &Ident) -> Path {
    let mut name = String::new();
    for character in model.unraw().to_string().chars() {
        if character.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(character.to_lowercase());
    }
    let table = format_ident!("{name}s", span = model.span());
    parse_quote!(#table)
}

/// The backends of `on(..)` as variants.
fn check_backends(words: &[Ident], diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let mut backends: Vec<Ident> = Vec::new();
    for word in words {
        let variant = match word.to_string().as_str() {
            "postgres" => "Postgres",
            "mysql" => "Mysql",
            "sqlite" => "Sqlite",
            _ => {
                let message =
                    format!("unknown backend `{word}`: there are `postgres`, `mysql` and `sqlite`");
                diagnostics.error(word.span(), message);
                continue;
            }
        };
        if backends.iter().any(|backend| backend == variant) {
            diagnostics.error(word.span(), format!("`{word}` is given twice"));
        } else {
            backends.push(Ident::new(variant, word.span()));
        }
    }
    backends
}

impl parsed::Model {
    /// The field that stands for a column.
    fn field_of(&self, column: &Ident) -> Option<&parsed::Field> {
        self.fields
            .iter()
            .find(|field| field.column.unraw() == column.unraw())
    }
}
