//! The statements, as text with values in it, and as a Diesel query node.

use std::fmt;
use std::marker::PhantomData;

use diesel::RunQueryDsl;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::after::push_after;
use super::sought::{Sought, quoted};
use super::value::AnyValue;
use crate::catalog::Backend;
use crate::dialect::Dialect;

/// A statement whose rows are of the SQL type `ST`.
pub struct Statement<ST> {
    pieces: Vec<Piece>,
    sql_type: PhantomData<fn() -> ST>,
}

/// A piece of a statement.
pub(super) enum Piece {
    Sql(String),
    Value(AnyValue),
}

impl<ST> Statement<ST> {
    pub(super) const fn new(pieces: Vec<Piece>) -> Self {
        Self {
            pieces,
            sql_type: PhantomData,
        }
    }
}

impl<ST, DB: Dialect> QueryFragment<DB> for Statement<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for piece in &self.pieces {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Value(value) => DB::push(value, &mut out)?,
            }
        }
        Ok(())
    }
}

/// Its SQL depends on what is sought.
impl<ST> QueryId for Statement<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for Statement<ST> {
    type SqlType = ST;
}

impl<ST, C> RunQueryDsl<C> for Statement<ST> {}

impl<ST> fmt::Debug for Statement<ST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement").finish_non_exhaustive()
    }
}

/// The primary key, and the form its values are wanted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ids {
    /// As they are, in front of all else.
    Typed(&'static [&'static str]),
    /// As texts, behind all else.
    Texts(Vec<String>),
}

impl Ids {
    fn names(&self, backend: Backend) -> Vec<String> {
        match self {
            Self::Typed(names) => names.iter().map(|name| quoted(backend, name)).collect(),
            Self::Texts(names) => names.iter().map(|name| quoted(backend, name)).collect(),
        }
    }
}

/// A part of all groups.
pub(super) struct Page<'a> {
    /// So many groups at most.
    pub(super) groups: u64,
    /// So many ids of each at most.
    pub(super) ids: u64,
    /// Behind the group with this key.
    pub(super) after: Option<&'a [AnyValue]>,
    /// Says whether groups are found in the order of an index.
    pub(super) is_indexed: bool,
}

/// Where a row comes from: the table, a group, all groups, a member of a group.
const ROW: &str = "camshaft_row";
const GROUP: &str = "camshaft_group";
const ALL: &str = "camshaft_groups";
const MEMBER: &str = "camshaft_member";

/// What a row says of its group: how many rows it has, and its number among them.
pub(super) const ROWS: &str = "camshaft_rows";
pub(super) const NUMBER: &str = "camshaft_number";
/// How what is a text for people begins: a part of the key, or of an id.
pub(super) const TEXT: &str = "camshaft_text_";
pub(super) const ID: &str = "camshaft_id_";
/// The first id of a group.
const FIRST: &str = "camshaft_first";

