//! The derive and the catalog macro of `camshaft`; use them through that crate.
#![warn(clippy::unwrap_used, clippy::expect_used)]
#![allow(
    clippy::large_enum_variant,
    clippy::result_large_err,
    reason = "a handful of values a struct: boxes would save nothing"
)]

mod catalog;
mod check;
mod checked;
mod expand;
#[cfg(test)]
mod golden;
mod place;

use camshaft_syntax::{Diagnostics, model};
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Proves the declarations of a Diesel model against the catalog, and generates their accessors.
#[proc_macro_derive(Model, attributes(camshaft, diesel))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    derive(parse_macro_input!(input as DeriveInput)).into()
}

fn derive(input: DeriveInput) -> proc_macro2::TokenStream {
    let mut diagnostics = Diagnostics::default();
    let mut expanded = proc_macro2::TokenStream::new();
    if let Some(parsed) = model::parse_model(input, &mut diagnostics) {
        let model = check::check_model(parsed, &mut diagnostics);
        expanded.extend(expand::expand_model(&model));
    }
    expanded.extend(diagnostics.into_tokens());
    expanded
}

/// Expands `camshaft::catalog!`, which passes the path of the runtime crate first.
#[doc(hidden)]
#[proc_macro]
pub fn catalog_in(input: TokenStream) -> TokenStream {
    catalog::catalog(input.into()).into()
}
