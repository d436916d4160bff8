//! Attributes, and the items between their commas.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::{Attribute, LitStr, Meta};

/// Returns the items between the commas of this attribute, wherever it is among the others.
pub(super) fn items(attributes: &[Attribute], name: &str) -> Vec<Vec<TokenTree>> {
    let mut found = Vec::new();
    for attribute in attributes {
        push_items(&attribute.meta, name, &mut found);
    }
    found
}

/// Looks behind `cfg_attr`, too. Only a build knows whether its condition holds: a release is taken to
/// have all that some build of it has.
fn push_items(attribute: &Meta, name: &str, found: &mut Vec<Vec<TokenTree>>) {
    let Meta::List(list) = attribute else {
        return;
    };
    let items = split(list.tokens.clone());
    if list.path.is_ident(name) {
        found.extend(items);
    } else if list.path.is_ident("cfg_attr") {
        for item in items.into_iter().skip(1) {
            if let Ok(attribute) = syn::parse2(item.into_iter().collect()) {
                push_items(&attribute, name, found);
            }
        }
    }
}

/// Splits tokens at their commas.
pub(super) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut items = vec![Vec::new()];
    for token in tokens {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => items.push(Vec::new()),
            token => {
                if let Some(item) = items.last_mut() {
                    item.push(token);
                }
            }
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Returns the word of an item `word = ..`, and its value.
pub(crate) fn word_of(item: &[TokenTree]) -> Option<(String, &[TokenTree])> {
    match item {
        [TokenTree::Ident(word), TokenTree::Punct(equals), value @ ..]
            if equals.as_char() == '=' =>
        {
            Some((word.to_string(), value))
        }
        _ => None,
    }
}

/// Returns whether an item is this word alone.
pub(crate) fn is_word(item: &[TokenTree], word: &str) -> bool {
    matches!(item, [TokenTree::Ident(it)] if it == word)
}

/// Returns the name and the text of `name = ".."`.
pub(crate) fn value_of(item: &[TokenTree]) -> Option<(String, String)> {
    let (name, value) = word_of(item)?;
    let [value] = value else {
        return None;
    };
    let text: LitStr = syn::parse2(value.clone().into()).ok()?;
    Some((name, text.value()))
}

/// Returns the words of a path; none if it is not a path.
pub(crate) fn path_of(tokens: &[TokenTree]) -> Vec<String> {
    let words = tokens.iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word.unraw().to_string()),
        _ => None,
    });
    words.collect()
}

/// Returns the last word of a path.
pub(super) fn last_ident(tokens: &[TokenTree]) -> Option<String> {
    match tokens.last()? {
        TokenTree::Ident(word) => Some(word.unraw().to_string()),
        _ => None,
    }
}
