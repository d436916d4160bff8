//! The grammar of `catalog!`: the facts of a schema, as `camshaft print-catalog` writes them.

mod items;
mod parse;
mod salvage;
mod words;

use proc_macro2::Span;
use syn::{Attribute, Ident, LitInt, LitStr, Path, token};

pub use parse::parse_layout;
pub use salvage::salvage;

/// A complete `catalog!`. Its sections hold their tables, or nothing where only their spans are needed.
#[derive(Debug)]
pub struct Catalog<Body = Vec<Table>> {
    /// The module of the `table!`s: `schema = ..`.
    pub schema: Path,
    /// The sections, in the order in which they are written.
    pub sections: Vec<Section<Body>>,
}

/// The facts of one backend.
#[derive(Debug)]
pub struct Section<Body = Vec<Table>> {
    /// The attributes `#[cfg(..)]`.
    pub attributes: Vec<Attribute>,
    /// The backend: `postgres`, `mysql` or `sqlite`.
    pub backend: Backend,
    /// The span of that word.
    pub span: Span,
    /// The braces around its tables.
    pub braces: token::Brace,
    /// The tables, unless only the span is needed.
    pub body: Body,
}

/// A backend, by the word of its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    /// SQLite.
    Sqlite,
}

impl Backend {
    /// The list of all backends.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Mysql, Self::Sqlite];

    /// Returns the word of its section, and of `on(..)`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }

    /// Returns the backend of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|backend| backend.word() == word)
    }
}

/// A name in SQL, where it was written.
#[derive(Debug, Clone)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// The span of the name.
    pub span: Span,
}

/// The kind of a relation.
#[derive(Debug)]
pub enum TableKind {
    /// `table`.
    Table,
    /// `view`.
    View,
    /// `materialized view`.
    MaterializedView,
}

/// One table.
#[derive(Debug)]
pub struct Table {
    /// The words it begins with.
    pub kind: TableKind,
    /// The schema, when it is not the backend's default.
    pub schema: Option<Name>,
    /// The name in SQL.
    pub name: Name,
    /// The name of its module, if it is not the SQL name: `as ..`.
    pub module: Option<Ident>,
    /// `true` with `inherited;`: other tables inherit from it.
    pub inherited: bool,
    /// `true` with `rules;`: it has rules for `INSERT` or `UPDATE`.
    pub rules: bool,
    /// `column ..;`
    pub columns: Vec<Column>,
    /// `primary key ..;`, `unique ..;` and `index ..;`
    pub indexes: Vec<Index>,
    /// `foreign key ..;`
    pub foreign_keys: Vec<ForeignKey>,
}

/// The source of the value of a column that an insert leaves out.
#[derive(Debug)]
pub enum Fill {
    /// The absence of both words.
    None,
    /// `default`.
    Default,
    /// `generated`.
    Generated,
}

/// `column id: "bigint" not null default;`
#[derive(Debug)]
pub struct Column {
    /// The name in SQL.
    pub name: Name,
    /// The type, as the server prints it.
    pub sql_type: LitStr,
    /// `not null`.
    pub not_null: bool,
    /// `default` or `generated`.
    pub fill: Fill,
    /// `collate ".."`.
    pub collation: Option<LitStr>,
}

/// A key of an index.
#[derive(Debug)]
pub enum KeyPart {
    /// A column, by its name in SQL.
    Column(Name),
    /// `expr ".."`.
    Expression(LitStr),
}

/// `name prefix 10 collate "x"` or `expr "lower(name)"`.
#[derive(Debug)]
pub struct Key {
    /// The column or expression.
    pub part: KeyPart,
    /// `prefix 10`.
    pub prefix: Option<LitInt>,
    /// `collate ".."`.
    pub collation: Option<LitStr>,
}

/// The time at which a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// The absence of both words: the check runs with each statement.
    Immediate,
    /// `deferrable`.
    Deferrable,
    /// `deferred`.
    Deferred,
}

/// The word an index begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// `primary key`.
    PrimaryKey,
    /// `unique`.
    Unique,
    /// `index`.
    Plain,
}

/// `primary key`, `unique` or `index`.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a word that is there or not"
)]
#[derive(Debug)]
pub struct Index {
    /// The word it begins with.
    pub kind: IndexKind,
    /// The name in SQL; a rowid of SQLite has none.
    pub name: Option<Name>,
    /// The keys.
    pub keys: Vec<Key>,
    /// `nulls not distinct`.
    pub nulls_not_distinct: bool,
    /// `where ".."`.
    pub predicate: Option<LitStr>,
    /// `deferrable` or `deferred`.
    pub timing: Timing,
    /// `false` with `invalid`.
    pub valid: bool,
    /// `false` with `not ready`.
    pub ready: bool,
    /// `exclusion`.
    pub exclusion: bool,
}

/// The action of a foreign key when the row it refers to is deleted or its key is changed.
#[allow(clippy::enum_variant_names, reason = "`NO ACTION` is one of them")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The absence of an action, which is `NO ACTION`.
    NoAction,
    /// `restrict`.
    Restrict,
    /// `cascade`.
    Cascade,
    /// `set null`.
    SetNull,
    /// `set default`.
    SetDefault,
}

/// `foreign key name (a) references t (b) on delete cascade;`
#[derive(Debug)]
pub struct ForeignKey {
    /// The name in SQL.
    pub name: Option<Name>,
    /// The columns that refer.
    pub columns: Vec<Name>,
    /// The schema of the table they refer to, when it is not the backend's default.
    pub ref_schema: Option<Name>,
    /// The table they refer to.
    pub ref_table: Name,
    /// The columns they refer to.
    pub ref_columns: Vec<Name>,
    /// `on delete ..`.
    pub on_delete: Action,
    /// `on update ..`.
    pub on_update: Action,
    /// `deferrable` or `deferred`.
    pub timing: Timing,
    /// `false` with `not valid`.
    pub validated: bool,
}

impl Index {
    /// Returns whether it keeps its keys unique: an EXCLUDE constraint of PostgreSQL is none that does.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        self.kind != IndexKind::Plain && !self.exclusion
    }

    /// Returns whether it is that of the primary key.
    #[must_use]
    pub fn is_primary(&self) -> bool {
        self.kind == IndexKind::PrimaryKey
    }
}