/// The members of the next groups, in the order of their keys.
pub(super) fn page(sought: &Sought, ids: &Ids, page: &Page<'_>, backend: Backend) -> Vec<Piece> {
    let names = ids.names(backend);
    let first = first(sought, &names, backend);
    let is_told_apart = first.is_some().then(|| format!("{GROUP}.{FIRST}"));
    let mut pieces = Pieces::default();
    let is_named = backend == Backend::Sqlite;
    let is_grouped_first = backend == Backend::Postgres && !page.is_indexed;
    if is_named {
        pieces.push(&format!("WITH {GROUP} AS ("));
        push_next_groups(&mut pieces, sought, first.as_deref(), page, backend);
        pieces.push(") ");
    } else if is_grouped_first {
        // With the limit in sight PostgreSQL would sort all rows.
        pieces.push(&format!("WITH {ALL} AS MATERIALIZED ("));
        push_groups(&mut pieces, sought, first.as_deref(), page, backend);
        pieces.push(") ");
    }
    pieces.push(&select_members(sought, ids, backend));
    pieces.push(&format!(" FROM (SELECT {GROUP}.{ROWS}"));
    for (key, name) in keys_of(sought, GROUP, backend) {
        pieces.push(&format!(", {key} AS {name}"));
    }
    let row = quoted(backend, ROW);
    for (position, name) in names.iter().enumerate() {
        pieces.push(&format!(", {row}.{name} AS {ID}{position}"));
    }
    if is_told_apart.is_some() {
        pieces.push(&format!(", {GROUP}.{FIRST}"));
    }
    let mut parted: Vec<_> = is_told_apart.into_iter().collect();
    parted.extend(sought.keys(backend, GROUP));
    let order: Vec<_> = names.iter().map(|name| format!("{row}.{name}")).collect();
    pieces.push(&format!(
        ", row_number() OVER (PARTITION BY {} ORDER BY {}) AS {NUMBER} FROM ",
        parted.join(", "),
        order.join(", "),
    ));
    if is_named {
        pieces.push(&join_of_sqlite(sought));
    } else {
        pieces.push("(");
        if is_grouped_first {
            pieces.push(&format!("SELECT * FROM {ALL}"));
            push_order(&mut pieces, &sought.keys(backend, ALL), page);
        } else {
            push_next_groups(&mut pieces, sought, first.as_deref(), page, backend);
        }
        let (rows, equality) = (
            sought.rows(backend, ROW),
            sought.equality(backend, ROW, GROUP),
        );
        pieces.push(&format!(") AS {GROUP} JOIN {rows} ON {equality}"));
    }
    pieces.push(&format!(
        ") AS {MEMBER} WHERE {MEMBER}.{NUMBER} <= {} ORDER BY {}",
        page.ids.max(1),
        sought.keys(backend, MEMBER).join(", "),
    ));
    if first.is_some() {
        pieces.push(&format!(", {MEMBER}.{FIRST}"));
    }
    pieces.push(&format!(", {MEMBER}.{NUMBER}"));
    pieces.0
}

/// The table first, in the order that SQLite keeps to: its planner would look through the whole table
/// for each group where the key has no index. Where it has one, the table is read from the first
/// group to the last one only.
fn join_of_sqlite(sought: &Sought) -> String {
    let backend = Backend::Sqlite;
    let rows = sought.rows(backend, ROW);
    let mut condition = sought.equality(backend, ROW, GROUP);
    let (inside, outside) = (sought.keys(backend, GROUP), sought.keys(backend, ROW));
    if let (true, [of_group, ..], [of_row, ..]) = (sought.nulls_distinct, &inside[..], &outside[..])
    {
        let bound = |function| format!("(SELECT {function}({of_group}) FROM {GROUP})");
        let (least, greatest) = (bound("min"), bound("max"));
        condition = format!("{of_row} BETWEEN {least} AND {greatest} AND {condition}");
    }
    format!("{rows} CROSS JOIN {GROUP} ON {condition}")
}

/// How many groups there are, and how many rows in them.
pub(super) fn count(sought: &Sought, backend: Backend) -> Vec<Piece> {
    let whole = match backend {
        Backend::Postgres => "bigint",
        Backend::Mysql => "signed",
        Backend::Sqlite => "integer",
    };
    let keys = sought.keys(backend, ROW).join(", ");
    vec![Piece::Sql(format!(
        "SELECT count(*), CAST(coalesce(sum({GROUP}.{ROWS}), 0) AS {whole}) FROM \
         (SELECT count(*) AS {ROWS} FROM {} WHERE {} GROUP BY {keys} HAVING count(*) > 1) AS {GROUP}",
        sought.rows(backend, ROW),
        sought.condition(backend, ROW),
    ))]
}

/// The next groups, as many as a page has.
fn push_next_groups(
    pieces: &mut Pieces,
    sought: &Sought,
    first: Option<&str>,
    page: &Page<'_>,
    backend: Backend,
) {
    push_groups(pieces, sought, first, page, backend);
    push_order(pieces, &sought.keys(backend, ROW), page);
}

fn push_order(pieces: &mut Pieces, keys: &[String], page: &Page<'_>) {
    let keys = keys.join(", ");
    pieces.push(&format!(" ORDER BY {keys} LIMIT {}", page.groups));
}

