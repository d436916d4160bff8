//! The SQL of a [`KeySpec`] on a server.

use super::key_spec::{KeyElement, KeySpec};
use crate::catalog::Backend;
use crate::sql::{Condition, Expression, Name, Sql, list, sql};

/// The SQL of a [`KeySpec`] on one server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rendered<'s> {
    key_spec: &'s KeySpec,
    sql: Sql,
}

impl<'s> Rendered<'s> {
    pub(super) const fn new(key_spec: &'s KeySpec, backend: Backend) -> Self {
        let sql = Sql(backend);
        Self { key_spec, sql }
    }

    /// Returns the server.
    pub(super) const fn backend(self) -> Backend {
        self.sql.0
    }

    /// Returns whether NULLs are never equal.
    pub(super) const fn nulls_are_distinct(self) -> bool {
        self.key_spec.nulls_distinct
    }

    /// Returns the table.
    pub(crate) fn table(self) -> Name {
        let table = self.sql.name(&self.key_spec.table);
        match &self.key_spec.schema {
            Some(schema) => sql!("{}.{}", self.sql.name(schema), table),
            None => table,
        }
    }

    /// Returns the rows that count, under an alias, with the value of each expression of the key.
    pub(crate) fn rows(self, alias: &str) -> Expression {
        let (table, own) = (self.table(), self.sql.name(&self.key_spec.table));
        let alias = self.sql.name(alias);
        let keys = self.key_spec.keys.iter().zip(self.names());
        let yielded = keys.filter_map(|(key, name)| match key {
            KeyElement::Column(_) => None,
            KeyElement::Expression(text) => {
                Some(sql!(", {} AS {}", Expression::written(text), name))
            }
        });
        // An expression names columns without a table. A subquery evaluates it where only this table is in scope.
        let yielded: Vec<Expression> = yielded.collect();
        let has_none = yielded.is_empty();
        let yielded: Expression = list(yielded, "");
        match &self.key_spec.predicate {
            None if has_none => sql!("{} AS {}", table, alias),
            None => sql!("(SELECT {}.*{} FROM {}) AS {}", own, yielded, table, alias),
            Some(predicate) => sql!(
                "(SELECT {}.*{} FROM {} WHERE {}) AS {}",
                own,
                yielded,
                table,
                Condition::written(predicate),
                alias
            ),
        }
    }

    /// Returns the names of the parts of the key, beside the columns of the table.
    pub(crate) fn names(self) -> Vec<Name> {
        let keys = self.key_spec.keys.iter().enumerate();
        let names = keys.map(|(position, key)| match key {
            KeyElement::Column(name) => self.sql.name(name),
            KeyElement::Expression(_) => self.sql.name(&format!("camshaft_key_{position}")),
        });
        names.collect()
    }

    /// Returns the parts of the key, of rows under an alias.
    pub(crate) fn keys(self, alias: &str) -> Vec<Expression> {
        let alias = self.sql.name(alias);
        let keys = self.names().into_iter();
        keys.map(|name| sql!("{}.{}", alias, name)).collect()
    }

    /// Returns the condition that a row under an alias counts: no part of its key is NULL, unless
    /// NULLs are equal.
    pub(crate) fn condition(self, alias: &str) -> Condition {
        if !self.key_spec.nulls_distinct {
            return sql!("1 = 1");
        }
        let keys = self.keys(alias).into_iter();
        let each = keys.map(|it| -> Condition { sql!("{} IS NOT NULL", it) });
        list(each, " AND ")
    }

    /// Returns the condition that two rows are equal in the key, by the server's comparison.
    pub(crate) fn equality(self, left: &str, right: &str) -> Condition {
        let pairs = self.keys(left).into_iter().zip(self.keys(right));
        let each = pairs.map(|(left, right)| -> Condition {
            match self.sql.0 {
                _ if self.key_spec.nulls_distinct => sql!("{} = {}", left, right),
                // Arrays with NULLs are equal, and unlike `IS NOT DISTINCT FROM` can be hashed.
                Backend::Postgres => sql!("ARRAY[{}] = ARRAY[{}]", left, right),
                Backend::Mysql | Backend::Sqlite => self.sql.is_same(&left, &right),
            }
        });
        list(each, " AND ")
    }
}
