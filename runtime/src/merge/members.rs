//! The rows of one group, and conditions on the rows that refer to them.

use std::collections::BTreeMap;

use super::dialect::{Sql, join};
use super::plan::Referrer;
use super::schema::{Reference, TableId};

/// A row, as literals of its columns.
#[derive(Debug, Clone)]
pub(super) struct Member(pub(super) BTreeMap<String, Option<String>>);

impl Member {
    /// The values of these columns, unless one of them is NULL.
    pub(super) fn values(&self, columns: &[String]) -> Option<Vec<&str>> {
        columns
            .iter()
            .map(|column| self.0.get(column)?.as_deref())
            .collect()
    }
}

/// One row that survives, and those it replaces.
#[derive(Debug)]
pub(super) struct Members {
    pub(super) table: TableId,
    pub(super) survivor: Member,
    pub(super) losers: Vec<Member>,
}

impl Members {
    fn all(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.survivor).chain(&self.losers)
    }

    /// Whether a row `t` refers to one that is replaced.
    pub(super) fn refers_to_loser(&self, sql: Sql, reference: &Reference) -> String {
        refers(sql, reference, self.losers.iter())
    }

    /// Whether a row `t` refers to any of the group, by any of the references.
    pub(super) fn concerns(&self, sql: Sql, references: &[Reference]) -> String {
        let each = references
            .iter()
            .map(|it| format!("({})", refers(sql, it, self.all())));
        join(each, " OR ")
    }

    /// Whether a row `t` is one of those replaced.
    pub(super) fn is_loser(&self, sql: Sql, identity: &[String]) -> String {
        is_among(
            sql,
            "t",
            identity,
            self.losers.iter().filter_map(|it| it.values(identity)),
        )
    }

    /// Whether a row `t` is the survivor.
    pub(super) fn is_survivor(&self, sql: Sql, identity: &[String]) -> String {
        is_among(sql, "t", identity, self.survivor.values(identity))
    }

    /// What a column of a row `t` will be once it refers to the survivor.
    pub(super) fn mapped(&self, sql: Sql, references: &[Reference], column: &str) -> String {
        let own = sql.column("t", column);
        let mapping = references.iter().find_map(|reference| {
            let position = reference.columns.iter().position(|it| it == column)?;
            let survivor = self.survivor.values(&reference.ref_columns)?;
            Some((reference, survivor[position]))
        });
        match mapping {
            None => own,
            Some((reference, survivor)) => format!(
                "CASE WHEN {} THEN {survivor} ELSE {own} END",
                self.refers_to_loser(sql, reference)
            ),
        }
    }

    /// How many references of a row `t` have to be changed: none, if it is the survivor's own.
    pub(super) fn distance(&self, sql: Sql, referrer: &Referrer) -> String {
        let each = referrer.references.iter().map(|reference| {
            format!(
                "CASE WHEN {} THEN 1 ELSE 0 END",
                self.refers_to_loser(sql, reference)
            )
        });
        join(each, " + ")
    }
}

fn refers<'m>(
    sql: Sql,
    reference: &Reference,
    members: impl Iterator<Item = &'m Member>,
) -> String {
    let values = members.filter_map(|it| it.values(&reference.ref_columns));
    let among = is_among(sql, "t", &reference.columns, values);
    match &reference.condition {
        Some(condition) => format!("{among} AND {condition}"),
        None => among,
    }
}

/// Whether columns are among tuples of literals.
pub(super) fn is_among<'v>(
    sql: Sql,
    alias: &str,
    columns: &[String],
    tuples: impl IntoIterator<Item = Vec<&'v str>>,
) -> String {
    let tuples: Vec<String> = tuples.into_iter().map(|tuple| tuple_of(&tuple)).collect();
    if tuples.is_empty() {
        return "1 = 0".to_owned();
    }
    let columns: Vec<String> = columns.iter().map(|it| sql.column(alias, it)).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let keyword = match sql.0 {
        // SQLite takes lists of rows as values only.
        crate::catalog::Backend::Sqlite if columns.len() > 1 => "VALUES ",
        _ => "",
    };
    format!("{} IN ({keyword}{})", tuple_of(&columns), tuples.join(", "))
}

fn tuple_of(values: &[&str]) -> String {
    match values {
        [value] => (*value).to_owned(),
        _ => format!("({})", values.join(", ")),
    }
}
