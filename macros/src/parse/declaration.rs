//! The declarations in `#[camshaft(..)]`.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Error, Ident, Path, Result, Token, parenthesized, token};

use super::option::{
    expect_name, expect_value, parse_columns, parse_end, parse_narrowing, refuse_twice,
    unknown_option,
};
use crate::diagnostics::Diagnostics;
use crate::parsed::{Alias, HasOne, Model, Name, Narrowing, Unique, UniqueColumn};
use crate::symbol;

/// Reads all declarations of one attribute; a fault in one does not hide those of the next.
pub(super) fn parse_declarations(
    attribute: &Attribute,
    model: &mut Model,
    diagnostics: &mut Diagnostics,
) {
    let read = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(fault) = parse_declaration(input, model, diagnostics) {
                diagnostics.push(fault);
                skip_declaration(input)?;
            }
            parse_end(input)?;
        }
        Ok(())
    };
    let result = attribute.parse_args_with(read);
    diagnostics.keep(result);
}

fn skip_declaration(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

fn parse_declaration(
    input: ParseStream<'_>,
    model: &mut Model,
    diagnostics: &mut Diagnostics,
) -> Result<()> {
    let word = input.call(Ident::parse_any)?;
    if word == symbol::CRATE {
        expect_value(&word, input)?;
        let path = input.call(Path::parse_mod_style)?;
        refuse_twice(model.krate.is_some(), &word)?;
        model.krate = Some(path);
        return Ok(());
    }
    let known = [symbol::UNIQUE, symbol::HAS_ONE, symbol::ALIAS];
    if !known.iter().any(|known| word == known) {
        let declarations = symbol::DECLARATIONS;
        let message = format!("unknown declaration `{word}`: expected {declarations}");
        return Err(Error::new(word.span(), message));
    }
    if !input.peek(token::Paren) {
        return Err(Error::new(word.span(), format!("expected `{word}(..)`")));
    }
    let content;
    let parentheses = parenthesized!(content in input);
    let tokens: TokenStream = content.parse()?;
    if tokens.is_empty() {
        let message = format!("`{word}` is empty");
        return Err(Error::new(parentheses.span.join(), message));
    }
    if word == symbol::UNIQUE {
        let unique = |input: ParseStream<'_>| parse_unique(&word, input);
        match diagnostics.keep(unique.parse2(tokens)) {
            Some(Uniqueness::Key(unique)) => model.uniques.push(unique),
            Some(Uniqueness::All(all)) => model.unique_all = Some(all),
            None => {}
        }
    } else if word == symbol::HAS_ONE {
        let has_one = diagnostics.keep(parse_has_one.parse2(tokens));
        model.has_ones.extend(has_one);
    } else {
        let alias = diagnostics.keep(parse_alias.parse2(tokens));
        model.aliases.extend(alias);
    }
    Ok(())
}

enum Uniqueness {
    Key(Unique),
    All(Ident),
}

fn parse_unique(word: &Ident, input: ParseStream<'_>) -> Result<Uniqueness> {
    if input.peek(Ident) {
        let ahead = input.fork();
        let first: Ident = ahead.parse()?;
        if first == symbol::ALL && ahead.is_empty() {
            return Ok(Uniqueness::All(input.parse()?));
        }
    }
    let mut unique = Unique {
        word: word.clone(),
        columns: Vec::new(),
        name: Name::Default,
        narrowing: Narrowing::default(),
        fault: None,
    };
    let result = parse_until_fault(input, |option, input| {
        parse_unique_item(option, input, &mut unique)
    });
    unique.fault = result.err();
    Ok(Uniqueness::Key(unique))
}

/// Reads what remains; behind a fault, nothing.
fn parse_until_fault(
    input: ParseStream<'_>,
    mut item: impl FnMut(Ident, ParseStream<'_>) -> Result<()>,
) -> Result<()> {
    let mut items = || {
        while !input.is_empty() {
            let option = input.call(Ident::parse_any)?;
            item(option, input)?;
            parse_end(input)?;
        }
        Ok(())
    };
    let result = items();
    input.parse::<TokenStream>()?;
    result
}

fn parse_unique_item(option: Ident, input: ParseStream<'_>, unique: &mut Unique) -> Result<()> {
    let is_column = input.is_empty() || input.peek(Token![,]) || input.peek(Token![:]);
    if option == symbol::NAME && !is_column {
        refuse_twice(!matches!(unique.name, Name::Default), &option)?;
        let name = expect_name(&option, input, "`name = live_slug` or `name = none`")?;
        unique.name = if name == symbol::NONE {
            Name::None
        } else {
            Name::Is(name)
        };
        return Ok(());
    }
    if !is_column || option == symbol::WHERE {
        if parse_narrowing(&option, input, &mut unique.narrowing)? {
            return Ok(());
        }
        if !input.peek(Token![::]) {
            return Err(unknown_option(&option, "`index`, `where`, `name` and `on`"));
        }
    }
    if unique.has_options() {
        let message = format!("the columns come first: `{option}` follows an option");
        return Err(Error::new(option.span(), message));
    }
    unique.columns.push(parse_unique_column(option, input)?);
    Ok(())
}

impl Unique {
    fn has_options(&self) -> bool {
        let Narrowing {
            index,
            predicate,
            on,
        } = &self.narrowing;
        let narrowed = index.is_some() || predicate.is_some() || !on.is_empty();
        narrowed || !matches!(self.name, Name::Default)
    }
}

fn parse_unique_column(name: Ident, input: ParseStream<'_>) -> Result<UniqueColumn> {
    if input.peek(Token![::]) {
        let message = "`unique` takes columns of this struct's own table, by their names alone";
        return Err(Error::new(name.span(), message));
    }
    let ty = if input.peek(Token![:]) {
        input.parse::<Token![:]>()?;
        Some(input.parse()?)
    } else {
        None
    };
    Ok(UniqueColumn { name, ty })
}

fn parse_has_one(input: ParseStream<'_>) -> Result<HasOne> {
    let name: Ident = input.parse().map_err(|error| {
        let message = "expected `has_one(name: Child, key = table::column)`";
        Error::new(error.span(), message)
    })?;
    if !input.peek(Token![:]) || input.peek(Token![::]) {
        let message = format!("expected the child's type: `has_one({name}: Child, ..)`");
        return Err(Error::new(name.span(), message));
    }
    input.parse::<Token![:]>()?;
    let mut has_one = HasOne {
        name,
        child: input.parse()?,
        key: Vec::new(),
        references: Vec::new(),
        narrowing: Narrowing::default(),
        fault: None,
    };
    parse_end(input)?;
    let result = parse_until_fault(input, |option, input| {
        parse_has_one_option(&option, input, &mut has_one)
    });
    has_one.fault = result.err();
    Ok(has_one)
}

fn parse_has_one_option(
    option: &Ident,
    input: ParseStream<'_>,
    has_one: &mut HasOne,
) -> Result<()> {
    if option == symbol::KEY {
        refuse_twice(!has_one.key.is_empty(), option)?;
        has_one.key = parse_columns(option, input)?;
    } else if option == symbol::REFERENCES {
        refuse_twice(!has_one.references.is_empty(), option)?;
        has_one.references = parse_columns(option, input)?;
    } else if !parse_narrowing(option, input, &mut has_one.narrowing)? {
        let known = "`key`, `references`, `index`, `where` and `on`";
        return Err(unknown_option(option, known));
    }
    Ok(())
}

fn parse_alias(input: ParseStream<'_>) -> Result<Alias> {
    let expected = |error: Error| Error::new(error.span(), "expected `alias(old as new)`");
    let old: Ident = input.parse().map_err(expected)?;
    input.parse::<Token![as]>().map_err(expected)?;
    let new: Ident = input.parse().map_err(expected)?;
    if !input.is_empty() {
        return Err(input.error("expected nothing after `alias(old as new)`"));
    }
    Ok(Alias { old, new })
}
