//! The attributes of a model as written: words and spans, no meaning yet.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Error, Generics, Ident, LitStr, Path, Type, Visibility};

use super::serde::Serde;

/// A struct, and what is declared on it.
#[derive(Debug)]
pub struct Model {
    /// The name.
    pub name: Ident,
    /// The visibility.
    pub visibility: Visibility,
    /// The generics.
    pub generics: Generics,
    /// The fields that are columns.
    pub fields: Vec<Field>,
    /// `#[diesel(table_name = ..)]`.
    pub table: Option<Path>,
    /// `#[diesel(primary_key(..))]`.
    pub primary_key: Vec<Ident>,
    /// The value of `#[serde(rename_all = ..)]` for deserialization.
    pub rename_all: Option<String>,
    /// `#[camshaft(..)]`.
    pub declarations: Declarations,
}

impl Model {
    /// Returns the field of a column.
    #[must_use]
    pub fn field_of(&self, column: &Ident) -> Option<&Field> {
        let mut fields = self.fields.iter();
        fields.find(|field| field.column.unraw() == column.unraw())
    }
}

/// A field that is a column.
#[derive(Debug)]
pub struct Field {
    /// The name.
    pub name: Ident,
    /// The type.
    pub ty: Type,
    /// The value of `#[diesel(column_name = ..)]`, or the field's own name.
    pub column: Ident,
    /// `#[diesel(serialize_as = ..)]`.
    pub serialize_as: Option<Type>,
    /// `#[serde(..)]`.
    pub serde: Serde,
}

/// The content of all `#[camshaft(..)]` of a struct.
#[derive(Debug, Default)]
pub struct Declarations {
    /// `crate = ..`.
    pub krate: Option<Path>,
    /// `insert`, or `insert = ..`: the method's name.
    pub insert: Option<Ident>,
    /// `alias_module = ..`.
    pub alias_module: Name,
    /// `unique(..)`.
    pub uniques: Vec<Unique>,
    /// `unique(all)`.
    pub unique_all: Option<Ident>,
    /// `has_one(..)`.
    pub has_ones: Vec<HasOne>,
    /// `alias(..)`.
    pub aliases: Vec<Alias>,
    /// `ignore(..)`.
    pub ignores: Vec<Ignore>,
}

/// `name = ..`.
#[derive(Debug, Default)]
pub enum Name {
    /// The option is left out: the name is made of the columns.
    #[default]
    Default,
    /// `name = live_slug`.
    Is(Ident),
    /// `name = none`.
    None,
}

/// `unique(a, b: Type, index = .., where = "..", name = .., on(..))`, or `unique(a, pending)`.
#[derive(Debug)]
pub struct Unique {
    /// The word `unique`.
    pub word: Ident,
    /// The columns.
    pub columns: Vec<UniqueColumn>,
    /// `name = ..`.
    pub name: Name,
    /// `index = ..`, `where = ".."` and `on(..)`.
    pub narrowing: Narrowing,
    /// `pending` and its options.
    pub pending: Pending,
    /// The first fault among its options.
    pub fault: Option<Error>,
}

impl Unique {
    /// Returns whether an index proves it, or has to.
    #[must_use]
    pub const fn is_proven(&self) -> bool {
        self.pending.word.is_none()
    }

    pub(super) fn has_options(&self) -> bool {
        let Narrowing {
            index,
            predicate,
            on,
        } = &self.narrowing;
        let narrowed = index.is_some() || predicate.is_some() || !on.is_empty();
        narrowed || !matches!(self.name, Name::Default) || self.pending.is_given()
    }
}

/// A column of `unique(..)`, with its type where it has no field.
#[derive(Debug)]
pub struct UniqueColumn {
    /// The name.
    pub name: Ident,
    /// The type behind the colon.
    pub ty: Option<Type>,
}

/// The options that narrow a declaration to one index or to some backends.
#[derive(Debug, Default)]
pub struct Narrowing {
    /// `index = ..`.
    pub index: Option<IndexName>,
    /// `where = ".."`.
    pub predicate: Option<LitStr>,
    /// `on(..)`.
    pub on: Vec<Ident>,
}

/// The name of an index: a word, or in quotes what is not a word, as `"users-email"`.
#[derive(Debug)]
pub struct IndexName {
    /// The name in SQL.
    pub name: String,
    /// The span of the name.
    pub span: Span,
}

/// The options of uniqueness that no index proves yet.
#[derive(Debug, Default)]
pub struct Pending {
    /// `pending`.
    pub word: Option<Ident>,
    /// The value of `expression = ".."`, with its word.
    pub expression: Option<(Ident, LitStr)>,
    /// `nulls_not_distinct`.
    pub nulls_not_distinct: Option<Ident>,
}

impl Pending {
    fn is_given(&self) -> bool {
        let Self {
            word,
            expression,
            nulls_not_distinct,
        } = self;
        word.is_some() || expression.is_some() || nulls_not_distinct.is_some()
    }
}

/// `has_one(name: Child, key = .., references = .., index = .., where = "..", on(..))`.
#[derive(Debug)]
pub struct HasOne {
    /// The accessor's name.
    pub name: Ident,
    /// The struct of the other table.
    pub child: Type,
    /// The columns of the key; empty if they are those of the child's `belongs_to`.
    pub key: Vec<Path>,
    /// The columns that the key refers to; empty for the primary key.
    pub references: Vec<Path>,
    /// `index = ..`, `where = ".."` and `on(..)`.
    pub narrowing: Narrowing,
    /// The first fault among its options.
    pub fault: Option<Error>,
}

/// `alias(old as new, deprecated = "..", serde)`.
#[derive(Debug)]
pub struct Alias {
    /// The name of the field or column.
    pub old: Ident,
    /// The other name.
    pub new: Ident,
    /// `deprecated = ".."`.
    pub deprecated: Option<LitStr>,
    /// The word `serde`.
    pub serde: Option<Ident>,
    /// The first fault among its options.
    pub fault: Option<Error>,
}

/// `ignore(column, remove_after = "..")`.
#[derive(Debug)]
pub struct Ignore {
    /// The column.
    pub column: Ident,
    /// `remove_after = ".."`.
    pub remove_after: Option<LitStr>,
}
