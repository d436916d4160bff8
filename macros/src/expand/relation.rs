//! The impls of a relation, and its proofs.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, Type};

use super::marker::expand_marker;
use super::target::{Aliases, expand_target};
use super::{Scope, at, docs};
use crate::checked::{Columns, HasOne, Key, Unique};

/// A declaration that an index proves: at most one row for a key.
pub(super) struct Relation<'a> {
    pub(super) key: &'a Key,
    /// The accessor's name, and the type of the relation; None where there is only the proof.
    pub(super) accessor: Option<(&'a Ident, &'a Ident)>,
    /// The values of the key, in the order of its columns.
    pub(super) values: Vec<&'a Type>,
    /// The struct of another table, for a `has_one`.
    pub(super) has_one: Option<&'a HasOne>,
}

impl<'a> Relation<'a> {
    pub(super) fn of_unique(unique: &'a Unique) -> Self {
        let arguments = unique.accessor.iter().flat_map(|by| &by.arguments);
        Self {
            key: &unique.key,
            accessor: unique.accessor.as_ref().map(|by| (&by.name, &by.marker)),
            values: arguments.map(|argument| &argument.value.bound).collect(),
            has_one: None,
        }
    }

    pub(super) fn of_has_one(has_one: &'a HasOne) -> Self {
        let fields = has_one.fields.iter();
        Self {
            key: &has_one.key,
            accessor: Some((&has_one.name, &has_one.marker)),
            values: fields.map(|field| &field.value.bound).collect(),
            has_one: Some(has_one),
        }
    }

    /// Returns whether its accessor creates no row: an expression is not a value.
    pub(super) const fn is_only_read(&self) -> bool {
        matches!(self.key.columns, Columns::Expression)
    }

    /// The row's type, as the items of the relation name it.
    fn row(&self, scope: &Scope<'_>) -> TokenStream {
        match (self.has_one, &self.key.columns) {
            (Some(_), Columns::BelongsTo) => quote!(__Child),
            (Some(HasOne { child, .. }), _) => quote!(#child),
            (None, _) => scope.row_type(),
        }
    }
}

/// Expands the type of the relation, its impls, and the proofs of its declaration.
pub(super) fn expand_relation(relation: &Relation<'_>, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let marker = relation.accessor.map(|(name, marker)| {
        let docs = docs::of_relation(&docs::path_of(name, scope), relation.is_only_read());
        expand_marker(marker, &docs, scope)
    });
    let columns = Aliases::of(relation.key, relation.has_one, scope);
    let definitions = &columns.definitions;
    let target = expand_target(relation.key, &columns, scope);
    let proofs = expand_proofs(relation, &columns, scope);
    let implementation = expand_impl(relation, &columns, scope);
    // Two declarations on a table without a catalog are one error: it is the same text at the same place.
    let facts = at(
        columns.table,
        quote!(<__Table as #private::InCatalog>::FACTS),
    );
    let body = quote! {
        const __FACTS: &'static [#private::CompiledFacts] = #facts;
        const __TARGET: #private::Target = #target;
        #[allow(dead_code)]
        const __SCHEMA: &'static [&'static ::core::primitive::str] =
            <<__Table as #private::Table>::AllColumns as #private::ColumnNames>::NAMES;
        #proofs
        #implementation
    };
    // A child that does not belong to the struct fails each use of its key, with the same text: at
    // one place, rustc prints it once.
    let body = match &relation.key.columns {
        Columns::BelongsTo => at(relation.key.span, body),
        Columns::Named(_) | Columns::Expression => body,
    };
    quote! {
        #marker
        const _: () = {
            #definitions
            #body
        };
    }
}

