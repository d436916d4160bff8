//! The options of a declaration.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{Error, Ident, LitStr, Path, Result, Token, parenthesized, token};

use super::{IndexName, Narrowing};
use crate::symbol;

/// Reads `index = ..`, `where = ".."` or `on(..)`; false when the option is none of them.
pub(super) fn parse_narrowing(
    option: &Ident,
    input: ParseStream<'_>,
    narrowing: &mut Narrowing,
) -> Result<bool> {
    if option == symbol::INDEX {
        refuse_twice(narrowing.index.is_some(), option)?;
        narrowing.index = Some(parse_index(option, input)?);
    } else if option == symbol::WHERE {
        refuse_twice(narrowing.predicate.is_some(), option)?;
        let expected = "the predicate in quotes, as the catalog prints it";
        narrowing.predicate = Some(parse_sql(option, input, expected)?);
    } else if option == symbol::ON {
        refuse_twice(!narrowing.on.is_empty(), option)?;
        narrowing.on = parse_on(option, input)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Reads a word, or in quotes a name that is not a word.
fn parse_index(option: &Ident, input: ParseStream<'_>) -> Result<IndexName> {
    let quoted = input.peek2(LitStr).then(|| input.fork());
    if let Some(ahead) = quoted {
        expect_value(option, &ahead)?;
        let literal: LitStr = ahead.parse()?;
        if word_in(&literal).is_none() {
            expect_value(option, input)?;
            input.parse::<LitStr>()?;
            return Ok(IndexName {
                name: literal.value(),
                span: literal.span(),
            });
        }
    }
    let name = expect_name(option, input, "`index = users_live_slug`, without quotes")?;
    Ok(IndexName {
        name: name.unraw().to_string(),
        span: name.span(),
    })
}

/// Reads `= ".."`: SQL in quotes.
pub(super) fn parse_sql(option: &Ident, input: ParseStream<'_>, expected: &str) -> Result<LitStr> {
    expect_value(option, input)?;
    input.parse().map_err(|error: Error| {
        let span = span_of_fault(&error, option, input);
        Error::new(span, format!("expected {expected}"))
    })
}

fn parse_on(option: &Ident, input: ParseStream<'_>) -> Result<Vec<Ident>> {
    if !input.peek(token::Paren) {
        let message = "expected backends in parentheses: `on(postgres, sqlite)`";
        return Err(Error::new(option.span(), message));
    }
    let content;
    parenthesized!(content in input);
    let backends = content.parse_terminated(Ident::parse, Token![,])?;
    if backends.is_empty() {
        return Err(Error::new(option.span(), "`on` names no backend"));
    }
    Ok(backends.into_iter().collect())
}

/// Reads `= path` or `= (path, path)`.
pub(super) fn parse_columns(option: &Ident, input: ParseStream<'_>) -> Result<Vec<Path>> {
    expect_value(option, input)?;
    if input.is_empty() {
        return Err(Error::new(option.span(), COLUMN_EXPECTED));
    }
    if !input.peek(token::Paren) {
        return Ok(vec![parse_column_path(input)?]);
    }
    let content;
    let parentheses = parenthesized!(content in input);
    let columns = content.parse_terminated(parse_column_path, Token![,])?;
    if columns.is_empty() {
        let message = format!("`{option}` names no column");
        return Err(Error::new(parentheses.span.join(), message));
    }
    Ok(columns.into_iter().collect())
}

const COLUMN_EXPECTED: &str = "expected a column with its table, as in `user_details::user_id`";

/// Reads a column with its table: `user_details::user_id`.
fn parse_column_path(input: ParseStream<'_>) -> Result<Path> {
    let expected = |error: Error| Error::new(error.span(), COLUMN_EXPECTED);
    let path = input.call(Path::parse_mod_style).map_err(expected)?;
    if path.segments.len() < 2 {
        return Err(Error::new_spanned(path, COLUMN_EXPECTED));
    }
    Ok(path)
}

/// Reads `= name`.
pub(super) fn expect_name(option: &Ident, input: ParseStream<'_>, example: &str) -> Result<Ident> {
    expect_value(option, input)?;
    input.call(Ident::parse_any).map_err(|error| {
        let span = span_of_fault(&error, option, input);
        Error::new(span, format!("expected a name: {example}"))
    })
}

pub(super) fn expect_value(option: &Ident, input: ParseStream<'_>) -> Result<()> {
    if !input.peek(Token![=]) {
        let message = format!("expected a value: `{option} = ..`");
        return Err(Error::new(option.span(), message));
    }
    input.parse::<Token![=]>().map(drop)
}

/// Returns the span of a missing value; at the end of the input that of the option.
fn span_of_fault(error: &Error, option: &Ident, input: ParseStream<'_>) -> proc_macro2::Span {
    if input.is_empty() {
        option.span()
    } else {
        error.span()
    }
}

pub(super) fn unknown_option(option: &Ident, known: &str) -> Error {
    let message = format!("unknown option `{option}`: there are {known}");
    Error::new(option.span(), message)
}

pub(super) fn refuse_twice(given: bool, option: &Ident) -> Result<()> {
    if given {
        let message = format!("`{option}` is given twice");
        return Err(Error::new(option.span(), message));
    }
    Ok(())
}

/// Reads a comma, unless the input ends.
pub(super) fn parse_end(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    input.parse::<Token![,]>().map(drop)
}

/// Reads what remains; behind a fault, nothing. A word in quotes is a fault that hides nothing.
pub(super) fn parse_until_fault(
    input: ParseStream<'_>,
    mut item: impl FnMut(Ident, ParseStream<'_>) -> Result<()>,
) -> Result<()> {
    let mut quoted = None;
    let mut items = || {
        while !input.is_empty() {
            let option = if input.peek(LitStr) {
                let (word, fault) = parse_quoted(input)?;
                quoted.get_or_insert(fault);
                word
            } else {
                input.call(Ident::parse_any)?
            };
            item(option, input)?;
            parse_end(input)?;
        }
        Ok(())
    };
    let result = items();
    // Tokens that are left unread would be a second fault.
    input.parse::<TokenStream>()?;
    quoted.map_or(result, Err)
}

/// Reads the word in the quotes, and returns the fault that they are.
fn parse_quoted(input: ParseStream<'_>) -> Result<(Ident, Error)> {
    let literal: LitStr = input.parse()?;
    let Some(word) = word_in(&literal) else {
        let message = "expected words without quotes";
        return Err(Error::new(literal.span(), message));
    };
    let message = format!("expected `{word}`, without the quotes");
    Ok((word, Error::new(literal.span(), message)))
}

/// Returns the word that the text is, if it is one.
fn word_in(literal: &LitStr) -> Option<Ident> {
    let text = literal.value();
    // The compiler itself reports what it cannot read as tokens, without being asked.
    let is_readable = text.chars().all(|it| it == '_' || it.is_alphanumeric());
    let word = is_readable.then(|| Ident::parse_any.parse_str(&text).ok());
    let mut word: Ident = word.flatten()?;
    word.set_span(literal.span());
    Some(word)
}
