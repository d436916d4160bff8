//! The replacement of rows by others: the rows that refer to them move, and then they are deleted.

use super::archive::{ArchiveEntry, EntryKind};
use super::{Chunk, ChunkFuture, GroupError, Result};
use crate::catalog::references::{ColumnFacts, Reference, Session, TableFacts, TableId};
use crate::merge::plan::Referrer;
use crate::merge::relation::Map;
use crate::merge::values;
use crate::sql::{Condition, Expression, Name, Statement, all_of, any_of, sql};

impl<S: Session> Chunk<'_, S> {
    /// Makes everything refer to the rows that stay, deletes the others, and returns how many these are.
    pub(super) fn absorb<'p>(
        &'p mut self,
        map: &'p Map,
        within: &'p [TableId],
    ) -> ChunkFuture<'p, u64> {
        // The future is boxed, as it calls itself: of rows that conflict, the one that stays absorbs the others.
        Box::pin(async move {
            let from = sql!("FROM {} AS m WHERE {}", map.relation.name, Map::is_gone());
            let gone = self.count(from).await?;
            let path: Vec<TableId> = within.iter().copied().chain([map.table]).collect();
            for referrer in self.plan.referrers(map.table) {
                self.repoint(referrer, map, &path).await?;
            }
            if self.mode.writes() {
                // A cascade would delete what still refers, and archive none of it.
                self.check_unreferenced(map).await?;
                self.check_cycles(map).await?;
                self.delete(map, gone).await?;
            }
            Ok(gone)
        })
    }

    /// Makes the rows of one table refer to those that stay.
    pub(super) async fn repoint(
        &mut self,
        referrer: &Referrer,
        map: &Map,
        path: &[TableId],
    ) -> Result<()> {
        // A row of a table that is being merged is never deleted for a collision.
        let gone = if path.contains(&referrer.table) || referrer.uniques.is_empty() {
            Vec::new()
        } else {
            self.resolve(referrer, map, path).await?
        };
        for reference in &referrer.references {
            self.move_rows(referrer, reference, map, &gone).await?;
        }
        Ok(())
    }

    /// Returns whether a row `t` refers to the row `m` of a map.
    pub(super) fn refers(map: &Map, reference: &Reference) -> Condition {
        Self::refers_as(&sql!("m"), map, reference)
    }

    /// Returns whether a row `t` refers to a row of the map with another alias.
    pub(super) fn refers_as(alias: &Name, map: &Map, reference: &Reference) -> Condition {
        reference.refers(Self::SQL, |pair| map.before_as(alias, &pair.key.name))
    }

    async fn move_rows(
        &mut self,
        referrer: &Referrer,
        reference: &Reference,
        map: &Map,
        gone: &[Condition],
    ) -> Result<()> {
        let plan = self.plan;
        let facts = plan.table(referrer.table);
        let rows = plan.rows_by(referrer.table, reference);
        let matches: Condition = sql!("{} AND {}", Map::is_gone(), Self::refers(map, reference));
        let left = all_of([matches.clone()].into_iter().chain(gone.iter().cloned()));
        let from = |condition: &Condition| -> Statement {
            sql!(
                "FROM {} ON {}",
                Self::SQL.join(&rows, &map.relation.name, "m"),
                *condition
            )
        };
        self.check_values(reference, map, &from(&left), || facts.path())
            .await?;
        let moved = if self.mode.writes() {
            let news = self.new_values(referrer, reference, map);
            let values: Vec<(&ColumnFacts, Expression)> = reference
                .pairs
                .iter()
                .map(|it| &it.column)
                .zip(news.iter().cloned())
                .collect();
            let olds: Vec<_> = values
                .iter()
                .map(|(it, _)| (*it, Self::SQL.column("t", &it.name)))
                .collect();
            let moved_key: Vec<Expression> = reference
                .pairs
                .iter()
                .map(|it| it.as_value(Self::SQL, &map.after(&it.key.name)))
                .collect();
            let entry = ArchiveEntry {
                kind: EntryKind::Moved,
                // An undo looks for the row as it is afterwards: the columns that move may be part of its key.
                key: Self::row_key(facts, Some((reference, &moved_key))),
                old: values::object(Self::SQL, &olds),
                new: values::object(Self::SQL, &values),
            };
            let archived = self
                .archive(entry, (referrer.table, &rows), &map.relation.name, &matches)
                .await?;
            if archived > 0 {
                let set = values
                    .iter()
                    .map(|(it, value)| (Self::SQL.name(&it.name), value.clone()));
                let update = Self::SQL.update(
                    &rows,
                    set.chain(Self::kept_as_they_are(facts, reference)),
                    &map.relation.name,
                    "m",
                    &matches,
                );
                self.execute_exactly(update, archived, referrer.table)
                    .await?;
                self.guard.expect_updated(referrer.table, archived);
            }
            archived
        } else {
            self.count(from(&left)).await?
        };
        if plan.redirects != Some(referrer.table) {
            self.counts.moved(&facts.path(), &reference.columns, moved);
        }
        Ok(())
    }

    /// Returns the values that columns of a row `t` will have: NULL for the survivor's own, which would refer to
    /// itself.
    fn new_values(&self, referrer: &Referrer, reference: &Reference, map: &Map) -> Vec<Expression> {
        let is_own = (referrer.table == map.table).then(|| map.is_survivor(Self::SQL, self.plan));
        let pairs = reference.pairs.iter();
        let news = pairs.map(|pair| {
            let new = pair.as_value(Self::SQL, &map.after(&pair.key.name));
            match &is_own {
                Some(is_own) if !pair.column.not_null => {
                    sql!("CASE WHEN {} THEN NULL ELSE {} END", *is_own, new)
                }
                _ => new,
            }
        });
        news.collect()
    }

    /// Returns the columns that keep their value: MySQL sets them to the current time, unless a statement sets them.
    fn kept_as_they_are<'f>(
        facts: &'f TableFacts,
        reference: &'f Reference,
    ) -> impl Iterator<Item = (Name, Expression)> + use<'f, S> {
        let columns = facts.columns.iter();
        let renewing = columns.filter(|it| it.renews && !reference.columns.contains(&it.name));
        renewing.map(|it| (Self::SQL.name(&it.name), Self::SQL.column("t", &it.name)))
    }

    /// Refuses rows that stay without a value that is referred to.
    async fn check_values(
        &mut self,
        reference: &Reference,
        map: &Map,
        from: &Statement,
        path: impl FnOnce() -> String,
    ) -> Result<()> {
        let lacking = reference.pairs.iter().filter(|it| !it.key.not_null);
        let lacking: Vec<Condition> = lacking
            .map(|it| -> Condition { sql!("{} IS NULL", map.after(&it.key.name)) })
            .collect();
        if lacking.is_empty() {
            return Ok(());
        }
        let columns = reference.ref_columns.join(", ");
        let lacking = sql!("{} WHERE {}", *from, any_of(lacking));
        self.forbid(lacking, || {
            format!(
                "rows of `{}` refer to ({columns}), which the survivor has no value in",
                path()
            )
        })
        .await
    }

    /// Checks that nothing refers to rows that are about to be deleted: a cascade would take it along.
    async fn check_unreferenced(&mut self, map: &Map) -> Result<()> {
        for referrer in self.plan.referrers(map.table) {
            let facts = self.plan.table(referrer.table);
            for reference in &referrer.references {
                let matches: Condition =
                    sql!("{} AND {}", Map::is_gone(), Self::refers(map, reference));
                let from = sql!(
                    "FROM {} ON {}",
                    Self::SQL.join(
                        &self.plan.rows_by(referrer.table, reference),
                        &map.relation.name,
                        "m"
                    ),
                    matches
                );
                let left = self.count(from).await?;
                if left > 0 {
                    return Err(GroupError::Changed(format!(
                        "{left} rows of {} ({}) still refer to a duplicate: a trigger may have set them back",
                        facts.path(),
                        reference.columns.join(", ")
                    )));
                }
            }
        }
        Ok(())
    }
}
