//! The enum of a model's unique keys.

use std::collections::BTreeSet;

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Path};

use super::alias::{column_of, named};
use super::names::variant;
use super::unique::{Checked, Proven, check_key, text_of};
use crate::checked::{Key, UniqueKey, UniqueKeys};
use camshaft_syntax::Diagnostics;
use camshaft_syntax::model::{Model, Name, Narrowing, Pending, Unique, UniqueColumn};

/// `UserUnique`; none where nothing unique is declared.
///
/// A declaration at fault has its variant too, so that the fault is the only error.
pub(super) fn check_unique_keys(
    declared: &[Checked<'_>],
    model: &Model,
    table: &Path,
    diagnostics: &mut Diagnostics,
) -> Option<UniqueKeys> {
    let mut proven = declared
        .iter()
        .filter(|it| it.parsed.is_proven())
        .peekable();
    proven.peek()?;
    let name = format_ident!("{}Unique", model.name.unraw(), span = model.name.span());
    let primary = primary_key(model);
    let mut keys: Vec<Variant<'_>> = Vec::new();
    if is_known(&primary, model) {
        keys.extend(Variant::of_primary(&primary, model, table));
    }
    for checked in proven {
        let Some(key) = Variant::of(checked, &primary, model) else {
            continue;
        };
        match keys.iter().find(|other| other.clashes_with(&key)) {
            None => keys.push(key),
            Some(other) if key.has_another_fault(other) => {}
            Some(other) => diagnostics.push(key.fault(other, &name)),
        }
    }
    let keys: Vec<_> = keys.into_iter().map(|key| key.into_key(model)).collect();
    (!keys.is_empty()).then_some(UniqueKeys { name, keys })
}

/// The primary key as Diesel's derives see it, written as a declaration.
fn primary_key(model: &Model) -> Unique {
    let columns = match model.primary_key.as_slice() {
        // Diesel's own assumption.
        [] => vec![Ident::new("id", Span::call_site())],
        declared => declared.to_vec(),
    };
    let column = |name| UniqueColumn { name, ty: None };
    Unique {
        word: model.name.clone(),
        columns: columns.into_iter().map(column).collect(),
        name: Name::None,
        narrowing: Narrowing::default(),
        pending: Pending::default(),
        fault: None,
    }
}

/// Returns true when the struct names its primary key: Diesel's assumption needs a field.
fn is_known(primary: &Unique, model: &Model) -> bool {
    let has_field = |column: &UniqueColumn| model.field_of(&column.name).is_some();
    !model.primary_key.is_empty() || primary.columns.iter().all(has_field)
}

/// A declaration with its variant.
struct Variant<'a> {
    name: Ident,
    is_primary: bool,
    unique: &'a Unique,
    accessor: Option<&'a Ident>,
    /// The key; None for a declaration at fault.
    key: Option<Key>,
}

impl<'a> Variant<'a> {
    fn of_primary(primary: &'a Unique, model: &Model, table: &Path) -> Option<Self> {
        Some(Self {
            name: Ident::new("PrimaryKey", primary.columns.first()?.name.span()),
            is_primary: true,
            unique: primary,
            accessor: None,
            key: check_key(primary, model, table).ok(),
        })
    }

    /// Returns the variant; None for a declaration at fault that names neither columns nor an index.
    fn of(checked: &'a Checked<'_>, primary: &Unique, model: &Model) -> Option<Self> {
        let unique = checked.parsed;
        // Whatever it is named, and whichever index it names: no variant but one can be meant.
        let is_primary = has_same_columns(unique, primary, model);
        let name = match unique.columns.first() {
            Some(first) if is_primary => Ident::new("PrimaryKey", first.name.span()),
            _ => variant_of(unique)?,
        };
        Some(Self {
            name,
            is_primary,
            unique,
            accessor: checked.name.as_ref(),
            key: match &checked.result {
                Ok(Proven::ByIndex(unique)) => Some(unique.key.clone()),
                Ok(Proven::NotYet(_)) | Err(_) => None,
            },
        })
    }

    fn clashes_with(&self, other: &Variant<'_>) -> bool {
        self.name == other.name && !(self.is_primary && other.is_primary)
    }

    /// Returns whether something else is wrong with one of them, or a method of theirs clashes: it may be
    /// the same fault.
    fn has_another_fault(&self, other: &Variant<'_>) -> bool {
        let is_method = self.accessor.is_some() && self.accessor == other.accessor;
        is_method || self.unique.fault.is_some() || other.unique.fault.is_some()
    }

    fn fault(&self, other: &Variant<'_>, name: &Ident) -> Error {
        let (text, variant) = (text_of(self.unique), &self.name);
        let other = if other.is_primary {
            "the primary key".to_owned()
        } else {
            format!("`{}`", text_of(other.unique))
        };
        let message = format!(
            "`{text}` and {other} are both the variant `{name}::{variant}`: give the declaration another name with `name = ..`"
        );
        Error::new(variant.span(), message)
    }

    fn into_key(self, model: &Model) -> UniqueKey {
        let field = |column: &UniqueColumn| {
            let field = named(&column.name, model).ok().flatten();
            let name = field.map_or(&column.name, |field| &field.name);
            name.unraw().to_string()
        };
        UniqueKey {
            variant: self.name,
            is_primary: self.is_primary,
            key: self.key,
            fields: self.unique.columns.iter().map(field).collect(),
        }
    }
}

/// Returns true when both have the same columns, by any name.
fn has_same_columns(unique: &Unique, other: &Unique, model: &Model) -> bool {
    let columns = |unique: &Unique| -> BTreeSet<_> {
        let columns = unique.columns.iter();
        columns
            .map(|column| column_of(&column.name, model).unraw())
            .collect()
    };
    columns(unique) == columns(other)
}

/// `TenantIdAndSlug`, or the name given; of an expression index, its own.
fn variant_of(unique: &Unique) -> Option<Ident> {
    match (&unique.name, unique.columns.as_slice()) {
        (Name::Is(name), _) => Some(variant(&name.unraw().to_string(), name.span())),
        (_, []) => {
            let index = unique.narrowing.index.as_ref()?;
            Some(variant(&index.name, index.span))
        }
        (_, columns @ [first, ..]) => {
            let names: Vec<_> = columns
                .iter()
                .map(|it| it.name.unraw().to_string())
                .collect();
            Some(variant(&names.join("_and_"), first.name.span()))
        }
    }
}
