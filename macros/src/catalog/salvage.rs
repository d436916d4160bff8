//! The tables of a `catalog!` with a fault, by their headers alone: they get impls all the same, so
//! that the fault is the only error.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Path, Result, Token};

use super::facts::{Input, Table, TableKind};
use super::parse::{parse_header, require};

/// The crate, the schema and the tables, as far as they can be read; `None` without a schema.
pub(super) fn salvage(input: TokenStream) -> Option<Salvaged> {
    parse_salvaged.parse2(input).ok()
}

/// The parts of a `catalog!` with a fault that can be read.
pub(super) struct Salvaged {
    /// The crate and the schema; no section.
    pub(super) input: Input,
    /// The tables, without their facts.
    pub(super) tables: Vec<Table>,
}

fn parse_salvaged(input: ParseStream<'_>) -> Result<Salvaged> {
    let krate = input.call(Path::parse_mod_style)?;
    input.parse::<Token![;]>()?;
    require(input, "schema")?;
    input.parse::<Token![=]>()?;
    let schema = input.call(Path::parse_mod_style)?;
    let sections = groups(input.parse()?);
    let tables = sections
        .into_iter()
        .flat_map(|(_, section)| groups(section));
    let tables = tables.filter_map(|(header, _)| parse_table.parse2(header).ok());
    Ok(Salvaged {
        tables: tables.collect(),
        input: Input {
            krate,
            schema,
            sections: Vec::new(),
        },
    })
}

/// Each `{ .. }` with what stands before it.
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

/// `table name as module`, whatever its first word is.
fn parse_table(input: ParseStream<'_>) -> Result<Table> {
    if input.call(Ident::parse_any)? == "materialized" {
        input.call(Ident::parse_any)?;
    }
    parse_header(input, TableKind::Table)
}
