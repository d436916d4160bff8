//! The impls of a relation, and its proofs.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::target::{Aliases, expand_target, span_of_last};
use super::{Scope, at, docs};
use crate::checked::{Accessor, Columns, Relation};

/// The impl of the relation and the proofs of its declaration.
pub(super) fn expand_relation(relation: &Relation, scope: &Scope<'_>) -> TokenStream {
    if let Some(pending) = &relation.pending {
        return super::pending::expand_pending(relation, pending, scope);
    }
    let private = &scope.private;
    let columns = Aliases::of(relation, scope);
    let definitions = &columns.definitions;
    let target = expand_target(relation, &columns, scope);
    let proofs = expand_proofs(relation, &columns, scope);
    let implementation = expand_impl(relation, &columns, scope);
    // Two declarations on a table without a catalog are one error: it is the same text at the same place.
    let facts = at(
        columns.table,
        quote!(<__Table as #private::InCatalog>::FACTS),
    );
    let body = quote! {
        const __FACTS: &'static [#private::Described] = #facts;
        const __TARGET: #private::Target = #target;
        #[allow(dead_code)]
        const __SCHEMA: &'static [&'static ::core::primitive::str] =
            <<__Table as #private::Table>::AllColumns as #private::ColumnNames>::NAMES;
        #proofs
        #implementation
    };
    // A child that does not belong to the struct fails each use of its key, with the same text: at
    // one place, rustc prints it once.
    let body = match &relation.columns {
        Columns::BelongsTo => at(relation.span, body),
        Columns::Named(_) | Columns::Expression => body,
    };
    quote! {
        const _: () = {
            #definitions
            #body
        };
    }
}

/// The row's type, as the items of the relation name it.
fn row_of(relation: &Relation, scope: &Scope<'_>) -> TokenStream {
    match (&relation.accessor, &relation.columns) {
        (Accessor::HasOne { .. }, Columns::BelongsTo) => quote!(__Child),
        (Accessor::HasOne { child, .. }, _) => quote!(#child),
        (Accessor::By { .. } | Accessor::Duplicates { .. } | Accessor::None, _) => scope.row_type(),
    }
}

/// `unique(all)`: each unique index of the catalog is declared.
pub(super) fn expand_all_declared(scope: &Scope<'_>) -> TokenStream {
    let Some(all) = &scope.model.unique_all else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let table = &scope.model.table;
    let targets = scope
        .model
        .relations
        .iter()
        .filter(|relation| relation.pending.is_none())
        .filter(|relation| !matches!(relation.accessor, Accessor::HasOne { .. }))
        .map(|relation| {
            let columns = Aliases::of(relation, scope);
            let target = expand_target(relation, &columns, scope);
            let definitions = &columns.definitions;
            quote!({ #definitions #target })
        });
    let facts = quote!(<#table::table as #private::InCatalog>::FACTS);
    let facts = at(span_of_last(table), facts);
    let prove = at(
        all.span(),
        quote!(#private::prove_all_declared(__FACTS, __TARGETS)),
    );
    quote! {
        const _: () = {
            const __FACTS: &'static [#private::Described] = #facts;
            const __TARGETS: &'static [#private::Target] = &[#(#targets),*];
            #prove
        };
    }
}

/// The proofs: of the index, of the columns' types, and for a `has_one` that a row can be created.
fn expand_proofs(relation: &Relation, columns: &Aliases, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let text = &relation.text;
    let span = relation.span;
    let unique = at(
        span,
        quote!(#private::prove_unique(__FACTS, &__TARGET, #text)),
    );
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
        .bound_types()
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
    if let Accessor::HasOne { .. } = &relation.accessor {
        let child = row_of(relation, scope);
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

fn expand_impl(relation: &Relation, columns: &Aliases, scope: &Scope<'_>) -> TokenStream {
    let Some(names) = relation.accessor.names() else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let marker = &names.relation;
    let values = relation.bound_types();
    let key_columns = match &relation.columns {
        Columns::Expression => quote!(#private::ExpressionKey<__Table>),
        Columns::Named(_) | Columns::BelongsTo => {
            let columns = &columns.columns;
            quote!((#(#columns,)*))
        }
    };
    let row = row_of(relation, scope);
    let accessor = docs::accessor_path(relation, scope);
    let (impl_generics, type_generics, where_clause) = scope.generics.split_for_impl();
    let holds_on = expand_holds_on(relation, scope);
    let has_one = expand_has_one(relation, scope);
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
            const FACTS: &'static [#private::Described] = __FACTS;
            const UNIQUE: #private::UniqueKey = #private::UniqueKey::find(__FACTS, &__TARGET);
        }
        #holds_on
        #has_one
    }
}

/// How the key of a `has_one` follows from its parent.
fn expand_has_one(relation: &Relation, scope: &Scope<'_>) -> TokenStream {
    let Accessor::HasOne {
        fields,
        references,
        names,
        ..
    } = &relation.accessor
    else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let marker = &names.relation;
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

/// On all backends, or on those of `on(..)`.
pub(super) fn expand_holds_on(relation: &Relation, scope: &Scope<'_>) -> TokenStream {
    let Some(names) = relation.accessor.names() else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let marker = &names.relation;
    let parameters = &scope.generics.params;
    let (impl_generics, type_generics, where_clause) = scope.generics.split_for_impl();
    if relation.on.is_empty() {
        let separator = (!parameters.is_empty()).then(|| quote!(,));
        return quote! {
            #[automatically_derived]
            impl<__B #separator #parameters> #private::HoldsOn<__B> for #marker #type_generics #where_clause {}
        };
    }
    let backends = relation.on.iter();
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
