//! The statements.

use super::after::after;
use super::bound::BoundValues;
use super::rendered::Rendered;
use crate::catalog::Backend;
use crate::dialect::AnyValue;
use crate::sql::{Expression, Name, Sql, Statement, list, sql};

/// The primary key, and the form its values are wanted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ids {
    /// The columns as they are, before all others.
    Typed(&'static [&'static str]),
    /// The columns as texts, after all others.
    Texts(Vec<String>),
}

impl Ids {
    fn names(&self, sql: Sql) -> Vec<Name> {
        match self {
            Self::Typed(names) => names.iter().map(|name| sql.name(name)).collect(),
            Self::Texts(names) => names.iter().map(|name| sql.name(name)).collect(),
        }
    }
}

/// The page of groups that is read.
pub(super) struct Page<'a> {
    /// The most groups that are read.
    pub(super) groups: u64,
    /// The most ids of each.
    pub(super) ids: u64,
    /// The key of the last group that was read.
    pub(super) after: Option<&'a [AnyValue]>,
    /// True if groups are found in the order of an index.
    pub(super) is_indexed: bool,
}

/// The source of a row: the table, a group, all groups, a member of a group.
const ROW: &str = "camshaft_row";
const GROUP: &str = "camshaft_group";
const ALL: &str = "camshaft_groups";
const MEMBER: &str = "camshaft_member";

/// The facts that a row has of its group: the number of its rows, and its own number among them.
pub(super) const ROWS: &str = "camshaft_rows";
pub(super) const NUMBER: &str = "camshaft_number";
/// The prefix of a text for people: a part of the key, or of an id.
pub(super) const TEXT: &str = "camshaft_text_";
pub(super) const ID: &str = "camshaft_id_";
/// The first id of a group.
const FIRST: &str = "camshaft_first";

/// Returns the members of the next groups, in the order of their keys.
pub(super) fn page(key_spec: Rendered<'_>, ids: &Ids, page: &Page<'_>) -> (Statement, BoundValues) {
    let mut values = BoundValues::default();
    let names = ids.names(Sql(key_spec.backend()));
    let first = first(key_spec, &names);
    let groups = groups(key_spec, first.as_ref(), page, &mut values);
    let next: Statement = sql!("{}{}", groups, order(&key_spec.keys(ROW), page));
    let (with, joined): (Statement, Expression) = match key_spec.backend() {
        Backend::Sqlite => (
            sql!("WITH {} AS ({}) ", GROUP, next),
            join_of_sqlite(key_spec),
        ),
        // If it saw the limit it would sort all rows.
        Backend::Postgres if !page.is_indexed => {
            let next: Statement = sql!("SELECT * FROM {}{}", ALL, order(&key_spec.keys(ALL), page));
            (
                sql!("WITH {} AS MATERIALIZED ({}) ", ALL, groups),
                join(key_spec, &next),
            )
        }
        Backend::Postgres | Backend::Mysql => (sql!(""), join(key_spec, &next)),
    };
    let numbered = numbered(key_spec, &names, first.is_some(), &joined);
    let mut last: Vec<Expression> = key_spec.keys(MEMBER);
    if first.is_some() {
        last.push(sql!("{}.{}", MEMBER, FIRST));
    }
    last.push(sql!("{}.{}", MEMBER, NUMBER));
    let last: Expression = list(last, ", ");
    let statement = sql!(
        "{}SELECT {} FROM ({}) AS {} WHERE {}.{} <= {} ORDER BY {}",
        with,
        selected(key_spec, ids),
        numbered,
        MEMBER,
        MEMBER,
        NUMBER,
        page.ids.max(1),
        last
    );
    (statement, values)
}

/// Returns the groups of a page beside the rows of the table.
fn join(key_spec: Rendered<'_>, groups: &Statement) -> Expression {
    sql!(
        "({}) AS {} JOIN {} ON {}",
        *groups,
        GROUP,
        key_spec.rows(ROW),
        key_spec.equality(ROW, GROUP)
    )
}

/// Joins the table first, in the order that SQLite keeps to: its planner would look through the
/// whole table for each group where the key has no index. Where it has one, the table is read from
/// the first group to the last one only.
fn join_of_sqlite(key_spec: Rendered<'_>) -> Expression {
    let (inside, outside) = (key_spec.keys(GROUP), key_spec.keys(ROW));
    let between: Expression = match (key_spec.nulls_are_distinct(), &inside[..], &outside[..]) {
        (true, [of_group, ..], [of_row, ..]) => sql!(
            "{} BETWEEN (SELECT min({}) FROM {}) AND (SELECT max({}) FROM {}) AND ",
            *of_row,
            *of_group,
            GROUP,
            *of_group,
            GROUP
        ),
        _ => sql!(""),
    };
    sql!(
        "{} CROSS JOIN {} ON {}{}",
        key_spec.rows(ROW),
        GROUP,
        between,
        key_spec.equality(ROW, GROUP)
    )
}

