//! A declaration that does not make sense, and what of it exists all the same.

use syn::{Error, Ident};

use crate::checked::{Methods, Stub};
use camshaft_syntax::Diagnostics;

/// The fault of a declaration, and the methods that exist all the same.
pub(super) struct Fault {
    error: Error,
    stub: Option<(Methods, Option<Ident>)>,
}

impl From<Error> for Fault {
    /// A fault of a declaration that generates nothing.
    fn from(error: Error) -> Self {
        Self { error, stub: None }
    }
}

impl Fault {
    /// A fault of a declaration whose names are known.
    pub(super) const fn with_stub(error: Error, methods: Methods, marker: Option<Ident>) -> Self {
        Self {
            error,
            stub: Some((methods, marker)),
        }
    }

    /// Returns the stub, which carries the first error, and records what is left.
    fn record(self, diagnostics: &mut Diagnostics) -> Option<Stub> {
        let Some((methods, marker)) = self.stub else {
            diagnostics.push(self.error);
            return None;
        };
        let mut errors = self.error.into_iter();
        let fault = errors.next()?;
        errors.for_each(|error| diagnostics.push(error));
        Some(Stub {
            fault,
            methods,
            marker,
        })
    }
}

/// The faults of a model's declarations.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// Returns the values, and keeps the faults.
    pub(super) fn keep<T>(
        &mut self,
        results: impl IntoIterator<Item = Result<T, Fault>>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for result in results {
            match result {
                Ok(value) => values.push(value),
                Err(fault) => self.0.push(fault),
            }
        }
        values
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns their stubs, and records what they do not carry.
    pub(super) fn record(self, diagnostics: &mut Diagnostics) -> Vec<Stub> {
        let faults = self.0.into_iter();
        faults.filter_map(|it| it.record(diagnostics)).collect()
    }
}

/// Returns all values, or all errors.
pub(super) fn all<T>(results: impl IntoIterator<Item = syn::Result<T>>) -> syn::Result<Vec<T>> {
    let mut values = Vec::new();
    let mut errors: Option<Error> = None;
    for result in results {
        match (result, &mut errors) {
            (Ok(value), _) => values.push(value),
            (Err(error), Some(errors)) => errors.combine(error),
            (Err(error), None) => errors = Some(error),
        }
    }
    errors.map_or(Ok(values), Err)
}
