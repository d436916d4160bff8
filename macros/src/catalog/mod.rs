//! `catalog!`: printed facts to constants.

mod expand;
mod facts;
mod schema;

use camshaft_syntax::catalog::{Catalog, salvage};
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::{Path, Token};

use schema::Schema;

/// Expands one call of `catalog!`, before which the path of the runtime crate is passed.
pub(crate) fn catalog(input: TokenStream) -> TokenStream {
    let (krate, facts) = match split.parse2(input) {
        Ok(parts) => parts,
        Err(fault) => return fault.into_compile_error(),
    };
    match syn::parse2::<Catalog>(facts.clone()) {
        Ok(catalog) => {
            let schema = Schema::new(krate, &catalog.schema);
            expand::expand_catalog(&catalog, &schema)
        }
        // Tables without impls would be an error for each declaration on them.
        Err(fault) => match salvage(facts) {
            Some((path, tables)) => {
                expand::expand_fault(&fault, &Schema::new(krate, &path), &tables)
            }
            None => fault.into_compile_error(),
        },
    }
}

fn split(input: ParseStream<'_>) -> syn::Result<(Path, TokenStream)> {
    let krate = input.call(Path::parse_mod_style)?;
    input.parse::<Token![;]>()?;
    Ok((krate, input.parse()?))
}
