//! `catalog!`: printed facts to constants.

mod expand;
mod facts;
mod parse;
mod salvage;

use proc_macro2::TokenStream;

/// Expands one call of `catalog!`.
pub(crate) fn catalog(input: TokenStream) -> TokenStream {
    match syn::parse2::<facts::Input>(input.clone()) {
        Ok(input) => expand::expand_catalog(&input),
        Err(fault) => expand::expand_fault(&fault, salvage::salvage(input).as_ref()),
    }
}
