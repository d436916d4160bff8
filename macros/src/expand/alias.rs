//! Accessors under another name, and the column under it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Path, Visibility, parse_quote};

use super::Scope;
use crate::checked::Alias;

/// The accessors, and the module `users_alias`.
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
    let module = expand_module(scope);
    quote!(#methods #module)
}

fn expand_accessors(alias: &Alias, visibility: &Visibility) -> TokenStream {
    let Alias {
        new,
        field,
        ty,
        column,
    } = alias;
    let mutable = format_ident!("{}_mut", new.unraw(), span = new.span());
    let docs = format!("The column `{column}` under the name `{new}`.");
    let mutable_docs = format!("The column `{column}` under the name `{new}`, to be changed.");
    quote! {
        #[doc = #docs]
        #visibility const fn #new(&self) -> &#ty {
            &self.#field
        }

        #[doc = #mutable_docs]
        #visibility const fn #mutable(&mut self) -> &mut #ty {
            &mut self.#field
        }
    }
}

fn expand_module(scope: &Scope<'_>) -> TokenStream {
    let model = scope.model;
    let visibility = &model.visibility;
    let Some(last) = model.table.segments.last() else {
        return TokenStream::new();
    };
    let module = format_ident!("{}_alias", last.ident.unraw(), span = last.ident.span());
    let docs = format!(
        "Columns of `{}` under other names, for queries.",
        last.ident.unraw()
    );
    let table = from_child(&model.table);
    let columns = model.aliases.iter().map(|alias| {
        let Alias { new, column, .. } = alias;
        let docs = format!("The column `{column}`.");
        if new.unraw() == column.unraw() {
            quote!(#[doc = #docs] pub use #table::#column;)
        } else {
            quote!(#[doc = #docs] pub use #table::#column as #new;)
        }
    });
    quote! {
        #[doc = #docs]
        #[allow(unused_imports, unreachable_pub)]
        #visibility mod #module {
            #(#columns)*
        }
    }
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
