//! Rows that a unique key leaves room for one of, once they refer to one row.

use super::referring::{DISTANCE, ReferringRows};
use super::{Chunk, GroupError, Mode, Result};
use crate::catalog::references::{Session, TableId, Unique};
use crate::merge::plan::Referrer;
use crate::merge::relation::{GONE, Map};
use crate::sql::{Condition, Expression, Name, Statement, all_of, list, sql};

impl<S: Session> Chunk<'_, S> {
    /// Keeps one row of those that a unique key leaves room for one of, and moves what refers to the others.
    ///
    /// Returns the condition that a row `t` is not one of those that go, where nothing is deleted.
    pub(super) async fn resolve(
        &mut self,
        referrer: &Referrer,
        map: &Map,
        path: &[TableId],
    ) -> Result<Vec<Condition>> {
        let mut gone = Vec::new();
        loop {
            let rows = self.referring_rows(referrer, map, &gone).await?;
            let Some(rows) = rows else {
                return Ok(gone);
            };
            let mut has_absorbed = false;
            for unique in &referrer.uniques {
                self.drop_links(referrer, unique, &rows, &mut gone).await?;
                let collided = self.map_of(referrer.table);
                let query = self.collided(referrer, unique, &rows, &collided, &gone);
                if self.define(&collided.relation, query).await? == 0 {
                    continue;
                }
                self.remove(referrer, &collided, path, &mut gone).await?;
                has_absorbed = true;
            }
            // The rows that refer to them moved along, so that further rows may conflict.
            let may_go_on = has_absorbed && referrer.is_referred_to && self.mode != Mode::Count;
            if !may_go_on {
                return Ok(gone);
            }
        }
    }

    async fn remove(
        &mut self,
        referrer: &Referrer,
        collided: &Map,
        path: &[TableId],
        gone: &mut Vec<Condition>,
    ) -> Result<()> {
        let facts = self.plan.table(referrer.table);
        if referrer.is_referred_to && facts.identity.is_empty() {
            return Err(GroupError::Impossible(format!(
                "rows of `{}` conflict and are referred to, but no key identifies them",
                facts.path()
            )));
        }
        let rows = self.absorb(collided, path).await?;
        self.counts
            .collided(&facts.path(), &referrer.references[0].columns, rows);
        if self.mode == Mode::Count {
            gone.push(self.is_not_gone(collided));
        }
        Ok(())
    }

    /// Returns the condition that a row `t` is not one of those that go.
    pub(super) fn is_not_gone(&self, map: &Map) -> Condition {
        // `m` is in scope already.
        let alias: Name = sql!("{}", "n");
        sql!(
            "NOT EXISTS (SELECT 1 FROM {} AS {} WHERE {}.{} = 1 AND {})",
            map.relation.name,
            alias,
            alias,
            GONE,
            map.is_row_as(&alias, Self::SQL, self.plan)
        )
    }

    /// Returns the query of the rows that conflict, with the one of them that stays.
    fn collided(
        &self,
        referrer: &Referrer,
        unique: &Unique,
        rows: &ReferringRows,
        map: &Map,
        gone: &[Condition],
    ) -> Statement {
        let columns = unique.columns.iter().map(|it| Self::mapped(referrer, it));
        let expressions = unique.expressions.iter().map(|it| Expression::written(it));
        let key: Vec<Expression> = columns.chain(expressions).collect();
        let mut conditions: Vec<Condition> = gone.to_vec();
        conditions.extend(unique.predicate.iter().map(|it| Condition::written(it)));
        if unique.nulls_distinct {
            conditions.extend(
                key.iter()
                    .map(|it| -> Condition { sql!("{} IS NOT NULL", *it) }),
            );
        }
        let locator = self.plan.table(referrer.table).locator(S::BACKEND);
        let distance: Expression = sql!("x.{}", DISTANCE);
        let order = Self::order_of(&referrer.keep)
            .chain([distance])
            .chain(Self::columns(&locator));
        let (key, order): (Expression, Expression) = (list(key, ", "), list(order, ", "));
        let from = sql!(
            "{} WHERE {}",
            self.rows_with_values(referrer, rows),
            all_of(conditions)
        );
        map.each_with_first(Self::SQL, &key, &order, &from)
    }
}
