//! Words to meaning: what a declaration refers to, and what it would generate.

mod alias;
mod fault;
mod has_one;
mod ignore;
mod krate;
mod names;
mod serde;
mod similar;
mod unique;
mod value;
mod violation;

use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Path, parse_quote};

use crate::checked::Model;
use alias::{alias_module, check_alias};
use camshaft_syntax::Diagnostics;
use camshaft_syntax::model as parsed;
use fault::{Faults, all};
use has_one::check_has_one;
use ignore::check_ignores;
use krate::default_crate;
use names::Generated;
use unique::{Proven, check_unique};
use violation::check_unique_keys;

/// Checks all declarations of a model; one at fault is reported, and leaves a stub.
pub(crate) fn check_model(parsed: parsed::Model, diagnostics: &mut Diagnostics) -> Model {
    let mut generated = Generated::default();
    let default = || default_table(&parsed.name);
    let table = parsed.table.clone().unwrap_or_else(default);
    let declared = &parsed.declarations;
    if declared.uniques.iter().any(parsed::Unique::is_proven) {
        // The name is reserved before the declarations, so that a clash is the fault of the accessor that has it.
        generated.reserve("unique_violation", "unique(..)");
    }
    check_ignores(&parsed, diagnostics);
    let uniques = declared.uniques.iter();
    let uniques: Vec<_> = uniques
        .map(|it| check_unique(it, &parsed, &table, &mut generated))
        .collect();
    let has_ones = declared.has_ones.iter();
    let has_ones: Vec<_> = has_ones
        .map(|it| check_has_one(it, &parsed, &table, &mut generated))
        .collect();
    let insert = check_insert(&parsed, &mut generated, diagnostics);
    let aliases = declared.aliases.iter();
    let aliases: Vec<_> = aliases
        .map(|it| check_alias(it, &parsed, &mut generated))
        .collect();
    let unique_keys = check_unique_keys(&uniques, &parsed, &table, diagnostics);
    let alias_module = alias_module(&parsed, &table);
    let mut faults = Faults::default();
    let uniques = faults.keep(uniques.into_iter().map(|it| it.result));
    let has_ones = faults.keep(has_ones);
    let aliases = faults.keep(aliases);
    // A declaration at fault would be missing from `unique(all)`.
    let is_whole = faults.is_empty() && diagnostics.is_empty();
    let (mut by_index, mut pendings) = (Vec::new(), Vec::new());
    for unique in uniques {
        match unique {
            Proven::ByIndex(unique) => by_index.push(unique),
            Proven::NotYet(pending) => pendings.push(pending),
        }
    }
    Model {
        alias_module,
        stubs: faults.record(diagnostics),
        krate: parsed.declarations.krate.unwrap_or_else(default_crate),
        name: parsed.name,
        visibility: parsed.visibility,
        generics: parsed.generics,
        table,
        uniques: by_index,
        pendings,
        has_ones,
        insert,
        unique_keys,
        unique_all: parsed.declarations.unique_all.filter(|_| is_whole),
        aliases,
    }
}

/// Returns the name of the method that inserts a row with those of its relations, where it is asked for.
fn check_insert(
    parsed: &parsed::Model,
    generated: &mut Generated,
    diagnostics: &mut Diagnostics,
) -> Option<Ident> {
    let name = parsed.declarations.insert.clone()?;
    if parsed.declarations.has_ones.is_empty() {
        let message =
            "`insert` needs a `has_one(..)`: `diesel::insert_into` inserts a row without others";
        diagnostics.push(Error::new(name.span(), message));
        return None;
    }
    if parsed.generics.type_params().next().is_some() {
        let message = "`insert` cannot be generated for a struct with type parameters: its row has no single type";
        diagnostics.push(Error::new(name.span(), message));
        return None;
    }
    let methods = [name.to_string(), format!("{}_each", name.unraw())];
    let remedy = "give it another name: `insert = ..`";
    let claimed = generated.claim(&methods, "insert", &name, remedy);
    diagnostics.keep(claimed).map(|()| name)
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
fn check_backends(words: &[Ident]) -> syn::Result<Vec<Ident>> {
    let mut seen: Vec<&Ident> = Vec::new();
    all(words.iter().map(|word| {
        if seen.contains(&word) {
            let message = format!("`{word}` is given twice");
            return Err(Error::new(word.span(), message));
        }
        seen.push(word);
        let variant = match word.to_string().as_str() {
            "postgres" => "Postgres",
            "mysql" => "Mysql",
            "sqlite" => "Sqlite",
            _ => {
                let message =
                    format!("unknown backend `{word}`: there are `postgres`, `mysql` and `sqlite`");
                return Err(Error::new(word.span(), message));
            }
        };
        Ok(Ident::new(variant, word.span()))
    }))
}
