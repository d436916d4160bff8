//! What stands in a `catalog!`, as written.

use syn::{Attribute, Ident, LitInt, LitStr, Path};

/// The whole call.
pub(super) struct Input {
    /// The path of the runtime crate.
    pub(super) krate: Path,
    /// `schema = ..`: the module of the `table!`s.
    pub(super) schema: Path,
    /// One section a backend.
    pub(super) sections: Vec<Section>,
}

/// The facts of one backend.
pub(super) struct Section {
    /// `#[cfg(..)]`.
    pub(super) attributes: Vec<Attribute>,
    /// `postgres`, `mysql` or `sqlite`.
    pub(super) backend: Backend,
    /// Its tables.
    pub(super) tables: Vec<Table>,
}

/// A backend, by the word of its section.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    Postgres,
    Mysql,
    Sqlite,
}

/// A name in SQL, where it was written.
#[derive(Clone)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: proc_macro2::Span,
}

/// What kind of relation it is.
pub(super) enum TableKind {
    Table,
    View,
    MaterializedView,
}

/// One table.
pub(super) struct Table {
    pub(super) kind: TableKind,
    /// The schema, when it is not the backend's default.
    pub(super) schema: Option<Name>,
    pub(super) name: Name,
    /// `as ..`: the name of its module, when it is not the SQL name.
    pub(super) module: Option<Ident>,
    /// `inherited;`: other tables inherit from it.
    pub(super) inherited: bool,
    /// `rules;`: it has rules for `INSERT` or `UPDATE`.
    pub(super) rules: bool,
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<Index>,
    pub(super) foreign_keys: Vec<ForeignKey>,
}

/// What fills a column that an insert leaves out.
pub(super) enum Fill {
    None,
    Default,
    Generated,
}

/// `column id: "bigint" not null default;`
pub(super) struct Column {
    pub(super) name: Name,
    pub(super) sql_type: LitStr,
    pub(super) not_null: bool,
    pub(super) fill: Fill,
    pub(super) collation: Option<LitStr>,
}

/// A key of an index.
pub(super) enum KeyPart {
    Column(Name),
    Expression(LitStr),
}

/// `name prefix 10 collate "x"` or `expr "lower(name)"`.
pub(super) struct Key {
    pub(super) part: KeyPart,
    pub(super) prefix: Option<LitInt>,
    pub(super) collation: Option<LitStr>,
}

/// When a constraint is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    Immediate,
    Deferrable,
    Deferred,
}

/// The word an index begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IndexKind {
    PrimaryKey,
    Unique,
    Plain,
}

/// `primary key`, `unique` or `index`.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a word that is there or not"
)]
pub(super) struct Index {
    pub(super) kind: IndexKind,
    pub(super) name: Option<Name>,
    pub(super) keys: Vec<Key>,
    pub(super) nulls_not_distinct: bool,
    pub(super) predicate: Option<LitStr>,
    pub(super) timing: Timing,
    pub(super) valid: bool,
    pub(super) ready: bool,
    pub(super) exclusion: bool,
}

/// What a foreign key does when the row it refers to goes or changes.
#[allow(clippy::enum_variant_names, reason = "`NO ACTION` is one of them")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// `foreign key name (a) references t (b) on delete cascade;`
pub(super) struct ForeignKey {
    pub(super) name: Option<Name>,
    pub(super) columns: Vec<Name>,
    pub(super) ref_schema: Option<Name>,
    pub(super) ref_table: Name,
    pub(super) ref_columns: Vec<Name>,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    pub(super) timing: Timing,
    pub(super) validated: bool,
}
