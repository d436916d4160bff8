//! Key values by the types of their fields.

use syn::{GenericArgument, PathArguments, Type, TypePath, parse_quote};

use crate::checked::{Taken, Value};
use camshaft_syntax::model::Field;

/// The value of a field's key, and whether the field is an `Option`.
pub(super) fn value_of_field(field: &Field) -> (Value, bool) {
    let (inner, optional) = strip_option(&field.ty);
    let value = match &field.serialize_as {
        Some(bound) => Value {
            bound: strip_option(bound).0.clone(),
            taken: Taken::From(inner.clone()),
        },
        None => value_of_type(inner),
    };
    (value, optional)
}

/// The value of a type written in the attribute.
pub(super) fn value_of_type(ty: &Type) -> Value {
    let (inner, _) = strip_option(ty);
    let into = |bound| Value {
        bound,
        taken: Taken::Into,
    };
    if is_text(inner) {
        into(parse_quote!(::std::string::String))
    } else if is_bytes(inner) {
        into(parse_quote!(::std::vec::Vec<::core::primitive::u8>))
    } else {
        Value {
            bound: inner.clone(),
            taken: Taken::ByValue,
        }
    }
}

/// Returns the value of an expression index, which has no field that gives its type.
pub(super) fn value_of_expression() -> Value {
    value_of_type(&parse_quote!(String))
}

/// `T` of `Option<T>`.
pub(super) fn strip_option(ty: &Type) -> (&Type, bool) {
    match last_segment(ty) {
        Some((name, Some(inner))) if name == "Option" => (inner, true),
        _ => (ty, false),
    }
}

/// Returns true for a text, owned or borrowed.
pub(super) fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_text(&reference.elem),
        ty => match last_segment(ty) {
            Some((name, None)) => name == "String" || name == "str",
            Some((name, Some(inner))) => name == "Cow" && is_text(inner),
            None => false,
        },
    }
}

/// Returns true for a sequence of bytes, owned or borrowed.
pub(super) fn is_bytes(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_bytes(&reference.elem),
        Type::Slice(slice) => is_u8(&slice.elem),
        ty => match last_segment(ty) {
            Some((name, Some(inner))) if name == "Vec" => is_u8(inner),
            Some((name, Some(inner))) if name == "Cow" => is_bytes(inner),
            _ => false,
        },
    }
}

fn is_u8(ty: &Type) -> bool {
    matches!(last_segment(ty), Some((name, None)) if name == "u8")
}

/// The last word of a path and its last type argument.
pub(super) fn last_segment(ty: &Type) -> Option<(String, Option<&Type>)> {
    let ty = match ty {
        Type::Group(group) => &group.elem,
        Type::Paren(paren) => &paren.elem,
        ty => ty,
    };
    let Type::Path(TypePath { qself: None, path }) = ty else {
        return None;
    };
    let segment = path.segments.last()?;
    let argument = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments
                .args
                .iter()
                .rev()
                .find_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
        }
        _ => None,
    };
    Some((segment.ident.to_string(), argument))
}
