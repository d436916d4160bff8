//! Trees: a row that stays may not become its own ancestor.

use super::{Chunk, GroupError, Result};
use crate::catalog::Backend;
use crate::catalog::references::{Reference, Session, TableId, count, texts};
use crate::merge::plan::Plan;
use crate::merge::relation::{Field, GONE, GROUP, Map, Relation, Stored, name_of};
use crate::sql::{Condition, Expression, Name, Rows, Sql, Statement, all_of, list, sql};

/// The number of rows of a path that are shown.
const SHOWN: u64 = 32;

/// The rows that stay in a table which refers to itself, and their ancestors.
#[derive(Debug)]
pub(in crate::merge) struct Ancestors {
    /// Each row with its parent.
    rows: Relation,
    /// The rows among them that have none.
    roots: Relation,
}

impl Ancestors {
    /// Describes those by one reference of a table to itself.
    fn of(backend: Backend, table: TableId, nth: usize, reference: &Reference) -> Self {
        let stored = Stored::InTable;
        let pairs = reference.pairs.iter().enumerate();
        let nodes = pairs.clone().map(|(nth, pair)| {
            let name = format!("camshaft_node_{nth}");
            Field::of(name, table, &pair.key)
        });
        let nodes: Vec<Field> = nodes.collect();
        let parents = pairs.map(|(nth, pair)| {
            let name = format!("camshaft_parent_{nth}");
            Field::of(name, table, &pair.column)
        });
        let parents: Vec<Field> = parents.collect();
        let names = |fields: &[Field]| fields.iter().map(|it| it.name.clone()).collect();
        let (key, of_roots) = (names(&parents), names(&nodes));
        Self {
            rows: Relation {
                name: name_of(backend, &format!("camshaft_up_{table}_{nth}"), stored),
                fields: nodes.iter().cloned().chain(parents).collect(),
                key,
                is_unique: false,
            },
            roots: Relation {
                name: name_of(backend, &format!("camshaft_root_{table}_{nth}"), stored),
                fields: nodes,
                key: of_roots,
                is_unique: false,
            },
        }
    }

    /// Describes those of a table, with the references to itself.
    pub(in crate::merge) fn of_table(plan: &Plan, table: TableId) -> Vec<(Self, &Reference)> {
        let own = plan.referrers(table).iter().filter(|it| it.table == table);
        let references = own.flat_map(|it| &it.references).enumerate();
        let each = references.map(|(nth, reference)| {
            let ancestors = Self::of(plan.schema.backend, table, nth, reference);
            (ancestors, reference)
        });
        each.collect()
    }

    /// The temporary tables that hold them.
    pub(in crate::merge) fn relations(self) -> [Relation; 2] {
        [self.rows, self.roots]
    }
}

