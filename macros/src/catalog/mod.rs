//! `catalog!`: printed facts to constants.

mod expand;
mod facts;
mod parse;

use proc_macro2::TokenStream;

/// Expands one call of `catalog!`.
pub(crate) fn catalog(input: TokenStream) -> TokenStream {
    match syn::parse2::<facts::Input>(input) {
        Ok(input) => expand::expand_catalog(&input),
        Err(error) => error.into_compile_error(),
    }
}
