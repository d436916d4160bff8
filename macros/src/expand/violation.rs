//! The enum of a model's unique keys, and the function that finds the violated one.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;

use super::target::{Aliases, expand_target, span_of_last};
use super::{Scope, at};
use crate::checked::{Columns, Key, UniqueKey, UniqueKeys};

/// `UserUnique` and `User::unique_violation`.
pub(super) fn expand_unique_keys(scope: &Scope<'_>) -> TokenStream {
    let Some(keys) = &scope.model.unique_keys else {
        return TokenStream::new();
    };
    let definition = expand_enum(keys, scope);
    let implementation = expand_impl(keys, scope);
    let methods = expand_methods(keys, scope);
    let function = scope.expand_methods(&expand_function(keys, scope));
    quote! {
        #definition
        #implementation
        #methods
        #function
    }
}

fn expand_enum(keys: &UniqueKeys, scope: &Scope<'_>) -> TokenStream {
    let visibility = &scope.model.visibility;
    let (name, model) = (&keys.name, &scope.model.name);
    let docs =
        format!("The unique keys of [`{model}`], as [`{model}::unique_violation`] returns them.");
    let mut seen: Vec<&Ident> = Vec::new();
    let variants = keys.keys.iter().filter_map(|key| {
        let variant = &key.variant;
        if seen.contains(&variant) {
            return None;
        }
        seen.push(variant);
        let docs = docs_of(key);
        Some(quote!(#[doc = #docs] #variant))
    });
    quote! {
        #[doc = #docs]
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::hash::Hash,
        )]
        #[allow(dead_code)]
        #[non_exhaustive]
        #visibility enum #name {
            #(#variants,)*
        }
    }
}

fn docs_of(key: &UniqueKey) -> String {
    let fields: Vec<_> = key
        .fields
        .iter()
        .map(|field| format!("`{field}`"))
        .collect();
    let fields = fields.join(" and ");
    match key.key.as_ref().and_then(|it| it.index.as_ref()) {
        _ if key.is_primary => format!("The primary key: {fields}."),
        Some(index) if fields.is_empty() => format!("The index `{index}`."),
        Some(index) => format!("{fields}, by the index `{index}`."),
        None => format!("{fields}."),
    }
}

/// Expands the facts that an error is compared with; the runtime compares them.
fn expand_impl(keys: &UniqueKeys, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let name = &keys.name;
    let facts = expand_facts(scope);
    let declared = keys.keys.iter().filter_map(|key| {
        let variant = &key.variant;
        let declared = expand_key(&key.fields, key.key.as_ref()?, scope);
        Some(quote!((Self::#variant, #declared)))
    });
    quote! {
        #[automatically_derived]
        impl #private::UniqueKeys for #name {
            const FACTS: &'static [#private::CompiledFacts] = #facts;
            const KEYS: &'static [(Self, #private::DeclaredKey)] = &[#(#declared),*];
        }
    }
}

fn expand_key(fields: &[String], key: &Key, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let aliases = Aliases::of(key, None, scope);
    let definitions = &aliases.definitions;
    let target = expand_target(key, &aliases, scope);
    if let (Columns::Expression, Some(index)) = (&key.columns, &key.index) {
        let facts = expand_facts(scope);
        let count = quote!(#private::count_columns_of_expression(#facts, #index));
        let columns = quote!(&#private::columns_of_expression::<{ #count }>(#facts, #index));
        return quote!(#private::DeclaredKey::expression(#target, #columns));
    }
    quote!({ #definitions #private::DeclaredKey::columns(#target, &[#(#fields),*]) })
}

/// Without a catalog, the same error at the same place as that of each declaration.
fn expand_facts(scope: &Scope<'_>) -> TokenStream {
    let table = &scope.model.table;
    let private = &scope.private;
    let facts = quote!(<#table::table as #private::InCatalog>::FACTS);
    at(span_of_last(table), facts)
}

fn expand_methods(keys: &UniqueKeys, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let name = &keys.name;
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #name {
            /// The key's columns by their names in SQL; of an expression, those that it mentions.
            #visibility fn columns(self) -> &'static [&'static ::core::primitive::str] {
                #private::UniqueKeys::columns(self)
            }

            /// The key's fields, or its columns where the struct has no field for them.
            #visibility fn fields(self) -> &'static [&'static ::core::primitive::str] {
                #private::UniqueKeys::fields(self)
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #private::display(*self, f)
            }
        }
    }
}

fn expand_function(keys: &UniqueKeys, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let name = &keys.name;
    let table = scope.model.table.segments.last();
    let table = table.map_or_else(String::new, |last| last.ident.unraw().to_string());
    let docs = format!(
        "Returns the declared key of `{table}` that an error violates, and `None` for every other error."
    );
    quote! {
        #[doc = #docs]
        #visibility fn unique_violation(
            error: &(impl #private::DieselCause + ?::core::marker::Sized),
        ) -> ::core::option::Option<#name> {
            <#name as #private::UniqueKeys>::violated_by(error)
        }
    }
}
