//! Which rows refer, without a foreign key, to a row that was merged before: a writer that still held
//! its key may have written them since, or they were never named to a merge.

use diesel::result::QueryResult;

use super::dialect::{Sql, join};
use super::members::is_among;
use super::plan::Plan;
use super::request::Merge;
use super::schema::TableFacts;
use super::session::{Line, Session};

/// A survivor, and rows that it replaced and that something refers to again: their keys as literals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Late {
    pub(super) survivor: String,
    pub(super) replaced: Vec<String>,
}

/// The redirects of a table with a primary key of one column: no other is referred to loosely.
pub(super) struct Redirects<'p> {
    table: &'p TableFacts,
    root: &'p TableFacts,
    key: &'p str,
    old: String,
    new: String,
}

/// The next survivors with such rows; no more rows are replaced in all than a page has groups.
pub(super) async fn load<S: Session>(
    session: &mut S,
    plan: &Plan,
    merge: &Merge,
    after: Option<&Late>,
) -> QueryResult<Vec<Late>> {
    let redirects = match Redirects::of(plan) {
        Some(redirects) if plan.loose_referrers().next().is_some() => redirects,
        _ => return Ok(Vec::new()),
    };
    let query = redirects.referred_to(Sql(S::BACKEND), plan, after);
    let rows = session
        .rows(&format!("{query} LIMIT {}", merge.page))
        .await?;
    Ok(by_survivor(rows))
}

fn by_survivor(rows: Vec<Line>) -> Vec<Late> {
    let mut all: Vec<Late> = Vec::new();
    for row in rows {
        let mut values = row.0.into_iter().flatten();
        let (Some(old), Some(survivor)) = (values.next(), values.next()) else {
            continue;
        };
        match all.last_mut() {
            Some(late) if late.survivor == survivor => late.replaced.push(old),
            _ => all.push(Late {
                survivor,
                replaced: vec![old],
            }),
        }
    }
    all
}

impl<'p> Redirects<'p> {
    pub(super) fn of(plan: &'p Plan) -> Option<Self> {
        let root = plan.table(plan.root);
        let [key] = root.identity.as_slice() else {
            return None;
        };
        Some(Self {
            table: plan.table(plan.redirects?),
            root,
            key,
            old: format!("old_{key}"),
            new: format!("new_{key}"),
        })
    }

    /// Which of the replaced ones still are, by this survivor.
    pub(super) fn still(&self, sql: Sql, late: &Late) -> String {
        let (old, new) = ([self.old.clone()], [self.new.clone()]);
        let replaced = late.replaced.iter().map(|it| vec![it.as_str()]);
        format!(
            "SELECT {} FROM {} AS t WHERE {} AND {} AND NOT {}",
            self.literal(sql, &sql.column("t", &self.old)),
            sql.table(self.table),
            is_among(sql, "t", &new, [vec![late.survivor.as_str()]]),
            is_among(sql, "t", &old, replaced),
            self.is_there(sql, &sql.column("t", &self.old)),
        )
    }

    /// Those that something refers to, in the order of their survivors.
    fn referred_to(&self, sql: Sql, plan: &Plan, after: Option<&Late>) -> String {
        let (old, new) = (sql.column("m", &self.old), sql.column("m", &self.new));
        let each = plan.loose_referrers().flat_map(|referrer| {
            let loose = referrer.references.iter().filter(|it| !it.has_foreign_key);
            let (old, new) = (&old, &new);
            loose.map(move |reference| {
                let condition = reference.condition.iter();
                format!(
                    "SELECT DISTINCT {old} AS camshaft_old, {new} AS camshaft_new FROM {} AS t JOIN {} AS m ON {old} = {}{}",
                    sql.table(plan.table(referrer.table)),
                    sql.table(self.table),
                    sql.column("t", &reference.columns[0]),
                    join(condition.map(|it| format!(" WHERE {it}")), ""),
                )
            })
        });
        let (old, new) = ("late.camshaft_old", "late.camshaft_new");
        let after = after.and_then(|it| Some((it.survivor.as_str(), it.replaced.last()?)));
        let is_after = after.map(|(survivor, replaced)| {
            format!(" AND ({new} > {survivor} OR {new} = {survivor} AND {old} > {replaced})")
        });
        format!(
            "SELECT {}, {} FROM ({}) AS late WHERE NOT {} AND {}{} ORDER BY {new}, {old}",
            self.literal(sql, old),
            self.literal(sql, new),
            join(each, " UNION "),
            // A key that the server gave to another row since is that row's.
            self.is_there(sql, old),
            self.is_there(sql, new),
            is_after.unwrap_or_default(),
        )
    }

    /// Whether there is a row with this key.
    fn is_there(&self, sql: Sql, key: &str) -> String {
        let (root, own) = (sql.table(self.root), sql.column("p", self.key));
        format!("EXISTS (SELECT 1 FROM {root} AS p WHERE {own} = {key})")
    }

    /// A key as a literal.
    fn literal(&self, sql: Sql, key: &str) -> String {
        let column = self.root.column(self.key);
        column.map_or_else(|| sql.as_text(key), |it| sql.literal(key, it))
    }
}
