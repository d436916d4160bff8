//! The types a user can name: the relation, and the bounds on a connection.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{GenericParam, TypeParam, parse_quote};

use super::relation::Relation;
use super::{Scope, docs};
use crate::checked::{DuplicatesBy, Names};

/// The type of a relation, and the bounds on a connection.
pub(super) fn expand_types(relation: &Relation<'_>, scope: &Scope<'_>) -> TokenStream {
    let Some((name, names)) = relation.accessor else {
        return TokenStream::new();
    };
    let path = docs::path_of(name, scope);
    let marker_docs = docs::of_relation(&path);
    let marker = expand_marker(names, &marker_docs, scope);
    let (given, bounds) = if relation.is_only_read() {
        (Vec::new(), Bounds::Read)
    } else {
        (given(&scope.private), Bounds::Created)
    };
    let bounds = expand_connections(names, &path, bounds, &given, scope);
    quote!(#marker #bounds)
}

/// The type of a key whose duplicates can be read, and the bounds on a connection.
pub(super) fn expand_duplicates_types(accessor: &DuplicatesBy, scope: &Scope<'_>) -> TokenStream {
    let path = docs::path_of(&accessor.name, scope);
    let marker_docs = docs::of_pending_key(&path);
    let marker = expand_marker(&accessor.names, &marker_docs, scope);
    let bounds = expand_connections(&accessor.names, &path, Bounds::Duplicates, &[], scope);
    quote!(#marker #bounds)
}

fn expand_marker(names: &Names, docs: &str, scope: &Scope<'_>) -> TokenStream {
    let visibility = &scope.model.visibility;
    let name = &names.relation;
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

fn expand_connections(
    names: &Names,
    path: &str,
    bounds: Bounds,
    given: &[TypeParam],
    scope: &Scope<'_>,
) -> TokenStream {
    let private = &scope.private;
    let (_, type_generics, _) = scope.generics.split_for_impl();
    let relation = &names.relation;
    let marker = quote!(#relation #type_generics);
    let bound = |name: &Ident, docs: &str, flavour: Flavour| {
        let bounds = expand_bounds(bounds, &marker, private, flavour);
        expand_bound(name, docs, &bounds, given, scope)
    };
    let is_only_read = given.is_empty();
    let connection = &names.connection;
    let docs = docs::of_connection(connection, path, is_only_read);
    let blocking = bound(connection, &docs, Flavour::Blocking);
    let connection = &names.async_connection;
    let docs = docs::of_async_connection(connection, path, is_only_read);
    let asynchronous = bound(connection, &docs, Flavour::Async);
    quote! {
        #blocking
        #private::when_async! { #asynchronous }
    }
}

/// The parameters of a bound besides the model's own: the values of `.values(..)` and the changes of `.set(..)`.
fn given(private: &TokenStream) -> Vec<TypeParam> {
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
    given: &[TypeParam],
    scope: &Scope<'_>,
) -> TokenStream {
    let visibility = &scope.model.visibility;
    let mut generics = scope.generics.clone();
    generics
        .params
        .extend(given.iter().cloned().map(GenericParam::from));
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

/// The flavour of the runtime's traits that a bound names.
#[derive(Clone, Copy)]
enum Flavour {
    Blocking,
    Async,
}

/// The methods of an accessor.
#[derive(Clone, Copy)]
enum Bounds {
    /// All methods of a relation.
    Created,
    /// The methods that read a row.
    Read,
    /// The methods that read duplicates.
    Duplicates,
}

/// The bounds on a connection for all methods of an accessor.
fn expand_bounds(
    bounds: Bounds,
    marker: &TokenStream,
    private: &TokenStream,
    flavour: Flavour,
) -> TokenStream {
    let name = |name: &str| match flavour {
        Flavour::Blocking => format_ident!("{name}"),
        Flavour::Async => format_ident!("Async{name}"),
    };
    let keyed = name("KeyedConnection");
    let (creates, updates) = (name("CreatesRows"), name("UpdatesRows"));
    let (batch, many) = (name("BatchConnection"), name("CreatesMany"));
    match bounds {
        Bounds::Duplicates => {
            let connection = name("DuplicatesConnection");
            quote!(#private::#connection<#private::Of<#marker>>)
        }
        Bounds::Read => quote!(#private::#keyed<#marker>),
        Bounds::Created => quote! {
            #private::#keyed<#marker>
                + #private::#creates<#marker, #private::NoValues>
                + #private::#creates<#marker, __V>
                + #private::#updates<#marker, __S>
                + #private::#batch<#marker>
                + #private::#many<#marker, #private::NoValues>
        },
    }
}
