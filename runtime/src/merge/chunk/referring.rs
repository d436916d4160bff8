//! The rows that refer to a map, with the values that their columns will have.

use super::{Chunk, Mode, Result};
use crate::catalog::Backend;
use crate::catalog::references::{Reference, Session, TableId};
use crate::merge::plan::{Plan, Referrer};
use crate::merge::relation::{Field, GONE, GROUP, Map, TempTable};
use crate::sql::{
    Condition, Expression, Fragment as _, Name, Statement, all_of, any_of, list, sql,
};

/// The number of references that a row has to change: 0 if it is the survivor's own.
pub(super) const DISTANCE: &str = "camshaft_distance";

/// The rows of a referring table, with what their columns will be.
#[derive(Debug, Clone)]
pub(in crate::merge) struct ReferringRows {
    pub(in crate::merge) relation: TempTable,
    /// The fields that each reference fills, beside those of all.
    of_reference: Vec<Vec<Field>>,
    /// The group, the distance, and what identifies a row.
    of_all: Vec<Field>,
}

/// Returns the name of their table.
pub(in crate::merge) fn rows_name(referred: TableId, referring: TableId) -> String {
    format!("camshaft_rows_{referred}_{referring}")
}

/// Returns the name of the field with the new value of a referring column.
fn after(reference: usize, column: usize) -> String {
    format!("camshaft_after_{reference}_{column}")
}

impl ReferringRows {
    /// Describes the rows of a table that refers to another one.
    pub(in crate::merge) fn of(
        plan: &Plan,
        parent: TableId,
        referrer: &Referrer,
        name: Name,
    ) -> Self {
        let locator = plan.table(referrer.table).locator(plan.schema.backend);
        let mut fields = vec![Field::number(GROUP), Field::number(DISTANCE)];
        fields.extend(
            locator
                .iter()
                .enumerate()
                .map(|(nth, it)| Field::of(format!("camshaft_id_{nth}"), referrer.table, it)),
        );
        let key = fields[2..].iter().map(|it| it.name.clone()).collect();
        let references = referrer.references.iter().enumerate();
        let of_reference: Vec<Vec<Field>> = references
            .map(|(nth, reference)| {
                let pairs = reference.pairs.iter().enumerate();
                let fields =
                    pairs.map(|(column, pair)| Field::of(after(nth, column), parent, &pair.key));
                fields.collect()
            })
            .collect();
        let of_all = fields.clone();
        fields.extend(of_reference.iter().flatten().cloned());
        Self {
            relation: TempTable::of(name, fields, key),
            of_reference,
            of_all,
        }
    }
}

