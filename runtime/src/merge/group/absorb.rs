//! One row takes the place of others.

use super::archive::Entry;
use super::{Group, GroupError, Mode, Pending, Result, with};
use crate::merge::dialect::join;
use crate::merge::members::Members;
use crate::merge::plan::Referrer;
use crate::merge::schema::{ColumnFacts, Reference, TableId};
use crate::merge::session::Session;

impl<S: Session> Group<'_, S> {
    /// Makes everything refer to the survivor, and deletes the others.
    pub(super) fn absorb<'p>(
        &'p mut self,
        members: &'p Members,
        within: &'p [TableId],
    ) -> Pending<'p, ()> {
        Box::pin(async move {
            let path: Vec<TableId> = within.iter().copied().chain([members.table]).collect();
            for referrer in self.plan.referrers(members.table) {
                self.gather(referrer, members, &path).await?;
            }
            if self.mode == Mode::Apply {
                self.check_unreferenced(members).await?;
                self.delete(members).await?;
            }
            Ok(())
        })
    }

    /// Makes the rows of one table refer to the survivor.
    pub(super) async fn gather(
        &mut self,
        referrer: &Referrer,
        members: &Members,
        path: &[TableId],
    ) -> Result<()> {
        let mut excluded = Vec::new();
        // A row of a table that is being merged is never deleted for a collision.
        if !path.contains(&referrer.table) {
            let mut may_collide = true;
            while may_collide {
                may_collide = false;
                for unique in &referrer.uniques {
                    self.drop_links_to_itself(referrer, unique, members, &mut excluded)
                        .await?;
                    may_collide |= self
                        .resolve(referrer, unique, members, path, &mut excluded)
                        .await?;
                }
            }
        }
        for reference in &referrer.references {
            self.move_rows(referrer, reference, members, &excluded)
                .await?;
        }
        Ok(())
    }

    /// The same by one reference.
    pub(super) async fn move_rows(
        &mut self,
        referrer: &Referrer,
        reference: &Reference,
        members: &Members,
        excluded: &[String],
    ) -> Result<()> {
        let facts = self.plan.table(referrer.table);
        let condition = members.refers_to_loser(Self::SQL, reference);
        let Some(survivor) = members.survivor.values(&reference.ref_columns) else {
            if self.count(facts, &condition).await? > 0 {
                return Err(GroupError::Impossible(format!(
                    "rows of `{}` refer to ({}), which the survivor has no value in",
                    facts.path(),
                    reference.ref_columns.join(", ")
                )));
            }
            return Ok(());
        };
        let survivor: Vec<String> = survivor.into_iter().map(str::to_owned).collect();
        let moved = if self.mode == Mode::Count {
            self.count(facts, &with(&condition, excluded)).await?
        } else {
            let columns: Vec<&ColumnFacts> = reference
                .columns
                .iter()
                .filter_map(|it| facts.column(it))
                .collect();
            // Its own row would refer to itself.
            let is_own = (referrer.table == members.table)
                .then(|| members.is_survivor(Self::SQL, &facts.identity));
            let new: Vec<String> = columns
                .iter()
                .zip(&survivor)
                .map(|(column, value)| match &is_own {
                    Some(is_own) if !column.not_null => {
                        format!("CASE WHEN {is_own} THEN NULL ELSE {value} END")
                    }
                    _ => value.clone(),
                })
                .collect();
            let old_values: Vec<_> = columns
                .iter()
                .map(|it| (*it, Self::SQL.column("t", &it.name)))
                .collect();
            let new_values: Vec<_> = columns.iter().copied().zip(new.iter().cloned()).collect();
            let key = Self::row_key(facts, Some((reference, &survivor)));
            let (old, new_json) = (Self::SQL.json(&old_values), Self::SQL.json(&new_values));
            let archived = self
                .archive(
                    Entry {
                        kind: "moved",
                        key: &key,
                        old: &old,
                        new: &new_json,
                    },
                    facts,
                    &condition,
                )
                .await?;
            if archived > 0 {
                let set = new_values
                    .iter()
                    .map(|(it, value)| format!("{} = {value}", Self::SQL.name(&it.name)));
                let update = format!(
                    "UPDATE {} AS t SET {} WHERE {condition}",
                    Self::SQL.table(facts),
                    join(set, ", ")
                );
                self.execute_exactly(&update, archived, facts).await?;
            }
            archived
        };
        if self.plan.redirects != Some(referrer.table) {
            self.counts.moved(&facts.path(), &reference.columns, moved);
        }
        Ok(())
    }

    /// Nothing may refer to what is about to be deleted: a cascade would take it along.
    pub(super) async fn check_unreferenced(&mut self, members: &Members) -> Result<()> {
        let referrers = self.plan.referrers(members.table);
        let each = referrers.iter().flat_map(|referrer| {
            let facts = self.plan.table(referrer.table);
            referrer.references.iter().map(move |reference| {
                let name = format!("{} ({})", facts.path(), reference.columns.join(", "));
                format!(
                    "SELECT {} AS referrer, {} AS referring FROM {} AS t WHERE {} HAVING count(*) > 0",
                    Self::SQL.text(&name),
                    Self::SQL.as_text("count(*)"),
                    Self::SQL.table(facts),
                    members.refers_to_loser(Self::SQL, reference)
                )
            })
        });
        let query = join(each, " UNION ALL ");
        if query.is_empty() {
            return Ok(());
        }
        let text = |value: Option<&Option<String>>| value.cloned().flatten().unwrap_or_default();
        match self.session.rows(&query).await?.first() {
            None => Ok(()),
            Some(row) => Err(GroupError::Changed(format!(
                "{} rows of {} still refer to a duplicate: a trigger may have set them back",
                text(row.0.get(1)),
                text(row.0.first()),
            ))),
        }
    }

    pub(super) async fn delete(&mut self, members: &Members) -> Result<()> {
        let facts = self.plan.table(members.table);
        let condition = members.is_loser(Self::SQL, &facts.identity);
        let archived = self.archive_row("deleted", facts, &condition).await?;
        let delete = format!("{} WHERE {condition}", Self::SQL.delete(facts));
        self.execute_exactly(&delete, archived, facts).await?;
        if archived == members.losers.len() as u64 {
            return Ok(());
        }
        Err(GroupError::Changed(format!(
            "rows of `{}` changed",
            facts.path()
        )))
    }
}
