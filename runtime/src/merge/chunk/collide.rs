//! Rows that a unique key leaves room for one of, once they refer to one row.

use super::root::of_mapped;
use super::{Chunk, GroupError, Mode, Result};
use crate::catalog::Backend;
use crate::merge::plan::{Plan, Referrer};
use crate::merge::relation::{Field, GONE, GROUP, Map, Relation};
use crate::merge::schema::{Reference, TableId, Unique};
use crate::merge::session::Session;
use crate::sql::{
    Condition, Expression, Fragment as _, Name, Statement, all_of, any_of, list, sql,
};

/// How many of its references a row has to change: none, if it is the survivor's own.
const DISTANCE: &str = "camshaft_distance";

/// The rows of a referring table, with what their columns will be.
#[derive(Debug, Clone)]
pub(in crate::merge) struct ReferringRows {
    pub(in crate::merge) relation: Relation,
    /// How many fields tell a row apart.
    identity: usize,
}

/// The name of their table.
pub(in crate::merge) fn rows_name(referred: TableId, referring: TableId) -> String {
    format!("camshaft_rows_{referred}_{referring}")
}

/// What a column that refers will be, in the rows of a referring table.
fn after(reference: usize, column: usize) -> String {
    format!("camshaft_after_{reference}_{column}")
}

impl ReferringRows {
    /// Of a table that refers to another one.
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
        for (nth, reference) in referrer.references.iter().enumerate() {
            fields.extend(
                reference
                    .pairs
                    .iter()
                    .enumerate()
                    .map(|(column, pair)| Field::of(after(nth, column), parent, &pair.key)),
            );
        }
        Self {
            relation: Relation { name, fields, key },
            identity: locator.len(),
        }
    }
}

