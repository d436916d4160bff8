//! The stub of a declaration at fault.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::Scope;
use crate::checked::{Methods, Stub};

/// The methods, which return the fault: a type with an error in it raises no other where it is used.
pub(super) fn expand_stub(stub: &Stub, scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    let fault = stub.fault.to_compile_error();
    let methods = scope.expand_methods(&expand_methods(&stub.methods, scope));
    let marker = stub.marker.as_ref().map(|it| expand_marker(it, scope));
    quote! {
        #marker
        const _: () = {
            type __Fault = #private::Fault<{ #fault }>;
            #methods
        };
    }
}

fn expand_methods(methods: &Methods, scope: &Scope<'_>) -> TokenStream {
    let visibility = &scope.model.visibility;
    let method = |name: &Ident, parameters: TokenStream| {
        quote! {
            #[doc(hidden)]
            #visibility fn #name(#parameters) -> __Fault {
                // The function is never called; this body fits any return type.
                loop {}
            }
        }
    };
    match methods {
        Methods::HasOne(name) => {
            let batch = format_ident!("{}_of", name.unraw(), span = name.span());
            let one = method(name, quote!(&self));
            let many = method(&batch, quote!(_: impl ::core::marker::Sized));
            let backfill = format_ident!("backfill_{}", name.unraw(), span = name.span());
            let missing = format_ident!("{}_missing", name.unraw(), span = name.span());
            let backfill = method(&backfill, TokenStream::new());
            let missing = method(&missing, TokenStream::new());
            quote!(#one #many #backfill #missing)
        }
        Methods::By(name, parameters) => {
            let parameters = (0..*parameters).map(|_| quote!(_: impl ::core::marker::Sized));
            method(name, quote!(#(#parameters),*))
        }
        Methods::Alias(name) => {
            let mutable = format_ident!("{}_mut", name.unraw(), span = name.span());
            let read = method(name, quote!(&self));
            let write = method(&mutable, quote!(&mut self));
            quote!(#read #write)
        }
    }
}

fn expand_marker(marker: &Ident, scope: &Scope<'_>) -> TokenStream {
    let visibility = &scope.model.visibility;
    quote! {
        #[doc(hidden)]
        #[allow(dead_code)]
        #visibility struct #marker;
    }
}
