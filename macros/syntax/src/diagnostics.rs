//! A sink for faults, so that one compile shows all of them.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Error;

/// The faults that were collected. It must be emptied: dropped with faults in it, it panics, as they
/// would be lost.
#[derive(Debug, Default)]
pub struct Diagnostics {
    faults: Option<Error>,
}

impl Diagnostics {
    /// Records a fault with its span.
    pub fn error(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(Error::new(span, message));
    }

    /// Records a fault over some tokens.
    pub fn error_at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(Error::new_spanned(tokens, message));
    }

    /// Records a fault of the parser.
    pub fn push(&mut self, error: Error) {
        match &mut self.faults {
            Some(faults) => faults.combine(error),
            None => self.faults = Some(error),
        }
    }

    /// Returns the value, or `None` and records the fault.
    pub fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Returns whether it holds no fault.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.faults.is_none()
    }

    /// Empties it, and returns the faults as one error.
    #[must_use = "the faults are in it"]
    pub fn into_error(mut self) -> Option<Error> {
        self.faults.take()
    }

    /// Empties it, and returns the faults as `compile_error!`s.
    #[must_use = "the faults are in it"]
    pub fn into_tokens(self) -> TokenStream {
        self.into_error()
            .map(Error::into_compile_error)
            .unwrap_or_default()
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        // A panic that unwinds already has its own message.
        if let (Some(fault), false) = (&self.faults, std::thread::panicking()) {
            panic!("a fault was not reported; please report it in camshaft's repository: {fault}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_that_are_taken_are_all_there() {
        let mut diagnostics = Diagnostics::default();
        assert!(diagnostics.is_empty());
        diagnostics.error(Span::call_site(), "one");
        diagnostics.error(Span::call_site(), "two");
        let faults: Vec<_> = diagnostics.into_error().into_iter().flatten().collect();
        assert_eq!(faults.len(), 2);
        assert!(Diagnostics::default().into_tokens().is_empty());
    }

    #[test]
    #[should_panic(expected = "a fault was not reported")]
    fn faults_that_are_dropped_are_noticed() {
        Diagnostics::default().error(Span::call_site(), "lost");
    }
}
