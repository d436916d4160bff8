//! The vocabulary: what a database's own catalog says of a table.
//!
//! Every type is plain, `Copy` and `const`-constructible. The compiled catalog (`catalog!`) holds
//! them as constants, the live reader holds them in an [`Arena`](super::Arena): one vocabulary for
//! proofs, printing and comparison.

use super::Backend;

/// The facts of one database, in order of schema and table name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Catalog<'a> {
    /// The server they were read from.
    pub backend: Backend,
    /// The tables of the catalog.
    pub tables: &'a [Table<'a>],
}

/// The kind of relation that a [`Table`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// An ordinary table, or the parent of a partitioned one.
    Table,
    /// A view; it has no indexes.
    View,
    /// A materialized view (PostgreSQL).
    MaterializedView,
}

/// One table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table<'a> {
    /// The schema it lives in: `public` or another on PostgreSQL, empty for the connected database on
    /// MySQL, `main` on SQLite.
    pub schema: &'a str,
    /// The name of the table in SQL.
    pub name: &'a str,
    /// Table, view or materialized view.
    pub kind: TableKind,
    /// SQLite's `WITHOUT ROWID`.
    pub without_rowid: bool,
    /// PostgreSQL: other tables inherit from it, whose rows its unique indexes do not have. Partitions
    /// are no such tables.
    pub inherited: bool,
    /// PostgreSQL: it has rules for `INSERT` or `UPDATE`, beside which the server refuses `ON CONFLICT`.
    pub rules: bool,
    /// The columns, in the order the server lists them.
    pub columns: &'a [Column<'a>],
    /// The primary key first, then unique ones, then the others, each in order of name.
    pub indexes: &'a [Index<'a>],
    /// The foreign keys, in order of name, then columns.
    pub foreign_keys: &'a [ForeignKey<'a>],
}

impl<'a> Table<'a> {
    /// Returns the words of `catalog!` for the obstacles that no declaration is compatible with: `inherited` and
    /// `rules`.
    pub fn obstacles(&self) -> impl Iterator<Item = &'static str> {
        let inherited = self.inherited.then_some("inherited");
        let rules = self.rules.then_some("rules");
        inherited.into_iter().chain(rules)
    }

    /// Returns the column in which the server numbers the rows: the primary key, if it is one integer that an `INSERT`
    /// need not give.
    pub(crate) fn numbered_column(&self) -> Option<&'a str> {
        let primary = self.indexes.iter().find(|index| index.primary)?;
        let [
            Key {
                part: KeyPart::Column(name),
                ..
            },
        ] = primary.keys
        else {
            return None;
        };
        let column = self.columns.iter().find(|column| column.name == *name)?;
        let is_numbered = column.fill == Fill::Default && column.sql_type.contains("int");
        is_numbered.then_some(*name)
    }
}

/// Where a column's value comes from when an `INSERT` does not name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Nowhere: NULL, or an error when the column is `NOT NULL`.
    None,
    /// A default, a sequence, an identity or a rowid; an `INSERT` may override it.
    Default,
    /// Computed by the server always: `GENERATED ALWAYS`.
    Generated,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column<'a> {
    /// The name of the column in SQL.
    pub name: &'a str,
    /// The type of the column, as the server prints it.
    pub sql_type: &'a str,
    /// True if it is declared `NOT NULL` (a primary key is, where the server says so).
    pub not_null: bool,
    /// The source of its value when an `INSERT` leaves it out.
    pub fill: Fill,
    /// The collation of the column, when it is not the database's default.
    pub collation: Option<&'a str>,
}

impl<'a> Column<'a> {
    /// Returns true for `citext`, in whatever schema.
    pub(crate) const fn is_citext(&self) -> bool {
        self.schema_of_citext().is_some() || matches!(self.sql_type.as_bytes(), b"citext")
    }

    /// Returns the schema of `citext`, as SQL, where it is not one that every connection searches.
    pub(crate) const fn schema_of_citext(&self) -> Option<&'a str> {
        const SUFFIX: usize = ".citext".len();
        match self.sql_type.as_bytes() {
            [_, .., b'.', b'c', b'i', b't', b'e', b'x', b't'] => {
                Some(self.sql_type.split_at(self.sql_type.len() - SUFFIX).0)
            }
            _ => None,
        }
    }
}

/// A key of an index: a column or an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPart<'a> {
    /// A column, by its name in SQL.
    Column(&'a str),
    /// An expression, as the server prints it.
    Expression(&'a str),
}

/// A key of an index, with its collation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key<'a> {
    /// The column or expression that is indexed.
    pub part: KeyPart<'a>,
    /// MySQL: only so many characters or bytes are indexed.
    pub prefix: Option<u32>,
    /// The collation of the key, when it is not the database's default.
    pub collation: Option<&'a str>,
    /// Descending order.
    pub descending: bool,
    /// PostgreSQL: NULLs sort first.
    pub nulls_first: bool,
    /// PostgreSQL: the operator class.
    pub operator_class: Option<&'a str>,
}

impl<'a> Key<'a> {
    /// Creates a whole column in its natural order.
    #[must_use]
    pub const fn column(name: &'a str) -> Self {
        Self::of(KeyPart::Column(name))
    }

