//! The declarations about one column: `alias(..)` and `ignore(..)`.

use syn::parse::ParseStream;
use syn::{Error, Ident, LitStr, Result, Token};

use super::option::{parse_end, parse_until_fault, refuse_twice, unknown_option};
use super::{Alias, Ignore};
use crate::symbol;

pub(super) fn parse_alias(input: ParseStream<'_>) -> Result<Alias> {
    let expected = |error: Error| Error::new(error.span(), "expected `alias(old as new)`");
    let old: Ident = input.parse().map_err(expected)?;
    input.parse::<Token![as]>().map_err(expected)?;
    let new: Ident = input.parse().map_err(expected)?;
    parse_end(input)?;
    let mut alias = Alias {
        old,
        new,
        deprecated: None,
        serde: None,
        fault: None,
    };
    let result = parse_until_fault(input, |option, input| {
        parse_alias_option(&option, input, &mut alias)
    });
    alias.fault = result.err();
    Ok(alias)
}

fn parse_alias_option(option: &Ident, input: ParseStream<'_>, alias: &mut Alias) -> Result<()> {
    if option == symbol::DEPRECATED {
        refuse_twice(alias.deprecated.is_some(), option)?;
        let expected =
            "`deprecated` needs the reason, which the compiler shows: `deprecated = \"..\"`";
        alias.deprecated = Some(parse_text(option, input, expected)?);
    } else if option == symbol::SERDE {
        refuse_twice(alias.serde.is_some(), option)?;
        alias.serde = Some(option.clone());
    } else {
        return Err(unknown_option(option, "`deprecated` and `serde`"));
    }
    Ok(())
}

pub(super) fn parse_ignore(input: ParseStream<'_>) -> Result<Ignore> {
    let column: Ident = input.parse().map_err(|error| {
        let message =
            "expected `ignore(column)` or `ignore(column, remove_after = \"2026-12-31\")`";
        Error::new(error.span(), message)
    })?;
    if input.peek(Token![::]) {
        let message = "`ignore` takes a column of this struct's own table, by its name alone";
        return Err(Error::new(column.span(), message));
    }
    parse_end(input)?;
    let mut ignore = Ignore {
        column,
        remove_after: None,
    };
    parse_until_fault(input, |option, input| {
        parse_ignore_option(&option, input, &mut ignore)
    })?;
    Ok(ignore)
}

fn parse_ignore_option(option: &Ident, input: ParseStream<'_>, ignore: &mut Ignore) -> Result<()> {
    if option == symbol::REMOVE_AFTER {
        refuse_twice(ignore.remove_after.is_some(), option)?;
        let expected = "`remove_after` needs a date in quotes: `remove_after = \"2026-12-31\"`";
        ignore.remove_after = Some(parse_text(option, input, expected)?);
        return Ok(());
    }
    if input.is_empty() || input.peek(Token![,]) {
        let message =
            format!("`ignore` takes one column: give `{option}` an `ignore(..)` of its own");
        return Err(Error::new(option.span(), message));
    }
    let message = format!("unknown option `{option}`: there is `remove_after`");
    Err(Error::new(option.span(), message))
}

/// Reads `= ".."` with something between the quotes.
fn parse_text(option: &Ident, input: ParseStream<'_>, expected: &str) -> Result<LitStr> {
    if !input.peek(Token![=]) {
        return Err(Error::new(option.span(), expected));
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() {
        return Err(Error::new(option.span(), expected));
    }
    let text: LitStr = input
        .parse()
        .map_err(|error: Error| Error::new(error.span(), expected))?;
    if text.value().trim().is_empty() {
        return Err(Error::new(text.span(), expected));
    }
    Ok(text)
}
