//! Facts to constants and impls.

use std::collections::BTreeMap;

use camshaft_syntax::catalog::{Backend, Catalog, Section, Table};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::facts::{expand_table, variant};
use super::schema::Schema;
use crate::place::at;

/// Emits one constant a table and backend, one `InCatalog` a table, one `CatalogFor` a table and backend.
pub(super) fn expand_catalog(catalog: &Catalog, schema: &Schema<'_>) -> TokenStream {
    let facts = schema.facts();
    let mut constants = TokenStream::new();
    let mut catalogs = TokenStream::new();
    let mut tables: BTreeMap<String, TableExpansion> = BTreeMap::new();
    for (nth, section) in catalog.sections.iter().enumerate() {
        let attributes = &section.attributes;
        let backend = variant(section.backend);
        let mut members = TokenStream::new();
        for (position, table) in section.body.iter().enumerate() {
            let name = format_ident!("TABLE_{}_{}", nth, position);
            let value = expand_table(table, section.backend);
            constants.extend(quote! {
                #(#attributes)*
                const #name: Table<'static> = #value;
            });
            let path = schema.table_path(table);
            members.extend(quote! {
                #facts::table_on(<#path as #facts::InCatalog>::FACTS, #facts::Backend::#backend),
            });
            let table = tables
                .entry(path.to_string())
                .or_insert_with(|| TableExpansion::new(path, table.name.span));
            table.add(section, &name, &facts);
        }
        catalogs.extend(quote! {
            #(#attributes)*
            #facts::Catalog { backend: #facts::Backend::#backend, tables: &[#members] },
        });
    }
    let table = tables.values().map(|table| table.expand(&facts));
    let import = schema.import();
    quote! {
        const _: () = {
            #import
            #[allow(unused_imports)]
            use #facts::{
                Backend, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key, ReferentialAction, Table, TableKind, Timing,
            };
            #[allow(unused_imports)]
            use ::core::option::Option::{None, Some};
            // Its own in each catalog: a table that is in two of them is one error.
            #[allow(dead_code)]
            struct __Never;
            #constants
            #(#table)*
        };

        /// The facts that were read from the databases of this schema.
        #[allow(dead_code, unreachable_pub)]
        pub const CATALOG: &[#facts::Catalog<'static>] = {
            #import
            &[#catalogs]
        };
    }
}

/// Emits the fault, and the impls of the tables that can be made out: constants with an error in them
/// raise no other where they are used.
pub(super) fn expand_fault(
    fault: &syn::Error,
    schema: &Schema<'_>,
    tables: &[Table],
) -> TokenStream {
    let error = fault.to_compile_error();
    let facts = schema.facts();
    let paths: BTreeMap<String, TokenStream> = tables
        .iter()
        .map(|table| schema.table_path(table))
        .map(|path| (path.to_string(), path))
        .collect();
    let impls = paths.values().map(|path| {
        let markers = Backend::ALL.map(variant);
        quote! {
            impl #facts::InCatalog for #path {
                const FACTS: &'static [#facts::CompiledFacts] = __FAULT;
            }
            #(impl #facts::CatalogFor<#facts::marker::#markers> for #path {})*
        }
    });
    let import = schema.import();
    let first = paths.values().next().into_iter();
    quote! {
        const _: () = {
            #import
            const __FAULT: &'static [#facts::CompiledFacts] = { #error };
            #(#impls)*
        };

        #[doc(hidden)]
        #[allow(dead_code, unreachable_pub)]
        pub const CATALOG: &[#facts::Catalog<'static>] = {
            #import
            #(let _ = <#first as #facts::InCatalog>::FACTS;)*
            &[]
        };
    }
}

/// A table of the schema with its facts on every backend.
struct TableExpansion {
    path: TokenStream,
    /// The place of its name.
    span: Span,
    entries: TokenStream,
    impls: TokenStream,
}

impl TableExpansion {
    fn new(path: TokenStream, span: Span) -> Self {
        Self {
            path,
            span,
            entries: TokenStream::new(),
            impls: TokenStream::new(),
        }
    }

    fn add(&mut self, section: &Section, constant: &Ident, facts: &TokenStream) {
        let path = &self.path;
        let attributes = &section.attributes;
        let backend = variant(section.backend);
        self.entries.extend(quote! {
            #(#attributes)*
            #facts::CompiledFacts { backend: #facts::Backend::#backend, table: #constant },
        });
        self.impls.extend(quote! {
            #(#attributes)*
            #[diagnostic::do_not_recommend]
            impl #facts::CatalogFor<#facts::marker::#backend> for #path {}
        });
    }

    fn expand(&self, facts: &TokenStream) -> TokenStream {
        let Self {
            path,
            span,
            entries,
            impls,
        } = self;
        // Where another catalog has the table too, rustc points at the head.
        let head = at(*span, quote!(impl #facts::InCatalog for));
        quote! {
            #[diagnostic::do_not_recommend]
            #head #path {
                const FACTS: &'static [#facts::CompiledFacts] = &[#entries];
            }
            #[diagnostic::do_not_recommend]
            impl #facts::CatalogFor<__Never> for #path {}
            #impls
        }
    }
}
