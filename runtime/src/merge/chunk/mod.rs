//! Groups that are merged together: everything that happens in one transaction.
//!
//! A map says which rows replace which. Rows that refer to the others are made to refer to them, and then the others
//! are deleted. Rows that conflict in a unique key on the way get a map of their own, so that the rows that refer to
//! them move in the same way. Each step is one statement for all groups.

mod absorb;
mod ancestors;
mod archive;
mod conflicts;
mod cycle;
mod fill;
mod guard;
mod late;
mod links;
mod redirect;
mod referring;
mod root;

use std::collections::BTreeSet;
use std::pin::Pin;

use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};

use ancestors::Ancestors;
pub(super) use archive::EntryKind;
use fill::{FILLED, Filled};
use guard::Guard;
use referring::{ReferringRows, rows_name};

use super::plan::{Plan, Referrer};
use super::relation::{self, Field, Map, Stored, TempTable};
use super::report::Counts;
use super::request::{Merge, Nulls, Order};
use super::running::Request;
use super::tables::Own;
use crate::catalog::Backend;
use crate::catalog::references::{ColumnFacts, Session, TableId, TextRow, count};
use crate::sql::{Condition, Expression, Fragment as _, Name, Sql, Statement, list, sql};

/// Why groups were not merged.
#[derive(Debug)]
pub(super) enum GroupError {
    Database(DieselError),
    /// The connection is gone, or no transaction can be begun on it.
    Lost(DieselError),
    /// Rows changed while they were looked at: the groups have to be begun again.
    Changed(String),
    /// A merge that cannot be done.
    Impossible(String),
}

impl From<DieselError> for GroupError {
    fn from(error: DieselError) -> Self {
        Self::Database(error)
    }
}

impl GroupError {
    /// Returns the number of times that a single group may be begun in all. A change of other sessions goes away; a
    /// cause that may persist is tried a few times.
    pub(super) fn attempts<S: Session>(&self) -> u32 {
        match self {
            Self::Database(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
            | Self::Changed(_) => 4,
            Self::Database(error) if S::is_restart(error) => 12,
            Self::Database(_) | Self::Lost(_) | Self::Impossible(_) => 1,
        }
    }
}

impl std::fmt::Display for GroupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(error) | Self::Lost(error) => {
                error.fmt(f)?;
                // PostgreSQL names the rows in each other's way there.
                match error {
                    DieselError::DatabaseError(_, information) => match information.details() {
                        Some(details) => write!(f, ": {details}"),
                        None => Ok(()),
                    },
                    _ => Ok(()),
                }
            }
            Self::Changed(text) | Self::Impossible(text) => f.write_str(text),
        }
    }
}

/// The fate of the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// The changes are committed.
    Apply,
    /// The changes are rolled back.
    Rehearse,
    /// Nothing is changed: rows are counted.
    Count,
}

impl Mode {
    /// Returns whether statements are sent that write.
    pub(super) fn writes(self) -> bool {
        self != Self::Count
    }

    fn stored(self) -> Stored {
        if self.writes() {
            Stored::InTable
        } else {
            Stored::AsQuery
        }
    }
}

/// Some of the numbered groups, or of the late references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    /// The groups behind this number,
    pub(super) after: u64,
    /// up to this one.
    pub(super) upto: u64,
    /// The rows of a group that is too large: its first one, and those behind this number,
    pub(super) after_row: u64,
    /// up to this one.
    pub(super) upto_row: u64,
}

impl Range {
    /// All there are.
    pub(super) const ALL: Self = Self {
        after: 0,
        upto: i64::MAX as u64,
        after_row: 0,
        upto_row: i64::MAX as u64,
    };

    /// Returns the number of groups.
    pub(super) fn len(self) -> u64 {
        self.upto.saturating_sub(self.after)
    }

    /// Returns whether the group with this number is one of them.
    fn contains(self, number: &Expression) -> Condition {
        sql!(
            "{} > {} AND {} <= {}",
            *number,
            self.after,
            *number,
            self.upto
        )
    }
}

