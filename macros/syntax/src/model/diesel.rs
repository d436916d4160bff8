//! The words of `#[diesel(..)]` that matter here; Diesel's own derives judge the others.

use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitBool, LitStr, Path, Result, Token, Type, parenthesized};

use super::attribute::{for_each, skip, take_item};
use crate::symbol;

/// The options of a struct.
#[derive(Debug)]
pub struct StructOptions {
    /// `table_name = ..`.
    pub table: Option<Path>,
    /// `primary_key(..)`.
    pub primary_key: Vec<Ident>,
    /// Each `belongs_to(..)`.
    pub belongs_to: Vec<BelongsTo>,
    /// `false` with `treat_none_as_default_value = false`: then `None` is NULL, and not `DEFAULT`.
    pub none_is_default: bool,
}

impl Default for StructOptions {
    fn default() -> Self {
        Self {
            table: None,
            primary_key: Vec::new(),
            belongs_to: Vec::new(),
            none_is_default: true,
        }
    }
}

/// `belongs_to(Parent, foreign_key = ..)`.
#[derive(Debug)]
pub struct BelongsTo {
    /// The parent's type.
    pub parent: Type,
    /// `foreign_key = ..`.
    pub foreign_key: Option<Ident>,
}

/// The options of a field.
#[derive(Debug, Default)]
pub struct FieldOptions {
    /// `column_name = ..`.
    pub column: Option<Ident>,
    /// `serialize_as = ..`.
    pub serialize_as: Option<Type>,
    /// `embed`.
    pub embed: bool,
    /// `skip_insertion`.
    pub skip_insertion: bool,
}

/// Reads the options of a struct.
///
/// # Errors
///
/// A word that matters here and does not read as Diesel reads it.
pub fn parse_struct(attributes: &[Attribute]) -> Result<StructOptions> {
    let mut options = StructOptions::default();
    for_each(attributes, symbol::DIESEL, |meta| {
        if meta.path.is_ident("table_name") {
            options.table = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("primary_key") {
            let content;
            parenthesized!(content in meta.input);
            let columns = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
            options.primary_key = columns.into_iter().collect();
        } else if meta.path.is_ident("belongs_to") {
            // Only who reads a source file asks for these two: in a build, their faults are Diesel's to report.
            let content;
            parenthesized!(content in meta.input);
            let belongs_to = parse_belongs_to.parse2(content.parse()?);
            options.belongs_to.extend(belongs_to);
        } else if meta.path.is_ident("treat_none_as_default_value") {
            let value = parse_bool.parse2(take_item(meta.input)?);
            options.none_is_default = value.unwrap_or(options.none_is_default);
        } else {
            skip(&meta)?;
        }
        Ok(())
    })?;
    Ok(options)
}

fn parse_belongs_to(input: ParseStream<'_>) -> Result<BelongsTo> {
    let parent = input.parse()?;
    let mut foreign_key = None;
    while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
        let option: Ident = input.parse()?;
        if option == "foreign_key" {
            input.parse::<Token![=]>()?;
            foreign_key = Some(parse_column(input)?);
        } else {
            take_item(input)?;
        }
    }
    Ok(BelongsTo {
        parent,
        foreign_key,
    })
}

/// Reads `= true` or `= false`.
fn parse_bool(input: ParseStream<'_>) -> Result<bool> {
    input.parse::<Token![=]>()?;
    Ok(input.parse::<LitBool>()?.value)
}

/// Reads the options of a field.
///
/// # Errors
///
/// A word that matters here and does not read as Diesel reads it.
pub fn parse_field(attributes: &[Attribute]) -> Result<FieldOptions> {
    let mut options = FieldOptions::default();
    for_each(attributes, symbol::DIESEL, |meta| {
        if meta.path.is_ident("column_name") {
            options.column = Some(parse_column(meta.value()?)?);
        } else if meta.path.is_ident("serialize_as") {
            options.serialize_as = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("embed") {
            options.embed = true;
        } else if meta.path.is_ident("skip_insertion") {
            options.skip_insertion = true;
        } else {
            skip(&meta)?;
        }
        Ok(())
    })?;
    Ok(options)
}

/// Reads a column, for which Diesel takes a string as well.
fn parse_column(input: ParseStream<'_>) -> Result<Ident> {
    if input.peek(LitStr) {
        return input.parse::<LitStr>()?.parse();
    }
    input.parse()
}
