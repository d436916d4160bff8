//! The rows that refer, without a foreign key, to a row that was merged before: a writer that still held its key may
//! have written them since, or they were never named to a merge.

use diesel::result::QueryResult;

use super::plan::Plan;
use super::relation::{Stored, drop, name_of};
use super::survey::NUMBER;
use crate::catalog::Backend;
use crate::catalog::references::{Session, TableFacts, count, texts};
use crate::sql::{Condition, Expression, Fragment as _, Name, Sql, Statement, all_of, list, sql};

/// The rows that were replaced and that something refers to again: their keys and those of their survivors.
pub(super) const LATE: &str = "camshaft_late";

/// The redirects of a table with a primary key of one column: no other has soft references.
pub(super) struct Redirects<'p> {
    table: Name,
    root: &'p TableFacts,
    pub(super) key: &'p str,
    old: String,
    new: String,
}

/// Returns the query that replaces the table of these rows, in a dry run.
pub(super) fn query<S: Session>(plan: &Plan) -> Option<(Name, Statement)> {
    let redirects = Redirects::of(plan)?;
    plan.soft_referrers().next()?;
    let name = name_of(S::BACKEND, LATE, Stored::AsQuery);
    Some((name, redirects.referred_to(Sql(S::BACKEND), plan)))
}

/// Counts them.
pub(super) async fn number_of<S: Session>(session: &mut S, plan: &Plan) -> QueryResult<u64> {
    let Some((_, query)) = query::<S>(plan) else {
        return Ok(0);
    };
    let counted = Sql(S::BACKEND).as_text(Expression::of("count(*)".to_owned()));
    let query = sql!("SELECT {} FROM ({}) AS camshaft_late", counted, query);
    Ok(count(&session.rows(&query).await?))
}

/// Looks for them, and returns how many there are.
pub(super) async fn take<S: Session>(session: &mut S, plan: &Plan) -> QueryResult<u64> {
    let name = name_of(S::BACKEND, LATE, Stored::InTable);
    drop(session, [name.clone()]).await?;
    let Some((_, query)) = query::<S>(plan) else {
        return Ok(0);
    };
    let create = match S::BACKEND {
        Backend::Mysql => sql!("CREATE TEMPORARY TABLE {} ENGINE = InnoDB {}", LATE, query),
        _ => sql!("CREATE TEMP TABLE {} AS {}", LATE, query),
    };
    session.execute_many(&create).await?;
    let counted = Sql(S::BACKEND).as_text(Expression::of("count(*)".to_owned()));
    Ok(count(
        &session
            .rows(&sql!("SELECT {} FROM {}", counted, name))
            .await?,
    ))
}

impl<'p> Redirects<'p> {
    pub(super) fn of(plan: &'p Plan) -> Option<Self> {
        let root = plan.table(plan.root);
        let [key] = root.identity.as_slice() else {
            return None;
        };
        Some(Self {
            table: plan.name(plan.redirects?),
            root,
            key,
            old: format!("old_{key}"),
            new: format!("new_{key}"),
        })
    }

    /// Returns whether a row `x` was not merged again, or its key given to another row, since it was found.
    pub(super) fn still(&self, sql: Sql) -> Condition {
        let (old, new) = (sql.column("r", &self.old), sql.column("r", &self.new));
        sql!(
            "EXISTS (SELECT 1 FROM {} AS r WHERE {} = x.camshaft_old AND {} = x.camshaft_new) AND NOT {} AND {}",
            self.table,
            old,
            new,
            self.is_there(sql, "x.camshaft_old"),
            self.is_there(sql, "x.camshaft_new")
        )
    }

    /// Returns a query of the replaced rows that something refers to, numbered in the order of their survivors.
    fn referred_to(&self, sql: Sql, plan: &Plan) -> Statement {
        let (old, new) = (sql.column("r", &self.old), sql.column("r", &self.new));
        let each = plan.soft_referrers().flat_map(|referrer| {
            let soft = referrer.references.iter().filter(|it| !it.has_foreign_key);
            let (old, new) = (&old, &new);
            soft.map(move |reference| -> Statement {
                sql!(
                    "SELECT DISTINCT {} AS camshaft_old, {} AS camshaft_new FROM {} AS t JOIN {} AS r ON {}",
                    *old,
                    *new,
                    plan.name(referrer.table),
                    self.table,
                    reference.refers(sql, |_| old.clone())
                )
            })
        });
        let found: Statement = list(each, " UNION ");
        // A key that the server gave to another row since is that row's.
        let is_gone: Condition = sql!("NOT {}", self.is_there(sql, "late.camshaft_old"));
        let conditions = all_of([is_gone, self.is_there(sql, "late.camshaft_new")]);
        sql!(
            "SELECT row_number() OVER (ORDER BY late.camshaft_new, late.camshaft_old) AS {}, late.* \
             FROM ({}) AS late WHERE {}",
            NUMBER,
            found,
            conditions
        )
    }

    /// Returns whether there is a row with this key.
    fn is_there(&self, sql: Sql, key: &'static str) -> Condition {
        let own = sql.column("p", self.key);
        sql!(
            "EXISTS (SELECT 1 FROM {} AS p WHERE {} = {})",
            self.root.sql_name(sql),
            own,
            key
        )
    }
}

/// Returns the survivor of one of them, for people.
pub(super) async fn survivor_of<S: Session>(session: &mut S, number: u64) -> QueryResult<String> {
    let survivor: Expression = sql!("camshaft_new");
    let query = sql!(
        "SELECT {} FROM {} WHERE {} = {}",
        Sql(S::BACKEND).as_text(survivor),
        name_of(S::BACKEND, LATE, Stored::InTable),
        NUMBER,
        number
    );
    Ok(texts(&session.rows(&query).await?)
        .next()
        .unwrap_or_default()
        .to_owned())
}
