//! A model that makes sense: `expand` needs nothing else, and cannot fail on it.

use proc_macro2::Span;
use syn::{Error, Generics, Ident, Path, Type, Visibility};

/// The struct, and what is declared of it.
pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) name: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) generics: Generics,
    /// The module of the struct's `table!`.
    pub(crate) table: Path,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) pendings: Vec<Pending>,
    pub(crate) has_ones: Vec<HasOne>,
    /// The method that inserts a row together with those of its relations.
    pub(crate) insert: Option<Ident>,
    pub(crate) unique_keys: Option<UniqueKeys>,
    /// `unique(all)`.
    pub(crate) unique_all: Option<Ident>,
    pub(crate) aliases: Vec<Alias>,
    /// The module of the columns under their other names.
    pub(crate) alias_module: Option<Ident>,
    pub(crate) stubs: Vec<Stub>,
}

/// A declaration at fault: what it would generate exists, so that the fault is the only error.
pub(crate) struct Stub {
    pub(crate) fault: Error,
    pub(crate) methods: Methods,
    /// An alias has none.
    pub(crate) marker: Option<Ident>,
}

/// The methods of a declaration.
pub(crate) enum Methods {
    /// `detail` and `detail_of`.
    HasOne(Ident),
    /// `by_email`, and how many parameters it has.
    By(Ident, usize),
    /// `full_name` and `full_name_mut`.
    Alias(Ident),
}

/// A key as a declaration states it.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) columns: Columns,
    pub(crate) index: Option<String>,
    pub(crate) predicate: Option<String>,
    /// `Postgres`, `Mysql`, `Sqlite`; empty for all.
    pub(crate) on: Vec<Ident>,
    /// The declaration, for messages.
    pub(crate) text: String,
    /// The word at fault when its proof fails.
    pub(crate) span: Span,
}

/// The key columns.
#[derive(Clone)]
pub(crate) enum Columns {
    /// Paths of columns.
    Named(Vec<Path>),
    /// The foreign key column of the child's `belongs_to`.
    BelongsTo,
    /// The only key of the index, an expression.
    Expression,
}

/// `unique(..)`: at most one row of the struct's table has a key.
pub(crate) struct Unique {
    pub(crate) key: Key,
    /// The accessor; None with `name = none`, which leaves the proof only.
    pub(crate) accessor: Option<By>,
}

/// `by_email`: the function for the row with a key.
pub(crate) struct By {
    pub(crate) name: Ident,
    pub(crate) arguments: Vec<Argument>,
    /// The type of the relation, as `UserByEmail`.
    pub(crate) marker: Ident,
}

/// `unique(.., pending)`: no index proves it yet.
pub(crate) struct Pending {
    pub(crate) key: Key,
    /// The expression that is the key, where that is not columns.
    pub(crate) expression: Option<String>,
    pub(crate) nulls_not_distinct: bool,
    /// The accessor; None with `name = none`, which leaves the check only.
    pub(crate) accessor: Option<DuplicatesBy>,
}

/// `duplicates_by_email`: the function for the rows that are equal in a key.
pub(crate) struct DuplicatesBy {
    pub(crate) name: Ident,
    /// The primary key: its columns in the struct's own table, and the types of their fields.
    pub(crate) ids: Vec<(Ident, Type)>,
    /// The type of the key, as `UserDuplicatesByEmail`.
    pub(crate) marker: Ident,
}

/// `has_one(..)`: at most one row of another table refers to a row of the struct's.
pub(crate) struct HasOne {
    pub(crate) key: Key,
    /// The method on a row.
    pub(crate) name: Ident,
    pub(crate) child: Type,
    /// The fields that hold the key.
    pub(crate) fields: Vec<KeyField>,
    /// The columns that the key refers to, in the struct's own table.
    pub(crate) references: Vec<Ident>,
    /// The type of the relation, as `UserHasOneDetail`.
    pub(crate) marker: Ident,
}

/// The enum of the keys that an error can violate.
pub(crate) struct UniqueKeys {
    pub(crate) name: Ident,
    /// The primary key first; it may be declared too, and is then in the list more than once.
    pub(crate) keys: Vec<UniqueKey>,
}

/// A variant, and its key.
pub(crate) struct UniqueKey {
    pub(crate) variant: Ident,
    pub(crate) is_primary: bool,
    /// None if the declaration is at fault.
    pub(crate) key: Option<Key>,
    /// The fields of its columns, or the columns themselves.
    pub(crate) fields: Vec<String>,
}
/// A field that holds a key's value.
pub(crate) struct KeyField {
    pub(crate) field: Ident,
    pub(crate) value: Value,
    /// True for a field that is an `Option`.
    pub(crate) optional: bool,
}

/// A parameter that takes a key's value.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// A key's value.
pub(crate) struct Value {
    /// The type that is bound.
    pub(crate) bound: Type,
    /// The conversion from the type of a parameter.
    pub(crate) taken: Taken,
}

/// The conversion of a parameter into the value that is bound.
pub(crate) enum Taken {
    /// By value.
    ByValue,
    /// As `impl Into<bound>`.
    Into,
    /// By value of the field's own type, which converts into what is bound.
    From(Type),
}

/// Another name for a field.
pub(crate) struct Alias {
    pub(crate) new: Ident,
    pub(crate) field: Ident,
    pub(crate) ty: Type,
    pub(crate) column: Ident,
    /// Why it is deprecated.
    pub(crate) deprecated: Option<String>,
    /// The declaration, for messages.
    pub(crate) text: String,
}
