//! Trees: a row that stays may not become its own ancestor.

use super::ancestors::{Ancestors, Tree};
use super::{Chunk, GroupError, Result};
use crate::catalog::Backend;
use crate::catalog::references::{Session, texts};
use crate::merge::relation::{GONE, Map};
use crate::sql::{Condition, Expression, Statement, list, sql};

/// The number of rows of a path that are shown.
const SHOWN: u64 = 32;

const START: &str = "camshaft_start";
const AT: &str = "camshaft_at";

impl<S: Session> Chunk<'_, S> {
    /// Refuses two rows that were ancestor and descendant through others: the one that stays would be its own ancestor.
    pub(super) async fn check_cycles(&mut self, map: &Map) -> Result<()> {
        for (ancestors, reference) in Ancestors::of_table(self.plan, map.table) {
            let tree = Tree::of(self.plan, map, reference);
            if self.are_below_roots(&tree, &ancestors).await? {
                continue;
            }
            // A cycle that was there before refuses nothing, unless one of the rows is on it.
            if self.count(cycles(&tree, None)).await? == 0 {
                continue;
            }
            let path = sql!(
                "SELECT camshaft_path {} LIMIT 1",
                cycles(&tree, Some(SHOWN))
            );
            let paths = self.rows(path).await?;
            let path = texts(&paths).next().map_or_else(
                || format!("through more than {SHOWN} rows"),
                ToOwned::to_owned,
            );
            return Err(GroupError::Impossible(format!(
                "a row of `{}` would be its own ancestor by `{}`: {path}",
                self.plan.table(map.table).path(),
                reference.columns.join(", ")
            )));
        }
        Ok(())
    }
}

/// Returns the `FROM` of the ways up from each row that stays that end where they began, with their paths if so many
/// rows of these are to be shown.
fn cycles(tree: &Tree<'_>, shown: Option<u64>) -> Statement {
    let named = |values: &mut dyn Iterator<Item = Expression>, prefix: &'static str| {
        let named = values
            .enumerate()
            .map(|(nth, it)| -> Expression { sql!("{} AS {}_{}", it, prefix, nth) });
        list::<Expression, _>(named.collect::<Vec<_>>(), ", ")
    };
    let starts = named(&mut tree.keys(), START);
    let ats = named(&mut tree.parents(), AT);
    let next: Expression = list(tree.fields("u", START).chain(tree.parents()), ", ");
    let has_parent = tree.has_parent();
    let is_next = tree.matches(tree.fields("u", AT), tree.keys());
    let is_cycle = tree.matches(tree.fields("u", AT), tree.fields("u", START));
    let (shown_first, shown_next, is_shown) = path(tree, shown);
    sql!(
        "FROM (WITH RECURSIVE camshaft_up AS (\
            SELECT {}, {}{} FROM {} AS m JOIN {} AS t ON {} WHERE m.{} = 1 AND {} \
            UNION SELECT {}{} FROM camshaft_up AS u JOIN {} AS t ON {} WHERE {} AND NOT ({}) AND {}) \
            SELECT * FROM camshaft_up) AS u WHERE {}",
        starts,
        ats,
        shown_first,
        tree.map.relation.name,
        tree.table,
        tree.is_survivor,
        GONE,
        has_parent,
        next,
        shown_next,
        tree.table,
        is_next,
        has_parent,
        is_cycle,
        is_shown,
        is_cycle
    )
}

/// Returns the path of a way as far as it is shown: its beginning, its next row, and the condition that there may be
/// another.
fn path(tree: &Tree<'_>, shown: Option<u64>) -> (Expression, Expression, Condition) {
    let Some(shown) = shown else {
        return (sql!(""), sql!(""), sql!("1 = 1"));
    };
    let sql = tree.sql;
    let text = match sql.0 {
        Backend::Mysql => "CHAR(1000)",
        _ => "TEXT",
    };
    let joined = |parts: Vec<Expression>| -> Expression {
        match sql.0 {
            Backend::Mysql => sql!("CONCAT({})", list::<Expression, _>(parts, ", ")),
            _ => list(parts, " || "),
        }
    };
    let key = |values: &mut dyn Iterator<Item = Expression>| {
        let mut parts: Vec<Expression> = Vec::new();
        for value in values {
            if !parts.is_empty() {
                parts.push(sql.text(", ").into());
            }
            parts.push(sql.as_text(value));
        }
        joined(parts)
    };
    let arrow = || Expression::from(sql.text(" -> "));
    let parent = key(&mut tree.parents());
    let first = joined(vec![key(&mut tree.keys()), arrow(), parent.clone()]);
    let next = joined(vec![sql!("u.camshaft_path"), arrow(), parent]);
    (
        sql!(
            ", CAST({} AS {}) AS camshaft_path, 1 AS camshaft_depth",
            first,
            text
        ),
        sql!(", CAST({} AS {}), u.camshaft_depth + 1", next, text),
        sql!("u.camshaft_depth < {}", shown),
    )
}