/// Groups on their way.
pub(super) struct Chunk<'c, S> {
    session: &'c mut S,
    plan: &'c Plan,
    merge: &'c Merge,
    mode: Mode,
    own: &'c Own,
    run: &'c str,
    /// The number of the transaction in its run.
    number: u64,
    /// The number of the last statement that was archived, in its transaction.
    step: u64,
    guard: Guard,
    pub(super) counts: Counts,
    /// The queries that replace the tables of the run, in a dry run.
    pub(super) queries: Vec<(Name, Statement)>,
    /// The groups that cannot be merged, and why, in a dry run.
    pub(super) impossible: Vec<(u64, String)>,
}

type Result<T> = std::result::Result<T, GroupError>;
type ChunkFuture<'p, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'p>>;

impl<'c, S: Session> Chunk<'c, S> {
    /// Creates a transaction of a run.
    pub(super) fn new(session: &'c mut S, request: Request<'c>, run: &'c str, number: u64) -> Self {
        Self {
            session,
            plan: request.plan,
            merge: request.merge,
            mode: request.mode,
            own: request.own,
            run,
            number,
            step: 0,
            guard: Guard::default(),
            counts: Counts::default(),
            queries: Vec::new(),
            impossible: Vec::new(),
        }
    }
}

impl<S: Session> Chunk<'_, S> {
    pub(super) const SQL: Sql = Sql(S::BACKEND);

    /// Returns the SQL name of a temporary table of the run.
    fn relation_name(&self, name: &str) -> Name {
        relation::name_of(S::BACKEND, name, self.mode.stored())
    }

    /// Returns the map of a table. In a dry run each has a name of its own, as none is emptied.
    fn map_of(&mut self, table: TableId) -> Map {
        let name = map_name(table);
        let name = match self.mode {
            Mode::Count => format!("{name}_{}", self.queries.len()),
            Mode::Apply | Mode::Rehearse => name,
        };
        Map::of(self.plan, table, self.relation_name(&name))
    }

    /// Stores what a query yields in a relation, and returns how many rows there are.
    async fn define(&mut self, relation: &TempTable, query: Statement) -> Result<u64> {
        if self.mode == Mode::Count {
            let all: Statement = sql!(
                "SELECT {} FROM {}",
                Self::SQL.as_text(counted()),
                relation.name
            );
            self.queries.push((relation.name.clone(), query));
            return Ok(count(&self.rows(all).await?));
        }
        self.delete_rows(sql!("DELETE FROM {}", relation.name))
            .await?;
        self.add(relation, &relation.fields, query).await
    }

    /// Adds what a query yields to some fields of a relation.
    async fn add(
        &mut self,
        relation: &TempTable,
        fields: &[Field],
        query: Statement,
    ) -> Result<u64> {
        let fields: Expression = list(fields.iter().map(|it| it.name.clone()), ", ");
        let insert = sql!("INSERT INTO {} ({}) {}", relation.name, fields, query);
        let rows = self.execute(insert).await?;
        if S::BACKEND == Backend::Postgres && rows > 0 {
            // A table that was never looked at is taken for one of a thousand rows, and joined like that.
            self.session
                .execute_many(&sql!("ANALYZE {}", relation.name))
                .await?;
        }
        Ok(rows)
    }

    /// Sends a statement that changes rows, and returns how many.
    async fn execute(&mut self, statement: Statement) -> Result<u64> {
        let rows = self.session.execute(&statement).await? as u64;
        self.guard.sent(rows);
        Ok(rows)
    }

    /// Sends a statement that deletes rows, and returns how many.
    async fn delete_rows(&mut self, statement: Statement) -> Result<u64> {
        let rows = self.execute(statement).await?;
        self.guard.sent_deletions(rows);
        Ok(rows)
    }

    /// Reads rows of texts.
    async fn rows(&mut self, query: Statement) -> Result<Vec<TextRow>> {
        let query = match self.queries.as_slice() {
            [] => query,
            queries => {
                let each = queries
                    .iter()
                    .map(|(name, query)| -> Statement { sql!("{} AS ({})", *name, *query) });
                let each: Statement = list(each, ", ");
                sql!("WITH {} {}", each, query)
            }
        };
        Ok(self.session.rows(&query).await?)
    }

    /// Counts the rows of `FROM` and its conditions.
    async fn count(&mut self, from: Statement) -> Result<u64> {
        let query = sql!("SELECT {} {}", Self::SQL.as_text(counted()), from);
        Ok(count(&self.rows(query).await?))
    }

    /// Makes the groups `m` fail that `FROM` and what follows it yields.
    async fn forbid(&mut self, from: Statement, why: impl FnOnce() -> String) -> Result<()> {
        let group: Expression = sql!("m.{}", relation::GROUP);
        let query = match self.mode {
            Mode::Count => sql!("SELECT DISTINCT {} {}", Self::SQL.as_text(group), from),
            Mode::Apply | Mode::Rehearse => {
                // One group is enough: it fails the whole transaction.
                sql!("SELECT {} {} LIMIT 1", Self::SQL.as_text(group), from)
            }
        };
        let groups = self.rows(query).await?;
        if groups.is_empty() {
            return Ok(());
        }
        let why = why();
        if self.mode != Mode::Count {
            return Err(GroupError::Impossible(why));
        }
        for group in groups {
            self.impossible.push((count(&[group]), why.clone()));
        }
        Ok(())
    }

    /// Returns `(t.a IS NULL), t.a DESC, ..`.
    pub(super) fn order_of(keep: &[Order]) -> impl Iterator<Item = Expression> + use<'_, S> {
        keep.iter().map(|order| -> Expression {
            let column = Self::SQL.column("t", &order.column);
            let direction = if order.descending { "DESC" } else { "ASC" };
            sql!("({} IS NULL), {} {}", column, column, direction)
        })
    }

    /// Returns columns of a row `t`.
    fn columns(columns: &[ColumnFacts]) -> impl Iterator<Item = Expression> + use<'_, S> {
        columns.iter().map(|it| Self::SQL.column("t", &it.name))
    }
}

