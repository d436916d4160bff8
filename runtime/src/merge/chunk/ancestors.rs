//! The ancestors of the rows that stay, in a table that refers to itself.

use super::{Chunk, Result, counted};
use crate::catalog::Backend;
use crate::catalog::references::{Pair, Reference, Session, TableId, count};
use crate::merge::plan::Plan;
use crate::merge::relation::{Field, GONE, Map, Stored, TempTable, name_of};
use crate::sql::{Condition, Expression, Name, Rows, Sql, all_of, list, sql};

/// A reference of the table of a map to itself, by which its rows `t` are a tree.
pub(super) struct Tree<'t> {
    pub(super) sql: Sql,
    pub(super) table: Name,
    pub(super) map: &'t Map,
    pub(super) reference: &'t Reference,
    pub(super) is_survivor: Condition,
}

impl<'t> Tree<'t> {
    pub(super) fn of(plan: &Plan, map: &'t Map, reference: &'t Reference) -> Self {
        let sql = Sql(plan.schema.backend);
        Self {
            sql,
            table: plan.name(map.table),
            map,
            reference,
            is_survivor: map.is_survivor(sql, plan),
        }
    }

    /// Returns the key of a row `t`.
    pub(super) fn keys(&self) -> impl Iterator<Item = Expression> {
        let pairs = self.reference.pairs.iter();
        pairs.map(|it| self.sql.column("t", &it.key.name))
    }

    /// Returns the key of its parent.
    pub(super) fn parents(&self) -> impl Iterator<Item = Expression> {
        let pairs = self.reference.pairs.iter();
        pairs.map(|it| self.sql.column("t", &it.column.name))
    }

    /// Returns the condition that a row `t` has a parent. A row that refers to itself has none, as everywhere.
    pub(super) fn has_parent(&self) -> Condition {
        let refers = self.parents().map(|it| sql!("{} IS NOT NULL", it));
        let own = self.matches(self.parents(), self.keys());
        let of_type = self.reference.condition.clone();
        all_of(refers.chain(of_type).chain([sql!("NOT ({})", own)]))
    }

    /// Returns the condition that values are those of a key.
    pub(super) fn matches(
        &self,
        values: impl Iterator<Item = Expression>,
        keys: impl Iterator<Item = Expression>,
    ) -> Condition {
        let pairs = self.reference.pairs.iter().zip(values.zip(keys));
        all_of(pairs.map(|(pair, (value, key))| pair.matches(&value, &key)))
    }

    /// Fields of a row with an alias, one for each column of the key.
    pub(super) fn fields(
        &self,
        alias: &'static str,
        prefix: &'static str,
    ) -> impl Iterator<Item = Expression> + use<> {
        let columns = 0..self.reference.pairs.len();
        columns.map(move |nth| sql!("{}.{}_{}", alias, prefix, nth))
    }
}

const NODE: &str = "camshaft_node";
const PARENT: &str = "camshaft_parent";

/// The rows that stay and their ancestors, by one reference.
#[derive(Debug)]
pub(in crate::merge) struct Ancestors {
    /// Each row with its parent.
    rows: TempTable,
    /// The rows among them that have none.
    roots: TempTable,
}

impl Ancestors {
    fn of(backend: Backend, table: TableId, nth: usize, reference: &Reference) -> Self {
        let fields = |prefix: &str, column: fn(&Pair) -> &_| -> Vec<Field> {
            let pairs = reference.pairs.iter().enumerate();
            pairs
                .map(|(nth, it)| Field::of(format!("{prefix}_{nth}"), table, column(it)))
                .collect()
        };
        let (nodes, parents) = (fields(NODE, |it| &it.key), fields(PARENT, |it| &it.column));
        let relation = |name: &str, fields: Vec<Field>, key: &[Field]| {
            let name = name_of(backend, &format!("{name}_{table}_{nth}"), Stored::InTable);
            let key = key.iter().map(|it| it.name.clone()).collect();
            TempTable {
                is_unique: false,
                ..TempTable::of(name, fields, key)
            }
        };
        let both = nodes.iter().chain(&parents).cloned().collect();
        Self {
            rows: relation("camshaft_up", both, &parents),
            roots: relation("camshaft_root", nodes.clone(), &nodes),
        }
    }

    /// Describes those of a table by each of its references to itself.
    pub(in crate::merge) fn of_table(plan: &Plan, table: TableId) -> Vec<(Self, &Reference)> {
        let own = plan.referrers(table).iter().filter(|it| it.table == table);
        let references = own.flat_map(|it| &it.references).enumerate();
        let each = references.map(|(nth, reference)| {
            let ancestors = Self::of(plan.schema.backend, table, nth, reference);
            (ancestors, reference)
        });
        each.collect()
    }

    /// Returns the temporary tables that hold them.
    pub(in crate::merge) fn relations(self) -> [TempTable; 2] {
        [self.rows, self.roots]
    }
}

impl<S: Session> Chunk<'_, S> {
    /// Returns true if each row that stays is below a root, so that it is on no cycle.
    ///
    /// The queries read each ancestor once on the way up and once on the way down, however many rows are below it.
    pub(super) async fn are_below_roots(
        &mut self,
        tree: &Tree<'_>,
        ancestors: &Ancestors,
    ) -> Result<bool> {
        let has_parent = tree.has_parent();
        let parents = tree
            .parents()
            .map(|it| -> Expression { sql!("CASE WHEN {} THEN {} END", has_parent, it) });
        let values: Expression = list(tree.keys().chain(parents), ", ");
        let fields = ancestors.rows.fields.iter().map(|it| it.name.clone());
        let fields: Name = list(fields, ", ");
        let is_parent = tree.matches(tree.fields("u", PARENT), tree.keys());
        let up = sql!(
            "WITH RECURSIVE camshaft_up ({}) AS (SELECT {} FROM {} AS m JOIN {} AS t ON {} WHERE m.{} = 1 \
             UNION SELECT {} FROM camshaft_up AS u JOIN {} AS t ON {}) SELECT * FROM camshaft_up",
            fields,
            values,
            tree.map.relation.name,
            tree.table,
            tree.is_survivor,
            GONE,
            values,
            tree.table,
            is_parent
        );
        let rows = self.define(&ancestors.rows, up).await?;
        let has_no_key = tree.keys().map(|it| sql!("{} IS NULL", it));
        let roots = sql!(
            "SELECT {} FROM {} AS u LEFT JOIN {} AS t ON {} WHERE {}",
            list::<Expression, _>(tree.fields("u", NODE), ", "),
            ancestors.rows.name,
            tree.table,
            is_parent,
            all_of(has_no_key)
        );
        self.define(&ancestors.roots, roots).await?;
        let children = Rows {
            table: ancestors.rows.name.clone(),
            index: Some(ancestors.rows.index()),
        };
        let down = sql!(
            "WITH RECURSIVE camshaft_down AS (SELECT {} FROM {} AS u UNION ALL SELECT {} FROM {} ON {}) \
             SELECT {} FROM camshaft_down",
            list::<Expression, _>(tree.fields("u", NODE), ", "),
            ancestors.roots.name,
            list::<Expression, _>(tree.fields("t", NODE), ", "),
            Self::SQL.join(&children, &sql!("camshaft_down"), "d"),
            tree.matches(tree.fields("t", PARENT), tree.fields("d", NODE)),
            Self::SQL.as_text(counted())
        );
        Ok(count(&self.rows(down).await?) == rows)
    }
}