impl<S: Session> Chunk<'_, S> {
    /// Refuses two rows that were ancestor and descendant through others: the one that stays would be its own ancestor.
    pub(super) async fn check_cycles(&mut self, map: &Map) -> Result<()> {
        for (ancestors, reference) in Ancestors::of_table(self.plan, map.table) {
            if self.all_have_roots(map, &ancestors, reference).await? {
                continue;
            }
            // It may be a cycle that was there before, and that the rows of the map are no part of.
            let walk = Walk::of(self.plan, map, reference);
            let cycles = self.count(walk.cycles(None)).await?;
            if cycles == 0 {
                continue;
            }
            let path = sql!("SELECT camshaft_path {} LIMIT 1", walk.cycles(Some(SHOWN)));
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

    /// Returns whether each row that stays has an ancestor without a parent: then there is no cycle.
    ///
    /// Each ancestor is looked at twice, however many rows have it: from the rows up, and from the roots down.
    async fn all_have_roots(
        &mut self,
        map: &Map,
        ancestors: &Ancestors,
        reference: &Reference,
    ) -> Result<bool> {
        let table = self.plan.name(map.table);
        let own = reference.pairs.iter().map(|it| {
            it.matches(
                &Self::SQL.column("t", &it.column.name),
                &Self::SQL.column("t", &it.key.name),
            )
        });
        let own = all_of(own);
        // One that refers to itself has no parent, as everywhere.
        let parents = reference.pairs.iter().map(|it| -> Expression {
            let value = Self::SQL.column("t", &it.column.name);
            sql!("CASE WHEN {} THEN NULL ELSE {} END", own, value)
        });
        let nodes = reference.pairs.iter();
        let nodes = nodes.map(|it| Self::SQL.column("t", &it.key.name));
        let values: Expression = list(nodes.chain(parents), ", ");
        let fields: Name = list(ancestors.rows.fields.iter().map(|it| it.name.clone()), ", ");
        let is_parent = |alias: &'static str| {
            let pairs = reference.pairs.iter().enumerate();
            all_of(pairs.map(|(nth, it)| {
                it.matches(
                    &sql!("{}.camshaft_parent_{}", alias, nth),
                    &Self::SQL.column("t", &it.key.name),
                )
            }))
        };
        let up = sql!(
            "WITH RECURSIVE camshaft_up ({}) AS (SELECT {} FROM {} AS m JOIN {} AS t ON {} WHERE m.{} = 1 \
             UNION SELECT {} FROM camshaft_up AS u JOIN {} AS t ON {}) SELECT * FROM camshaft_up",
            fields,
            values,
            map.relation.name,
            table,
            map.is_survivor(Self::SQL, self.plan),
            GONE,
            values,
            table,
            is_parent("u")
        );
        let rows = self.define(&ancestors.rows, up).await?;
        let nodes: Expression = nodes_of("u", reference);
        let first = reference.pairs.first();
        let first: Expression = list(first.map(|it| Self::SQL.column("t", &it.key.name)), "");
        let roots = sql!(
            "SELECT {} FROM {} AS u LEFT JOIN {} AS t ON {} WHERE {} IS NULL",
            nodes,
            ancestors.rows.name,
            table,
            is_parent("u"),
            first
        );
        self.define(&ancestors.roots, roots).await?;
        let is_child = reference.pairs.iter().enumerate().map(|(nth, it)| {
            it.matches(
                &sql!("t.camshaft_parent_{}", nth),
                &sql!("d.camshaft_node_{}", nth),
            )
        });
        let children = Rows {
            table: ancestors.rows.name.clone(),
            index: Some(ancestors.rows.index()),
        };
        let down = sql!(
            "WITH RECURSIVE camshaft_down AS (SELECT {} FROM {} AS u \
             UNION ALL SELECT {} FROM {} ON {}) SELECT {} FROM camshaft_down",
            nodes,
            ancestors.roots.name,
            nodes_of("t", reference),
            Self::SQL.join(&children, &sql!("camshaft_down"), "d"),
            all_of(is_child),
            Self::SQL.as_text(super::counted())
        );
        Ok(count(&self.rows(down).await?) == rows)
    }
}

fn nodes_of(alias: &'static str, reference: &Reference) -> Expression {
    let nodes = 0..reference.pairs.len();
    let nodes = nodes.map(|nth| -> Expression { sql!("{}.camshaft_node_{}", alias, nth) });
    list(nodes, ", ")
}

/// The ways from each row that stays up to its ancestors.
struct Walk<'w> {
    sql: Sql,
    map: &'w Map,
    table: Name,
    is_survivor: Condition,
    reference: &'w Reference,
}

impl<'w> Walk<'w> {
    fn of(plan: &Plan, map: &'w Map, reference: &'w Reference) -> Self {
        let sql = Sql(plan.schema.backend);
        Self {
            sql,
            map,
            table: plan.name(map.table),
            is_survivor: map.is_survivor(sql, plan),
            reference,
        }
    }

