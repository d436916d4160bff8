//! The archive of rows before they change, and the check that exactly these do.

use super::{Chunk, GroupError, Result};
use crate::catalog::Backend;
use crate::catalog::references::{ColumnFacts, Reference, Session, TableFacts, TableId};
use crate::merge::relation::Map;
use crate::merge::values;
use crate::sql::{Condition, Expression, Name, Rows, Statement, list, sql};

/// The change of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::merge) enum EntryKind {
    /// The row refers to another one.
    Moved,
    /// The row is deleted.
    Deleted,
    /// The row takes values that it lacks.
    Filled,
    /// The row is new: one of ours.
    Added,
}

impl EntryKind {
    /// Returns the word of the archive for it.
    pub(in crate::merge) const fn word(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Deleted => "deleted",
            Self::Filled => "filled",
            Self::Added => "added",
        }
    }

    /// Reads a word of the archive.
    pub(in crate::merge) fn read(word: &str) -> Option<Self> {
        let all = [Self::Moved, Self::Deleted, Self::Filled, Self::Added];
        all.into_iter().find(|it| it.word() == word)
    }
}

/// The values of a row `t` that are archived, as SQL.
pub(super) struct ArchiveEntry {
    pub(super) kind: EntryKind,
    /// The key that identifies the row afterwards: a JSON object.
    pub(super) key: Expression,
    /// The values of the row, or those of the columns that change.
    pub(super) old: Expression,
    /// The new values. Those of a deleted row are its references to the merged table without a foreign key, for an undo.
    pub(super) new: Expression,
}

impl ArchiveEntry {
    /// Creates a whole row that goes or comes.
    pub(super) fn of_row<S: Session>(kind: EntryKind, facts: &TableFacts) -> Self {
        Self {
            kind,
            key: Chunk::<S>::row_key(facts, None),
            old: values::row(Chunk::<S>::SQL, facts),
            new: sql!("NULL"),
        }
    }
}

impl<S: Session> Chunk<'_, S> {
    /// Returns the key of a row `t` once it refers to the survivor.
    pub(super) fn row_key(
        facts: &TableFacts,
        moved: Option<(&Reference, &[Expression])>,
    ) -> Expression {
        let is_part = |column: &&ColumnFacts| {
            facts.identity.is_empty() || facts.identity.contains(&column.name)
        };
        let value = |column: &ColumnFacts| {
            let (reference, news) = moved?;
            let position = reference.columns.iter().position(|it| *it == column.name)?;
            news.get(position).cloned()
        };
        let columns = facts.columns.iter().filter(is_part);
        let values: Vec<_> = columns
            .map(|it| {
                (
                    it,
                    value(it).unwrap_or_else(|| Self::SQL.column("t", &it.name)),
                )
            })
            .collect();
        values::object(Self::SQL, &values)
    }

    /// Writes the rows `t` into the archive that are joined with rows `m`, and locks them.
    pub(super) async fn archive(
        &mut self,
        entry: ArchiveEntry,
        (table, rows): (TableId, &Rows),
        joined: &Name,
        matches: &Condition,
    ) -> Result<u64> {
        self.step += 1;
        let facts = self.plan.table(table);
        let insert = sql!(
            "INSERT INTO {} (run, grp, step, kind, table_schema, table_name, row_key, old_values, new_values) \
             SELECT {}, {}, {}, '{}', {}, {}, {}, {}, {} FROM {} ON {}{}",
            self.own.archive,
            Self::SQL.text(self.run),
            self.number,
            self.step,
            entry.kind.word(),
            Self::SQL.text(&facts.schema),
            Self::SQL.text(&facts.name),
            entry.key,
            entry.old,
            entry.new,
            Self::SQL.join(rows, joined, "m"),
            *matches,
            // The rows are locked as they are archived, so that the next statement changes exactly these.
            Self::SQL.for_update()
        );
        let rows = self.execute(insert).await?;
        self.counts.archived += rows;
        Ok(rows)
    }

    /// Archives and deletes the rows of a map that go: so many.
    pub(super) async fn delete(&mut self, map: &Map, gone: u64) -> Result<()> {
        let facts = self.plan.table(map.table);
        let matches: Condition = sql!(
            "{} AND {}",
            Map::is_gone(),
            map.is_row(Self::SQL, self.plan)
        );
        let entry = ArchiveEntry {
            new: self.soft_values(map.table),
            ..ArchiveEntry::of_row::<S>(EntryKind::Deleted, facts)
        };
        let archived = self
            .archive(
                entry,
                (map.table, &self.plan.rows(map.table)),
                &map.relation.name,
                &matches,
            )
            .await?;
        // A row that was deleted, or whose key changed, since it was mapped is not archived.
        if archived != gone {
            return Err(GroupError::Changed(format!(
                "rows of `{}` changed",
                facts.path()
            )));
        }
        let delete = self.delete_statement(map, &matches);
        self.execute_exactly(delete, archived, map.table).await?;
        self.guard.sent_deletions(archived);
        self.guard.expect_deleted(map.table, archived);
        Ok(())
    }

    /// Returns the values of a row `t` that refer to the merged table without a foreign key, as an object; `NULL` if it
    /// has none.
    fn soft_values(&self, table: TableId) -> Expression {
        let facts = self.plan.table(table);
        let referrers = self.plan.soft_referrers().filter(|it| it.table == table);
        let references = referrers.flat_map(|it| &it.references);
        let soft = references.filter(|it| !it.has_foreign_key);
        let values = soft.filter_map(|reference| {
            let column = facts.column(reference.columns.first()?)?;
            let value = Self::SQL.column("t", &column.name);
            let value = match &reference.condition {
                Some(condition) => sql!("CASE WHEN {} THEN {} END", *condition, value),
                None => value,
            };
            Some((column, value))
        });
        let values: Vec<(&ColumnFacts, Expression)> = values.collect();
        if values.is_empty() {
            return sql!("NULL");
        }
        values::object(Self::SQL, &values)
    }

    fn delete_statement(&self, map: &Map, matches: &Condition) -> Statement {
        let (table, joined) = (self.plan.name(map.table), &map.relation.name);
        match S::BACKEND {
            Backend::Mysql => {
                let rows = Self::SQL.join(&self.plan.rows(map.table), joined, "m");
                sql!("DELETE t FROM {} ON {}", rows, *matches)
            }
            Backend::Postgres => sql!(
                "DELETE FROM {} AS t USING {} AS m WHERE {}",
                table,
                *joined,
                *matches
            ),
            Backend::Sqlite => {
                let locator = self.plan.table(map.table).locator(S::BACKEND);
                let own: Expression = list(Self::columns(&locator), ", ");
                let olds = locator.iter().map(|it| map.before(&it.name));
                let olds: Expression = list(olds, ", ");
                sql!(
                    "DELETE FROM {} AS t WHERE ({}) IN (SELECT {} FROM {} AS m WHERE {})",
                    table,
                    own,
                    olds,
                    *joined,
                    Map::is_gone()
                )
            }
        }
    }

    /// Sends a statement that must change as many rows as were archived.
    pub(super) async fn execute_exactly(
        &mut self,
        statement: Statement,
        expected: u64,
        table: TableId,
    ) -> Result<()> {
        let changed = self.execute(statement).await?;
        if changed == expected {
            return Ok(());
        }
        Err(GroupError::Changed(format!(
            "{expected} rows of `{}` were archived and {changed} changed: a trigger or a rule keeps some as they are",
            self.plan.table(table).path()
        )))
    }
}