/// The proofs: of the index, of the columns' types, and for a `has_one` that a row can be created.
fn expand_proofs(relation: &Relation<'_>, columns: &Aliases, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let text = &relation.key.text;
    let span = relation.key.span;
    let unique = at(
        span,
        quote!(#private::prove_unique(__FACTS, &__TARGET, #text)),
    );
    // `cargo check` evaluates a constant without generics; an associated one only where it is used.
    let mut proofs = quote!(const _: () = #unique;);
    for (column, span) in columns.columns.iter().zip(&columns.spans) {
        let compared = quote! {
            #private::prove_compared_as_declared(
                __FACTS,
                <#column as #private::Column>::NAME,
                #private::Declared::<#private::DeclaredType<#column>>::IS_TEXT,
            )
        };
        let compared = at(*span, compared);
        proofs.extend(quote! {
            const _: () = {
                #[allow(unused_imports)]
                use #private::NotText as _;
                #compared
            };
        });
    }
    for (value, (column, span)) in relation
        .values
        .iter()
        .zip(columns.columns.iter().zip(&columns.spans))
    {
        let fits = quote_spanned!(*span=> #private::fits::<#value, #column>());
        let parameters = scope.generics.params.iter();
        let where_clause = &scope.generics.where_clause;
        proofs.extend(quote! {
            #[allow(dead_code)]
            const _: () = { fn __key_fits<#(#parameters),*>() #where_clause { #fits } };
        });
    }
    if relation.has_one.is_some() {
        let child = relation.row(scope);
        let creatable = quote!(#private::prove_creatable(__FACTS, &__TARGET, __SCHEMA, #text));
        let creatable = at(span, creatable);
        let row = quote_spanned!(span=> #private::is_row_of::<#child, __Table>());
        proofs.extend(quote! {
            const _: () = #creatable;
            #[allow(dead_code)]
            const _: () = { fn __child_is_row() { #row } };
        });
    }
    proofs
}

fn expand_impl(relation: &Relation<'_>, columns: &Aliases, scope: &Scope<'_>) -> TokenStream {
    let Some((name, marker)) = relation.accessor else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let values = &relation.values;
    let key_columns = match &relation.key.columns {
        Columns::Expression => quote!(#private::ExpressionKey<__Table>),
        Columns::Named(_) | Columns::BelongsTo => {
            let columns = &columns.columns;
            quote!((#(#columns,)*))
        }
    };
    let row = relation.row(scope);
    let accessor = docs::path_of(name, scope);
    let (impl_generics, type_generics, where_clause) = scope.generics.split_for_impl();
    let holds_on = expand_holds_on(relation.key, marker, scope);
    let has_one = relation.has_one.map(|it| expand_has_one(it, scope));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Relation for #marker #type_generics #where_clause {
            type Table = __Table;
            type Columns = #key_columns;
            type Key = (#(#values,)*);
            type Row = #row;
            type Creation = #private::Completeness<{
                #private::completeness(__FACTS, &__TARGET, __SCHEMA)
            }>;
            const NAME: &'static ::core::primitive::str = #accessor;
            const FACTS: &'static [#private::CompiledFacts] = __FACTS;
            const UNIQUE: #private::UniqueKey = #private::UniqueKey::find(__FACTS, &__TARGET);
        }
        #holds_on
        #has_one
    }
}

/// The impl that finds the key of a parent's row.
fn expand_has_one(has_one: &HasOne, scope: &Scope<'_>) -> TokenStream {
    let HasOne {
        fields,
        references,
        marker,
        ..
    } = has_one;
    let private = &scope.private;
    let parent = scope.row_type();
    let table = &scope.model.table;
    let key = super::key::expand_key(fields, &quote!(parent));
    let (impl_generics, type_generics, where_clause) = scope.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::HasOne for #marker #type_generics #where_clause {
            type Parent = #parent;
            type ParentTable = #table::table;
            const REFERENCES: &'static [&'static ::core::primitive::str] =
                &[#(<#table::#references as #private::Column>::NAME),*];

            fn key_of(parent: &Self::Parent) -> ::core::option::Option<Self::Key> {
                #key
            }
        }
    }
}

/// The impls for all backends, or for those of `on(..)`.
pub(super) fn expand_holds_on(key: &Key, marker: &Ident, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let parameters = &scope.generics.params;
    let (impl_generics, type_generics, where_clause) = scope.generics.split_for_impl();
    if key.on.is_empty() {
        let separator = (!parameters.is_empty()).then(|| quote!(,));
        return quote! {
            #[automatically_derived]
            impl<__B #separator #parameters> #private::HoldsOn<__B> for #marker #type_generics #where_clause {}
        };
    }
    let backends = key.on.iter();
    quote! {
        #(
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #impl_generics #private::HoldsOn<#private::marker::#backends>
                for #marker #type_generics #where_clause {}
        )*
        // Where there is one impl only, rustc takes it for the one that was meant.
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #impl_generics #private::HoldsOn<#private::marker::Never>
            for #marker #type_generics #where_clause {}
    }
}