    /// `FROM` the ways that end where they begin, each with its path if so many rows of it are to be shown.
    fn cycles(&self, shown: Option<u64>) -> Statement {
        let pairs = || self.reference.pairs.iter().enumerate();
        let parent = |nth: usize| self.sql.column("t", &self.reference.pairs[nth].column.name);
        let key = |nth: usize| self.sql.column("t", &self.reference.pairs[nth].key.name);
        let starts = pairs()
            .map(|(nth, _)| -> Expression { sql!("{} AS camshaft_start_{}", key(nth), nth) });
        let ats = pairs()
            .map(|(nth, _)| -> Expression { sql!("{} AS camshaft_at_{}", parent(nth), nth) });
        let first: Expression = list(starts.chain(ats), ", ");
        let kept = pairs().map(|(nth, _)| -> Expression { sql!("u.camshaft_start_{}", nth) });
        let next: Expression = list(kept.chain(pairs().map(|(nth, _)| parent(nth))), ", ");
        let has_parent =
            pairs().map(|(nth, _)| -> Condition { sql!("{} IS NOT NULL", parent(nth)) });
        let has_parent = all_of(has_parent);
        let own = all_of(pairs().map(|(nth, it)| it.matches(&parent(nth), &key(nth))));
        let is_next =
            pairs().map(|(nth, it)| it.matches(&sql!("u.camshaft_at_{}", nth), &key(nth)));
        let is_cycle = all_of(pairs().map(|(nth, it)| {
            it.matches(
                &sql!("u.camshaft_at_{}", nth),
                &sql!("u.camshaft_start_{}", nth),
            )
        }));
        let (shown_first, shown_next, bounded) = self.shown(shown);
        sql!(
            "FROM (WITH RECURSIVE camshaft_up AS (\
                SELECT m.{} AS {}, {}{} FROM {} AS m JOIN {} AS t ON {} WHERE m.{} = 1 AND {} AND NOT ({}) \
                UNION SELECT u.{}, {}{} FROM camshaft_up AS u JOIN {} AS t ON {} WHERE {} AND NOT ({}) AND {}) \
                SELECT * FROM camshaft_up) AS u WHERE {}",
            GROUP,
            GROUP,
            first,
            shown_first,
            self.map.relation.name,
            self.table,
            self.is_survivor,
            GONE,
            has_parent,
            own,
            GROUP,
            next,
            shown_next,
            self.table,
            all_of(is_next),
            has_parent,
            is_cycle,
            bounded,
            is_cycle
        )
    }

    /// The path as far as it is shown: its beginning, its next row, and the condition that there may be another one.
    fn shown(&self, shown: Option<u64>) -> (Expression, Expression, Condition) {
        let Some(shown) = shown else {
            return (sql!(""), sql!(""), sql!("1 = 1"));
        };
        let text = match self.sql.0 {
            Backend::Mysql => "CHAR(1000)",
            _ => "TEXT",
        };
        let joined = |parts: Vec<Expression>| -> Expression {
            match self.sql.0 {
                Backend::Mysql => sql!("CONCAT({})", list::<Expression, _>(parts, ", ")),
                _ => list(parts, " || "),
            }
        };
        let all = |column: bool| {
            let mut parts: Vec<Expression> = Vec::new();
            for pair in &self.reference.pairs {
                if !parts.is_empty() {
                    parts.push(self.sql.text(", ").into());
                }
                let name = if column {
                    &pair.column.name
                } else {
                    &pair.key.name
                };
                parts.push(self.sql.as_text(self.sql.column("t", name)));
            }
            joined(parts)
        };
        let arrow = || Expression::from(self.sql.text(" -> "));
        let begin = joined(vec![all(false), arrow(), all(true)]);
        let further = joined(vec![sql!("u.camshaft_path"), arrow(), all(true)]);
        (
            sql!(
                ", CAST({} AS {}) AS camshaft_path, 1 AS camshaft_depth",
                begin,
                text
            ),
            sql!(", CAST({} AS {}), u.camshaft_depth + 1", further, text),
            sql!("u.camshaft_depth < {}", shown),
        )
    }
}
