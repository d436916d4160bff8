//! The enum of a model's unique keys.

use std::collections::BTreeSet;

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Error, Ident, Path};

use super::alias::{column_of, named};
use super::names::variant;
use super::unique::{check_arguments, check_name, check_relation, text_of};
use crate::checked::{Accessor, UniqueKey, UniqueKeys};
use camshaft_syntax::Diagnostics;
use camshaft_syntax::model::{Model, Name, Narrowing, Pending, Unique, UniqueColumn};

/// `UserUnique`; none where nothing unique is declared.
///
/// A declaration at fault has its variant too, so that the fault is the only error.
pub(super) fn check_unique_keys(
    model: &Model,
    table: &Path,
    diagnostics: &mut Diagnostics,
) -> Option<UniqueKeys> {
    let proven = model
        .declarations
        .uniques
        .iter()
        .filter(|unique| unique.is_proven());
    proven.clone().next()?;
    let name = format_ident!("{}Unique", model.name.unraw(), span = model.name.span());
    let primary = primary_key(model);
    let known = is_known(&primary, model).then_some(&primary);
    let mut keys: Vec<Key<'_>> = Vec::new();
    for unique in known.into_iter().chain(proven) {
        let Some(key) = Key::of(unique, &primary, model) else {
            continue;
        };
        match keys.iter().find(|other| other.clashes_with(&key)) {
            None => keys.push(key),
            Some(other) if key.has_another_fault(other) => {}
            Some(other) => diagnostics.push(key.fault(other, &name)),
        }
    }
    let keys: Vec<_> = keys.iter().map(|key| key.check(model, table)).collect();
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

/// Whether the struct says what its primary key is: Diesel's assumption needs a field.
fn is_known(primary: &Unique, model: &Model) -> bool {
    let has_field = |column: &UniqueColumn| model.field_of(&column.name).is_some();
    !model.primary_key.is_empty() || primary.columns.iter().all(has_field)
}

/// A declaration with its variant.
struct Key<'a> {
    variant: Ident,
    is_primary: bool,
    unique: &'a Unique,
}

impl<'a> Key<'a> {
    /// None for a declaration at fault that names neither columns nor an index.
    fn of(unique: &'a Unique, primary: &Unique, model: &Model) -> Option<Self> {
        // Whatever it is named, and whichever index it names: no variant but one can stand for it.
        let is_primary = has_same_columns(unique, primary, model);
        let variant = match unique.columns.first() {
            Some(first) if is_primary => Ident::new("PrimaryKey", first.name.span()),
            _ => variant_of(unique)?,
        };
        Some(Self {
            variant,
            is_primary,
            unique,
        })
    }

    fn clashes_with(&self, other: &Key<'_>) -> bool {
        self.variant == other.variant && !(self.is_primary && other.is_primary)
    }

    /// Whether something else is wrong with one of them, or a method of theirs clashes: it may be
    /// the same fault.
    fn has_another_fault(&self, other: &Key<'_>) -> bool {
        let (name, others) = (check_name(self.unique), check_name(other.unique));
        let is_method =
            matches!((name, others), (Ok(Some(name)), Ok(Some(other))) if name == other);
        is_method || self.unique.fault.is_some() || other.unique.fault.is_some()
    }

    fn fault(&self, other: &Key<'_>, name: &Ident) -> Error {
        let (text, variant) = (text_of(self.unique), &self.variant);
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

    /// Whether nothing but its variant may be generated: its own check has found the fault.
    fn is_faulty(&self, model: &Model) -> bool {
        let has_method = !matches!(self.unique.name, Name::None);
        self.unique.fault.is_some() || has_method && check_arguments(self.unique, model).is_err()
    }

    fn check(&self, model: &Model, table: &Path) -> UniqueKey {
        let field = |column: &UniqueColumn| {
            let field = named(&column.name, model).ok().flatten();
            let name = field.map_or(&column.name, |field| &field.name);
            name.unraw().to_string()
        };
        let relation = check_relation(self.unique, model, table, Accessor::None).ok();
        UniqueKey {
            variant: self.variant.clone(),
            is_primary: self.is_primary,
            relation: relation.filter(|_| !self.is_faulty(model)),
            fields: self.unique.columns.iter().map(field).collect(),
        }
    }
}

/// Whether each column of one is a column of the other, by whatever name.
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
