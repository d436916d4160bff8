//! The declarations in `#[camshaft(..)]`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{Attribute, Error, Ident, LitStr, Path, Result, Token, Type, parenthesized, token};

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
            parse_declaration(input, model, diagnostics)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    let result = attribute.parse_args_with(read);
    diagnostics.keep(result);
}

fn parse_declaration(
    input: ParseStream<'_>,
    model: &mut Model,
    diagnostics: &mut Diagnostics,
) -> Result<()> {
    let word = input.call(Ident::parse_any)?;
    if word == symbol::CRATE {
        input.parse::<Token![=]>()?;
        let path = input.call(Path::parse_mod_style)?;
        if model.krate.replace(path).is_some() {
            diagnostics.error(word.span(), "`crate` is given twice");
        }
        return Ok(());
    }
    let known = [symbol::UNIQUE, symbol::HAS_ONE, symbol::ALIAS];
    let is_known = known.iter().any(|known| word == known);
    if !is_known {
        let message = format!(
            "unknown declaration `{word}`: expected {}",
            symbol::DECLARATIONS
        );
        return Err(Error::new(word.span(), message));
    }
    if !input.peek(token::Paren) {
        let message = format!("expected `{word}(..)`");
        return Err(Error::new(word.span(), message));
    }
    let content;
    let parentheses = parenthesized!(content in input);
    let tokens: TokenStream = content.parse()?;
    if tokens.is_empty() {
        diagnostics.error(parentheses.span.join(), format!("`{word}` is empty"));
        return Ok(());
    }
    if word == symbol::UNIQUE {
        let unique = |input: ParseStream<'_>| parse_unique(&word, input);
        match diagnostics.keep(unique.parse2(tokens)) {
            Some(Uniqueness::Key(unique)) => model.uniques.push(unique),
            Some(Uniqueness::All(all)) => model.unique_all = Some(all),
            None => {}
        }
    } else if word == symbol::HAS_ONE {
        model
            .has_ones
            .extend(diagnostics.keep(parse_has_one.parse2(tokens)));
    } else {
        model
            .aliases
            .extend(diagnostics.keep(parse_alias.parse2(tokens)));
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
    let text = written(word, input);
    let mut unique = Unique {
        word: word.clone(),
        columns: Vec::new(),
        name: Name::Default,
        narrowing: Narrowing::default(),
        text,
    };
    let mut named = false;
    while !input.is_empty() {
        let option = input.call(Ident::parse_any)?;
        if input.peek(Token![=]) && option == symbol::NAME {
            input.parse::<Token![=]>()?;
            let name: Ident = input.parse()?;
            refuse_twice(named, &option)?;
            named = true;
            unique.name = if name == symbol::NONE {
                Name::None
            } else {
                Name::Is(name)
            };
        } else if !parse_narrowing(&option, input, &mut unique.narrowing)? {
            refuse_option(&option, input, "`index`, `where`, `name` and `on`")?;
            if !unique.narrowing_is_unset() || named {
                let message = format!("the columns come first: `{option}` follows an option");
                return Err(Error::new(option.span(), message));
            }
            unique.columns.push(parse_unique_column(option, input)?);
        }
        end_of_option(input)?;
    }
    Ok(Uniqueness::Key(unique))
}

impl Unique {
    fn narrowing_is_unset(&self) -> bool {
        let Narrowing {
            index,
            predicate,
            on,
        } = &self.narrowing;
        index.is_none() && predicate.is_none() && on.is_empty()
    }
}

fn parse_unique_column(name: Ident, input: ParseStream<'_>) -> Result<UniqueColumn> {
    if input.peek(Token![::]) {
        let message = format!(
            "`{}` takes columns of this struct's own table by their names alone",
            symbol::UNIQUE
        );
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
    let written = format!("{}({})", symbol::HAS_ONE, {
        let ahead = input.fork();
        ahead
            .parse::<Ident>()
            .map(|name| name.to_string())
            .unwrap_or_default()
    });
    let name: Ident = input.parse().map_err(|error| {
        Error::new(
            error.span(),
            "expected `has_one(name: Child, key = table::column)`",
        )
    })?;
    if !input.peek(Token![:]) || input.peek(Token![::]) {
        let message = format!("expected the child's type: `has_one({name}: Child, ..)`");
        return Err(Error::new(name.span(), message));
    }
    input.parse::<Token![:]>()?;
    let child: Type = input.parse()?;
    let mut has_one = HasOne {
        name,
        child,
        key: Vec::new(),
        references: Vec::new(),
        narrowing: Narrowing::default(),
        text: written,
    };
    end_of_option(input)?;
    while !input.is_empty() {
        let option = input.call(Ident::parse_any)?;
        if option == symbol::KEY {
            refuse_twice(!has_one.key.is_empty(), &option)?;
            has_one.key = parse_columns(&option, input)?;
        } else if option == symbol::REFERENCES {
            refuse_twice(!has_one.references.is_empty(), &option)?;
            has_one.references = parse_columns(&option, input)?;
        } else if !parse_narrowing(&option, input, &mut has_one.narrowing)? {
            let known = "`key`, `references`, `index`, `where` and `on`";
            return Err(unknown_option(&option, known));
        }
        end_of_option(input)?;
    }
    Ok(has_one)
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

/// `= path` or `= (path, path)`.
fn parse_columns(option: &Ident, input: ParseStream<'_>) -> Result<Vec<Path>> {
    expect_value(option, input)?;
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

/// A column with its table: `user_details::user_id`.
fn parse_column_path(input: ParseStream<'_>) -> Result<Path> {
    let path = input.call(Path::parse_mod_style)?;
    if path.segments.len() < 2 {
        let message = "expected a column with its table, as in `user_details::user_id`";
        return Err(Error::new_spanned(path, message));
    }
    Ok(path)
}

/// `index = ..`, `where = ".."` or `on(..)`; false when the option is none of them.
fn parse_narrowing(
    option: &Ident,
    input: ParseStream<'_>,
    narrowing: &mut Narrowing,
) -> Result<bool> {
    if option == symbol::INDEX && !is_column(input) {
        refuse_twice(narrowing.index.is_some(), option)?;
        expect_value(option, input)?;
        narrowing.index = Some(if input.peek(LitStr) {
            let name: LitStr = input.parse()?;
            return Err(Error::new(
                name.span(),
                "write the index's name without quotes",
            ));
        } else {
            input.call(Ident::parse_any)?
        });
    } else if option == symbol::WHERE {
        refuse_twice(narrowing.predicate.is_some(), option)?;
        expect_value(option, input)?;
        let expected = |error: Error| {
            let message = "expected the predicate in quotes, as the catalog prints it";
            Error::new(error.span(), message)
        };
        narrowing.predicate = Some(input.parse().map_err(expected)?);
    } else if option == symbol::ON && input.peek(token::Paren) {
        refuse_twice(!narrowing.on.is_empty(), option)?;
        let content;
        parenthesized!(content in input);
        let backends = content.parse_terminated(Ident::parse, Token![,])?;
        if backends.is_empty() {
            return Err(Error::new(option.span(), "`on` names no backend"));
        }
        narrowing.on = backends.into_iter().collect();
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Whether the word before is the name of a column.
fn is_column(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,]) || input.peek(Token![:])
}

/// In `unique`, a word that is followed by a value is an option nobody knows.
fn refuse_option(option: &Ident, input: ParseStream<'_>, known: &str) -> Result<()> {
    if input.peek(Token![=]) || input.peek(token::Paren) {
        return Err(unknown_option(option, known));
    }
    Ok(())
}

fn unknown_option(option: &Ident, known: &str) -> Error {
    let message = format!("unknown option `{option}`: there are {known}");
    Error::new(option.span(), message)
}

fn expect_value(option: &Ident, input: ParseStream<'_>) -> Result<()> {
    if !input.peek(Token![=]) {
        let message = format!("expected a value: `{option} = ..`");
        return Err(Error::new(option.span(), message));
    }
    input.parse::<Token![=]>().map(drop)
}

fn refuse_twice(given: bool, option: &Ident) -> Result<()> {
    if given {
        let message = format!("`{option}` is given twice");
        return Err(Error::new(option.span(), message));
    }
    Ok(())
}

fn end_of_option(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    input.parse::<Token![,]>().map(drop)
}

/// `unique(a, b)` with the columns only, for messages.
fn written(word: &Ident, input: ParseStream<'_>) -> String {
    let tokens = input.fork().parse::<TokenStream>().unwrap_or_default();
    let mut text = String::new();
    for token in tokens {
        let token = token.to_string();
        if token == "," || token == ":" || token == ")" {
            text = text.trim_end().to_owned();
        }
        text.push_str(&token);
        text.push(' ');
    }
    format!("{word}({})", text.trim_end())
}
