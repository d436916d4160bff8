//! The SQL that differs between the servers.

use std::fmt::Write as _;

use super::{Condition, Expression, Fragment as _, Literal, Name, Statement, list, sql};
use crate::catalog::backend::Backend;

/// The rows `t` of a table, and on MySQL the index that they are looked up by.
///
/// MySQL and MariaDB lock each row that they read: of a small table they would read all, and wait for a writer who
/// waits for this transaction.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    pub(crate) table: Name,
    pub(crate) index: Option<Name>,
}

/// Returns the quote around a name.
pub(crate) const fn quote(backend: Backend) -> char {
    match backend {
        Backend::Mysql => '`',
        Backend::Postgres | Backend::Sqlite => '"',
    }
}

/// The SQL of one server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sql(pub(crate) Backend);

impl Sql {
    /// Returns a name in quotes.
    pub(crate) fn name(self, name: &str) -> Name {
        let quote = quote(self.0);
        let doubled = name.replace(quote, &format!("{quote}{quote}"));
        Name::of(format!("{quote}{doubled}{quote}"))
    }

    /// Returns a name in a schema, or in a database of MySQL; in that of the connection without one.
    pub(crate) fn name_in(self, schema: &str, name: &str) -> Name {
        let own = self.name(name);
        match (self.0, schema) {
            (Backend::Sqlite, _) | (_, "") => own,
            _ => sql!("{}.{}", self.name(schema), own),
        }
    }

    /// Returns `alias.column`.
    pub(crate) fn column(self, alias: &'static str, name: &str) -> Expression {
        sql!("{}.{}", alias, self.name(name))
    }

    /// Returns a text that means the same under each setting of the server: whether a backslash is an escape is one of
    /// them.
    pub(crate) fn text(self, text: &str) -> Literal {
        let doubled = text.replace('\'', "''");
        let has_escapes = text.contains('\\');
        Literal::of(match self.0 {
            Backend::Postgres if has_escapes => {
                format!("E'{}'", doubled.replace('\\', "\\\\"))
            }
            Backend::Mysql if has_escapes => {
                let digits = text.bytes().fold(String::new(), |mut digits, byte| {
                    // Writing into a text does not fail.
                    let _ = write!(digits, "{byte:02X}");
                    digits
                });
                format!("_utf8mb4 X'{digits}'")
            }
            _ => format!("'{doubled}'"),
        })
    }

    /// Returns the text of any value.
    pub(crate) fn as_text(self, value: impl Into<Expression>) -> Expression {
        match self.0 {
            Backend::Mysql => sql!("CAST({} AS CHAR)", value.into()),
            _ => sql!("CAST({} AS TEXT)", value.into()),
        }
    }

    /// Returns whether two values are the same, NULL being the same as NULL.
    pub(crate) fn is_same(self, left: &Expression, right: &Expression) -> Condition {
        match self.0 {
            Backend::Postgres => sql!("{} IS NOT DISTINCT FROM {}", *left, *right),
            Backend::Mysql => sql!("{} <=> {}", *left, *right),
            Backend::Sqlite => sql!("{} IS {}", *left, *right),
        }
    }

    /// Locks the rows `t` that a query reads; SQLite has one writer anyway.
    pub(crate) fn for_update(self) -> &'static str {
        match self.0 {
            Backend::Postgres => " FOR UPDATE OF t",
            Backend::Mysql => " FOR UPDATE",
            Backend::Sqlite => "",
        }
    }

    /// Returns the rows `t` beside those of another table: looked up for each of them, where there is an index to do it
    /// by.
    pub(crate) fn join(self, rows: &Rows, joined: &Name, alias: &'static str) -> Expression {
        match &rows.index {
            // Of a small table the server would read and lock all rows, and wait for a writer that waits for the merge.
            Some(index) if self.0 == Backend::Mysql => sql!(
                "{} AS {} STRAIGHT_JOIN {} AS t FORCE INDEX ({})",
                *joined,
                alias,
                rows.table,
                *index
            ),
            _ => sql!("{} AS t JOIN {} AS {}", rows.table, *joined, alias),
        }
    }

    /// Returns an `UPDATE` of rows `t`, joined with rows of another table.
    pub(crate) fn update(
        self,
        rows: &Rows,
        set: impl IntoIterator<Item = (Name, Expression)>,
        joined: &Name,
        alias: &'static str,
        matches: &Condition,
    ) -> Statement {
        let set = set.into_iter().map(|(column, value)| -> Expression {
            match self.0 {
                Backend::Mysql => sql!("t.{} = {}", column, value),
                _ => sql!("{} = {}", column, value),
            }
        });
        let set: Expression = list(set, ", ");
        match self.0 {
            Backend::Mysql => {
                sql!(
                    "UPDATE {} ON {} SET {}",
                    self.join(rows, joined, alias),
                    *matches,
                    set
                )
            }
            _ => sql!(
                "UPDATE {} AS t SET {} FROM {} AS {} WHERE {}",
                rows.table,
                set,
                *joined,
                alias,
                *matches
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_are_quoted() {
        let (postgres, mysql) = (Sql(Backend::Postgres), Sql(Backend::Mysql));
        assert_eq!(postgres.name_in("a\"b", "c").as_str(), "\"a\"\"b\".\"c\"");
        assert_eq!(mysql.name_in("", "a`b").as_str(), "`a``b`");
        assert_eq!(mysql.name_in("other", "notes").as_str(), "`other`.`notes`");
        assert_eq!(Sql(Backend::Sqlite).name_in("main", "a").as_str(), "\"a\"");
        assert_eq!(postgres.text("it's").as_str(), "'it''s'");
        assert_eq!(postgres.text("A\\U'").as_str(), "E'A\\\\U'''");
        assert_eq!(mysql.text("A\\U").as_str(), "_utf8mb4 X'415C55'");
    }
}
