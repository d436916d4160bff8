//! The words of `catalog!`: keywords, names and lists.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Result, Token, parenthesized, token};

use super::Name;

pub(super) fn parse_list<T>(
    input: ParseStream<'_>,
    item: fn(ParseStream<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let content;
    let parentheses = parenthesized!(content in input);
    let list = Punctuated::<T, Token![,]>::parse_terminated_with(&content, item)?;
    if list.is_empty() {
        return Err(Error::new(
            parentheses.span.join(),
            "expected at least one name",
        ));
    }
    Ok(list.into_iter().collect())
}

/// Reads `name` or `schema.name`.
pub(super) fn parse_qualified(input: ParseStream<'_>) -> Result<(Option<Name>, Name)> {
    let first = parse_name(input)?;
    if input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        return Ok((Some(first), parse_name(input)?));
    }
    Ok((None, first))
}

pub(super) fn parse_optional_name(input: ParseStream<'_>) -> Result<Option<Name>> {
    if input.peek(token::Paren) {
        return Ok(None);
    }
    parse_name(input).map(Some)
}

/// Reads a name: a word, or in quotes what is not a word of Rust.
pub(super) fn parse_name(input: ParseStream<'_>) -> Result<Name> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return Ok(Name {
            text: literal.value(),
            span: literal.span(),
        });
    }
    let word = input.call(Ident::parse_any)?;
    Ok(Name {
        text: word.unraw().to_string(),
        span: word.span(),
    })
}

/// Takes a word if it comes next.
pub(super) fn accept(input: ParseStream<'_>, word: &str) -> bool {
    let ahead = input.fork();
    let matches = ahead
        .call(Ident::parse_any)
        .is_ok_and(|found| found == word);
    matches && input.call(Ident::parse_any).is_ok()
}

/// Parses a word, and returns its span.
pub(super) fn require(input: ParseStream<'_>, word: &str) -> Result<Span> {
    let span = input.span();
    if accept(input, word) {
        return Ok(span);
    }
    Err(input.error(format!("expected `{word}`")))
}
