//! Uniqueness that no index proves yet: the check that it is so, and the search for duplicates.

use proc_macro2::TokenStream;
use quote::quote;

use super::marker::expand_marker;
use super::relation::expand_holds_on;
use super::target::{Aliases, expand_option, expand_target};
use super::{Scope, at, docs};
use crate::checked::{DuplicatesBy, Key, Pending};

/// The types of a pending key, the check that no index proves it, and the search for its duplicates.
pub(super) fn expand_pending(pending: &Pending, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let columns = Aliases::of(&pending.key, None, scope);
    let definitions = &columns.definitions;
    let target = expand_target(&pending.key, &columns, scope);
    let expression = expand_option(pending.expression.as_ref());
    let nulls_not_distinct = pending.nulls_not_distinct;
    let text = &pending.key.text;
    let facts = at(
        columns.table,
        quote!(<__Table as #private::InCatalog>::FACTS),
    );
    let proof = at(
        pending.key.span,
        quote!(#private::prove_pending(__FACTS, &__PENDING, #text)),
    );
    let accessor = pending.accessor.as_ref();
    let marker = accessor.map(|it| {
        let docs = docs::of_pending_key(&docs::path_of(&it.name, scope));
        expand_marker(&it.marker, &docs, scope)
    });
    let implementation = accessor.map(|it| expand_impl(&pending.key, it, scope));
    quote! {
        #marker
        const _: () = {
            #definitions
            const __FACTS: &'static [#private::CompiledFacts] = #facts;
            const __PENDING: #private::Pending = #private::Pending {
                target: #target,
                expression: #expression,
                nulls_not_distinct: #nulls_not_distinct,
            };
            const _: () = #proof;
            #implementation
        };
    }
}

fn expand_impl(key: &Key, accessor: &DuplicatesBy, scope: &Scope<'_>) -> TokenStream {
    let DuplicatesBy { name, ids, marker } = accessor;
    let private = &scope.private;
    let table = &scope.model.table;
    let (columns, types): (Vec<_>, Vec<_>) = ids.iter().map(|(id, ty)| (id, ty)).unzip();
    let (id, value) = match types.as_slice() {
        [ty] => (quote!(#ty), quote!(ids.0)),
        _ => (quote!(Self::Ids), quote!(ids)),
    };
    let accessor = docs::path_of(name, scope);
    let holds_on = expand_holds_on(key, marker, scope);
    let (impl_generics, type_generics, where_clause) = scope.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Duplicated for #marker #type_generics #where_clause {
            type Table = __Table;
            type IdTypes = (#(#private::SqlTypeOf<#table::#columns>,)*);
            type Ids = (#(#types,)*);
            type Id = #id;
            const NAME: &'static ::core::primitive::str = #accessor;
            const FACTS: &'static [#private::CompiledFacts] = __FACTS;
            const IDS: &'static [&'static ::core::primitive::str] =
                &[#(<#table::#columns as #private::Column>::NAME),*];
            const PENDING: #private::Pending = __PENDING;

            fn id(ids: Self::Ids) -> Self::Id {
                #value
            }
        }
        #holds_on
    }
}

/// `User::duplicates_by_email`.
pub(super) fn expand_duplicates(
    pending: &Pending,
    accessor: &DuplicatesBy,
    scope: &Scope<'_>,
) -> TokenStream {
    let DuplicatesBy { name, marker, .. } = accessor;
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let (_, type_generics, _) = scope.generics.split_for_impl();
    let docs = docs::of_duplicates(pending, scope);
    // Where a method of that name exists already, rustc points at the signature.
    let head = at(name.span(), quote!(#visibility fn));
    let all = quote!(#private::Duplicates<#private::Of<#marker #type_generics>>);
    let all = at(name.span(), all);
    quote! {
        #[doc = #docs]
        #head #name() -> #all {
            #private::Duplicates::new()
        }
    }
}
