//! What is written down before rows change, and that exactly these do.

use super::{Group, GroupError, Result, number};
use crate::merge::schema::{ColumnFacts, Reference, TableFacts};
use crate::merge::session::Session;

/// What is told of a row `t`, as SQL.
pub(super) struct Entry<'e> {
    /// What happens to it.
    pub(super) kind: &'static str,
    /// What tells it apart afterwards: a JSON object.
    pub(super) key: &'e str,
    /// Its values, or those of the columns that change.
    pub(super) old: &'e str,
    /// The new ones; `NULL` for a row that goes or comes.
    pub(super) new: &'e str,
}

impl<S: Session> Group<'_, S> {
    /// What tells a row `t` apart once it refers to the survivor.
    pub(super) fn row_key(facts: &TableFacts, moved: Option<(&Reference, &[String])>) -> String {
        if facts.identity.is_empty() && moved.is_none() {
            return Self::SQL.json_row(facts);
        }
        let told_by = |column: &&ColumnFacts| {
            facts.identity.is_empty() || facts.identity.contains(&column.name)
        };
        let values: Vec<_> = facts
            .columns
            .iter()
            .filter(told_by)
            .map(|column| {
                let position = moved.and_then(|(reference, survivor)| {
                    let position = reference.columns.iter().position(|it| *it == column.name)?;
                    Some(survivor[position].clone())
                });
                (
                    column,
                    position.unwrap_or_else(|| Self::SQL.column("t", &column.name)),
                )
            })
            .collect();
        Self::SQL.json(&values)
    }

    /// Writes rows `t` of a condition into the archive, and locks them.
    pub(super) async fn archive(
        &mut self,
        entry: Entry<'_>,
        facts: &TableFacts,
        condition: &str,
    ) -> Result<u64> {
        let Entry {
            kind,
            key,
            old,
            new,
        } = entry;
        self.step += 1;
        let insert = format!(
            "INSERT INTO {} (run, grp, step, kind, table_schema, table_name, row_key, old_values, new_values) \
             SELECT {}, {}, {}, '{kind}', {}, {}, {key}, {old}, {new} FROM {} AS t WHERE {condition}{}",
            self.archive,
            Self::SQL.text(self.run),
            self.number,
            self.step,
            Self::SQL.text(&facts.schema),
            Self::SQL.text(&facts.name),
            Self::SQL.table(facts),
            Self::SQL.for_update(),
        );
        let rows = self.session.execute(&insert).await? as u64;
        self.counts.archived += rows;
        Ok(rows)
    }

    /// Archives a whole row, that goes or comes.
    pub(super) async fn archive_row(
        &mut self,
        kind: &'static str,
        facts: &TableFacts,
        condition: &str,
    ) -> Result<u64> {
        let (key, row) = (Self::row_key(facts, None), Self::SQL.json_row(facts));
        let entry = Entry {
            kind,
            key: &key,
            old: &row,
            new: "NULL",
        };
        self.archive(entry, facts, condition).await
    }

    /// A statement that must change as many rows as were archived.
    pub(super) async fn execute_exactly(
        &mut self,
        statement: &str,
        expected: u64,
        facts: &TableFacts,
    ) -> Result<()> {
        let changed = self.session.execute(statement).await? as u64;
        if changed == expected {
            return Ok(());
        }
        Err(GroupError::Changed(format!(
            "{expected} rows of `{}` were archived and {changed} changed: a trigger or a rule keeps some as they are",
            facts.path()
        )))
    }

    pub(super) async fn count(&mut self, facts: &TableFacts, condition: &str) -> Result<u64> {
        let query = format!(
            "SELECT {} FROM {} AS t WHERE {condition}",
            Self::SQL.as_text("count(*)"),
            Self::SQL.table(facts)
        );
        Ok(number(
            self.session
                .rows(&query)
                .await?
                .first()
                .and_then(|row| row.0.first()?.as_deref()),
        ))
    }
}
