//! The types a user can name: the relation, and the bounds on a connection.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{GenericParam, TypeParam, parse_quote};

use super::{Scope, docs};
use crate::checked::{Accessor, Columns, Relation};

/// The types a user can name: the relation, and the bound on a connection.
pub(super) fn expand_types(relation: &Relation, scope: &Scope<'_>) -> TokenStream {
    let Some(names) = relation.accessor.names() else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let (marker, connection) = (&names.relation, &names.connection);
    let marker_docs = docs::of_relation(relation, scope);
    let connection_docs = docs::of_connection(connection, relation, scope);
    let async_docs = docs::of_async_connection(&names.async_connection, relation, scope);
    let (impl_generics, type_generics, where_clause) = scope.generics.split_for_impl();
    let phantom = scope
        .generics
        .type_params()
        .map(|parameter| &parameter.ident);
    let marker = quote!(#marker #type_generics);
    let bound = |name: &Ident, docs: &str, flavour: Flavour| {
        let bounds = expand_bounds(relation, &marker, private, flavour);
        expand_bound(name, docs, &bounds, given(relation, private), scope)
    };
    let blocking = bound(connection, &connection_docs, Flavour::Blocking);
    let asynchronous = bound(&names.async_connection, &async_docs, Flavour::Async);
    let definition = &names.relation;
    quote! {
        #[doc = #marker_docs]
        #[allow(dead_code)]
        #visibility struct #definition #impl_generics (
            ::core::marker::PhantomData<fn() -> (#(#phantom,)*)>
        ) #where_clause;

        #blocking
        #private::when_async! { #asynchronous }
    }
}

/// The parameters of a bound besides the model's own: what `.values(..)` and `.set(..)` are given.
fn given(relation: &Relation, private: &TokenStream) -> Vec<TypeParam> {
    if relation.is_only_read() {
        return Vec::new();
    }
    vec![
        parse_quote!(__V = #private::NoValues),
        parse_quote!(__S = #private::NoChanges),
    ]
}

/// A name for bounds on a connection.
fn expand_bound(
    name: &Ident,
    docs: &str,
    bounds: &TokenStream,
    given: Vec<TypeParam>,
    scope: &Scope<'_>,
) -> TokenStream {
    let visibility = &scope.model.visibility;
    let mut generics = scope.generics.clone();
    generics
        .params
        .extend(given.into_iter().map(GenericParam::from));
    let mut implementation = generics.clone();
    implementation.params.push(parse_quote!(__C));
    implementation
        .make_where_clause()
        .predicates
        .push(parse_quote!(__C: #bounds));
    let (_, type_generics, where_clause) = generics.split_for_impl();
    let (impl_generics, _, impl_clause) = implementation.split_for_impl();
    quote! {
        #[doc = #docs]
        #[allow(dead_code)]
        #visibility trait #name #generics: #bounds #where_clause {}

        #[automatically_derived]
        impl #impl_generics #name #type_generics for __C #impl_clause {}
    }
}

/// Which traits of the runtime a bound names.
#[derive(Clone, Copy)]
enum Flavour {
    Blocking,
    Async,
}

/// What a connection must be able to do for all methods of the accessor.
fn expand_bounds(
    relation: &Relation,
    marker: &TokenStream,
    private: &TokenStream,
    flavour: Flavour,
) -> TokenStream {
    let name = |name: &str| match flavour {
        Flavour::Blocking => format_ident!("{name}"),
        Flavour::Async => format_ident!("Async{name}"),
    };
    if let Accessor::Duplicates { .. } = relation.accessor {
        let connection = name("DuplicatesConnection");
        return quote!(#private::#connection<#private::Of<#marker>>);
    }
    let keyed = name("KeyedConnection");
    if matches!(relation.columns, Columns::Expression) {
        return quote!(#private::#keyed<#marker>);
    }
    let (creates, updates) = (name("CreatesRows"), name("UpdatesRows"));
    let (batch, many) = (name("BatchConnection"), name("CreatesMany"));
    quote! {
        #private::#keyed<#marker>
            + #private::#creates<#marker, #private::NoValues>
            + #private::#creates<#marker, __V>
            + #private::#updates<#marker, __S>
            + #private::#batch<#marker>
            + #private::#many<#marker, #private::NoValues>
    }
}
