//! Rows that refer, without a foreign key, to what is gone.

use super::{Chunk, Range, Result};
use crate::catalog::references::Session;
use crate::merge::late::{LATE, Redirects};
use crate::merge::relation::{GONE, GROUP, name_of};
use crate::merge::survey::NUMBER;
use crate::sql::{Expression, Name, Statement, list, sql};

impl<S: Session> Chunk<'_, S> {
    /// Makes those of a range refer to the survivors; whether there were any.
    pub(in crate::merge) async fn follow(&mut self, range: Range) -> Result<bool> {
        let plan = self.plan;
        let Some(redirects) = Redirects::of(plan) else {
            return Ok(false);
        };
        if self.mode.writes() {
            self.watch().await?;
            self.lock_soft_tables().await?;
            // A survivor that is merged meanwhile would be gone when the rows refer to it.
            self.lock_survivors(&redirects, range).await?;
        }
        let map = self.map_of(plan.root);
        let late = name_of(S::BACKEND, LATE, self.mode.stored());
        let nth = map
            .keys
            .iter()
            .position(|it| it.name == redirects.key)
            .unwrap_or_default();
        let query = |gone: u64, old: &'static str| -> Statement {
            let old: Expression = sql!("x.{}", old);
            let values = |prefix: &'static str, value: &Expression| {
                let value = value.clone();
                (0..map.keys.len()).map(move |it| -> Expression {
                    let name: Name = sql!("camshaft_{}_{}", prefix, it);
                    if it == nth {
                        sql!("{} AS {}", value, name)
                    } else {
                        sql!("NULL AS {}", name)
                    }
                })
            };
            let new: Expression = sql!("x.camshaft_new");
            let all: Expression = list(values("old", &old).chain(values("new", &new)), ", ");
            let distinct = if gone == 0 { "DISTINCT " } else { "" };
            let number: Expression = if gone == 0 {
                sql!("0")
            } else {
                sql!("x.{}", NUMBER)
            };
            sql!(
                "SELECT {}{} AS {}, {} AS {}, {} FROM {} AS x WHERE {} AND {}",
                distinct,
                number,
                GROUP,
                gone,
                GONE,
                all,
                late,
                range.contains(&sql!("x.{}", NUMBER)),
                redirects.still(Self::SQL)
            )
        };
        let gone = query(1, "camshaft_old");
        if self.mode.writes() {
            if self.define(&map.relation, gone).await? == 0 {
                return Ok(false);
            }
            let stays = query(0, "camshaft_new");
            self.add(&map.relation, &map.relation.fields, stays).await?;
        } else {
            let both = sql!("{} UNION ALL {}", gone, query(0, "camshaft_new"));
            if self.define(&map.relation, both).await? == 0 {
                return Ok(false);
            }
        }
        for referrer in plan.soft_referrers() {
            self.repoint(referrer, &map, &[plan.root]).await?;
        }
        self.counts.mark_late();
        if self.mode.writes() {
            self.check_watched().await?;
        }
        Ok(true)
    }

    /// Locks the survivors, so that nobody merges them away meanwhile.
    async fn lock_survivors(&mut self, redirects: &Redirects<'_>, range: Range) -> Result<()> {
        let late = name_of(S::BACKEND, LATE, self.mode.stored());
        let own = Self::SQL.column("t", redirects.key);
        let lock = sql!(
            "SELECT 'locked' FROM {} AS t WHERE {} IN (SELECT x.camshaft_new FROM {} AS x WHERE {}) ORDER BY {}{}",
            self.plan.name(self.plan.root),
            own,
            late,
            range.contains(&sql!("x.{}", NUMBER)),
            own,
            Self::SQL.for_update()
        );
        self.rows(lock).await?;
        Ok(())
    }
}
