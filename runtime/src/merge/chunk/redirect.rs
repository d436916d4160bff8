//! Redirects, by which writers that still hold the key of a duplicate find its survivor.

use super::archive::{ArchiveEntry, EntryKind};
use super::{Chunk, Result};
use crate::catalog::references::Session;
use crate::merge::relation::Map;
use crate::sql::{Condition, Expression, Name, all_of, list, sql};

impl<S: Session> Chunk<'_, S> {
    /// Says where a writer that still holds the key of a duplicate finds its survivor.
    pub(super) async fn redirect(&mut self, map: &Map) -> Result<()> {
        let Some(table) = self.plan.redirects else {
            return Ok(());
        };
        let redirects = self.plan.name(table);
        let identity = self.plan.table(map.table).locator(S::BACKEND);
        let old = |name: &str| format!("old_{name}");
        let own: Expression = list(
            identity.iter().map(|it| Self::SQL.name(&old(&it.name))),
            ", ",
        );
        let olds: Expression = list(identity.iter().map(|it| map.before(&it.name)), ", ");
        // A key that was given to another row is none that was merged away.
        let clear = sql!(
            "DELETE FROM {} WHERE ({}) IN (SELECT {} FROM {} AS m)",
            redirects,
            own,
            olds,
            map.relation.name
        );
        self.delete_rows(clear).await?;
        let news = identity
            .iter()
            .map(|it| Self::SQL.name(&format!("new_{}", it.name)));
        let names: Name = list(
            identity
                .iter()
                .map(|it| Self::SQL.name(&old(&it.name)))
                .chain(news)
                .chain([sql!("run")]),
            ", ",
        );
        let values = identity.iter().map(|it| map.before(&it.name));
        let values = values.chain(identity.iter().map(|it| map.after(&it.name)));
        let values: Expression = list(values.chain([Self::SQL.text(self.run).into()]), ", ");
        let insert = sql!(
            "INSERT INTO {} ({}) SELECT {} FROM {} AS m WHERE {}",
            redirects,
            names,
            values,
            map.relation.name,
            Map::is_gone()
        );
        self.execute(insert).await?;
        let is_new = identity.iter().map(|it| -> Condition {
            sql!(
                "{} = {}",
                map.before(&it.name),
                Self::SQL.column("t", &old(&it.name))
            )
        });
        let matches = all_of([Map::is_gone()].into_iter().chain(is_new));
        let entry = ArchiveEntry::of_row::<S>(EntryKind::Added, self.plan.table(table));
        self.archive(
            entry,
            (table, &self.plan.rows(table)),
            &map.relation.name,
            &matches,
        )
        .await?;
        Ok(())
    }
}
