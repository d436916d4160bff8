//! The rows of the groups: locked, and mapped to those that survive.

use super::{Chunk, Range, Result};
use crate::catalog::Backend;
use crate::catalog::references::{Session, counts};
use crate::merge::relation::{GONE, GROUP, Map, name_of};
use crate::merge::request::Nulls;
use crate::merge::survey::{self, MEMBERS};
use crate::sql::{Condition, Expression, Statement, all_of, list, sql};

impl<S: Session> Chunk<'_, S> {
    /// Merges the groups of a range; whether there were any.
    pub(in crate::merge) async fn merge_groups(&mut self, range: Range) -> Result<bool> {
        if self.mode.writes() {
            self.watch().await?;
            self.lock_soft_tables().await?;
            self.lock_members(range).await?;
        }
        let map = self.map_of(self.plan.root);
        let query = self.survivors(&map, range);
        if self.define(&map.relation, query).await? == 0 {
            return Ok(false);
        }
        self.count_groups(&map).await?;
        let filled = match self.merge.nulls {
            Nulls::Keep => None,
            Nulls::Fill => self.values_to_fill(&map).await?,
        };
        self.absorb(&map, &[]).await?;
        if let Some(filled) = filled {
            self.fill(&map, &filled).await?;
        }
        if self.mode.writes() {
            self.redirect(&map).await?;
            self.check_watched().await?;
        }
        Ok(true)
    }

    /// Locks the tables of soft references: without a foreign key, locking the rows keeps no writer out.
    pub(super) async fn lock_soft_tables(&mut self) -> Result<()> {
        if S::BACKEND != Backend::Postgres {
            return Ok(());
        }
        let plan = self.plan;
        for referrer in plan.soft_referrers() {
            let lock = sql!(
                "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE",
                plan.name(referrer.table)
            );
            self.session.execute_many(&lock).await?;
        }
        Ok(())
    }

    /// Locks the rows in the order of the primary key: two mergers never wait for each other.
    async fn lock_members(&mut self, range: Range) -> Result<()> {
        let members = self.relation_name(MEMBERS);
        let (root, is_member) = (self.plan.name(self.plan.root), self.is_member(range));
        let identity = self.plan.table(self.plan.root).locator(S::BACKEND);
        let order: Expression = list(Self::columns(&identity), ", ");
        let lock: Statement = match S::BACKEND {
            Backend::Sqlite => return Ok(()),
            Backend::Postgres => sql!(
                "SELECT count(*)::text FROM (SELECT 1 FROM {} AS t JOIN {} AS x ON {} ORDER BY {} FOR UPDATE OF t) AS locked",
                root,
                members,
                is_member,
                order
            ),
            Backend::Mysql => sql!(
                "SELECT CAST(count(*) AS CHAR) FROM {} ON {} FOR UPDATE",
                Self::SQL.join(&self.plan.rows(self.plan.root), &members, "x"),
                is_member
            ),
        };
        self.rows(lock).await?;
        Ok(())
    }

    /// Returns whether a row `x` of the members is in the range, and that of the row `t`.
    fn is_member(&self, range: Range) -> Condition {
        let identity = self.plan.table(self.plan.root).locator(S::BACKEND);
        let each = identity.iter().enumerate().map(|(nth, it)| -> Condition {
            let id = survey::id(nth);
            sql!("{} = x.{}", Self::SQL.column("t", &it.name), id)
        });
        let rows = sql!(
            "x.{} = 1 OR x.{} > {} AND x.{} <= {}",
            survey::ROW,
            survey::ROW,
            range.after_row,
            survey::ROW,
            range.upto_row
        );
        let number = sql!("x.{}", GROUP);
        all_of([range.contains(&number), rows].into_iter().chain(each))
    }

    /// Returns a query of the rows that still have the key of their group, each with the one that survives.
    fn survivors(&self, map: &Map, range: Range) -> Statement {
        let key_spec = &self.merge.key_spec;
        let groups = name_of(S::BACKEND, survey::GROUPS, self.mode.stored());
        let members = name_of(S::BACKEND, MEMBERS, self.mode.stored());
        let order = Self::order_of(&self.merge.keep);
        let identity = self.plan.table(map.table).locator(S::BACKEND);
        let order: Expression = list(order.chain(Self::columns(&identity)), ", ");
        // Its rows have the columns of the table, so that it can be called as it is everywhere.
        let table = key_spec.on(S::BACKEND).rows("t");
        // In a form that no index answers: rows are looked up by their primary key, and what an index on the key says
        // is not asked.
        let has_key: Condition = sql!("({}) IS TRUE", key_spec.on(S::BACKEND).equality("t", "g"));
        let from = sql!(
            "{} AS x JOIN {} ON {} JOIN {} AS g ON g.{} = x.{} AND {} WHERE {}",
            members,
            table,
            self.is_member(range),
            groups,
            survey::NUMBER,
            GROUP,
            has_key,
            key_spec.on(S::BACKEND).condition("t")
        );
        map.each_with_first(Self::SQL, &sql!("x.{}", GROUP), &order, &from)
    }

    async fn count_groups(&mut self, map: &Map) -> Result<()> {
        let sum: Expression = sql!("sum({})", GONE);
        let groups: Expression = sql!("count(DISTINCT {})", GROUP);
        let query = sql!(
            "SELECT {}, {} FROM {}",
            Self::SQL.as_text(groups),
            Self::SQL.as_text(sum),
            map.relation.name
        );
        if let [groups, deleted] = counts(&self.rows(query).await?)[..] {
            self.counts.groups += groups;
            self.counts.deleted += deleted;
        }
        Ok(())
    }
}
