//! Trees: a row that stays may not become its own ancestor.

use super::{Chunk, GroupError, Result};
use crate::catalog::Backend;
use crate::catalog::references::{Pair, Session, texts};
use crate::merge::relation::{GROUP, Map};
use crate::sql::{Condition, Expression, Statement, sql};

/// The number of rows of a path that are shown.
const SHOWN: u64 = 32;

impl<S: Session> Chunk<'_, S> {
    /// Refuses two rows that were ancestor and descendant through others: the one that stays would be its own ancestor.
    pub(super) async fn check_cycles(&mut self, map: &Map) -> Result<()> {
        let plan = self.plan;
        let own = plan
            .referrers(map.table)
            .iter()
            .filter(|it| it.table == map.table);
        for reference in own.flat_map(|it| &it.references) {
            let [pair] = reference.pairs.as_slice() else {
                continue;
            };
            let (from, is_cycle) = self.ancestors(map, pair, None);
            if self.count(sql!("{} WHERE {}", from, is_cycle)).await? == 0 {
                continue;
            }
            let (from, is_cycle) = self.ancestors(map, pair, Some(SHOWN));
            let path = sql!("SELECT camshaft_path {} WHERE {} LIMIT 1", from, is_cycle);
            let paths = self.rows(path).await?;
            if let Some(path) = texts(&paths).next() {
                return Err(GroupError::Impossible(format!(
                    "a row of `{}` would be its own ancestor by `{}`: {path}",
                    plan.table(map.table).path(),
                    pair.column.name
                )));
            }
        }
        Ok(())
    }

    /// `FROM` the ancestors of the rows that stay, each with its path if that is asked for, and what makes one of
    /// them a cycle. One that refers to itself has no ancestor, as everywhere.
    fn ancestors(&self, map: &Map, pair: &Pair, shown: Option<u64>) -> (Statement, Condition) {
        let table = self.plan.name(map.table);
        let parent = Self::SQL.column("t", &pair.column.name);
        let key = Self::SQL.column("t", &pair.key.name);
        let text = match S::BACKEND {
            Backend::Mysql => "CHAR(1000)",
            _ => "TEXT",
        };
        let (first, next): (Expression, Expression) = if shown.is_none() {
            (sql!(""), sql!(""))
        } else {
            let arrow: Expression = match S::BACKEND {
                Backend::Mysql => sql!("CONCAT(u.camshaft_path, ' -> ', {})", parent),
                _ => sql!("u.camshaft_path || ' -> ' || CAST({} AS TEXT)", parent),
            };
            let start: Expression = match S::BACKEND {
                Backend::Mysql => sql!("CONCAT({}, ' -> ', {})", key, parent),
                _ => sql!(
                    "CAST({} AS TEXT) || ' -> ' || CAST({} AS TEXT)",
                    key,
                    parent
                ),
            };
            let first = sql!(
                ", CAST({} AS {}) AS camshaft_path, 1 AS camshaft_depth",
                start,
                text
            );
            let next = sql!(", CAST({} AS {}), u.camshaft_depth + 1", arrow, text);
            (first, next)
        };
        let bounded: Condition = match shown {
            None => sql!("1 = 1"),
            Some(shown) => sql!("u.camshaft_depth < {}", shown),
        };
        let is_survivor = map.is_survivor(Self::SQL, self.plan);
        let own: Condition = pair.matches(&parent, &key);
        let at: Expression = sql!("u.camshaft_at");
        let from = sql!(
            "FROM (WITH RECURSIVE camshaft_up AS (\
                SELECT m.{} AS {}, {} AS camshaft_start, {} AS camshaft_at{} \
                FROM {} AS m JOIN {} AS t ON {} WHERE m.camshaft_gone = 1 AND {} IS NOT NULL AND NOT ({}) \
                UNION SELECT u.{}, u.camshaft_start, {}{} FROM camshaft_up AS u JOIN {} AS t ON {} \
                WHERE {} IS NOT NULL AND u.camshaft_at <> u.camshaft_start AND {}) \
                SELECT * FROM camshaft_up) AS u",
            GROUP,
            GROUP,
            key,
            parent,
            first,
            map.relation.name,
            table,
            is_survivor,
            parent,
            own,
            GROUP,
            parent,
            next,
            table,
            pair.matches(&at, &key),
            parent,
            bounded
        );
        (from, sql!("u.camshaft_at = u.camshaft_start"))
    }
}
