//! The declarations in `#[camshaft(..)]`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Error, Ident, Path, Result, Token, parenthesized, token};

use super::attribute::take_item;
use super::column::{parse_alias, parse_ignore};
use super::option::{
    expect_name, expect_value, parse_columns, parse_end, parse_narrowing, parse_sql,
    parse_until_fault, refuse_twice, unknown_option,
};
use super::{Declarations, HasOne, Name, Narrowing, Pending, Unique, UniqueColumn};
use crate::{Diagnostics, symbol};

/// Reads the declarations of all `#[camshaft(..)]` among some attributes; a fault in one hides no other.
pub fn parse_declarations(attributes: &[Attribute], diagnostics: &mut Diagnostics) -> Declarations {
    let mut declarations = Declarations::default();
    for attribute in attributes {
        if attribute.path().is_ident(symbol::CAMSHAFT) {
            let read =
                |input: ParseStream<'_>| parse_attribute(input, &mut declarations, diagnostics);
            let result = attribute.parse_args_with(read);
            diagnostics.keep(result);
        }
    }
    declarations
}

fn parse_attribute(
    input: ParseStream<'_>,
    declarations: &mut Declarations,
    diagnostics: &mut Diagnostics,
) -> Result<()> {
    while !input.is_empty() {
        if let Err(fault) = parse_declaration(input, declarations, diagnostics) {
            diagnostics.push(fault);
            // The rest of the item is skipped, so that a fault hides no other declaration.
            take_item(input)?;
        }
        parse_end(input)?;
    }
    Ok(())
}

fn parse_declaration(
    input: ParseStream<'_>,
    declarations: &mut Declarations,
    diagnostics: &mut Diagnostics,
) -> Result<()> {
    let word = input.call(Ident::parse_any)?;
    if word == symbol::CRATE {
        expect_value(&word, input)?;
        let path = input.call(Path::parse_mod_style)?;
        refuse_twice(declarations.krate.is_some(), &word)?;
        declarations.krate = Some(path);
        return Ok(());
    }
    if word == symbol::INSERT && !input.peek(token::Paren) {
        let name = if input.peek(Token![=]) {
            expect_name(&word, input, "`insert = create`")?
        } else {
            word.clone()
        };
        if name == symbol::NONE {
            let message = "`insert` is generated only where it is declared: remove `insert = none`";
            return Err(Error::new(name.span(), message));
        }
        refuse_twice(declarations.insert.is_some(), &word)?;
        declarations.insert = Some(name);
        return Ok(());
    }
    if word == symbol::ALIAS_MODULE && !input.peek(token::Paren) {
        let name = expect_name(
            &word,
            input,
            "`alias_module = names` or `alias_module = none`",
        )?;
        refuse_twice(!matches!(declarations.alias_module, Name::Default), &word)?;
        declarations.alias_module = name_or_none(name);
        return Ok(());
    }
    let known = [
        symbol::UNIQUE,
        symbol::HAS_ONE,
        symbol::ALIAS,
        symbol::IGNORE,
    ];
    if !known.iter().any(|known| word == known) {
        let known = symbol::DECLARATIONS;
        let message = format!("unknown declaration `{word}`: expected {known}");
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
            Some(Uniqueness::Key(unique)) => declarations.uniques.push(unique),
            Some(Uniqueness::All(all)) => declarations.unique_all = Some(all),
            None => {}
        }
    } else if word == symbol::HAS_ONE {
        let has_one = diagnostics.keep(parse_has_one.parse2(tokens));
        declarations.has_ones.extend(has_one);
    } else if word == symbol::ALIAS {
        let alias = diagnostics.keep(parse_alias.parse2(tokens));
        declarations.aliases.extend(alias);
    } else {
        let ignore = diagnostics.keep(parse_ignore.parse2(tokens));
        declarations.ignores.extend(ignore);
    }
    Ok(())
}

fn name_or_none(name: Ident) -> Name {
    if name == symbol::NONE {
        Name::None
    } else {
        Name::Is(name)
    }
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
        pending: Pending::default(),
        fault: None,
    };
    let result = parse_until_fault(input, |option, input| {
        parse_unique_item(option, input, &mut unique)
    });
    // The fault is kept: a stub of the accessor is generated, and its uses are no further errors.
    unique.fault = result.err();
    Ok(Uniqueness::Key(unique))
}

fn parse_unique_item(option: Ident, input: ParseStream<'_>, unique: &mut Unique) -> Result<()> {
    let is_column = input.is_empty() || input.peek(Token![,]) || input.peek(Token![:]);
    if option == symbol::NAME && !is_column {
        refuse_twice(!matches!(unique.name, Name::Default), &option)?;
        let name = expect_name(&option, input, "`name = live_slug` or `name = none`")?;
        unique.name = name_or_none(name);
        return Ok(());
    }
    if parse_pending(&option, input, unique)? {
        return Ok(());
    }
    if !is_column || option == symbol::WHERE {
        if parse_narrowing(&option, input, &mut unique.narrowing)? {
            return Ok(());
        }
        if !input.peek(Token![::]) {
            let known = "`index`, `where`, `name`, `on`, `pending` and `expression`";
            return Err(unknown_option(&option, known));
        }
    }
    if unique.has_options() {
        let message = format!("the columns come first: `{option}` follows an option");
        return Err(Error::new(option.span(), message));
    }
    unique.columns.push(parse_unique_column(option, input)?);
    Ok(())
}

/// Reads `pending`, `nulls_not_distinct` or `expression = ".."`; false when it is none of them.
///
/// The first two are columns if they come first, or if a type follows.
fn parse_pending(option: &Ident, input: ParseStream<'_>, unique: &mut Unique) -> Result<bool> {
    let is_word = input.is_empty() || input.peek(Token![,]);
    let follows = !unique.columns.is_empty() || unique.has_options();
    let pending = &mut unique.pending;
    if option == symbol::EXPRESSION && input.peek(Token![=]) {
        refuse_twice(pending.expression.is_some(), option)?;
        let text = parse_sql(option, input, "the expression in quotes")?;
        pending.expression = Some((option.clone(), text));
    } else if option == symbol::PENDING && is_word && follows {
        refuse_twice(pending.word.is_some(), option)?;
        pending.word = Some(option.clone());
    } else if option == symbol::NULLS_NOT_DISTINCT && is_word && follows {
        refuse_twice(pending.nulls_not_distinct.is_some(), option)?;
        pending.nulls_not_distinct = Some(option.clone());
    } else {
        return Ok(false);
    }
    Ok(true)
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
    // The fault is kept: a stub of the accessor is generated, and its uses are no further errors.
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
