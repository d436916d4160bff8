//! The type that a user names a relation by.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Scope;

/// Expands the type of a relation, or of a pending key.
pub(super) fn expand_marker(name: &Ident, docs: &str, scope: &Scope<'_>) -> TokenStream {
    let visibility = &scope.model.visibility;
    let (impl_generics, _, where_clause) = scope.generics.split_for_impl();
    let phantom = scope
        .generics
        .type_params()
        .map(|parameter| &parameter.ident);
    quote! {
        #[doc = #docs]
        #[allow(dead_code)]
        #visibility struct #name #impl_generics (
            ::core::marker::PhantomData<fn() -> (#(#phantom,)*)>
        ) #where_clause;
    }
}
