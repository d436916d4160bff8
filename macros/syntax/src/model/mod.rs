//! The grammar of a model's attributes.

mod attribute;
mod column;
mod declaration;
mod declared;
pub mod diesel;
mod option;
mod serde;

use syn::{Data, DeriveInput, Fields};

pub use attribute::with_conditional;
pub use declaration::parse_declarations;
pub use declared::{
    Alias, Declarations, Field, HasOne, Ignore, IndexName, Model, Name, Narrowing, Pending, Unique,
    UniqueColumn,
};
pub use serde::Serde;

use crate::{Diagnostics, symbol};

/// Reads a struct; `None` when it is something else, or has no named fields.
pub fn parse_model(input: DeriveInput, diagnostics: &mut Diagnostics) -> Option<Model> {
    let fields = parse_fields(&input, diagnostics)?;
    let options = diagnostics
        .keep(diesel::parse_struct(&input.attrs))
        .unwrap_or_default();
    Some(Model {
        name: input.ident,
        visibility: input.vis,
        generics: input.generics,
        fields,
        table: options.table,
        primary_key: options.primary_key,
        rename_all: serde::parse_struct(&input.attrs),
        declarations: parse_declarations(&input.attrs, diagnostics),
    })
}

fn parse_fields(input: &DeriveInput, diagnostics: &mut Diagnostics) -> Option<Vec<Field>> {
    let found = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(parse_named(fields, diagnostics)),
            Fields::Unnamed(_) => "a tuple struct",
            Fields::Unit => "a unit struct",
        },
        Data::Enum(_) => "an enum",
        Data::Union(_) => "a union",
    };
    diagnostics.error(
        input.ident.span(),
        format!("`camshaft::Model` needs a struct with named fields, this is {found}"),
    );
    None
}

fn parse_named(fields: &syn::FieldsNamed, diagnostics: &mut Diagnostics) -> Vec<Field> {
    let mut parsed = Vec::new();
    for field in &fields.named {
        for attribute in &field.attrs {
            if attribute.path().is_ident(symbol::CAMSHAFT) {
                diagnostics.error_at(attribute, "`#[camshaft(..)]` belongs on the struct");
            }
        }
        let options = diagnostics.keep(diesel::parse_field(&field.attrs));
        if let (Some(name), Some(options)) = (&field.ident, options) {
            if !options.embed {
                parsed.push(Field {
                    name: name.clone(),
                    ty: field.ty.clone(),
                    column: options.column.unwrap_or_else(|| name.clone()),
                    serialize_as: options.serialize_as,
                    serde: serde::parse_field(&field.attrs),
                });
            }
        }
    }
    parsed
}