/// All groups behind the last page: the key, how many rows have it, and their first id.
fn push_groups(
    pieces: &mut Pieces,
    sought: &Sought,
    first: Option<&str>,
    page: &Page<'_>,
    backend: Backend,
) {
    let keys = sought.keys(backend, ROW);
    pieces.push(&format!("SELECT count(*) AS {ROWS}"));
    for (key, name) in keys_of(sought, ROW, backend) {
        pieces.push(&format!(", {key} AS {name}"));
    }
    if let Some(first) = first {
        pieces.push(&format!(", {first} AS {FIRST}"));
    }
    pieces.push(&format!(
        " FROM {} WHERE {}",
        sought.rows(backend, ROW),
        sought.condition(backend, ROW),
    ));
    if let Some(after) = page.after {
        pieces.push(" AND ");
        push_after(pieces, sought, &keys, after, backend);
    }
    let keys = keys.join(", ");
    pieces.push(&format!(" GROUP BY {keys} HAVING count(*) > 1"));
}

/// MySQL and MariaDB sort by the first 1,024 bytes of a value: what is alike so far is told apart
/// by the first id of its group.
fn first(sought: &Sought, names: &[String], backend: Backend) -> Option<String> {
    let name = names.first().filter(|_| backend == Backend::Mysql)?;
    debug_assert!(!sought.keys.is_empty());
    Some(format!("min({}.{name})", quoted(backend, ROW)))
}

fn select_members(sought: &Sought, ids: &Ids, backend: Backend) -> String {
    let id = |position: usize| format!("{MEMBER}.{ID}{position}");
    let mut selected = Vec::new();
    if let Ids::Typed(names) = ids {
        selected.extend((0..names.len()).map(id));
    }
    selected.push(format!("{MEMBER}.{ROWS}"));
    selected.push(format!("{MEMBER}.{NUMBER}"));
    for (position, key) in sought.keys(backend, MEMBER).iter().enumerate() {
        let text = text_of(key, backend);
        selected.push(format!(
            "CASE WHEN {MEMBER}.{NUMBER} = 1 THEN {text} END AS {TEXT}{position}"
        ));
    }
    selected.extend(sought.keys(backend, MEMBER));
    if let Ids::Texts(names) = ids {
        selected.extend((0..names.len()).map(|position| {
            let text = text_of(&id(position), backend);
            format!("{text} AS {ID}{position}")
        }));
    }
    format!("SELECT {}", selected.join(", "))
}

/// A value of any type as a text for people; bytes that are no text in hexadecimal digits.
fn text_of(value: &str, backend: Backend) -> String {
    match backend {
        Backend::Postgres => format!("({value})::text"),
        Backend::Sqlite => {
            format!(
                "CASE typeof({value}) WHEN 'blob' THEN hex({value}) ELSE CAST({value} AS TEXT) END"
            )
        }
        Backend::Mysql => {
            let text = format!("CONVERT({value} USING utf8mb4)");
            format!(
                "CASE WHEN COLLATION({value}) = 'binary' \
                 AND NOT (CAST({text} AS BINARY) <=> CAST({value} AS BINARY)) \
                 THEN HEX({value}) ELSE {text} END"
            )
        }
    }
}

/// The parts of the key, and what they are called.
fn keys_of(sought: &Sought, alias: &str, backend: Backend) -> Vec<(String, String)> {
    let prefix = format!("{}.", quoted(backend, alias));
    let keys = sought.keys(backend, alias).into_iter();
    keys.map(|key| {
        let name = key.strip_prefix(&prefix).unwrap_or(&key).to_owned();
        (key, name)
    })
    .collect()
}

/// Pieces that are put together.
#[derive(Default)]
pub(super) struct Pieces(pub(super) Vec<Piece>);

impl Pieces {
    pub(super) fn push(&mut self, sql: &str) {
        match self.0.last_mut() {
            Some(Piece::Sql(text)) => text.push_str(sql),
            _ => self.0.push(Piece::Sql(sql.to_owned())),
        }
    }

    pub(super) fn bind(&mut self, value: &AnyValue) {
        self.0.push(Piece::Value(value.clone()));
    }
}