impl<S: Session> Chunk<'_, S> {
    /// Stores the rows that refer to any row of the map, with what their columns will be; none if there are none.
    pub(super) async fn referring_rows(
        &mut self,
        referrer: &Referrer,
        map: &Map,
        gone: &[Condition],
    ) -> Result<Option<ReferringRows>> {
        let name = rows_name(map.table, referrer.table);
        let name = match self.mode {
            Mode::Count => format!("{name}_{}", self.queries.len()),
            Mode::Apply | Mode::Rehearse => name,
        };
        let rows = ReferringRows::of(self.plan, map.table, referrer, self.relation_name(&name));
        let found = match (self.mode, referrer.references.as_slice()) {
            (_, [reference]) => {
                let query = self.rows_of_one(referrer, 0, reference, map, gone);
                self.define(&rows.relation, query).await?
            }
            (Mode::Count, _) => {
                let query = self.rows_of_all(referrer, map, gone);
                self.define(&rows.relation, query).await?
            }
            _ => self.add_rows(referrer, &rows, map).await?,
        };
        Ok((found > 0).then_some(rows))
    }

    /// Returns a query of the rows that refer by one reference.
    fn rows_of_one(
        &self,
        referrer: &Referrer,
        number: usize,
        reference: &Reference,
        map: &Map,
        gone: &[Condition],
    ) -> Statement {
        let facts = self.plan.table(referrer.table);
        let locator = facts.locator(S::BACKEND);
        let ids = Self::columns(&locator).enumerate();
        let ids = ids.map(|(nth, it)| -> Expression { sql!("{} AS camshaft_id_{}", it, nth) });
        let news = reference
            .pairs
            .iter()
            .enumerate()
            .map(|(nth, it)| -> Expression {
                sql!(
                    "{} AS {}",
                    map.after(&it.key.name),
                    Name::of(after(number, nth))
                )
            });
        let values: Expression = list(ids.chain(news), ", ");
        let matches = all_of(
            [Self::refers(map, reference)]
                .into_iter()
                .chain(gone.iter().cloned()),
        );
        sql!(
            "SELECT m.{} AS {}, m.{} AS {}, {} FROM {} ON {}",
            GROUP,
            GROUP,
            GONE,
            DISTANCE,
            values,
            Self::SQL.join(
                &self.plan.rows_by(referrer.table, reference),
                &map.relation.name,
                "m"
            ),
            matches
        )
    }

    /// Returns a query of the rows that refer by any of several references, which reads the whole table: a dry run asks
    /// once for all groups.
    fn rows_of_all(&self, referrer: &Referrer, map: &Map, gone: &[Condition]) -> Statement {
        let facts = self.plan.table(referrer.table);
        let locator = facts.locator(S::BACKEND);
        let (mut groups, mut distances, mut news, mut joins, mut any) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (nth, reference) in referrer.references.iter().enumerate() {
            let alias: Name = sql!("m{}", nth);
            let join: Expression = sql!(
                " LEFT JOIN {} AS {} ON {}",
                map.relation.name,
                alias,
                Self::refers_as(&alias, map, reference)
            );
            joins.push(join);
            let group: Expression = sql!("{}.{}", alias, GROUP);
            let distance: Expression = sql!("coalesce({}.{}, 0)", alias, GONE);
            any.push(sql!("{} IS NOT NULL", group));
            groups.push(group);
            distances.push(distance);
            for (column, pair) in reference.pairs.iter().enumerate() {
                let new = map.after_as(&alias, &pair.key.name);
                let named: Expression = sql!("{} AS {}", new, Name::of(after(nth, column)));
                news.push(named);
            }
        }
        let ids = Self::columns(&locator).enumerate();
        let ids = ids.map(|(nth, it)| -> Expression { sql!("{} AS camshaft_id_{}", it, nth) });
        let values: Expression = list(ids.chain(news), ", ");
        let (groups, distances): (Expression, Expression) =
            (list(groups, ", "), list(distances, " + "));
        let joins: Expression = list(joins, "");
        let conditions = all_of([any_of(any)].into_iter().chain(gone.iter().cloned()));
        sql!(
            "SELECT coalesce({}) AS {}, {} AS {}, {} FROM {} AS t{} WHERE {}",
            groups,
            GROUP,
            distances,
            DISTANCE,
            values,
            self.plan.name(referrer.table),
            joins,
            conditions
        )
    }

    /// Adds the rows of several references one after the other, so that each may use its index, and MySQL is asked for
    /// a temporary table once a statement only.
    async fn add_rows(
        &mut self,
        referrer: &Referrer,
        rows: &ReferringRows,
        map: &Map,
    ) -> Result<u64> {
        self.delete_rows(sql!("DELETE FROM {}", rows.relation.name))
            .await?;
        let mut found = 0;
        for (nth, reference) in referrer.references.iter().enumerate() {
            let own = rows.of_reference[nth].iter();
            let fields = rows.of_all.iter().chain(own.clone());
            let names: Expression = list(fields.map(|it| it.name.clone()), ", ");
            let query = self.rows_of_one(referrer, nth, reference, map, &[]);
            let set = own.map(|it| -> Expression {
                match S::BACKEND {
                    Backend::Mysql => sql!("{} = VALUES({})", it.name, it.name),
                    _ => sql!("{} = excluded.{}", it.name, it.name),
                }
            });
            let set: Expression = list(set, ", ");
            let key: Name = list(rows.relation.key.iter().cloned(), ", ");
            let insert = match S::BACKEND {
                Backend::Mysql => sql!(
                    "INSERT INTO {} ({}) {} ON DUPLICATE KEY UPDATE {} = {} + VALUES({}), {}",
                    rows.relation.name,
                    names,
                    query,
                    DISTANCE,
                    DISTANCE,
                    DISTANCE,
                    set
                ),
                _ => sql!(
                    // So that SQLite does not take ON for a part of the join.
                    "INSERT INTO {} AS x ({}) {} WHERE true ON CONFLICT ({}) DO UPDATE SET {} = x.{} + excluded.{}, {}",
                    rows.relation.name,
                    names,
                    query,
                    key,
                    DISTANCE,
                    DISTANCE,
                    DISTANCE,
                    set
                ),
            };
            found += self.execute(insert).await?;
        }
        if S::BACKEND == Backend::Postgres && found > 0 {
            self.session
                .execute_many(&sql!("ANALYZE {}", rows.relation.name))
                .await?;
        }
        Ok(found)
    }

    /// Returns the rows `t` of a referring table, with those `x` that have their new values.
    pub(super) fn rows_with_values(&self, referrer: &Referrer, rows: &ReferringRows) -> Statement {
        let locator = self.plan.table(referrer.table).locator(S::BACKEND);
        let is_row = locator.iter().enumerate().map(|(nth, it)| -> Condition {
            sql!(
                "x.camshaft_id_{} = {}",
                nth,
                Self::SQL.column("t", &it.name)
            )
        });
        sql!(
            "{} ON {}",
            Self::SQL.join(&self.plan.rows(referrer.table), &rows.relation.name, "x"),
            all_of(is_row)
        )
    }

    /// Returns the value that a column of a row `t` will have.
    pub(super) fn mapped(referrer: &Referrer, column: &str) -> Expression {
        let own = Self::SQL.column("t", column);
        let mut references = referrer.references.iter().enumerate();
        let found = references.find_map(|(nth, reference)| {
            let position = reference.columns.iter().position(|it| it == column)?;
            Some((nth, position, reference.pairs.get(position)?))
        });
        let Some((nth, position, pair)) = found else {
            return own;
        };
        let new = Expression::of(format!("x.{}", after(nth, position)));
        let value: Expression = sql!("COALESCE({}, {})", pair.as_value(Self::SQL, &new), own);
        let collation = match (S::BACKEND, &pair.column.collation) {
            (_, Some(collation)) => Some(collation.clone()),
            (Backend::Postgres, None) if pair.key.collation.is_some() => {
                Some(sql!("{}", "pg_catalog.\"default\""))
            }
            _ => None,
        };
        match collation {
            Some(collation) if S::BACKEND != Backend::Mysql => {
                sql!("{} COLLATE {}", value, collation)
            }
            _ => value,
        }
    }
}
