//! Values that the survivor lacks.

use super::archive::Entry;
use super::{Group, Mode, Result};
use crate::merge::dialect::join;
use crate::merge::members::Members;
use crate::merge::schema::{ColumnFacts, Reference};
use crate::merge::session::Session;

impl<S: Session> Group<'_, S> {
    /// The survivor's columns without a value, and the first value that another row has.
    pub(super) async fn values_to_fill(
        &mut self,
        members: &Members,
    ) -> Result<Vec<(String, String)>> {
        let facts = self.plan.table(members.table);
        let may_be_filled =
            |it: &&ColumnFacts| !it.not_null && !it.generated && !facts.identity.contains(&it.name);
        let columns: Vec<&ColumnFacts> = facts.columns.iter().filter(may_be_filled).collect();
        if columns.is_empty() {
            return Ok(Vec::new());
        }
        let is_null = columns.iter().map(|it| {
            Self::SQL.as_text(&format!(
                "CASE WHEN {} IS NULL THEN 1 ELSE 0 END",
                Self::SQL.column("t", &it.name)
            ))
        });
        let query = format!(
            "SELECT {} FROM {} AS t WHERE {}",
            join(is_null, ", "),
            Self::SQL.table(facts),
            members.is_survivor(Self::SQL, &facts.identity)
        );
        let rows = self.session.rows(&query).await?;
        let nulls = rows.first().map_or(&[][..], |row| &row.0);
        let empty = columns
            .iter()
            .zip(nulls)
            .filter(|(_, is_null)| is_null.as_deref() == Some("1"));
        let empty: Vec<&ColumnFacts> = empty.map(|(column, _)| *column).collect();
        let own = self.plan.referrers(members.table);
        let own: Vec<&Reference> = own
            .iter()
            .filter(|it| it.table == members.table)
            .flat_map(|it| &it.references)
            .collect();
        let mut filled = Vec::new();
        for column in empty {
            let name = Self::SQL.column("t", &column.name);
            let mut condition = format!(
                "{} AND {name} IS NOT NULL",
                members.is_loser(Self::SQL, &facts.identity)
            );
            for reference in own.iter().filter(|it| it.columns.contains(&column.name)) {
                condition = format!(
                    "{condition} AND NOT ({})",
                    members.concerns(Self::SQL, std::slice::from_ref(*reference))
                );
            }
            let query = format!(
                "SELECT {} FROM {} AS t WHERE {condition} ORDER BY {} LIMIT 1",
                Self::SQL.literal(&name, column),
                Self::SQL.table(facts),
                Self::order("t", &self.merge.keep, facts),
            );
            let rows = self.session.rows(&query).await?;
            if let Some(value) = rows
                .into_iter()
                .next()
                .and_then(|row| row.0.into_iter().next().flatten())
            {
                filled.push((column.name.clone(), value));
            }
        }
        Ok(filled)
    }

    /// After the others are gone, as a unique key may keep a value theirs until then.
    pub(super) async fn fill(
        &mut self,
        members: &Members,
        filled: &[(String, String)],
    ) -> Result<()> {
        self.counts.filled += filled.len() as u64;
        if filled.is_empty() || self.mode == Mode::Count {
            return Ok(());
        }
        let facts = self.plan.table(members.table);
        let condition = members.is_survivor(Self::SQL, &facts.identity);
        let columns = filled
            .iter()
            .filter_map(|(name, value)| Some((facts.column(name)?, value.clone())));
        let new: Vec<_> = columns.collect();
        let old: Vec<_> = new
            .iter()
            .map(|(it, _)| (*it, Self::SQL.column("t", &it.name)))
            .collect();
        let (old, new) = (Self::SQL.json(&old), Self::SQL.json(&new));
        let key = Self::row_key(facts, None);
        let archived = self
            .archive(
                Entry {
                    kind: "filled",
                    key: &key,
                    old: &old,
                    new: &new,
                },
                facts,
                &condition,
            )
            .await?;
        let set = filled
            .iter()
            .map(|(name, value)| format!("{} = {value}", Self::SQL.name(name)));
        let update = format!(
            "UPDATE {} AS t SET {} WHERE {condition}",
            Self::SQL.table(facts),
            join(set, ", ")
        );
        self.execute_exactly(&update, archived, facts).await
    }
}
