//! Values that the survivor lacks.

use super::archive::{ArchiveEntry, EntryKind};
use super::{Chunk, Result};
use crate::catalog::references::{ColumnFacts, Pair, Session, TableId, counts};
use crate::merge::plan::Plan;
use crate::merge::relation::{Field, Map, TempTable};
use crate::merge::values;
use crate::sql::{Condition, Expression, Name, Statement, all_of, any_of, list, sql};

/// The name of the table of values.
pub(in crate::merge) const FILLED: &str = "camshaft_filled";

/// The survivors of a map, with the values that they take from the rows they replace.
#[derive(Debug)]
pub(in crate::merge) struct Filled {
    pub(in crate::merge) relation: TempTable,
    columns: Vec<ColumnFacts>,
}

impl Filled {
    /// Describes the values of a table; none if it has no column that may lack a value.
    pub(in crate::merge) fn of(plan: &Plan, table: TableId, name: Name) -> Option<Self> {
        let facts = plan.table(table);
        let may_be_filled =
            |it: &&ColumnFacts| !it.not_null && !it.generated && !facts.identity.contains(&it.name);
        let columns: Vec<ColumnFacts> = facts
            .columns
            .iter()
            .filter(may_be_filled)
            .cloned()
            .collect();
        let locator = facts.locator(plan.schema.backend);
        let ids = locator.iter().enumerate();
        let ids = ids.map(|(nth, it)| Field::of(format!("camshaft_id_{nth}"), table, it));
        let values = columns.iter().enumerate();
        let values = values.map(|(nth, it)| Field::of(format!("camshaft_value_{nth}"), table, it));
        let fields: Vec<Field> = ids.chain(values).collect();
        let key = fields[..locator.len()]
            .iter()
            .map(|it| it.name.clone())
            .collect();
        (!columns.is_empty()).then_some(Self {
            relation: TempTable::of(name, fields, key),
            columns,
        })
    }

    /// Returns the value of a column, of a row with an alias.
    fn value(alias: &'static str, nth: usize) -> Expression {
        sql!("{}.camshaft_value_{}", alias, nth)
    }
}

