//! The methods on the model.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::key::{convert, expand_key};
use super::{Scope, at, docs};
use crate::checked::{By, HasOne, Key, Taken};

/// The methods of all declarations.
pub(super) fn expand_accessors(scope: &Scope<'_>) -> TokenStream {
    let model = scope.model;
    let by = model.uniques.iter().filter_map(|unique| {
        let by = unique.accessor.as_ref()?;
        Some(expand_by(&unique.key, by, scope))
    });
    let has_ones = model.has_ones.iter().map(|it| expand_has_one(it, scope));
    let duplicates = model.pendings.iter().filter_map(|pending| {
        let by = pending.accessor.as_ref()?;
        Some(super::pending::expand_duplicates(pending, by, scope))
    });
    let methods: TokenStream = by.chain(has_ones).chain(duplicates).collect();
    if methods.is_empty() {
        return methods;
    }
    scope.expand_methods(&methods)
}

fn expand_has_one(has_one: &HasOne, scope: &Scope<'_>) -> TokenStream {
    let HasOne {
        name,
        fields,
        marker,
        ..
    } = has_one;
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let (_, type_generics, _) = scope.generics.split_for_impl();
    let path = docs::path_of(name, scope);
    let one_docs = docs::of_has_one(has_one, scope);
    let batch = format_ident!("{}_of", name.unraw(), span = name.span());
    let backfill = format_ident!("backfill_{}", name.unraw(), span = name.span());
    let missing = format_ident!("{}_missing", name.unraw(), span = name.span());
    let backfill_docs = docs::of_backfill(&path, scope);
    let missing_docs = docs::of_missing(&path, scope);
    let batch_docs = docs::of_batch(&path);
    let key = expand_key(fields, &quote!(self));
    let key_of_each = expand_key(fields, &quote!(row));
    // Where a method of that name exists already, rustc points at the signature.
    let head = at(name.span(), quote!(#visibility fn));
    let one = at(name.span(), quote!(#private::Keyed<#marker #type_generics>));
    quote! {
        #[doc = #one_docs]
        #head #name(&self) -> #one {
            #private::Keyed::by(#key)
        }

        #[doc = #backfill_docs]
        #head #backfill() -> #private::Backfill<#marker #type_generics> {
            #private::Backfill::new()
        }

        #[doc = #missing_docs]
        #head #missing() -> #private::Missing<#marker #type_generics> {
            #private::Missing::new()
        }

        #[doc = #batch_docs]
        #head #batch<'__rows, __I>(rows: __I) -> #private::KeyedBatch<#marker #type_generics>
        where
            __I: ::core::iter::IntoIterator<Item = &'__rows Self>,
            Self: '__rows,
        {
            #private::KeyedBatch::by(::core::iter::Iterator::map(
                ::core::iter::IntoIterator::into_iter(rows),
                |row| #key_of_each,
            ))
        }
    }
}

fn expand_by(key: &Key, by: &By, scope: &Scope<'_>) -> TokenStream {
    let By {
        name,
        arguments,
        marker,
    } = by;
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let (_, type_generics, _) = scope.generics.split_for_impl();
    let by_docs = docs::of_by(key, arguments, scope);
    let parameters = arguments.iter().map(|argument| {
        let name = &argument.name;
        let bound = &argument.value.bound;
        match &argument.value.taken {
            Taken::ByValue => quote!(#name: #bound),
            Taken::Into => quote!(#name: impl ::core::convert::Into<#bound>),
            Taken::From(ty) => quote!(#name: #ty),
        }
    });
    let values = arguments.iter().map(|argument| {
        let name = &argument.name;
        convert(&argument.value.taken, &quote!(#name))
    });
    let head = at(name.span(), quote!(#visibility fn));
    let one = at(name.span(), quote!(#private::Keyed<#marker #type_generics>));
    quote! {
        #[doc = #by_docs]
        #head #name(#(#parameters),*) -> #one {
            #private::Keyed::by(::core::option::Option::Some((#(#values,)*)))
        }
    }
}