/// Returns the tables of a run that are referred to by rows which may conflict, or whose own rows may, each with a
/// referring one.
fn colliding(plan: &Plan) -> impl Iterator<Item = (TableId, &Referrer)> {
    let tables = plan.concerned().into_iter();
    let all = tables.flat_map(|table| plan.referrers(table).iter().map(move |it| (table, it)));
    all.filter(|(table, referrer)| !referrer.uniques.is_empty() && referrer.table != *table)
}

/// Creates the temporary tables of the chunks.
pub(super) async fn create<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
) -> QueryResult<()> {
    let name = |name: &str| relation::name_of(S::BACKEND, name, Stored::InTable);
    let mut maps = BTreeSet::from([plan.root]);
    for (table, referrer) in colliding(plan) {
        maps.insert(referrer.table);
        let rows = name(&rows_name(table, referrer.table));
        let rows = ReferringRows::of(plan, table, referrer, rows);
        relation::create(session, plan, &rows.relation).await?;
    }
    for table in maps {
        let map = Map::of(plan, table, name(&map_name(table)));
        relation::create(session, plan, &map.relation).await?;
        for (ancestors, _) in Ancestors::of_table(plan, table) {
            for relation in ancestors.relations() {
                relation::create(session, plan, &relation).await?;
            }
        }
    }
    if merge.nulls == Nulls::Fill
        && let Some(filled) = Filled::of(plan, plan.root, name(FILLED))
    {
        relation::create(session, plan, &filled.relation).await?;
    }
    Ok(())
}

/// Removes them; a session that ended has none.
pub(super) async fn remove<S: Session>(session: &mut S, plan: &Plan) {
    let rows = colliding(plan).map(|(table, referrer)| rows_name(table, referrer.table));
    let maps = colliding(plan).map(|(_, referrer)| map_name(referrer.table));
    let names: BTreeSet<String> = rows
        .chain(maps)
        .chain([map_name(plan.root), FILLED.to_owned()])
        .collect();
    let names = names
        .iter()
        .map(|it| relation::name_of(S::BACKEND, it, Stored::InTable));
    let tables = [plan.root]
        .into_iter()
        .chain(colliding(plan).map(|(_, it)| it.table));
    let tables: BTreeSet<TableId> = tables.collect();
    let ancestors = tables
        .into_iter()
        .flat_map(|it| Ancestors::of_table(plan, it));
    let ancestors = ancestors.flat_map(|(it, _)| it.relations().map(|it| it.name));
    let names = names.chain(ancestors);
    // An error here must not hide how the run ended; the tables end with the session.
    let _ = relation::drop(session, names).await;
}

/// Returns the name of the map of a table.
pub(super) fn map_name(table: TableId) -> String {
    format!("camshaft_map_{table}")
}

fn counted() -> Expression {
    Expression::of("count(*)".to_owned())
}
