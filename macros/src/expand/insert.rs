//! The method that inserts a row together with those of its relations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::{Scope, at};
use crate::checked::HasOne;

/// `User::insert` and `User::insert_each`, and what they return: types without a name, as an
/// application may well have a `UserInsert` of its own.
pub(super) fn expand_insert(scope: &Scope<'_>) -> TokenStream {
    let Some(insert) = &scope.model.insert else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let table = &scope.model.table;
    let row = scope.row_type();
    let each = format_ident!("{}_each", insert.unraw(), span = insert.span());
    let has_ones = scope.model.has_ones.iter();
    let children: TokenStream = has_ones.map(|it| expand_child(it, scope)).collect();
    let model = &scope.model.name;
    let (insert_docs, each_docs) = (
        format!("Inserts a `{model}` together with rows that belong to it: all, or none."),
        format!("Inserts many as [`{model}::{insert}`] inserts one, in one transaction."),
    );
    // Where a method of that name exists already, rustc points at the signature.
    let bound = quote!(where __V: #private::Insertable<#table::table>);
    let one = at(
        insert.span(),
        quote!(#visibility fn #insert<__V>(values: __V) -> __Insert<__V, ()> #bound),
    );
    let many = quote! {
        #visibility fn #each<__V>(
            values: impl ::core::iter::IntoIterator<Item = __V>,
        ) -> __Insert<#private::Each<__V>, ()> #bound
    };
    let many = at(insert.span(), many);
    let methods = scope.expand_methods(&quote! {
        #[doc = #insert_docs]
        #one
        {
            __Insert(#private::Insertion::new(values))
        }

        #[doc = #each_docs]
        #many
        {
            __Insert(#private::Insertion::new(#private::Each::of(values)))
        }
    });
    quote! {
        const _: () = {
            #[doc(hidden)]
            #[allow(unreachable_pub)]
            #visibility struct __Parent;

            #[automatically_derived]
            impl #private::Parent for __Parent {
                type Table = #table::table;
                type Row = #row;
                const FACTS: &'static [#private::CompiledFacts] =
                    <#table::table as #private::InCatalog>::FACTS;
            }

            #[doc(hidden)]
            #[allow(unreachable_pub)]
            #[must_use = "nothing is sent to the database before `get_result`"]
            #visibility struct __Insert<__V, __C>(#private::Insertion<__Parent, __V, __C>);

            #[automatically_derived]
            #[allow(dead_code)]
            impl<__V, __C> __Insert<__V, __C> {
                #children

                #[doc(hidden)]
                #visibility fn get_result<'__c, __Conn, __M>(
                    self,
                    conn: &'__c mut __Conn,
                ) -> <__Conn as #private::InsertsWithChildren<'__c, __Parent, __V, __C, __M>>::One
                where
                    __Conn: #private::InsertsWithChildren<'__c, __Parent, __V, __C, __M>,
                {
                    #private::InsertsWithChildren::insert_one(conn, self.0)
                }
            }

            #[automatically_derived]
            #[allow(dead_code)]
            impl<__V, __C> __Insert<#private::Each<__V>, __C> {
                #[doc(hidden)]
                #visibility fn get_results<'__c, __Conn, __M>(
                    self,
                    conn: &'__c mut __Conn,
                ) -> <__Conn as #private::InsertsWithChildren<'__c, __Parent, __V, __C, __M>>::Many
                where
                    __Conn: #private::InsertsWithChildren<'__c, __Parent, __V, __C, __M>,
                {
                    #private::InsertsWithChildren::insert_many(conn, self.0)
                }
            }

            #methods
        };
    }
}

/// `.detail(values)`.
fn expand_child(has_one: &HasOne, scope: &Scope<'_>) -> TokenStream {
    let HasOne { name, marker, .. } = has_one;
    let private = &scope.private;
    let visibility = &scope.model.visibility;
    let child = quote!(#private::NewChild<#marker, __W>);
    quote! {
        #[doc(hidden)]
        #visibility fn #name<__W>(
            self,
            values: __W,
        ) -> __Insert<__V, <__C as #private::Append<#child>>::Appended>
        where
            __C: #private::Append<#child>,
        {
            __Insert(self.0.with::<#marker, __W>(values))
        }
    }
}
