//! What a declaration asks for, in the words of a proof.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Path;

use super::{Scope, at};
use crate::checked::{Accessor, Columns, Relation};

/// Names for the table and the key columns, so that a misspelt one is one error.
pub(super) struct Aliases {
    pub(super) definitions: TokenStream,
    pub(super) columns: Vec<Ident>,
    pub(super) spans: Vec<Span>,
    /// Where the table is named.
    pub(super) table: Span,
}

impl Aliases {
    pub(super) fn of(relation: &Relation, scope: &Scope<'_>) -> Self {
        match &relation.columns {
            Columns::Named(paths) => Self::named(paths, &scope.private),
            Columns::BelongsTo => Self::belongs_to(relation, scope),
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

    fn belongs_to(relation: &Relation, scope: &Scope<'_>) -> Self {
        let private = &scope.private;
        let model = scope.row_type();
        let child = match &relation.accessor {
            Accessor::HasOne { child, .. } => quote!(#child),
            Accessor::By { .. } | Accessor::Duplicates { .. } | Accessor::None => model.clone(),
        };
        let span = relation.span;
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

pub(super) fn expand_target(
    relation: &Relation,
    columns: &Aliases,
    scope: &Scope<'_>,
) -> TokenStream {
    let private = &scope.private;
    let names = columns
        .columns
        .iter()
        .map(|column| quote!(<#column as #private::Column>::NAME));
    let index = expand_option(relation.index.as_ref());
    let predicate = expand_option(relation.predicate.as_ref());
    let on = &relation.on;
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
