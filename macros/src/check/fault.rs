//! A declaration that does not make sense, and what of it exists all the same.

use syn::Error;

use crate::checked::{Methods, Names, Stub};
use camshaft_syntax::Diagnostics;

/// What is wrong with a declaration.
pub(super) struct Fault {
    error: Error,
    stub: Option<(Methods, Option<Names>)>,
}

impl From<Error> for Fault {
    /// A fault of a declaration that generates nothing.
    fn from(error: Error) -> Self {
        Self { error, stub: None }
    }
}

impl Fault {
    /// A fault of a declaration whose names are known.
    pub(super) const fn with_stub(error: Error, methods: Methods, names: Option<Names>) -> Self {
        Self {
            error,
            stub: Some((methods, names)),
        }
    }

    /// The stub, which carries the first error; what is left is recorded.
    pub(super) fn record(self, diagnostics: &mut Diagnostics) -> Option<Stub> {
        let Some((methods, names)) = self.stub else {
            diagnostics.push(self.error);
            return None;
        };
        let mut errors = self.error.into_iter();
        let fault = errors.next()?;
        errors.for_each(|error| diagnostics.push(error));
        Some(Stub {
            fault,
            methods,
            names,
        })
    }
}

/// All values, or all errors.
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
