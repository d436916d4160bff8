//! A model as written: words and spans, no meaning yet.

use proc_macro2::Span;
use syn::{Error, Generics, Ident, LitStr, Path, Type, Visibility};

/// The struct and what is declared on it.
pub(crate) struct Model {
    pub(crate) name: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<Field>,
    /// `#[diesel(table_name = ..)]`.
    pub(crate) table: Option<Path>,
    /// `#[diesel(primary_key(..))]`.
    pub(crate) primary_key: Vec<Ident>,
    /// `#[camshaft(crate = ..)]`.
    pub(crate) krate: Option<Path>,
    /// `#[camshaft(insert = ..)]`.
    pub(crate) insert: Name,
    /// `#[camshaft(alias_module = ..)]`.
    pub(crate) alias_module: Name,
    /// `#[serde(rename_all = ..)]`, as it is read.
    pub(crate) rename_all: Option<String>,
    pub(crate) uniques: Vec<Unique>,
    /// `unique(all)`.
    pub(crate) unique_all: Option<Ident>,
    pub(crate) has_ones: Vec<HasOne>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) ignores: Vec<Ignore>,
}

/// A field that stands for a column.
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    /// `#[diesel(column_name = ..)]`, or the field's own name.
    pub(crate) column: Ident,
    /// `#[diesel(serialize_as = ..)]`.
    pub(crate) serialize_as: Option<Type>,
    pub(crate) serde: Serde,
}

/// The words of `#[serde(..)]` on a field that say by which names it is read.
#[derive(Default)]
pub(crate) struct Serde {
    /// `rename = ".."`.
    pub(crate) rename: Option<String>,
    /// Each `alias = ".."`.
    pub(crate) aliases: Vec<String>,
    /// `skip`, `skip_deserializing` or `flatten`: it is read by no name.
    pub(crate) unnamed: bool,
}

/// A column of `unique(..)`, with its type where it has no field.
pub(crate) struct UniqueColumn {
    pub(crate) name: Ident,
    pub(crate) ty: Option<Type>,
}

/// `name = ..`.
pub(crate) enum Name {
    /// Made of the columns.
    Default,
    /// `name = live_slug`.
    Is(Ident),
    /// `name = none`.
    None,
}

/// The name of an index: a word, or in quotes what is none, as `"users-email"`.
pub(crate) struct IndexName {
    /// The name in SQL.
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// What narrows a declaration to one index or to some backends.
#[derive(Default)]
pub(crate) struct Narrowing {
    /// `index = ..`.
    pub(crate) index: Option<IndexName>,
    /// `where = ".."`.
    pub(crate) predicate: Option<LitStr>,
    /// `on(..)`.
    pub(crate) on: Vec<Ident>,
}

/// What is said of uniqueness that no index proves yet.
#[derive(Default)]
pub(crate) struct Pending {
    /// `pending`.
    pub(crate) word: Option<Ident>,
    /// `expression = ".."`, and its word.
    pub(crate) expression: Option<(Ident, LitStr)>,
    /// `nulls_not_distinct`.
    pub(crate) nulls_not_distinct: Option<Ident>,
}

/// `unique(a, b: Type, index = .., where = "..", name = .., on(..))`, or `unique(a, pending)`.
pub(crate) struct Unique {
    /// The word `unique`.
    pub(crate) word: Ident,
    pub(crate) columns: Vec<UniqueColumn>,
    pub(crate) name: Name,
    pub(crate) narrowing: Narrowing,
    pub(crate) pending: Pending,
    /// What is wrong with its options.
    pub(crate) fault: Option<Error>,
}

/// `has_one(name: Child, key = .., references = .., index = .., where = "..", on(..))`.
pub(crate) struct HasOne {
    pub(crate) name: Ident,
    pub(crate) child: Type,
    /// Empty: taken from the child's `belongs_to`.
    pub(crate) key: Vec<Path>,
    /// Empty: the primary key.
    pub(crate) references: Vec<Path>,
    pub(crate) narrowing: Narrowing,
    /// What is wrong with its options.
    pub(crate) fault: Option<Error>,
}

/// `alias(old as new, deprecated = "..", serde)`.
pub(crate) struct Alias {
    pub(crate) old: Ident,
    pub(crate) new: Ident,
    /// `deprecated = ".."`.
    pub(crate) deprecated: Option<LitStr>,
    /// The word `serde`.
    pub(crate) serde: Option<Ident>,
    /// What is wrong with its options.
    pub(crate) fault: Option<Error>,
}

/// `ignore(column, remove_after = "..")`.
pub(crate) struct Ignore {
    pub(crate) column: Ident,
    pub(crate) remove_after: Option<LitStr>,
}
