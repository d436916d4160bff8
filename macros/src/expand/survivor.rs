//! The query that finds the survivor of a row that was merged away.

use proc_macro2::TokenStream;
use quote::quote;

use super::Scope;

/// `User::survivor_of`, for a model with rows that are or were duplicates of each other.
pub(super) fn expand_survivor(scope: &Scope<'_>) -> TokenStream {
    let model = scope.model;
    let is_proven = model.uniques.iter().any(|it| it.accessor.is_some());
    if !is_proven && model.pendings.iter().all(|it| it.accessor.is_none()) {
        return TokenStream::new();
    }
    let (private, visibility, table) = (&scope.private, &model.visibility, &model.table);
    let docs = format!(
        "A query for the primary key of the `{}` that the one with this key was merged into, if it was: \
         for `get_result`.",
        model.name
    );
    scope.expand_methods(&quote! {
        #[doc = #docs]
        #visibility const fn survivor_of<__V>(key: __V) -> #private::SurvivorOf<#table::table, __V> {
            #private::SurvivorOf::new(key)
        }
    })
}
