//! Accessors under another name, and the column under it.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Ident, Path, Visibility, parse_quote};

use super::target::span_of_last;
use super::{Scope, at};
use crate::checked::Alias;

/// The accessors, the module `users_alias`, and the proof that no alias hides a column.
pub(super) fn expand_aliases(scope: &Scope<'_>) -> TokenStream {
    let model = scope.model;
    if model.aliases.is_empty() {
        return TokenStream::new();
    }
    let accessors = model
        .aliases
        .iter()
        .map(|alias| expand_accessors(alias, &model.visibility));
    let methods = scope.expand_methods(&accessors.collect());
    let module = model.alias_module.as_ref();
    let module = module.map(|module| expand_module(module, scope));
    let proofs = model.aliases.iter().map(|alias| expand_proof(alias, scope));
    quote!(#methods #module #(#proofs)*)
}

fn expand_accessors(alias: &Alias, visibility: &Visibility) -> TokenStream {
    let Alias {
        new,
        field,
        ty,
        column,
        ..
    } = alias;
    let mutable = format_ident!("{}_mut", new.unraw(), span = new.span());
    let docs = if new.unraw() == column.unraw() {
        format!("The field `{field}` under the name of its column")
    } else {
        format!("The column `{column}` under the name `{new}`")
    };
    let (docs, mutable_docs) = (format!("{docs}."), format!("{docs}, to be changed."));
    let deprecated = expand_deprecated(alias);
    quote! {
        #[doc = #docs]
        #deprecated
        #visibility const fn #new(&self) -> &#ty {
            &self.#field
        }

        #[doc = #mutable_docs]
        #deprecated
        #visibility const fn #mutable(&mut self) -> &mut #ty {
            &mut self.#field
        }
    }
}

fn expand_deprecated(alias: &Alias) -> Option<TokenStream> {
    let reason = alias.deprecated.as_ref()?;
    Some(quote!(#[deprecated(note = #reason)]))
}

fn expand_module(module: &Ident, scope: &Scope<'_>) -> TokenStream {
    let model = scope.model;
    let visibility = &model.visibility;
    let docs = format!(
        "Columns of `{}` under other names, for queries.",
        last_name(&model.table)
    );
    let path = from_child(&model.table);
    let columns = model
        .aliases
        .iter()
        .map(|alias| expand_column(alias, &path));
    // Where another model has a module of that name too, rustc points at the first alias of each.
    let head = at(module.span(), quote!(#visibility mod #module));
    let mut body = Group::new(Delimiter::Brace, columns.collect());
    body.set_span(module.span());
    let are_items = model.aliases.iter().any(|alias| alias.deprecated.is_some());
    let named_as_columns = are_items
        .then(|| quote!(#[allow(dead_code, non_camel_case_types, non_upper_case_globals)]));
    quote! {
        #[doc = #docs]
        #[allow(unused_imports, unreachable_pub)]
        #named_as_columns
        #head #body
    }
}

fn expand_column(alias: &Alias, table: &Path) -> TokenStream {
    let Alias { new, column, .. } = alias;
    let docs = format!("The column `{column}`.");
    if let Some(deprecated) = expand_deprecated(alias) {
        // The compiler passes over `deprecated` on a `use`: the type and the value are items here.
        return quote! {
            #[doc = #docs]
            #deprecated
            pub type #new = #table::#column;
            #[doc = #docs]
            #deprecated
            pub const #new: #table::#column = #table::#column;
        };
    }
    if new.unraw() == column.unraw() {
        quote!(#[doc = #docs] pub use #table::#column;)
    } else {
        quote!(#[doc = #docs] pub use #table::#column as #new;)
    }
}

/// Expands the proof that no other column of the table has the name of an alias, as queries would mean that one.
fn expand_proof(alias: &Alias, scope: &Scope<'_>) -> TokenStream {
    let Alias {
        new, column, text, ..
    } = alias;
    if new.unraw() == column.unraw() {
        return TokenStream::new();
    }
    let private = &scope.private;
    let table = &scope.model.table;
    let (name, table_name) = (new.unraw().to_string(), last_name(table));
    let span = span_of_last(table);
    let schema =
        quote!(<<#table::table as #private::Table>::AllColumns as #private::ColumnNames>::NAMES);
    let schema = at(span, schema);
    let own = at(
        column.span(),
        quote!(<#table::#column as #private::Column>::NAME),
    );
    let proof =
        quote!(#private::prove_alias_is_no_column(__SCHEMA, __OWN, #name, #table_name, #text));
    let proof = at(new.span(), proof);
    quote! {
        const _: () = {
            const __SCHEMA: &'static [&'static ::core::primitive::str] = #schema;
            const __OWN: &'static ::core::primitive::str = #own;
            #proof
        };
    }
}

fn last_name(path: &Path) -> String {
    let last = path.segments.last();
    last.map_or_else(String::new, |last| last.ident.unraw().to_string())
}

/// The same path, seen from a module inside.
fn from_child(path: &Path) -> Path {
    let first = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string());
    match first.as_deref() {
        _ if path.leading_colon.is_some() => path.clone(),
        Some("crate") => path.clone(),
        Some("self") => {
            let rest = path.segments.iter().skip(1);
            parse_quote!(super #(::#rest)*)
        }
        _ => parse_quote!(super::#path),
    }
}
