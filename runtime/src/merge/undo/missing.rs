//! Rows that are not back: what would refer to them is left, too.

use super::entries::Entries;
use super::{LeftRow, NAMED, Undoing};
use crate::catalog::references::{ColumnFacts, Session, TableId};
use crate::merge::error::MergeError;
use crate::merge::values;
use crate::sql::{Condition, Expression, all_of, any_of, list, sql};

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

    /// The condition that an entry `a` gives a column the key of a row that is not back, if there may be one.
    fn refers_to_missing(&self, table: TableId, changed: &[ColumnFacts]) -> Option<Condition> {
        let object: Expression = sql!("a.old_values");
        let foreign_keys = &self.schema.tables[table].foreign_keys;
        let mut each = Vec::new();
        for (missing, values) in &self.missing {
            let referred = &self.schema.tables[*missing];
            let value = |name: &str| {
                values
                    .iter()
                    .find(|it| it.0 == name)
                    .map(|it| it.1.as_str())
            };
            let has = |object: &Expression, column: &ColumnFacts, value: &str| -> Condition {
                let own = values::value_of(Self::SQL, object, column);
                sql!("{} = {}", Self::SQL.as_text(own), Self::SQL.text(value))
            };
            let is = |column: &ColumnFacts, value: &str| has(&object, column, value);
            let of_table = foreign_keys.iter().filter(|it| {
                it.columns
                    .iter()
                    .any(|name| changed.iter().any(|of| of.name == *name))
            });
            let mut has_foreign_key = false;
            for foreign_key in of_table {
                has_foreign_key = true;
                let is_it = foreign_key.ref_table == referred.name
                    && foreign_key.ref_schema == referred.schema;
                let pairs = foreign_key.columns.iter().zip(&foreign_key.ref_columns);
                let pairs = pairs.filter_map(|(name, key)| {
                    let column = changed.iter().find(|it| it.name == *name)?;
                    Some(is(column, value(key)?))
                });
                let pairs: Vec<Condition> = pairs.collect();
                if is_it && !pairs.is_empty() {
                    each.push(all_of(pairs));
                }
            }
            let [key] = referred.identity.as_slice() else {
                continue;
            };
            match changed {
                [column] if !has_foreign_key => each.extend(value(key).map(|it| is(column, it))),
                // A row that was deleted has what refers without a foreign key among its new values.
                _ => {
                    let soft: Expression = sql!("a.new_values");
                    let is_soft = |it: &&ColumnFacts| {
                        !foreign_keys
                            .iter()
                            .any(|key| key.columns.contains(&it.name))
                    };
                    let soft = changed
                        .iter()
                        .filter(is_soft)
                        .filter_map(|it| Some(has(&soft, it, value(key)?)));
                    each.extend(soft);
                }
            }
        }
        (!each.is_empty()).then(|| any_of(each))
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
