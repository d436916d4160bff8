//! One group: everything that happens in its transaction.
//!
//! A row absorbs others: what refers to them is made to refer to it, and then they are deleted. Rows
//! of a unique key that collide on the way are absorbed in the same manner, so that what refers to
//! them moves as well.

mod absorb;
mod archive;
mod collide;
mod fill;
mod redirect;
mod sweep;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::catalog::Backend;
use crate::merge::dialect::{Sql, join};
use crate::merge::members::{Member, Members, is_among};
use crate::merge::plan::Plan;
use crate::merge::report::Counts;
use crate::merge::request::{Merge, Nulls, Order};
use crate::merge::schema::{ColumnFacts, TableFacts, TableId};
use crate::merge::session::Session;

/// How many rows of a group are taken in one transaction.
const ROWS_A_TRANSACTION: usize = 1_000;

/// Why a group was not merged.
#[derive(Debug)]
pub(super) enum GroupError {
    Database(DieselError),
    /// The connection is gone, or no transaction can be begun on it.
    Lost(DieselError),
    /// Rows changed while they were looked at: the group has to be begun again.
    Changed(String),
    /// It cannot be done.
    Impossible(String),
}

impl From<DieselError> for GroupError {
    fn from(error: DieselError) -> Self {
        Self::Database(error)
    }
}

impl GroupError {
    /// How often the group may be begun in all. What other sessions did goes away; what may be there to
    /// stay is tried a few times.
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
            Self::Database(error) | Self::Lost(error) => error.fmt(f),
            Self::Changed(text) | Self::Impossible(text) => f.write_str(text),
        }
    }
}

/// Whether statements are sent that write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Apply,
    Count,
}

/// A group on its way.
pub(super) struct Group<'g, S> {
    pub(super) session: &'g mut S,
    pub(super) plan: &'g Plan,
    pub(super) merge: &'g Merge,
    pub(super) mode: Mode,
    pub(super) archive: String,
    pub(super) run: &'g str,
    pub(super) number: u64,
    pub(super) step: u64,
    pub(super) counts: Counts,
}

type Result<T> = std::result::Result<T, GroupError>;
type Pending<'p, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'p>>;

