//! The frame of `catalog!`: the schema, the sections, and the heads of tables.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Ident, Path, Result, Token, braced};

use super::items::parse_item;
use super::words::{accept, parse_qualified, require};
use super::{Backend, Catalog, Section, Table, TableKind};

impl Parse for Catalog {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let catalog = parse_catalog(input, parse_tables)?;
        for (nth, section) in catalog.sections.iter().enumerate() {
            let is_twice = catalog.sections[..nth].iter().any(|other| {
                other.backend == section.backend
                    && other.attributes.is_empty()
                    && section.attributes.is_empty()
            });
            if is_twice {
                let text = "a second section for the same backend";
                return Err(Error::new(section.first_span(), text));
            }
        }
        if catalog.sections.is_empty() {
            let text = "expected a section: `postgres { .. }`, `mysql { .. }` or `sqlite { .. }`";
            return Err(input.error(text));
        }
        Ok(catalog)
    }
}

/// Reads a `catalog!` without the content of its sections, which may have been written by another version.
///
/// # Errors
///
/// The first fault of the frame around the sections.
pub fn parse_layout(input: ParseStream<'_>) -> Result<Catalog<()>> {
    parse_catalog(input, |content| content.parse::<TokenStream>().map(drop))
}

fn parse_catalog<Body>(
    input: ParseStream<'_>,
    body: fn(ParseStream<'_>) -> Result<Body>,
) -> Result<Catalog<Body>> {
    let schema = parse_schema(input)?;
    input.parse::<Token![;]>()?;
    let mut sections = Vec::new();
    while !input.is_empty() {
        sections.push(parse_section(input, body)?);
    }
    Ok(Catalog { schema, sections })
}

/// Reads `schema = path`.
pub(super) fn parse_schema(input: ParseStream<'_>) -> Result<Path> {
    require(input, "schema")?;
    input.parse::<Token![=]>()?;
    input.call(Path::parse_mod_style)
}

fn parse_section<Body>(
    input: ParseStream<'_>,
    body: fn(ParseStream<'_>) -> Result<Body>,
) -> Result<Section<Body>> {
    let attributes = input.call(Attribute::parse_outer)?;
    if let Some(other) = attributes
        .iter()
        .find(|attribute| !attribute.path().is_ident("cfg"))
    {
        return Err(Error::new_spanned(
            other,
            "a section takes `#[cfg(..)]` only",
        ));
    }
    let word = input.call(Ident::parse_any)?;
    let backend = Backend::of_word(&word.to_string())
        .ok_or_else(|| Error::new(word.span(), "expected `postgres`, `mysql` or `sqlite`"))?;
    let content;
    Ok(Section {
        attributes,
        backend,
        span: word.span(),
        braces: braced!(content in input),
        body: body(&content)?,
    })
}

fn parse_tables(input: ParseStream<'_>) -> Result<Vec<Table>> {
    let mut tables: Vec<Table> = Vec::new();
    while !input.is_empty() {
        let table: Table = input.parse()?;
        if tables.iter().any(|other| other.is_same(&table)) {
            let text = format!(
                "the table `{}` stands in this section already",
                table.name.text
            );
            return Err(Error::new(table.name.span, text));
        }
        tables.push(table);
    }
    Ok(tables)
}

impl Section {
    /// Returns the span of its first token.
    fn first_span(&self) -> Span {
        let first = self.attributes.first();
        first.map_or(self.span, |attribute| attribute.pound_token.span)
    }
}

impl Table {
    fn is_same(&self, other: &Self) -> bool {
        let schema = |table: &Self| table.schema.as_ref().map(|name| name.text.clone());
        self.name.text == other.name.text && schema(self) == schema(other)
    }
}

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let kind = parse_kind(input)?;
        let mut table = parse_header(input, kind)?;
        let content;
        braced!(content in input);
        while !content.is_empty() {
            parse_item(&content, &mut table)?;
            content.parse::<Token![;]>().map_err(|error| {
                let text = format!(
                    "expected `;`, which ends each item of the table `{}`",
                    table.name.text
                );
                Error::new(error.span(), text)
            })?;
        }
        Ok(table)
    }
}

/// Reads `name as module`.
pub(super) fn parse_header(input: ParseStream<'_>, kind: TableKind) -> Result<Table> {
    let (schema, name) = parse_qualified(input)?;
    let module = if input.peek(Token![as]) {
        input.parse::<Token![as]>()?;
        Some(input.call(Ident::parse_any)?)
    } else {
        None
    };
    Ok(Table {
        kind,
        schema,
        name,
        module,
        inherited: false,
        rules: false,
        columns: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
    })
}

fn parse_kind(input: ParseStream<'_>) -> Result<TableKind> {
    if accept(input, "table") {
        Ok(TableKind::Table)
    } else if accept(input, "view") {
        Ok(TableKind::View)
    } else if accept(input, "materialized") {
        require(input, "view")?;
        Ok(TableKind::MaterializedView)
    } else {
        Err(input.error("expected `table`, `view` or `materialized view`"))
    }
}
