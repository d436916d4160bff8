//! Rows that link two of a group: they would link the survivor with itself.

use super::referring::ReferringRows;
use super::{Chunk, Result};
use crate::catalog::references::{Session, Unique};
use crate::merge::plan::Referrer;
use crate::merge::relation::{GONE, GROUP, Map};
use crate::sql::{Condition, Expression, all_of, list, sql};

impl<S: Session> Chunk<'_, S> {
    /// Archives rows that link two of a group, as they would link the survivor with itself.
    pub(super) async fn drop_links(
        &mut self,
        referrer: &Referrer,
        unique: &Unique,
        rows: &ReferringRows,
        gone: &mut Vec<Condition>,
    ) -> Result<()> {
        let columns: Vec<&str> = referrer
            .references
            .iter()
            .filter_map(|it| match it.columns.as_slice() {
                // Other rows that link a row with itself stay: a message to oneself is a message.
                [column] if unique.columns.contains(column) => Some(column.as_str()),
                _ => None,
            })
            .collect();
        for (left, right) in pairs(&columns) {
            let map = self.map_of(referrer.table);
            let news = (0..map.keys.len())
                .map(|nth| -> Expression { sql!("NULL AS camshaft_new_{}", nth) });
            let news: Expression = list(news, ", ");
            let is_link = all_of(
                [
                    sql!(
                        "{} = {}",
                        Self::mapped(referrer, left),
                        Self::mapped(referrer, right)
                    ),
                    sql!(
                        "{} <> {}",
                        Self::SQL.column("t", left),
                        Self::SQL.column("t", right)
                    ),
                ]
                .into_iter()
                .chain(gone.iter().cloned()),
            );
            let query = sql!(
                "SELECT x.{} AS {}, 1 AS {}, {}, {} FROM {} WHERE {}",
                GROUP,
                GROUP,
                GONE,
                map.values_before(Self::SQL),
                news,
                self.rows_with_values(referrer, rows),
                is_link
            );
            let links = self.define(&map.relation, query).await?;
            if links == 0 {
                continue;
            }
            self.check_links(referrer, &map).await?;
            let facts = self.plan.table(referrer.table);
            self.counts
                .collided(&facts.path(), &referrer.references[0].columns, links);
            if self.mode.writes() {
                self.delete(&map, links).await?;
            } else {
                gone.push(self.is_not_gone(&map));
            }
        }
        Ok(())
    }

    /// Refuses what refers to rows that link a row with itself.
    async fn check_links(&mut self, referrer: &Referrer, map: &Map) -> Result<()> {
        let path = self.plan.table(referrer.table).path();
        for other in self.plan.referrers(referrer.table) {
            for reference in &other.references {
                let from = sql!(
                    "FROM {} AS t JOIN {} AS m ON {}",
                    self.plan.name(other.table),
                    map.relation.name,
                    Self::refers(map, reference)
                );
                let referring = self.plan.table(other.table).path();
                self.forbid(from, || {
                    format!("rows of `{path}` link a row with itself now, and rows of `{referring}` refer to them")
                })
                .await?;
            }
        }
        Ok(())
    }
}

/// Returns each two of them.
fn pairs<T: Copy>(all: &[T]) -> Vec<(T, T)> {
    let mut pairs = Vec::new();
    for (nth, &left) in all.iter().enumerate() {
        pairs.extend(all[nth + 1..].iter().map(|&right| (left, right)));
    }
    pairs
}