impl<S: Session> Chunk<'_, S> {
    /// Of rows that a unique key leaves room for one of, one stays, and takes along what refers to the others.
    ///
    /// Returns what a row `t` is not that will be gone, where nothing is deleted.
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
            // What refers to them moved along, so that further rows may collide.
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
                "rows of `{}` collide and are referred to, but nothing tells them apart",
                facts.path()
            )));
        }
        let from = sql!(
            "FROM {} AS m WHERE {}",
            collided.relation.name,
            Map::is_gone()
        );
        let rows = self.count(from).await?;
        self.absorb(collided, path).await?;
        self.counts
            .collided(&facts.path(), &referrer.references[0].columns, rows);
        if self.mode == Mode::Count {
            gone.push(self.is_not_gone(collided));
        }
        Ok(())
    }

    /// That a row `t` is none of those that go.
    fn is_not_gone(&self, map: &Map) -> Condition {
        let is_row = map.is_row(Self::SQL, self.plan);
        // The map has another name where `m` is in scope already.
        let is_row = Condition::of(is_row.as_str().replace("m.camshaft_", "n.camshaft_"));
        sql!(
            "NOT EXISTS (SELECT 1 FROM {} AS n WHERE n.{} = 1 AND {})",
            map.relation.name,
            GONE,
            is_row
        )
    }

    /// Stores the rows that refer to any row of the map, with what their columns will be; none if there are none.
    async fn referring_rows(
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
                let query = self.rows_of_one(referrer, reference, map, gone);
                self.define(&rows.relation, query).await?
            }
            (Mode::Count, _) => {
                let query = self.rows_of_all(referrer, &rows, map, gone);
                self.define(&rows.relation, query).await?
            }
            _ => self.add_rows(referrer, &rows, map).await?,
        };
        Ok((found > 0).then_some(rows))
    }

    fn rows_of_one(
        &self,
        referrer: &Referrer,
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
                sql!("{} AS {}", map.after(&it.key.name), Name::of(after(0, nth)))
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

    /// Of several references, by one reading of the whole table: a dry run asks once for all groups.
    fn rows_of_all(
        &self,
        referrer: &Referrer,
        rows: &ReferringRows,
        map: &Map,
        gone: &[Condition],
    ) -> Statement {
        let facts = self.plan.table(referrer.table);
        let locator = facts.locator(S::BACKEND);
        let alias =
            |nth: usize, text: &str| text.replace("m.camshaft_", &format!("m{nth}.camshaft_"));
        let (mut groups, mut distances, mut news, mut joins, mut any) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (nth, reference) in referrer.references.iter().enumerate() {
            let matches = Condition::of(alias(nth, Self::refers(map, reference).as_str()));
            let join: Expression = sql!(
                " LEFT JOIN {} AS m{} ON {}",
                map.relation.name,
                nth,
                matches
            );
            joins.push(join);
            let group: Expression = sql!("m{}.{}", nth, GROUP);
            let distance: Expression = sql!("coalesce(m{}.{}, 0)", nth, GONE);
            any.push(sql!("{} IS NOT NULL", group));
            groups.push(group);
            distances.push(distance);
            for (column, pair) in reference.pairs.iter().enumerate() {
                let new = Expression::of(alias(nth, map.after(&pair.key.name).as_str()));
                let named: Expression = sql!("{} AS {}", new, Name::of(after(nth, column)));
                news.push(named);
            }
        }
        debug_assert_eq!(rows.identity, locator.len());
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

    /// Of several references one after the other, so that each may use its index, and MySQL is asked for a temporary
    /// table once a statement only.
    async fn add_rows(
        &mut self,
        referrer: &Referrer,
        rows: &ReferringRows,
        map: &Map,
    ) -> Result<u64> {
        self.execute(sql!("DELETE FROM {}", rows.relation.name))
            .await?;
        let mut found = 0;
        for (nth, reference) in referrer.references.iter().enumerate() {
            let own = after(nth, 0);
            let own = own.trim_end_matches('0');
            let is_set = |field: &&Field| field.name.as_str().starts_with(own);
            let fields: Vec<Field> = rows.relation.fields[..2 + rows.identity]
                .iter()
                .chain(rows.relation.fields.iter().filter(is_set))
                .cloned()
                .collect();
            let names: Expression = list(fields.iter().map(|it| it.name.clone()), ", ");
            let query = self.rows_of_one(referrer, reference, map, &[]);
            let set = fields.iter().filter(is_set).map(|it| -> Expression {
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

    /// Archives rows that link two of a group, as they would link the survivor with itself.
    async fn drop_links(
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
                [column] if unique.columns.contains(column) => Some(column.as_str()),
                _ => None,
            })
            .collect();
        for (left, right) in pairs(&columns) {
            let map = self.map_of(referrer.table);
            let olds = map.keys.iter().enumerate().map(|(nth, it)| -> Expression {
                sql!(
                    "{} AS camshaft_old_{}",
                    Self::SQL.column("t", &it.name),
                    nth
                )
            });
            let news = (0..map.keys.len())
                .map(|nth| -> Expression { sql!("NULL AS camshaft_new_{}", nth) });
            let values: Expression = list(olds.chain(news), ", ");
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
                "SELECT x.{} AS {}, 1 AS {}, {} FROM {} WHERE {}",
                GROUP,
                GROUP,
                GONE,
                values,
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
                self.delete(&map).await?;
            } else {
                gone.push(self.is_not_gone(&map));
            }
        }
        Ok(())
    }

    /// That nothing refers to rows that link a row with itself.
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

    /// The rows `t` of a referring table, with those `x` that have their new values.
    fn rows_with_values(&self, referrer: &Referrer, rows: &ReferringRows) -> Statement {
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

    /// What a column of a row `t` will be.
    fn mapped(referrer: &Referrer, column: &str) -> Expression {
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

    /// Rows that collide, with the one of them that stays.
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
        let olds = map.keys.iter().enumerate().map(|(nth, it)| -> Expression {
            sql!(
                "{} AS camshaft_old_{}",
                Self::SQL.column("t", &it.name),
                nth
            )
        });
        let news = map.keys.iter().enumerate().map(|(nth, it)| -> Expression {
            let column = Self::SQL.column("t", &it.name);
            sql!(
                "first_value({}) OVER camshaft_w AS camshaft_new_{}",
                column,
                nth
            )
        });
        let values: Expression = list(olds.chain(news), ", ");
        let mapped: Statement = sql!(
            "SELECT x.{} AS {}, {}, row_number() OVER camshaft_w AS camshaft_nth, \
             count(*) OVER (PARTITION BY {}) AS camshaft_rows FROM {} WHERE {} \
             WINDOW camshaft_w AS (PARTITION BY {} ORDER BY {})",
            GROUP,
            GROUP,
            values,
            key,
            self.rows_with_values(referrer, rows),
            all_of(conditions),
            key,
            order
        );
        of_mapped(map, &mapped)
    }
}

/// Each two of them.
fn pairs<T: Copy>(all: &[T]) -> Vec<(T, T)> {
    let mut pairs = Vec::new();
    for (nth, &left) in all.iter().enumerate() {
        pairs.extend(all[nth + 1..].iter().map(|&right| (left, right)));
    }
    pairs
}
