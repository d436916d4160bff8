//! The key of a relation, from a row's fields.

use proc_macro2::TokenStream;
use quote::quote;

use crate::checked::{KeyField, Taken};

/// Expands the key in an `Option`: `None` when one of its fields is.
pub(super) fn expand_key(fields: &[KeyField], row: &TokenStream) -> TokenStream {
    let optional = fields.iter().any(|field| field.optional);
    let values = fields.iter().map(|field| {
        let name = &field.field;
        let clone = quote!(::core::clone::Clone::clone(&#row.#name));
        if field.optional {
            let bound = &field.value.bound;
            let inner = convert(&field.value.taken, &quote!(value));
            quote! {
                match #clone {
                    ::core::option::Option::Some(value) => {
                        let value: #bound = #inner;
                        value
                    }
                    ::core::option::Option::None => return ::core::option::Option::None,
                }
            }
        } else {
            convert(&field.value.taken, &clone)
        }
    });
    if optional {
        quote!((|| ::core::option::Option::Some((#(#values,)*)))())
    } else {
        quote!(::core::option::Option::Some((#(#values,)*)))
    }
}

/// Expands a value as the type that its key column takes.
pub(super) fn convert(taken: &Taken, value: &TokenStream) -> TokenStream {
    match taken {
        Taken::ByValue => value.clone(),
        Taken::Into | Taken::From(_) => quote!(::core::convert::Into::into(#value)),
    }
}