    /// Creates an expression in its natural order.
    #[must_use]
    pub const fn expression(text: &'a str) -> Self {
        Self::of(KeyPart::Expression(text))
    }

    const fn of(part: KeyPart<'a>) -> Self {
        Self {
            part,
            prefix: None,
            collation: None,
            descending: false,
            nulls_first: false,
            operator_class: None,
        }
    }
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// The check is made at once, always.
    Immediate,
    /// The check is made at once, unless the transaction asks otherwise: `DEFERRABLE INITIALLY IMMEDIATE`.
    Deferrable,
    /// The check is made at `COMMIT`: `DEFERRABLE INITIALLY DEFERRED`.
    Deferred,
}

/// The kind of constraint an index backs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey,
    /// `UNIQUE`.
    Unique,
    /// `EXCLUDE` (PostgreSQL).
    Exclusion,
}

/// The constraint an index backs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constraint<'a> {
    /// The name of the constraint.
    pub name: &'a str,
    /// The kind of the constraint.
    pub kind: ConstraintKind,
}

/// A collation whose order may be another one than when an index was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaleCollation<'a> {
    /// The name of the collation as SQL; `None` for that of the database.
    pub name: Option<&'a str>,
    /// The version that the server recorded.
    pub recorded: &'a str,
    /// The version of the library that it uses now.
    pub actual: &'a str,
    /// The statement that records the new version, once the indexes are rebuilt.
    pub refresh: &'a str,
}

/// One index.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one flag of the server's catalog"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index<'a> {
    /// The name of the index; `None` for SQLite's `INTEGER PRIMARY KEY`, for which no index exists.
    pub name: Option<&'a str>,
    /// The access method, as `btree`.
    pub method: &'a str,
    /// True if it is unique; `WITHOUT OVERLAPS` (PostgreSQL 18) is an exclusion instead.
    pub unique: bool,
    /// True if it is the primary key.
    pub primary: bool,
    /// The constraint it backs, if any.
    pub constraint: Option<Constraint<'a>>,
    /// When its uniqueness is checked.
    pub timing: Timing,
    /// True if queries may use it. PostgreSQL's `indisvalid`: false for an index that a failed
    /// `CREATE INDEX CONCURRENTLY` left behind. False for an invisible index of MySQL, an ignored one of MariaDB.
    pub valid: bool,
    /// PostgreSQL `indisready`: false while it is not yet kept up to date.
    pub ready: bool,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    pub nulls_not_distinct: bool,
    /// The keys, in order.
    pub keys: &'a [Key<'a>],
    /// Columns carried along: `INCLUDE`.
    pub include: &'a [&'a str],
    /// The predicate of a partial index, as the server prints it.
    pub predicate: Option<&'a str>,
    /// The statement that makes it, as the server prints it; empty in a compiled catalog.
    pub definition: &'a str,
    /// PostgreSQL, in a live catalog: the collation by which a unique index is ordered has changed since.
    pub stale_collation: Option<StaleCollation<'a>>,
    /// PostgreSQL, in a live catalog: the schema of the operators of a unique index, where it is not in
    /// the connection's `search_path`, so that queries compare otherwise.
    pub hidden_operators: Option<&'a str>,
}

impl Index<'_> {
    /// A plain, valid, non-unique B-tree index without keys: the base of every other one.
    pub const PLAIN: Self = Self {
        name: None,
        method: "btree",
        unique: false,
        primary: false,
        constraint: None,
        timing: Timing::Immediate,
        valid: true,
        ready: true,
        nulls_not_distinct: false,
        keys: &[],
        include: &[],
        predicate: None,
        definition: "",
        stale_collation: None,
        hidden_operators: None,
    };
}

/// The action of a foreign key on the row that refers, when the row referred to is deleted or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentialAction {
    /// `NO ACTION`.
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

/// One foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKey<'a> {
    /// The name of the constraint; SQLite has none.
    pub name: Option<&'a str>,
    /// The columns that refer.
    pub columns: &'a [&'a str],
    /// The schema of the table referred to.
    pub ref_schema: &'a str,
    /// The table referred to.
    pub ref_table: &'a str,
    /// The columns referred to, in the same order.
    pub ref_columns: &'a [&'a str],
    /// `ON DELETE`.
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub timing: Timing,
    /// PostgreSQL: false for `NOT VALID`, whose old rows were never checked.
    pub validated: bool,
}

#[cfg(test)]
mod tests {
    use super::{Column, Fill};

    #[test]
    fn citext_is_known_in_each_schema() {
        let of = |sql_type| {
            let column = Column {
                name: "email",
                sql_type,
                not_null: false,
                fill: Fill::None,
                collation: None,
            };
            (column.is_citext(), column.schema_of_citext())
        };
        assert_eq!(of("citext"), (true, None));
        assert_eq!(of("extensions.citext"), (true, Some("extensions")));
        assert_eq!(of("\"my own\".citext"), (true, Some("\"my own\"")));
        for other in [
            "text",
            "mycitext",
            "citext[]",
            "extensions.citext[]",
            ".citext",
        ] {
            assert_eq!(of(other), (false, None), "{other}");
        }
    }
}
