//! The names that are generated, each once.

use proc_macro2::Span;
use quote::format_ident;
use std::collections::BTreeMap;
use syn::Ident;
use syn::ext::IdentExt as _;

use crate::checked::Names;
use crate::diagnostics::Diagnostics;

/// The methods generated so far, and by what.
#[derive(Default)]
pub(super) struct Generated {
    methods: BTreeMap<String, String>,
}

impl Generated {
    /// Claims a method's name for a declaration; false, and a fault, when it is taken.
    pub(super) fn claim(
        &mut self,
        method: &str,
        declaration: &str,
        span: Span,
        remedy: &str,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        if let Some(other) = self.methods.get(method) {
            let message =
                format!("`{declaration}` and `{other}` both generate `{method}`: {remedy}");
            diagnostics.error(span, message);
            return false;
        }
        self.methods
            .insert(method.to_owned(), declaration.to_owned());
        true
    }
}

/// `UserByEmail` and `UserByEmailConn`.
pub(super) fn names_by(model: &Ident, accessor: &Ident) -> Names {
    let relation = format_ident!(
        "{}{}",
        model.unraw(),
        camel_case(accessor),
        span = accessor.span()
    );
    Names {
        connection: format_ident!("{relation}Conn"),
        relation,
    }
}

/// `UserHasOneDetail` and `UserDetailConn`.
pub(super) fn names_has_one(model: &Ident, accessor: &Ident) -> Names {
    let (model, name) = (model.unraw(), camel_case(accessor));
    Names {
        relation: format_ident!("{model}HasOne{name}", span = accessor.span()),
        connection: format_ident!("{model}{name}Conn", span = accessor.span()),
    }
}

/// `onboarding_status` as `OnboardingStatus`.
fn camel_case(name: &Ident) -> String {
    let name = name.unraw().to_string();
    let words = name.split('_').filter(|word| !word.is_empty());
    words
        .flat_map(|word| {
            let mut characters = word.chars();
            let first = characters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(characters).collect::<Vec<_>>()
        })
        .collect()
}
