//! The names that are generated, each once.

use quote::format_ident;
use std::collections::BTreeMap;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Result};

use crate::checked::Names;

/// The methods generated so far, and by what.
#[derive(Default)]
pub(super) struct Generated {
    methods: BTreeMap<String, String>,
}

impl Generated {
    /// Claims the names of a declaration's methods; an error when one is taken.
    pub(super) fn claim(
        &mut self,
        methods: &[String],
        declaration: &str,
        at: &Ident,
        remedy: &str,
    ) -> Result<()> {
        let taken = |method: &&String| self.methods.contains_key(*method);
        if let Some(method) = methods.iter().find(taken) {
            let other = &self.methods[method];
            let message =
                format!("`{declaration}` and `{other}` both generate `{method}`: {remedy}");
            return Err(Error::new(at.span(), message));
        }
        let claims = methods.iter().cloned();
        self.methods
            .extend(claims.map(|method| (method, declaration.to_owned())));
        Ok(())
    }
}

/// `UserByEmail` and `UserByEmailConn`.
pub(super) fn names_by(model: &Ident, accessor: &Ident) -> Names {
    let (model, name) = (model.unraw(), camel_case(accessor));
    let relation = format_ident!("{model}{name}", span = accessor.span());
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
    words.map(capitalized).collect()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters.clone()).collect()
}
