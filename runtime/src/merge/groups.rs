//! Questions about the groups that a survey found, by their numbers.

use diesel::result::QueryResult;

use super::plan::Plan;
use super::relation::{Stored, name_of};
use super::report::LargeGroup;
use super::request::Merge;
use super::survey::{FAILED, GROUPS, NUMBER, SIZE};
use super::values;
use crate::catalog::references::{Session, TextRow, count};
use crate::duplicates::KeyElement;
use crate::sql::{Condition, Expression, Name, Sql, Statement, all_of, list, sql};

/// Returns the last group of those behind a number that together have at most `rows` rows, and at least one group.
pub(super) async fn upto<S: Session>(
    session: &mut S,
    at: u64,
    size: u64,
    rows: u64,
) -> QueryResult<u64> {
    let sql = Sql(S::BACKEND);
    let last: Expression = sql!("max({})", NUMBER);
    let query = sql!(
        "SELECT {} FROM (SELECT {}, sum({}) OVER (ORDER BY {}) AS camshaft_sum FROM {} WHERE {} > {} AND {} <= {}) \
         AS camshaft_next WHERE camshaft_sum <= {}",
        sql.as_text(last),
        NUMBER,
        SIZE,
        NUMBER,
        name_of(S::BACKEND, GROUPS, Stored::InTable),
        NUMBER,
        at,
        NUMBER,
        at.saturating_add(size).min(i64::MAX as u64),
        rows
    );
    Ok(count(&session.rows(&query).await?).max(at + 1))
}

/// Returns the number of rows of a group.
pub(super) async fn size_of<S: Session>(session: &mut S, number: u64) -> QueryResult<u64> {
    let sql = Sql(S::BACKEND);
    let size: Expression = sql!("{}", SIZE);
    let groups = name_of(S::BACKEND, GROUPS, Stored::InTable);
    let query = sql!(
        "SELECT {} FROM {} WHERE {} = {}",
        sql.as_text(size),
        groups,
        NUMBER,
        number
    );
    Ok(count(&session.rows(&query).await?))
}

/// Leaves a group out from now on.
pub(super) async fn remember_failed<S: Session>(
    session: &mut S,
    merge: &Merge,
    number: u64,
) -> QueryResult<()> {
    let keys: Expression = list(merge.key_spec.on(S::BACKEND).keys("g"), ", ");
    let insert = sql!(
        "INSERT INTO {} SELECT {} FROM {} AS g WHERE {} = {}",
        name_of(S::BACKEND, FAILED, Stored::InTable),
        keys,
        name_of(S::BACKEND, GROUPS, Stored::InTable),
        NUMBER,
        number
    );
    session.execute(&insert).await?;
    Ok(())
}

/// Returns the key of a group, as literals that people may paste.
pub(super) async fn key_of<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
    number: u64,
    query: Option<&(Name, Statement)>,
) -> QueryResult<Vec<String>> {
    let root = plan.table(plan.root);
    let shown = merge
        .key_spec
        .on(S::BACKEND)
        .keys("g")
        .into_iter()
        .zip(&merge.key_spec.keys);
    let shown = shown.map(|(value, key)| {
        let column = match key {
            KeyElement::Column(name) => root.column(name),
            KeyElement::Expression(_) => None,
        };
        values::literal(Sql(S::BACKEND), &value, column)
    });
    let shown: Expression = list(shown, ", ");
    let stored = if query.is_some() {
        Stored::AsQuery
    } else {
        Stored::InTable
    };
    let of_group = sql!(
        "SELECT {} FROM {} AS g WHERE g.{} = {}",
        shown,
        name_of(S::BACKEND, GROUPS, stored),
        NUMBER,
        number
    );
    let rows = session.rows(&with(query, of_group)).await?;
    let null = || "NULL".to_owned();
    let key = rows.into_iter().next().map_or_else(Vec::new, |row| row.0);
    Ok(key.into_iter().map(|it| it.unwrap_or_else(null)).collect())
}

/// The number of the largest groups that are shown.
const LARGEST: u64 = 5;

/// Returns the largest groups: their keys for people and the number of rows of each.
pub(super) async fn largest<S: Session>(
    session: &mut S,
    merge: &Merge,
    query: Option<&(Name, Statement)>,
) -> QueryResult<Vec<LargeGroup>> {
    large_groups(session, merge, query, sql!("1 = 1")).await
}

async fn large_groups<S: Session>(
    session: &mut S,
    merge: &Merge,
    query: Option<&(Name, Statement)>,
    condition: Condition,
) -> QueryResult<Vec<LargeGroup>> {
    let sql = Sql(S::BACKEND);
    let size: Expression = sql!("g.{}", SIZE);
    let shown = merge
        .key_spec
        .on(S::BACKEND)
        .keys("g")
        .into_iter()
        .map(|it| sql.as_text(it));
    let shown: Expression = list(shown.chain([sql.as_text(size.clone())]), ", ");
    let stored = if query.is_some() {
        Stored::AsQuery
    } else {
        Stored::InTable
    };
    let of_groups = sql!(
        "SELECT {} FROM {} AS g WHERE {} ORDER BY {} DESC, g.{} LIMIT {}",
        shown,
        name_of(S::BACKEND, GROUPS, stored),
        condition,
        size,
        NUMBER,
        LARGEST
    );
    let rows = session.rows(&with(query, of_groups)).await?;
    let group = |row: TextRow| {
        let mut key = row.0;
        let rows = key
            .pop()
            .flatten()
            .and_then(|it| it.parse().ok())
            .unwrap_or_default();
        LargeGroup { key, rows }
    };
    Ok(rows.into_iter().map(group).collect())
}

/// More rows than this make a group doubtful,
const MANY: u64 = 20;
/// if no other has a tenth of them.
const TIMES: u64 = 10;

/// Returns a group whose key may mean "no value".
pub(super) async fn doubtful<S: Session>(
    session: &mut S,
    merge: &Merge,
) -> QueryResult<Option<LargeGroup>> {
    let keys = merge.key_spec.on(S::BACKEND).keys("g");
    let is_empty = keys.into_iter().map(|it| -> Condition {
        sql!(
            "coalesce(trim({}), '') IN ('', '0')",
            Sql(S::BACKEND).as_text(it)
        )
    });
    let empty = large_groups(session, merge, None, all_of(is_empty)).await?;
    if let Some(group) = empty.into_iter().next() {
        return Ok(Some(group));
    }
    let largest = largest(session, merge, None).await?;
    let others = largest.get(1).map_or(0, |it| it.rows);
    let first = largest.into_iter().next();
    Ok(first.filter(|it| it.rows > MANY && it.rows > others.saturating_mul(TIMES)))
}

fn with(query: Option<&(Name, Statement)>, then: Statement) -> Statement {
    match query {
        Some((name, query)) => sql!("WITH {} AS ({}) {}", *name, *query, then),
        None => then,
    }
}
