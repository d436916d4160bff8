//! Attributes, and the words of those of others that matter here.

use proc_macro2::{TokenStream, TokenTree};
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Result, Token};

/// Returns the attributes, with those behind `cfg_attr` as if its condition held.
///
/// rustc has resolved them before a derive sees them. Who reads a source file knows no condition: he takes a struct to
/// have what some build of it has.
#[must_use]
pub fn with_conditional(attributes: &[Attribute]) -> Vec<Attribute> {
    let mut all = Vec::new();
    for attribute in attributes {
        push_with_conditional(attribute, &mut all);
    }
    all
}

fn push_with_conditional(attribute: &Attribute, all: &mut Vec<Attribute>) {
    if !attribute.path().is_ident("cfg_attr") {
        all.push(attribute.clone());
        return;
    }
    let conditional = attribute.parse_args_with(|input: ParseStream<'_>| {
        take_item(input)?;
        input.parse::<Token![,]>()?;
        Punctuated::<Meta, Token![,]>::parse_terminated(input)
    });
    for meta in conditional.into_iter().flatten() {
        let attribute = Attribute {
            meta,
            ..attribute.clone()
        };
        push_with_conditional(&attribute, all);
    }
}

/// Reads the words of each attribute of that name.
pub(super) fn for_each(
    attributes: &[Attribute],
    name: &str,
    mut read: impl FnMut(ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name))
        .try_for_each(|attribute| attribute.parse_nested_meta(&mut read))
}

/// Passes over an option of any form.
pub(super) fn skip(meta: &ParseNestedMeta<'_>) -> Result<()> {
    take_item(meta.input).map(drop)
}

/// Takes everything before the next comma.
pub(super) fn take_item(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut item = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        item.extend([input.parse::<TokenTree>()?]);
    }
    Ok(item)
}
