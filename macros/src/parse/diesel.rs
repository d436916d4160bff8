//! The words of `#[diesel(..)]` that matter here; Diesel's own derives judge the others.

use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitStr, Path, Result, Token, Type, parenthesized};

use super::attribute::{for_each, skip};
use crate::symbol;

/// Of the struct.
#[derive(Default)]
pub(super) struct StructOptions {
    pub(super) table: Option<Path>,
    pub(super) primary_key: Vec<Ident>,
}

/// Of a field.
#[derive(Default)]
pub(super) struct FieldOptions {
    pub(super) column: Option<Ident>,
    pub(super) serialize_as: Option<Type>,
    pub(super) embed: bool,
}

pub(super) fn parse_struct(attributes: &[Attribute]) -> Result<StructOptions> {
    let mut options = StructOptions::default();
    for_each(attributes, symbol::DIESEL, |meta| {
        if meta.path.is_ident("table_name") {
            options.table = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("primary_key") {
            let content;
            parenthesized!(content in meta.input);
            let columns = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
            options.primary_key = columns.into_iter().collect();
        } else {
            skip(&meta)?;
        }
        Ok(())
    })?;
    Ok(options)
}

pub(super) fn parse_field(attributes: &[Attribute]) -> Result<FieldOptions> {
    let mut options = FieldOptions::default();
    for_each(attributes, symbol::DIESEL, |meta| {
        if meta.path.is_ident("column_name") {
            let value = meta.value()?;
            // Diesel takes a string here as well.
            options.column = Some(if value.peek(LitStr) {
                value.parse::<LitStr>()?.parse()?
            } else {
                value.parse()?
            });
        } else if meta.path.is_ident("serialize_as") {
            options.serialize_as = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("embed") {
            options.embed = true;
        } else {
            skip(&meta)?;
        }
        Ok(())
    })?;
    Ok(options)
}
