//! Where writers that still hold the key of a duplicate find its survivor.

use super::{Group, Result};
use crate::merge::dialect::join;
use crate::merge::members::{Member, Members, is_among};
use crate::merge::session::Session;

impl<S: Session> Group<'_, S> {
    /// Says where a writer that still holds the key of a duplicate finds its survivor.
    pub(super) async fn redirect(&mut self, members: &Members) -> Result<()> {
        let Some(table) = self.plan.redirects else {
            return Ok(());
        };
        let (facts, root) = (self.plan.table(table), self.plan.table(members.table));
        let identity = &root.identity;
        let old: Vec<String> = identity.iter().map(|it| format!("old_{it}")).collect();
        let new: Vec<String> = identity.iter().map(|it| format!("new_{it}")).collect();
        let redirected = |members: &mut dyn Iterator<Item = &Member>| {
            let tuples: Vec<Vec<&str>> = members.filter_map(|it| it.values(identity)).collect();
            is_among(Self::SQL, "t", &old, tuples)
        };
        let all = redirected(&mut members.losers.iter().chain([&members.survivor]));
        self.session
            .execute(&format!("{} WHERE {all}", Self::SQL.delete(facts)))
            .await?;
        let survivor = members
            .survivor
            .values(identity)
            .unwrap_or_default()
            .join(", ");
        let rows = members
            .losers
            .iter()
            .filter_map(|it| it.values(identity))
            .map(|it| {
                format!(
                    "({}, {survivor}, {})",
                    it.join(", "),
                    Self::SQL.text(self.run)
                )
            });
        let names = old
            .iter()
            .chain(&new)
            .map(|it| Self::SQL.name(it))
            .chain(["run".to_owned()]);
        let insert = format!(
            "INSERT INTO {} ({}) VALUES {}",
            Self::SQL.table(facts),
            join(names, ", "),
            join(rows, ", ")
        );
        self.session.execute(&insert).await?;
        let losers = redirected(&mut members.losers.iter());
        self.archive_row("added", facts, &losers).await?;
        Ok(())
    }
}
