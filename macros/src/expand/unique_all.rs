//! `unique(all)`: each unique index of the catalog is declared.

use proc_macro2::TokenStream;
use quote::quote;

use super::target::{Aliases, expand_target, span_of_last};
use super::{Scope, at};

/// The proof, over all declarations of the struct's own table.
pub(super) fn expand_unique_all(scope: &Scope<'_>) -> TokenStream {
    let Some(all) = &scope.model.unique_all else {
        return TokenStream::new();
    };
    let private = &scope.private;
    let table = &scope.model.table;
    let targets = scope.model.uniques.iter().map(|unique| {
        let columns = Aliases::of(&unique.key, None, scope);
        let target = expand_target(&unique.key, &columns, scope);
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
            const __FACTS: &'static [#private::CompiledFacts] = #facts;
            const __TARGETS: &'static [#private::Target] = &[#(#targets),*];
            #prove
        };
    }
}
