//! Rows that were given other values, given those they had.

use super::Undoing;
use super::entries::Entries;
use crate::catalog::Backend;
use crate::catalog::references::{ColumnFacts, Session, TableFacts, TableId};
use crate::merge::error::MergeError;
use crate::merge::values;
use crate::sql::{
    Condition, Expression, Fragment as _, Literal, Name, Statement, all_of, list, sql,
};

impl<S: Session> Undoing<'_, S> {
    /// Gives columns the values they had, where they still have those of the run: all at once, and one by one where
    /// that is refused.
    pub(super) async fn move_back(
        &mut self,
        table: TableId,
        condition: &Condition,
        rows: u64,
    ) -> Result<(), MergeError> {
        let changed = self.changed_columns(table, condition).await?;
        let blocked = self.undone.left;
        let condition = &self.without_blocked(table, condition, &changed).await?;
        let rows = rows - (self.undone.left - blocked);
        let has_identity = !self.schema.tables[table].identity.is_empty();
        if S::BACKEND != Backend::Sqlite && has_identity {
            let update = self.update_all(table, &changed, condition);
            if let Ok(moved) = self.attempt(&update).await? {
                self.undone.moved_back += moved;
                self.undone.left += rows.saturating_sub(moved);
                return Ok(());
            }
        }
        let literals = match S::BACKEND {
            Backend::Sqlite => Self::literals(&self.schema.tables[table], &changed),
            _ => Vec::new(),
        };
        let (mut moved, mut refused) = (0, 0);
        let mut entries = Entries::of(condition, &literals);
        while let Some(entry) = entries.next(self.session, &self.archive).await? {
            let is_entry: Condition = sql!("a.id = {}", entry.id);
            let update = match (S::BACKEND, has_identity) {
                (Backend::Sqlite, _) => self.update_literals(table, &changed, &entry.values),
                (_, true) => self.update_all(table, &changed, &is_entry),
                (_, false) => self.update_one(table, &changed, &is_entry),
            };
            match self.attempt(&update).await? {
                Ok(rows) => moved += rows,
                Err(error) => {
                    refused += 1;
                    self.leave(table, entry.id, entry.key, error.to_string());
                }
            }
        }
        self.undone.moved_back += moved;
        self.undone.left += rows.saturating_sub(moved + refused);
        Ok(())
    }

    /// Returns the values that columns of a row `t` are set to: those it had, or the present ones where an entry `a` is
    /// about others.
    fn olds(changed: &[ColumnFacts]) -> Vec<Expression> {
        let (old, new): (Expression, Expression) = (sql!("a.old_values"), sql!("a.new_values"));
        let olds = changed.iter().map(|it| -> Expression {
            let value = values::value_of(Self::SQL, &old, it);
            if changed.len() == 1 {
                return value;
            }
            sql!(
                "CASE WHEN {} THEN {} ELSE {} END",
                values::has_value(Self::SQL, &new, it),
                value,
                Self::SQL.column("t", &it.name)
            )
        });
        olds.collect()
    }

    /// Returns the rows of all entries of a condition.
    fn update_all(
        &self,
        table: TableId,
        changed: &[ColumnFacts],
        condition: &Condition,
    ) -> Statement {
        let facts = &self.schema.tables[table];
        let matches = Self::is_unchanged_row(facts, changed, condition);
        let set = changed.iter().zip(Self::olds(changed));
        let set = set.map(|(it, old)| (Self::SQL.name(&it.name), old));
        let kept = Self::renewing(facts, changed);
        let kept = kept.map(|it| (Self::SQL.name(&it.name), Self::SQL.column("t", &it.name)));
        let rows = facts.rows_by(Self::SQL, facts.identity.first());
        Self::SQL.update(&rows, set.chain(kept), &self.archive, "a", &matches)
    }

    /// Returns the columns that MySQL sets to the current time, unless a statement sets them.
    fn renewing<'f>(
        facts: &'f TableFacts,
        changed: &'f [ColumnFacts],
    ) -> impl Iterator<Item = &'f ColumnFacts> + use<'f, S> {
        let columns = facts.columns.iter();
        columns.filter(|it| it.renews && !changed.iter().any(|of| of.name == it.name))
    }

    /// Returns a statement for any one of the rows that are equal, as no key identifies them.
    fn update_one(
        &self,
        table: TableId,
        changed: &[ColumnFacts],
        is_entry: &Condition,
    ) -> Statement {
        let facts = &self.schema.tables[table];
        let matches = Self::is_unchanged_row(facts, changed, is_entry);
        let name = facts.sql_name(Self::SQL);
        let old: Expression = sql!("a.old_values");
        let set = changed.iter().map(|it| -> Expression {
            sql!(
                "{} = (SELECT {} FROM {} AS a WHERE {})",
                Self::SQL.name(&it.name),
                values::value_of(Self::SQL, &old, it),
                self.archive,
                *is_entry
            )
        });
        let kept = Self::renewing(facts, changed).map(|it| -> Expression {
            sql!(
                "{} = {}",
                Self::SQL.name(&it.name),
                Self::SQL.column("t", &it.name)
            )
        });
        let set: Expression = list(set.chain(kept), ", ");
        if S::BACKEND == Backend::Mysql {
            return sql!(
                "UPDATE {} AS t SET {} WHERE EXISTS (SELECT 1 FROM {} AS a WHERE {}) LIMIT 1",
                name,
                set,
                self.archive,
                matches
            );
        }
        let found = sql!("{} AS t JOIN {} AS a ON {}", name, self.archive, matches);
        Self::update_first(facts, &set, &found)
    }

    /// Returns whether a row `t` is the one that an entry `a` of the condition is about, and as the run left it.
    fn is_unchanged_row(
        facts: &TableFacts,
        changed: &[ColumnFacts],
        condition: &Condition,
    ) -> Condition {
        let new: Expression = sql!("a.new_values");
        let is_new = changed.iter().map(|it| -> Condition {
            let is_new = Self::is_unchanged(
                &Self::comparable(it),
                &values::value_of(Self::SQL, &new, it),
            );
            if changed.len() == 1 {
                return is_new;
            }
            sql!(
                "NOT {} OR {}",
                values::has_value(Self::SQL, &new, it),
                is_new
            )
        });
        all_of(
            [condition.clone(), Self::is_row(facts)]
                .into_iter()
                .chain(is_new),
        )
    }

    /// Returns the expressions that `update_literals` is made of, on SQLite.
    fn literals(facts: &TableFacts, changed: &[ColumnFacts]) -> Vec<Expression> {
        let (key, new, old): (Expression, Expression, Expression) = (
            sql!("a.row_key"),
            sql!("a.new_values"),
            sql!("a.old_values"),
        );
        let literal =
            |object: &Expression, it: &ColumnFacts| values::literal_of(Self::SQL, object, it);
        let has = |it: &ColumnFacts| -> Expression {
            sql!(
                "CASE WHEN {} THEN '1' ELSE '0' END",
                values::has_value(Self::SQL, &new, it)
            )
        };
        let identity = Self::identity(facts)
            .into_iter()
            .map(|it| literal(&key, it));
        let news = changed.iter().map(|it| literal(&new, it));
        let olds = changed.iter().map(|it| literal(&old, it));
        identity
            .chain(news)
            .chain(olds)
            .chain(changed.iter().map(has))
            .collect()
    }

    /// Returns a statement of SQLite for one row: any one of those that are equal, where no key identifies them.
    fn update_literals(
        &self,
        table: TableId,
        changed: &[ColumnFacts],
        literals: &[Literal],
    ) -> Statement {
        let facts = &self.schema.tables[table];
        let identity = Self::identity(facts);
        let (keys, values) = literals.split_at(identity.len());
        let (new, values) = values.split_at(changed.len());
        let (old, has) = values.split_at(changed.len());
        let is_of_entry = |nth: usize| has.get(nth).is_none_or(|it| it.as_str() != "0");
        let of_entry: Vec<&ColumnFacts> = changed
            .iter()
            .enumerate()
            .filter(|(nth, _)| is_of_entry(*nth))
            .map(|(_, it)| it)
            .collect();
        let only = |of: &[Literal]| -> Vec<Literal> {
            of.iter()
                .enumerate()
                .filter(|(nth, _)| is_of_entry(*nth))
                .map(|(_, it)| it.clone())
                .collect()
        };
        let (new, old) = (only(new), only(old));
        let set = of_entry.iter().zip(old);
        let set =
            set.map(|(it, old)| -> Expression { sql!("{} = {}", Self::SQL.name(&it.name), old) });
        let set: Expression = list(set, ", ");
        let name: Name = facts.sql_name(Self::SQL);
        let matches: Condition = sql!(
            "{} AND {}",
            Self::are(&identity, keys),
            Self::are(&of_entry, &new)
        );
        if !facts.identity.is_empty() {
            return sql!("UPDATE {} AS t SET {} WHERE {}", name, set, matches);
        }
        let found = sql!("{} AS t WHERE {}", name, matches);
        Self::update_first(facts, &set, &found)
    }

    /// Returns the first of the rows `t` that are found.
    fn update_first(facts: &TableFacts, set: &Expression, found: &Statement) -> Statement {
        let place = facts.locator(S::BACKEND);
        let columns: Expression =
            list(place.iter().map(|it| Self::SQL.column("t", &it.name)), ", ");
        sql!(
            "UPDATE {} AS t SET {} WHERE ({}) IN (SELECT {} FROM {} LIMIT 1)",
            facts.sql_name(Self::SQL),
            *set,
            columns,
            columns,
            *found
        )
    }

    /// Returns the columns that a step changed.
    async fn changed_columns(
        &mut self,
        table: TableId,
        condition: &Condition,
    ) -> Result<Vec<ColumnFacts>, MergeError> {
        let columns = self.schema.tables[table].columns.clone();
        let new: Expression = sql!("a.new_values");
        let each = columns.iter().map(|it| -> Expression {
            let has_it = values::has_value(Self::SQL, &new, it);
            sql!("max(CASE WHEN {} THEN 'changed' END)", has_it)
        });
        let each: Expression = list(each, ", ");
        let query = sql!(
            "SELECT {} FROM {} AS a WHERE {}",
            each,
            self.archive,
            *condition
        );
        let rows = self.session.rows(&query).await?;
        let marks = rows.into_iter().next().map_or_else(Vec::new, |row| row.0);
        let marked = columns.into_iter().zip(marks);
        Ok(marked
            .filter_map(|(column, mark)| mark.map(|_| column))
            .collect())
    }
}