/// Returns the rows of the groups, each with its number in its group.
fn numbered(
    key_spec: Rendered<'_>,
    ids: &[Name],
    has_first: bool,
    joined: &Expression,
) -> Statement {
    let row = Sql(key_spec.backend()).name(ROW);
    let keys = key_spec.keys(GROUP).into_iter().zip(key_spec.names());
    let keys = keys.map(|(key, name)| -> Expression { sql!("{} AS {}", key, name) });
    let numbered_ids = ids.iter().enumerate();
    let numbered_ids = numbered_ids
        .map(|(position, name)| -> Expression { sql!("{}.{} AS {}{}", row, *name, ID, position) });
    let first = has_first.then(|| -> Expression { sql!("{}.{}", GROUP, FIRST) });
    let values: Expression = list(keys.chain(numbered_ids).chain(first.clone()), ", ");
    let parted: Expression = list(first.into_iter().chain(key_spec.keys(GROUP)), ", ");
    let order = ids
        .iter()
        .map(|it| -> Expression { sql!("{}.{}", row, *it) });
    let order: Expression = list(order, ", ");
    sql!(
        "SELECT {}.{}, {}, row_number() OVER (PARTITION BY {} ORDER BY {}) AS {} FROM {}",
        GROUP,
        ROWS,
        values,
        parted,
        order,
        NUMBER,
        *joined
    )
}

/// Counts the groups, and the rows in them.
pub(super) fn count(key_spec: Rendered<'_>) -> Statement {
    let whole = match key_spec.backend() {
        Backend::Postgres => "bigint",
        Backend::Mysql => "signed",
        Backend::Sqlite => "integer",
    };
    let keys: Expression = list(key_spec.keys(ROW), ", ");
    sql!(
        "SELECT count(*), CAST(coalesce(sum({}.{}), 0) AS {}) FROM \
         (SELECT count(*) AS {} FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1) AS {}",
        GROUP,
        ROWS,
        whole,
        ROWS,
        key_spec.rows(ROW),
        key_spec.condition(ROW),
        keys,
        GROUP
    )
}

fn order(keys: &[Expression], page: &Page<'_>) -> Expression {
    let keys: Expression = list(keys.iter().cloned(), ", ");
    sql!(" ORDER BY {} LIMIT {}", keys, page.groups)
}

/// Returns all groups behind the last page: the key, the number of its rows, and their first id.
fn groups(
    key_spec: Rendered<'_>,
    first: Option<&Expression>,
    page: &Page<'_>,
    values: &mut BoundValues,
) -> Statement {
    let keys = key_spec.keys(ROW);
    let named = keys.iter().zip(key_spec.names());
    let named = named.map(|(key, name)| -> Expression { sql!("{} AS {}", *key, name) });
    let first = first.map(|it| -> Expression { sql!("{} AS {}", *it, FIRST) });
    let named: Expression = list(named.chain(first), ", ");
    let behind: Expression = match page.after {
        Some(last) => sql!(" AND ({})", after(key_spec, &keys, last, values)),
        None => sql!(""),
    };
    let keys: Expression = list(keys, ", ");
    sql!(
        "SELECT count(*) AS {}, {} FROM {} WHERE {}{} GROUP BY {} HAVING count(*) > 1",
        ROWS,
        named,
        key_spec.rows(ROW),
        key_spec.condition(ROW),
        behind,
        keys
    )
}

/// Returns the first id of a group on MySQL and MariaDB, which sort by the first 1,024 bytes of a value: it distinguishes
/// keys that are equal up to there.
fn first(key_spec: Rendered<'_>, names: &[Name]) -> Option<Expression> {
    let sql = Sql(key_spec.backend());
    let name = names.first().filter(|_| sql.0 == Backend::Mysql)?;
    Some(sql!("min({}.{})", sql.name(ROW), *name))
}

fn selected(key_spec: Rendered<'_>, ids: &Ids) -> Expression {
    let backend = key_spec.backend();
    let id = |position: usize| -> Expression { sql!("{}.{}{}", MEMBER, ID, position) };
    let mut selected: Vec<Expression> = Vec::new();
    if let Ids::Typed(names) = ids {
        selected.extend((0..names.len()).map(id));
    }
    selected.push(sql!("{}.{}", MEMBER, ROWS));
    selected.push(sql!("{}.{}", MEMBER, NUMBER));
    for (position, key) in key_spec.keys(MEMBER).iter().enumerate() {
        selected.push(sql!(
            "CASE WHEN {}.{} = 1 THEN {} END AS {}{}",
            MEMBER,
            NUMBER,
            text_of(key, backend),
            TEXT,
            position
        ));
    }
    selected.extend(key_spec.keys(MEMBER));
    if let Ids::Texts(names) = ids {
        selected.extend((0..names.len()).map(|position| -> Expression {
            sql!("{} AS {}{}", text_of(&id(position), backend), ID, position)
        }));
    }
    list(selected, ", ")
}

/// Returns a value of any type as a text for people; bytes that are not text in hexadecimal digits.
fn text_of(value: &Expression, backend: Backend) -> Expression {
    match backend {
        Backend::Postgres => sql!("({})::text", *value),
        Backend::Sqlite => sql!(
            "CASE typeof({}) WHEN 'blob' THEN hex({}) ELSE CAST({} AS TEXT) END",
            *value,
            *value,
            *value
        ),
        Backend::Mysql => {
            let text: Expression = sql!("CONVERT({} USING utf8mb4)", *value);
            sql!(
                "CASE WHEN COLLATION({}) = 'binary' \
                 AND NOT (CAST({} AS BINARY) <=> CAST({} AS BINARY)) \
                 THEN HEX({}) ELSE {} END",
                *value,
                text,
                *value,
                *value,
                text
            )
        }
    }
}
