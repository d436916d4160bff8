//! The paths of what a catalog describes.

use camshaft_syntax::catalog::Table;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

/// The module of the `table!`s, and the runtime crate.
pub(super) struct Schema<'a> {
    krate: Path,
    path: &'a Path,
}

impl<'a> Schema<'a> {
    pub(super) const fn new(krate: Path, path: &'a Path) -> Self {
        Self { krate, path }
    }

    /// The path of the facts' vocabulary.
    pub(super) fn facts(&self) -> TokenStream {
        let krate = &self.krate;
        quote!(#krate::catalog)
    }

    /// The import of the schema: one that is not there is one error, not one for each table.
    pub(super) fn import(&self) -> TokenStream {
        let schema = self.path;
        if self.is_imported() {
            // Where it is not there, rustc points at the statement.
            let span = schema
                .segments
                .last()
                .map_or_else(Span::call_site, |last| last.ident.span());
            quote_spanned!(span=> #[allow(unused_imports)] use #schema as __schema;)
        } else {
            TokenStream::new()
        }
    }

    /// Returns whether it is a module by its path; `crate` and the like always exist.
    fn is_imported(&self) -> bool {
        let last = self.path.segments.last();
        let is_module = last.is_some_and(|last| {
            last.ident != "crate" && last.ident != "super" && last.ident != "self"
        });
        is_module && self.path.segments.len() > 1
    }

    fn module(&self) -> TokenStream {
        if self.is_imported() {
            quote!(__schema)
        } else {
            let schema = self.path;
            quote!(#schema)
        }
    }

    /// `schema::users::table`, or `schema::audit::events::table` outside of the default schema.
    pub(super) fn table_path(&self, table: &Table) -> TokenStream {
        let schema = self.module();
        let module = table
            .module
            .clone()
            .unwrap_or_else(|| rust_ident(&table.name.text, table.name.span));
        let outer = table
            .schema
            .iter()
            .map(|name| rust_ident(&name.text, name.span));
        let last = quote_spanned!(table.name.span=> :: table);
        quote!(#schema #(::#outer)* :: #module #last)
    }
}

/// The identifier for a name, a raw one for a keyword.
fn rust_ident(name: &str, span: Span) -> Ident {
    let plain = syn::parse_str::<Ident>(name).is_ok();
    let raw = !plain && syn::parse_str::<Ident>(&format!("r#{name}")).is_ok();
    if raw {
        Ident::new_raw(name, span)
    } else if plain {
        Ident::new(name, span)
    } else {
        // As print-catalog and diesel print-schema write a name that is not an identifier.
        let words = name.replace(|c: char| !c.is_alphanumeric(), "_");
        Ident::new(&format!("_{words}"), span)
    }
}