impl<S: Session> Chunk<'_, S> {
    /// Finds them while the rows are still there; only the columns with any are left.
    pub(super) async fn values_to_fill(
        &mut self,
        map: &Map,
    ) -> Result<Option<Vec<(usize, ColumnFacts)>>> {
        let Some(filled) = self.filled(map) else {
            return Ok(None);
        };
        let query = self.first_values(map, &filled);
        if self.define(&filled.relation, query).await? == 0 {
            return Ok(None);
        }
        let each = (0..filled.columns.len()).map(|nth| -> Expression {
            let counted: Expression = sql!("count({})", Filled::value("m", nth));
            Self::SQL.as_text(counted)
        });
        let each: Expression = list(each, ", ");
        let query = sql!("SELECT {} FROM {} AS m", each, filled.relation.name);
        let found = counts(&self.rows(query).await?);
        self.counts.filled += found.iter().sum::<u64>();
        let columns = filled.columns.into_iter().enumerate();
        let columns: Vec<_> = columns
            .filter(|(nth, _)| found.get(*nth).is_some_and(|it| *it > 0))
            .collect();
        Ok((!columns.is_empty()).then_some(columns))
    }

    fn filled(&self, map: &Map) -> Option<Filled> {
        Filled::of(self.plan, map.table, self.relation_name(FILLED))
    }

    /// Returns a query of the first value that a replaced row has, for each survivor without one.
    fn first_values(&self, map: &Map, filled: &Filled) -> Statement {
        let facts = self.plan.table(map.table);
        let identity = facts.locator(S::BACKEND);
        let news: Vec<Expression> = identity.iter().map(|it| map.after(&it.name)).collect();
        let survivor: Expression = list(news.iter().cloned(), ", ");
        let order = Self::order_of(&self.merge.keep).chain(Self::columns(&identity));
        let order: Expression = list(order, ", ");
        let values = filled.columns.iter().enumerate().map(|(nth, it)| -> Expression {
            let value = self.usable(map, it);
            sql!(
                "first_value({}) OVER (PARTITION BY {} ORDER BY CASE WHEN ({}) IS NULL THEN 1 ELSE 0 END, {}) AS camshaft_value_{}",
                value, survivor, value, order, nth
            )
        });
        let ids = news.iter().enumerate();
        let ids = ids.map(|(nth, it)| -> Expression { sql!("{} AS camshaft_id_{}", *it, nth) });
        let all: Expression = list(ids.chain(values), ", ");
        let found: Statement = sql!(
            "SELECT {}, row_number() OVER (PARTITION BY {} ORDER BY {}) AS camshaft_nth FROM {} JOIN {} AS m ON {} AND {}",
            all,
            survivor,
            order,
            // With the values of the key, by which rows are compared.
            self.merge.key_spec.on(S::BACKEND).rows("t"),
            map.relation.name,
            map.is_row(Self::SQL, self.plan),
            Map::is_gone()
        );
        let is_survivor = identity.iter().enumerate().map(|(nth, it)| -> Condition {
            sql!(
                "x.camshaft_id_{} = {}",
                nth,
                Self::SQL.column("t", &it.name)
            )
        });
        let lacks = filled
            .columns
            .iter()
            .enumerate()
            .map(|(nth, it)| -> Expression {
                sql!(
                    "CASE WHEN {} IS NULL THEN {} END AS camshaft_value_{}",
                    Self::SQL.column("t", &it.name),
                    Filled::value("x", nth),
                    nth
                )
            });
        let any = filled
            .columns
            .iter()
            .enumerate()
            .map(|(nth, it)| -> Condition {
                sql!(
                    "{} IS NULL AND {} IS NOT NULL",
                    Self::SQL.column("t", &it.name),
                    Filled::value("x", nth)
                )
            });
        let ids = (0..identity.len())
            .map(|nth| -> Expression { sql!("x.camshaft_id_{} AS camshaft_id_{}", nth, nth) });
        let lacks: Expression = list(ids.chain(lacks), ", ");
        sql!(
            "SELECT {} FROM ({}) AS x JOIN {} AS t ON {} WHERE x.camshaft_nth = 1 AND {}",
            lacks,
            found,
            self.plan.name(map.table),
            all_of(is_survivor),
            all_of([any_of(any)])
        )
    }

    /// Returns the value of a column of a row `t`, unless it refers to a row of the group: the survivor's would refer
    /// to itself.
    fn usable(&self, map: &Map, column: &ColumnFacts) -> Expression {
        let value = Self::SQL.column("t", &column.name);
        let own = self
            .plan
            .referrers(map.table)
            .iter()
            .filter(|it| it.table == map.table);
        let references = own.flat_map(|it| &it.references);
        let references = references.filter(|it| it.columns.contains(&column.name));
        let rows = self.merge.key_spec.on(S::BACKEND);
        let within: Vec<Condition> = references
            .map(|it| {
                let key = |pair: &Pair| Self::SQL.column("n", &pair.key.name);
                // The table itself says which rows are equal: MySQL opens a temporary table once in a statement, and
                // this is in it twice.
                sql!(
                    "EXISTS (SELECT 1 FROM {} WHERE {} AND ({}) IS TRUE)",
                    rows.rows("n"),
                    it.refers(Self::SQL, key),
                    rows.equality("n", "t")
                )
            })
            .collect();
        if within.is_empty() {
            return value;
        }
        sql!("CASE WHEN {} THEN NULL ELSE {} END", any_of(within), value)
    }

    /// Fills the survivors after the others are gone, as a unique key may keep a value theirs until then.
    pub(super) async fn fill(&mut self, map: &Map, columns: &[(usize, ColumnFacts)]) -> Result<()> {
        if !self.mode.writes() {
            return Ok(());
        }
        let Some(filled) = self.filled(map) else {
            return Ok(());
        };
        let facts = self.plan.table(map.table);
        let identity = facts.locator(S::BACKEND);
        let is_row = identity.iter().enumerate().map(|(nth, it)| -> Condition {
            sql!(
                "m.camshaft_id_{} = {}",
                nth,
                Self::SQL.column("t", &it.name)
            )
        });
        let (matches, rows) = (all_of(is_row), self.plan.rows(map.table));
        let news: Vec<(&ColumnFacts, Expression)> = columns
            .iter()
            .map(|(nth, it)| (it, Filled::value("m", *nth)))
            .collect();
        let entry = ArchiveEntry {
            kind: EntryKind::Filled,
            key: Self::row_key(facts, None),
            // It had none of them.
            old: sql!("'{{}}'"),
            new: values::without_nulls(Self::SQL, &values::object(Self::SQL, &news)),
        };
        let archived = self
            .archive(entry, (map.table, &rows), &filled.relation.name, &matches)
            .await?;
        let set = news.iter().map(|(it, value)| {
            let own = Self::SQL.column("t", &it.name);
            (
                Self::SQL.name(&it.name),
                sql!("COALESCE({}, {})", own, *value),
            )
        });
        let kept = facts
            .columns
            .iter()
            .filter(|it| it.renews && !columns.iter().any(|(_, of)| of.name == it.name));
        let kept = kept.map(|it| (Self::SQL.name(&it.name), Self::SQL.column("t", &it.name)));
        let update = Self::SQL.update(&rows, set.chain(kept), &filled.relation.name, "m", &matches);
        self.execute_exactly(update, archived, map.table).await?;
        self.guard.expect_updated(map.table, archived);
        Ok(())
    }
}
