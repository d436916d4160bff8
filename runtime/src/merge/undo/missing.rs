//! Rows that are not back: what would refer to them is left, too.

use std::collections::BTreeMap;

use super::entries::Entries;
use super::{LeftRow, NAMED, Undoing};
use crate::catalog::references::{ColumnFacts, Session, TableId};
use crate::merge::error::MergeError;
use crate::merge::values;
use crate::sql::{Condition, Expression, Sql, all_of, any_of, list, sql};

/// The values of an entry: those before the run, and those after it.
const OLD: &str = "a.old_values";
const NEW: &str = "a.new_values";

/// The keys of missing rows, by the column of an entry that may have them.
#[derive(Default)]
struct Referring<'r> {
    /// The keys of one column: one list a column, as SQLite refuses an expression of more than 1,000 parts.
    lists: BTreeMap<(&'static str, &'r str), (&'r ColumnFacts, Vec<&'r str>)>,
    /// The keys of several columns.
    others: Vec<Vec<(&'r ColumnFacts, &'r str)>>,
}

impl<'r> Referring<'r> {
    fn add(&mut self, object: &'static str, pairs: &[(&'r ColumnFacts, &'r String)]) {
        match pairs {
            [] => {}
            [(column, key)] => {
                let place = (object, column.name.as_str());
                let list = self.lists.entry(place).or_insert((column, Vec::new()));
                list.1.push(key);
            }
            several => {
                let several = several.iter().map(|&(column, key)| (column, key.as_str()));
                self.others.push(several.collect());
            }
        }
    }

    /// Returns the condition that an entry `a` has one of the keys, if there are any.
    fn condition(self, sql: Sql) -> Option<Condition> {
        let value = |object: &'static str, column: &ColumnFacts| {
            sql.as_text(values::value_of(sql, &sql!("{}", object), column))
        };
        let lists = self.lists.into_iter().map(|((object, _), (column, keys))| {
            let keys: Expression = list(keys.into_iter().map(|it| sql.text(it)), ", ");
            sql!("{} IN ({})", value(object, column), keys)
        });
        let others = self.others.into_iter().map(|pairs| {
            let pairs = pairs.into_iter();
            all_of(pairs.map(|(column, key)| sql!("{} = {}", value(OLD, column), sql.text(key))))
        });
        let each: Vec<Condition> = lists.chain(others).collect();
        (!each.is_empty()).then(|| any_of(each))
    }
}

impl<S: Session> Undoing<'_, S> {
    /// Leaves an entry open, and says why.
    pub(super) fn leave(&mut self, table: TableId, entry: u64, key: String, reason: String) {
        self.open.push(entry);
        self.undone.left += 1;
        if self.undone.refused.len() < NAMED {
            let table = self.schema.tables[table].path();
            self.undone.refused.push(LeftRow { table, key, reason });
        }
    }

    /// Leaves the entries of a condition open that would refer to a row which is not back, and returns the condition of
    /// the others.
    pub(super) async fn without_blocked(
        &mut self,
        table: TableId,
        condition: &Condition,
        columns: &[ColumnFacts],
    ) -> Result<Condition, MergeError> {
        let Some(referred) = self.refers_to_missing(table, columns) else {
            return Ok(condition.clone());
        };
        let blocked = sql!("{} AND ({})", *condition, referred);
        let mut entries = Entries::of(&blocked, &[]);
        while let Some(entry) = entries.next(self.session, &self.archive).await? {
            let is_entry: Condition = sql!("a.id = {}", entry.id);
            self.remember_missing(table, &is_entry).await?;
            self.open.push(entry.id);
            self.undone.left += 1;
        }
        // Where a column is NULL it is not known to refer to one: such an entry is none of those that are left.
        Ok(sql!("{} AND ({}) IS NOT TRUE", *condition, referred))
    }

    /// Returns the condition that an entry `a` gives a column the key of a row that is not back, if there may be one.
    fn refers_to_missing(&self, table: TableId, changed: &[ColumnFacts]) -> Option<Condition> {
        let mut referring = Referring::default();
        for (missing, values) in &self.missing {
            let referred = &self.schema.tables[*missing];
            let value = |name: &str| values.iter().find(|it| it.0 == name).map(|it| &it.1);
            let changed_keys = self.schema.tables[table].foreign_keys.iter().filter(|it| {
                let mut columns = it.columns.iter();
                columns.any(|name| changed.iter().any(|of| of.name == *name))
            });
            let mut has_foreign_key = false;
            for foreign_key in changed_keys {
                has_foreign_key = true;
                let is_it = foreign_key.ref_table == referred.name
                    && foreign_key.ref_schema == referred.schema;
                if is_it {
                    let pairs = foreign_key.columns.iter().zip(&foreign_key.ref_columns);
                    let pairs = pairs.filter_map(|(name, key)| {
                        let column = changed.iter().find(|it| it.name == *name)?;
                        Some((column, value(key)?))
                    });
                    referring.add(OLD, &pairs.collect::<Vec<_>>());
                }
            }
            let [key] = referred.identity.as_slice() else {
                continue;
            };
            let Some(key) = value(key) else {
                continue;
            };
            match changed {
                [column] if !has_foreign_key => referring.add(OLD, &[(column, key)]),
                // A row that was deleted has what refers without a foreign key among its new values.
                _ => {
                    for column in changed.iter().filter(|it| !it.has_foreign_key) {
                        referring.add(NEW, &[(column, key)]);
                    }
                }
            }
        }
        referring.condition(Self::SQL)
    }

    /// Remembers a row that is not back, so that nothing is made to refer to a row that took its key.
    pub(super) async fn remember_missing(
        &mut self,
        table: TableId,
        is_entry: &Condition,
    ) -> Result<(), MergeError> {
        let columns = self.schema.tables[table].columns.clone();
        let object: Expression = sql!("a.old_values");
        let texts = columns.iter().map(|it| {
            let value = values::value_of(Self::SQL, &object, it);
            Self::SQL.as_text(value)
        });
        let texts: Expression = list(texts, ", ");
        let query = sql!(
            "SELECT {} FROM {} AS a WHERE {}",
            texts,
            self.archive,
            *is_entry
        );
        let row = self.session.rows(&query).await?.into_iter().next();
        let values = row.map_or_else(Vec::new, |it| it.0);
        let named = columns.into_iter().map(|it| it.name).zip(values);
        let known = named
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        self.missing.push((table, known));
        Ok(())
    }
}