impl<S: Session> Group<'_, S> {
    pub(super) const SQL: Sql = Sql(S::BACKEND);

    /// Merges the group with this key; whether there was one.
    pub(super) async fn merge(&mut self, key: &[String], size: usize) -> Result<bool> {
        if self.mode == Mode::Apply {
            self.lock_loose_tables().await?;
        }
        let members = self.load_group(key, size).await?;
        if members.len() < 2 {
            return Ok(false);
        }
        let root = self.plan.root;
        let survivor = self.choose_survivor(&members).await?;
        let (survivor, losers) = part(members, survivor);
        let members = Members {
            table: root,
            survivor,
            losers,
        };
        let filled = match self.merge.nulls {
            Nulls::Keep => Vec::new(),
            Nulls::Fill => self.values_to_fill(&members).await?,
        };
        self.absorb(&members, &[]).await?;
        self.counts.deleted += members.losers.len() as u64;
        self.fill(&members, &filled).await?;
        if self.mode == Mode::Apply {
            self.redirect(&members).await?;
        }
        Ok(true)
    }

    /// Without a foreign key, locking the rows keeps no writer out.
    pub(super) async fn lock_loose_tables(&mut self) -> Result<()> {
        if S::BACKEND != Backend::Postgres {
            return Ok(());
        }
        let plan = self.plan;
        for referrer in plan.loose_referrers() {
            let table = Self::SQL.table(plan.table(referrer.table));
            let lock = format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE");
            self.session.execute_many(&lock).await?;
        }
        Ok(())
    }

    /// Locks and reads the group, in the order of the primary key: two mergers never wait for each
    /// other. Of a large group only those that come first are taken.
    pub(super) async fn load_group(&mut self, key: &[String], size: usize) -> Result<Vec<Member>> {
        let sought = &self.merge.sought;
        let keys = sought.keys_of_table(S::BACKEND);
        let same = keys.iter().zip(key).map(|(key, value)| {
            if sought.nulls_distinct {
                format!("{key} = {value}")
            } else {
                Self::SQL.is_same(key, value)
            }
        });
        let condition = join(same.chain([sought.condition_of_table(S::BACKEND)]), " AND ");
        let facts = self.plan.table(self.plan.root);
        let mut order = join(facts.identity.iter().map(|it| Self::SQL.name(it)), ", ");
        if size > ROWS_A_TRANSACTION {
            order = format!(
                "{} LIMIT {ROWS_A_TRANSACTION}",
                Self::order("", &self.merge.keep, facts)
            );
        }
        let lock = if self.mode == Mode::Apply {
            Self::SQL.for_update()
        } else {
            ""
        };
        self.load(
            self.plan.root,
            &format!("{condition} ORDER BY {order}{lock}"),
        )
        .await
    }

    /// Reads rows: the columns that tell them apart, and those that others refer to.
    pub(super) async fn load(&mut self, table: TableId, condition: &str) -> Result<Vec<Member>> {
        let facts = self.plan.table(table);
        let referrers = self.plan.referrers(table);
        let referred = referrers
            .iter()
            .flat_map(|it| &it.references)
            .flat_map(|it| &it.ref_columns);
        let names: BTreeSet<&String> = facts.identity.iter().chain(referred).collect();
        let columns: Vec<&ColumnFacts> = names
            .into_iter()
            .filter_map(|name| facts.column(name))
            .collect();
        let literals = columns
            .iter()
            .map(|it| Self::SQL.literal(&Self::SQL.name(&it.name), it));
        let query = format!(
            "SELECT {} FROM {} WHERE {condition}",
            join(literals, ", "),
            Self::SQL.table(facts)
        );
        let rows = self.session.rows(&query).await?;
        let names: Vec<String> = columns.iter().map(|it| it.name.clone()).collect();
        let member = |values: Vec<Option<String>>| {
            Member(
                names
                    .iter()
                    .cloned()
                    .zip(values)
                    .collect::<BTreeMap<_, _>>(),
            )
        };
        Ok(rows.into_iter().map(|row| member(row.0)).collect())
    }

    /// `(a IS NULL), a DESC, .., key`
    pub(super) fn order(alias: &str, keep: &[Order], facts: &TableFacts) -> String {
        let identity = facts.identity.iter().map(|it| Self::SQL.column(alias, it));
        join(Self::order_of(keep, alias).chain(identity), ", ")
    }

    pub(super) fn order_of<'o>(
        keep: &'o [Order],
        alias: &'o str,
    ) -> impl Iterator<Item = String> + use<'o, S> {
        keep.iter().map(move |order| {
            let column = Self::SQL.column(alias, &order.column);
            let direction = if order.descending { "DESC" } else { "ASC" };
            format!("({column} IS NULL), {column} {direction}")
        })
    }

    /// Which of the rows survives: asked once they are locked.
    pub(super) async fn choose_survivor(&mut self, members: &[Member]) -> Result<usize> {
        let facts = self.plan.table(self.plan.root);
        let identity = &facts.identity;
        let literals = identity.iter().filter_map(|it| facts.column(it));
        let literals = literals.map(|it| Self::SQL.literal(&Self::SQL.column("t", &it.name), it));
        let query = format!(
            "SELECT {} FROM {} AS t WHERE {} ORDER BY {} LIMIT 1",
            join(literals, ", "),
            Self::SQL.table(facts),
            is_among(
                Self::SQL,
                "t",
                identity,
                members.iter().filter_map(|it| it.values(identity))
            ),
            Self::order("t", &self.merge.keep, facts),
        );
        let rows = self.session.rows(&query).await?;
        let survivor = rows.first().and_then(|row| {
            members.iter().position(|member| {
                let values = member.values(identity);
                values.is_some_and(|it| {
                    it.iter()
                        .map(|it| Some((*it).to_owned()))
                        .eq(row.0.iter().cloned())
                })
            })
        });
        survivor.ok_or_else(|| GroupError::Changed("the rows of the group changed".to_owned()))
    }
}

fn part(mut members: Vec<Member>, survivor: usize) -> (Member, Vec<Member>) {
    let survivor = members.remove(survivor);
    (survivor, members)
}

/// A count, as the server writes it.
pub(super) fn number(text: Option<&str>) -> u64 {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// A condition without the rows that are taken account of already.
fn with(condition: &str, excluded: &[String]) -> String {
    let condition = format!("({condition})");
    join(std::iter::once(condition).chain(without(excluded)), " AND ")
}

/// That a row is none of these, also where a NULL leaves open whether it is.
fn without(excluded: &[String]) -> impl Iterator<Item = String> {
    excluded.iter().map(|it| format!("({it}) IS NOT TRUE"))
}
