//! The index that a declaration asks for, as a proof takes it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Path;

use super::{Scope, at};
use crate::checked::{Columns, HasOne, Key};

/// Names for the table and the key columns, so that a misspelt one is one error.
pub(super) struct Aliases {
    pub(super) definitions: TokenStream,
    pub(super) columns: Vec<Ident>,
    pub(super) spans: Vec<Span>,
    /// Where the table is named.
    pub(super) table: Span,
}

impl Aliases {
    pub(super) fn of(key: &Key, has_one: Option<&HasOne>, scope: &Scope<'_>) -> Self {
        match &key.columns {
            Columns::Named(paths) => Self::named(paths, &scope.private),
            Columns::BelongsTo => Self::belongs_to(key, has_one, scope),
            Columns::Expression => {
                let table = &scope.model.table;
                Self {
                    definitions: quote!(type __Table = #table::table;),
                    columns: Vec::new(),
                    spans: Vec::new(),
                    table: span_of_last(table),
                }
            }
        }
    }

    fn named(paths: &[Path], private: &TokenStream) -> Self {
        let module = paths.first().map(|path| path.segments.iter().rev().nth(1));
        let table = module
            .flatten()
            .map_or_else(Span::call_site, |it| it.ident.span());
        // Not the module's `table`: a module of aliases has none.
        let definition = quote!(type __Table = <__Column0 as #private::Column>::Table;);
        let mut aliases = Self {
            definitions: at(table, definition),
            columns: Vec::new(),
            spans: Vec::new(),
            table,
        };
        for (position, path) in paths.iter().enumerate() {
            let span = span_of_last(path);
            let name = format_ident!("__Column{position}");
            aliases.definitions.extend(quote!(type #name = #path;));
            aliases.columns.push(name);
            aliases.spans.push(span);
        }
        aliases
    }

    fn belongs_to(key: &Key, has_one: Option<&HasOne>, scope: &Scope<'_>) -> Self {
        let private = &scope.private;
        let model = scope.row_type();
        let child = has_one.map_or_else(|| model.clone(), |HasOne { child, .. }| quote!(#child));
        let span = key.span;
        // All of it at one place: what rustc says of each part is then said once.
        let key = quote! {
            type __Column0 = <__Child as #private::ChildOf<__Parent>>::KeyColumn;
            type __Table = <__Column0 as #private::Column>::Table;
        };
        let key = at(span, key);
        Self {
            definitions: quote!(type __Child = #child; type __Parent = #model; #key),
            columns: vec![Ident::new("__Column0", span)],
            spans: vec![span],
            table: span,
        }
    }
}

pub(super) fn span_of_last(path: &Path) -> Span {
    let last = path.segments.last();
    last.map_or_else(Span::call_site, |last| last.ident.span())
}

pub(super) fn expand_target(key: &Key, columns: &Aliases, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let names = columns
        .columns
        .iter()
        .map(|column| quote!(<#column as #private::Column>::NAME));
    let index = expand_option(key.index.as_ref());
    let predicate = expand_option(key.predicate.as_ref());
    let on = &key.on;
    quote! {
        #private::Target {
            columns: &[#(#names),*],
            index: #index,
            predicate: #predicate,
            on: &[#(#private::Backend::#on),*],
        }
    }
}

pub(super) fn expand_option(text: Option<&String>) -> TokenStream {
    text.map_or_else(
        || quote!(::core::option::Option::None),
        |text| quote!(::core::option::Option::Some(#text)),
    )
}
