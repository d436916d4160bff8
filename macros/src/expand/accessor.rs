//! The methods on the model.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::key::{convert, expand_key};
use super::{Scope, at, docs};
use crate::checked::{Accessor, Argument, KeyField, Names, Relation, Taken};

/// The methods of one relation.
pub(super) fn expand_accessor(relation: &Relation, scope: &Scope<'_>) -> TokenStream {
    match &relation.accessor {
        Accessor::HasOne {
            name,
            fields,
            names,
            ..
        } => expand_has_one(relation, name, fields, names, scope),
        Accessor::By {
            name,
            arguments,
            names,
        } => expand_by(relation, name, arguments, names, scope),
        Accessor::Duplicates { name, names, .. } => {
            super::pending::expand_duplicates(relation, name, names, scope)
        }
        Accessor::None => TokenStream::new(),
    }
}

fn expand_has_one(
    relation: &Relation,
    name: &syn::Ident,
    fields: &[KeyField],
    names: &Names,
    scope: &Scope<'_>,
) -> TokenStream {
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let marker = &names.relation;
    let (_, type_generics, _) = scope.generics.split_for_impl();
    let one_docs = docs::of_has_one(relation, scope);
    let batch = format_ident!("{}_of", name.unraw(), span = name.span());
    let backfill = format_ident!("backfill_{}", name.unraw(), span = name.span());
    let missing = format_ident!("{}_missing", name.unraw(), span = name.span());
    let backfill_docs = docs::of_backfill(relation, scope);
    let missing_docs = docs::of_missing(relation, scope);
    let batch_docs = docs::of_batch(relation, scope);
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

fn expand_by(
    relation: &Relation,
    name: &syn::Ident,
    arguments: &[Argument],
    names: &Names,
    scope: &Scope<'_>,
) -> TokenStream {
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let marker = &names.relation;
    let (_, type_generics, _) = scope.generics.split_for_impl();
    let by_docs = docs::of_by(relation, arguments, scope);
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
