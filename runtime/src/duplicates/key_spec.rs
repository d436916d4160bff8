//! The description of duplicates: rows of a table that are equal in a key.

use super::rendered::Rendered;
use crate::catalog::Backend;
use crate::sql::Sql;

/// The specification of a key: rows that are equal in it are duplicates of each other, among the
/// rows that count.
///
/// The specification renders itself as SQL for a server. Expressions and predicates are texts that name columns
/// without a table, so they can be read only where no other table is in scope: [`rows`](Self::rows)
/// gives them such a place, and names what they yield.
///
/// ```
/// use camshaft::catalog::Backend;
/// use camshaft::duplicates::{KeySpec, KeyElement};
///
/// let key_spec = KeySpec {
///     predicate: Some("deleted_at IS NULL".into()),
///     ..KeySpec::of_columns("users", ["email"])
/// };
/// let backend = Backend::Postgres;
/// assert_eq!(
///     key_spec.rows(backend, "a"),
///     r#"(SELECT "users".* FROM "users" WHERE (deleted_at IS NULL)) AS "a""#,
/// );
/// assert_eq!(key_spec.keys(backend, "a"), [r#""a"."email""#]);
/// assert_eq!(key_spec.condition(backend, "a"), r#""a"."email" IS NOT NULL"#);
/// assert_eq!(key_spec.equality(backend, "a", "b"), r#""a"."email" = "b"."email""#);
///
/// let by_expression = KeySpec {
///     keys: vec![KeyElement::Expression("lower(email)".into())],
///     ..key_spec
/// };
/// assert_eq!(by_expression.keys(backend, "a"), [r#""a"."camshaft_key_0""#]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// The table's schema; `None` for the connection's default.
    pub schema: Option<String>,
    /// The table.
    pub table: String,
    /// The key: rows are duplicates if all of it is equal, to the server.
    pub keys: Vec<KeyElement>,
    /// The rows that count, as a condition in SQL; `None` for all.
    pub predicate: Option<String>,
    /// True if rows with a NULL among the keys are not duplicates, as in a unique index without
    /// `NULLS NOT DISTINCT`.
    pub nulls_distinct: bool,
}

/// A column or an expression of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyElement {
    /// A column, by its name in SQL.
    Column(String),
    /// An expression in SQL.
    Expression(String),
}

impl KeySpec {
    /// Describes rows that are equal in some columns; NULLs are never equal.
    #[must_use]
    pub fn of_columns<C: Into<String>>(
        table: impl Into<String>,
        columns: impl IntoIterator<Item = C>,
    ) -> Self {
        let columns = columns.into_iter().map(Into::into);
        Self {
            schema: None,
            table: table.into(),
            keys: columns.map(KeyElement::Column).collect(),
            predicate: None,
            nulls_distinct: true,
        }
    }

    /// Returns the typed form, for code that composes more SQL of it.
    pub(crate) const fn on(&self, backend: Backend) -> Rendered<'_> {
        Rendered::new(self, backend)
    }

    /// Returns the table's name.
    #[must_use]
    pub fn table(&self, backend: Backend) -> String {
        self.on(backend).table().to_string()
    }

    /// Returns the rows that count, under an alias, for a `FROM`: all columns of the table, and
    /// beside them what each expression of the key yields.
    ///
    /// Servers read through it as through the table itself, indexes included.
    #[must_use]
    pub fn rows(&self, backend: Backend, alias: &str) -> String {
        self.on(backend).rows(alias).to_string()
    }

    /// Returns the parts of the key, of [`rows`](Self::rows) under this alias.
    #[must_use]
    pub fn keys(&self, backend: Backend, alias: &str) -> Vec<String> {
        let keys = self.on(backend).keys(alias).into_iter();
        keys.map(|it| it.to_string()).collect()
    }

    /// Returns the condition that one of the [`rows`](Self::rows) counts: no part of its key is
    /// NULL, unless NULLs are equal.
    #[must_use]
    pub fn condition(&self, backend: Backend, alias: &str) -> String {
        self.on(backend).condition(alias).to_string()
    }

    /// Returns the condition that two of the [`rows`](Self::rows) are equal in the key, by the
    /// server's comparison.
    #[must_use]
    pub fn equality(&self, backend: Backend, left: &str, right: &str) -> String {
        self.on(backend).equality(left, right).to_string()
    }
}

/// Returns a name in quotes.
#[must_use]
pub fn quoted(backend: Backend, name: &str) -> String {
    Sql(backend).name(name).to_string()
}
