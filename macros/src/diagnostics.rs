//! Where faults are collected, so that one compile shows all of them.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Error;

/// Collects faults; must be emptied into tokens.
#[derive(Default)]
pub(crate) struct Diagnostics {
    faults: Option<Error>,
}

impl Diagnostics {
    /// Records a fault at a place.
    pub(crate) fn error(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(Error::new(span, message));
    }

    /// Records a fault over some tokens.
    pub(crate) fn error_at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(Error::new_spanned(tokens, message));
    }

    /// Records a fault of the parser.
    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.faults {
            Some(faults) => faults.combine(error),
            None => self.faults = Some(error),
        }
    }

    /// The value, or `None` and a recorded fault.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Whether there is no fault so far.
    pub(crate) const fn is_empty(&self) -> bool {
        self.faults.is_none()
    }

    /// The faults as `compile_error!`s.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.faults
            .map(Error::into_compile_error)
            .unwrap_or_default()
    }
}
