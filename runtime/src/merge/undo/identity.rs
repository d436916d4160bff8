//! The comparison of a row with its entry in the archive.

use super::Undoing;
use crate::catalog::Backend;
use crate::catalog::references::{ColumnFacts, Session, TableFacts};
use crate::merge::values;
use crate::sql::{Condition, Expression, Literal, all_of, sql};

impl<S: Session> Undoing<'_, S> {
    /// Returns the columns that identify the rows of a table: all where there is no key.
    pub(super) fn identity(facts: &TableFacts) -> Vec<&ColumnFacts> {
        let columns = facts.columns.iter();
        columns
            .filter(|it| facts.identity.is_empty() || facts.identity.contains(&it.name))
            .collect()
    }

    /// Returns whether columns of a row `t` have these values, on SQLite.
    pub(super) fn are(columns: &[&ColumnFacts], literals: &[Literal]) -> Condition {
        let each = columns.iter().zip(literals);
        all_of(each.map(|(it, literal)| {
            Self::SQL.is_same(&Self::SQL.column("t", &it.name), &literal.clone().into())
        }))
    }

    /// Returns whether a row `t` is the one that an entry `a` is about.
    pub(super) fn is_row(facts: &TableFacts) -> Condition {
        let object: Expression = sql!("a.row_key");
        let columns = Self::identity(facts).into_iter();
        all_of(columns.map(|it| -> Condition {
            let own = Self::comparable(it);
            let archived = values::value_of(Self::SQL, &object, it);
            if facts.identity.is_empty() {
                Self::is_unchanged(&own, &archived)
            } else {
                sql!("{} = {}", own, archived)
            }
        }))
    }

    /// Returns whether a value is still the one that was archived; not all types of PostgreSQL can be compared.
    pub(super) fn is_unchanged(value: &Expression, archived: &Expression) -> Condition {
        match S::BACKEND {
            Backend::Postgres => {
                let (value, archived) = (value.clone(), archived.clone());
                Self::SQL.is_same(&Self::SQL.as_text(value), &Self::SQL.as_text(archived))
            }
            _ => Self::SQL.is_same(value, archived),
        }
    }

    /// Returns the column in a form that can be compared: MySQL compares JSON with JSON only.
    pub(super) fn comparable(column: &ColumnFacts) -> Expression {
        let own = Self::SQL.column("t", &column.name);
        if S::BACKEND == Backend::Mysql && column.sql_type.eq_ignore_ascii_case("json") {
            return sql!("CONVERT({} USING utf8mb4)", own);
        }
        own
    }
}
