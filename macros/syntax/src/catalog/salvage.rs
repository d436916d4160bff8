//! The tables of a `catalog!` with a fault, by their headers alone: they get impls all the same, so
//! that the fault is the only error.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Path, Result};

use super::parse::{parse_header, parse_schema};
use super::{Table, TableKind};

/// Returns the schema and the tables without their facts, as far as they can be read; `None` without a schema.
#[must_use]
pub fn salvage(input: TokenStream) -> Option<(Path, Vec<Table>)> {
    parse_salvaged.parse2(input).ok()
}

fn parse_salvaged(input: ParseStream<'_>) -> Result<(Path, Vec<Table>)> {
    let schema = parse_schema(input)?;
    let sections = groups(input.parse()?);
    let tables = sections
        .into_iter()
        .flat_map(|(_, section)| groups(section));
    let tables = tables.filter_map(|(header, _)| parse_table.parse2(header).ok());
    Ok((schema, tables.collect()))
}

/// Returns each `{ .. }` with what is written before it.
fn groups(tokens: TokenStream) -> Vec<(TokenStream, TokenStream)> {
    let mut found = Vec::new();
    let mut before = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                found.push((std::mem::take(&mut before), group.stream()));
            }
            other => before.extend([other]),
        }
    }
    found
}

/// Reads `table name as module`, whatever its first word is.
fn parse_table(input: ParseStream<'_>) -> Result<Table> {
    // The kind does not matter here, only the name behind it.
    if input.call(Ident::parse_any)? == "materialized" {
        input.call(Ident::parse_any)?;
    }
    parse_header(input, TableKind::Table)
}
