//! The words of `#[serde(..)]` that say by which names a field is read.
//!
//! An attribute that serde would not read is passed over: serde's own derives report it.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Result, Token, token};

use super::attribute::{for_each, skip};
use crate::symbol;

/// The words of `#[serde(..)]` on a field that say by which names it is read.
#[derive(Debug, Default)]
pub struct Serde {
    /// `rename = ".."`.
    pub rename: Option<String>,
    /// Each `alias = ".."`.
    pub aliases: Vec<String>,
    /// `true` with `skip`, `skip_deserializing` or `flatten`: no name is read.
    pub unnamed: bool,
}

/// Reads `rename_all = ".."` of a struct.
pub(super) fn parse_struct(attributes: &[Attribute]) -> Option<String> {
    let mut rename_all = None;
    read(attributes, |meta| {
        if meta.path.is_ident("rename_all") {
            rename_all = parse_name(&meta)?.or(rename_all.take());
            return Ok(());
        }
        skip(&meta)
    });
    rename_all
}

pub(super) fn parse_field(attributes: &[Attribute]) -> Serde {
    let mut serde = Serde::default();
    read(attributes, |meta| {
        if meta.path.is_ident("rename") {
            serde.rename = parse_name(&meta)?.or(serde.rename.take());
        } else if meta.path.is_ident("alias") {
            serde.aliases.extend(parse_name(&meta)?);
        } else {
            let words = ["skip", "skip_deserializing", "flatten"];
            serde.unnamed |= words.iter().any(|word| meta.path.is_ident(word));
            skip(&meta)?;
        }
        Ok(())
    });
    serde
}

/// Reads each attribute by itself, so that one at fault does not hide the next.
fn read(attributes: &[Attribute], mut words: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) {
    for attribute in attributes.chunks(1) {
        drop(for_each(attribute, symbol::SERDE, &mut words));
    }
}

/// Reads `= ".."`, or that of `(deserialize = "..")`.
fn parse_name(meta: &ParseNestedMeta<'_>) -> Result<Option<String>> {
    if !meta.input.peek(token::Paren) {
        return Ok(Some(meta.value()?.parse::<LitStr>()?.value()));
    }
    let mut name = None;
    meta.parse_nested_meta(|meta| {
        if meta.path.is_ident("deserialize") && meta.input.peek(Token![=]) {
            name = Some(meta.value()?.parse::<LitStr>()?.value());
            return Ok(());
        }
        skip(&meta)
    })?;
    Ok(name)
}
