//! The names that are generated, each once.

use std::collections::BTreeMap;

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Result, parse_str};

/// The methods generated so far, and by what.
#[derive(Default)]
pub(super) struct Generated {
    methods: BTreeMap<String, String>,
}

impl Generated {
    /// Claims the name of a method that is generated beside those of declarations.
    pub(super) fn reserve(&mut self, method: &str, declaration: &str) {
        self.methods
            .insert(method.to_owned(), declaration.to_owned());
    }

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

/// Returns `UserByEmail` for `User::by_email`, and `UserDuplicatesByEmail` for `User::duplicates_by_email`.
pub(super) fn marker_by(model: &Ident, accessor: &Ident) -> Ident {
    let (model, name) = (model.unraw(), camel_case(accessor));
    format_ident!("{model}{name}", span = accessor.span())
}

/// Returns `UserHasOneDetail` for `user.detail()`.
pub(super) fn marker_has_one(model: &Ident, accessor: &Ident) -> Ident {
    let (model, name) = (model.unraw(), camel_case(accessor));
    format_ident!("{model}HasOne{name}", span = accessor.span())
}

/// `onboarding_status` as `OnboardingStatus`.
fn camel_case(name: &Ident) -> String {
    camel_case_of(&name.unraw().to_string())
}

/// Returns any text in camel case: each character that is neither a letter nor a digit separates words.
fn camel_case_of(name: &str) -> String {
    let words = name.split(|character: char| !character.is_alphanumeric());
    words.map(capitalized).collect()
}

/// The variant of that name, or of the name of an index, which may be any text.
pub(super) fn variant(name: &str, span: Span) -> Ident {
    let mut name = camel_case_of(name);
    // `Self` is the only keyword that begins with a capital letter.
    if name == "Self" || !name.starts_with(char::is_alphabetic) {
        name.insert_str(0, "Key");
    }
    let mut variant = parse_str(&name).unwrap_or_else(|_| Ident::new("Key", span));
    variant.set_span(span);
    variant
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters.clone()).collect()
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::variant;

    #[test]
    fn a_variant_is_an_identifier_whatever_an_index_is_called() {
        let cases = [
            ("email", "Email"),
            ("tenant_id_and_slug", "TenantIdAndSlug"),
            ("users-lower email's", "UsersLowerEmailS"),
            ("self", "KeySelf"),
            ("2fa", "Key2fa"),
            ("1e", "Key1e"),
            ("__", "Key"),
            ("", "Key"),
            ("größe", "Größe"),
        ];
        for (name, expected) in cases {
            assert_eq!(variant(name, Span::call_site()), expected, "{name}");
        }
    }
}
