//! The request for duplicates, and the page that is read next.

use diesel::sql_types::BigInt;

use super::bound::Statement;
use super::index::count_indexes;
use super::key_spec::KeySpec;
use super::member::{Group, grouped};
use super::source::{Named, Of, Source};
use super::statement::{Page, count, page};
use crate::catalog::Backend;
use crate::dialect::AnyValue;

/// The groups of a page that follows an index of PostgreSQL, unless `page` is called.
const PAGE_OF_INDEX: u64 = 1_000;
/// The groups of the first page without an index: each page groups the rest of the table.
const FIRST_PAGE: u64 = 10_000;
/// The groups of each further page without an index.
const FURTHER_PAGE: u64 = 100_000;
/// The number of ids of a group that are read, unless another one is set.
const IDS: u64 = 100;

/// The groups of rows that are equal in a key: finish it with `load` or `count`, or take it page by
/// page with `next_page`.
///
/// The server groups and compares, so its collations count. Groups come in the order of their
/// keys. A page is one statement that begins after the last key read, so no row is held between two
/// pages, and other sessions may write meanwhile: a group that they resolve is not returned, and rows
/// they add count as soon as they are committed.
///
/// An ordinary index on the key lets a page read its own part of the table only, and all pages
/// together read the table once: on PostgreSQL, which is asked for one before the first page, they
/// have 1,000 groups then. Without one each page groups all rows behind its first key, so the pages
/// are large: 10,000 groups, and then 100,000. Where there are more groups than that, create the
/// index first.
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/pending.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let groups = User::duplicates_by_email().load(conn)?;
/// assert_eq!(groups.len(), 1);
/// assert_eq!(groups[0].key, [Some("ada@example.org".to_owned())]);
/// assert_eq!((groups[0].rows, &groups[0].ids[..]), (2, &[1, 3][..]));
///
/// let count = User::duplicates_by_email().count(conn)?;
/// assert_eq!((count.groups, count.rows), (1, 2));
///
/// // Page by page, whatever their number.
/// let mut duplicates = User::duplicates_by_email().page(500);
/// while let Some(groups) = duplicates.next_page(conn)? {
///     println!("{groups:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is sent to the database before `load`, `count` or `next_page`"]
pub struct Duplicates<S> {
    source: S,
    page: Option<u64>,
    ids: u64,
    /// The number of groups that are still wanted.
    left: Option<u64>,
    after: Option<Vec<AnyValue>>,
    /// True if an index of PostgreSQL begins with the key, once that was asked.
    is_indexed: Option<bool>,
    is_read: bool,
}

/// The type that the functions of a model return.
pub type DuplicatesOf<D> = Duplicates<Of<D>>;

/// The number of duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// The number of groups of rows that are equal.
    pub groups: u64,
    /// The number of rows they have in all.
    pub rows: u64,
}

impl<D> Duplicates<Of<D>> {
    /// Creates the query, for the expansion of the derive.
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self::from_source(Of::new())
    }
}

impl<D> Default for Duplicates<Of<D>> {
    fn default() -> Self {
        Self::new()
    }
}

impl Duplicates<Named> {
    /// Duplicates in a table that is known at run time only, with the columns of its primary key.
    ///
    /// Names are quoted; expressions and predicates are sent as they are.
    pub const fn of(key_spec: KeySpec, primary_key: Vec<String>) -> Self {
        Self::from_source(Named::new(key_spec, primary_key))
    }
}

impl<S> Duplicates<S> {
    const fn from_source(source: S) -> Self {
        Self {
            source,
            page: None,
            ids: IDS,
            left: None,
            after: None,
            is_indexed: None,
            is_read: false,
        }
    }

    /// Returns the source alone.
    pub(crate) fn into_source(self) -> S {
        self.source
    }

    /// Reads so many groups at most.
    pub const fn limit(mut self, groups: u64) -> Self {
        self.left = Some(groups);
        self
    }

    /// Reads so many groups with each statement, 1 at least. Unless it is called, the first one reads
    /// 10,000, and each further one 100,000; along an index of PostgreSQL each one reads 1,000.
    pub const fn page(mut self, groups: u64) -> Self {
        self.page = Some(if groups == 0 { 1 } else { groups });
        self
    }

    /// Reads so many ids of each group at most; 100 unless it is called, 1 at least. The
    /// number of the rows of a group is returned all the same.
    pub const fn ids(mut self, ids: u64) -> Self {
        self.ids = if ids == 0 { 1 } else { ids };
        self
    }
}

/// A connection that can load the duplicates of the source `S`.
///
/// `M` is [`Blocking`](crate::connection::Blocking) or [`Asynchronous`](crate::connection::Asynchronous); the
/// compiler finds it out from the connection.
#[diagnostic::on_unimplemented(
    message = "this connection cannot load these duplicates",
    label = "not on `{Self}`",
    note = "its backend must be in the catalog, and among those that the declaration's `on(..)` names"
)]
pub trait LoadsDuplicates<'c, S: Source, M>: 'c {
    /// The groups, or a future of them.
    type Loaded;

    /// Loads them.
    #[doc(hidden)]
    fn load_all(&'c mut self, duplicates: Duplicates<S>) -> Self::Loaded;
}

impl<S: Source> Duplicates<S> {
    /// Reads all groups, or as many as [`limit`](Self::limit) says, page by page: the groups, or on a
    /// connection of diesel-async a future of them.
    ///
    /// # Errors
    ///
    /// The errors of the database.
    pub fn load<'c, C, M>(self, conn: &'c mut C) -> C::Loaded
    where
        C: LoadsDuplicates<'c, S, M>,
    {
        conn.load_all(self)
    }

    /// Returns the question whether an index begins with the key, before the first page on
    /// PostgreSQL.
    pub(super) fn asks_for_index(&self, backend: Backend) -> Option<Statement<(BigInt, BigInt)>> {
        let is_asked = self.is_indexed.is_some() || self.wanted() == 0;
        (backend == Backend::Postgres && !is_asked)
            .then(|| Statement::without_values(count_indexes(&self.source.key_spec(backend))))
    }

    pub(super) const fn answer_for_index(&mut self, (indexes, _): (i64, i64)) {
        self.is_indexed = Some(indexes > 0);
    }

    /// Returns the statement of the next page; `None` when all are read.
    pub(super) fn statement(&self, backend: Backend) -> Option<Statement<S::SqlType>> {
        let groups = self.wanted();
        if self.is_read || groups == 0 {
            return None;
        }
        let wanted = Page {
            groups,
            ids: self.ids,
            after: self.after.as_deref(),
            is_indexed: self.is_indexed == Some(true),
        };
        let key_spec = self.source.key_spec(backend);
        let (sql, values) = page(key_spec.on(backend), &self.source.ids(), &wanted);
        Some(Statement::new(sql, values))
    }

    fn wanted(&self) -> u64 {
        let page = match (self.page, self.is_indexed, &self.after) {
            (Some(page), _, _) => page,
            (None, Some(true), _) => PAGE_OF_INDEX,
            (None, _, None) => FIRST_PAGE,
            (None, _, Some(_)) => FURTHER_PAGE,
        };
        self.left.map_or(page, |left| left.min(page))
    }

    /// Takes the rows of a page; `None` for an empty one.
    pub(super) fn take(&mut self, rows: Vec<S::Row>) -> Option<Vec<Group<S::Id>>> {
        let wanted = self.wanted();
        let (groups, last) = grouped(rows.into_iter().map(S::split));
        let found = u64::try_from(groups.len()).unwrap_or(wanted);
        self.is_read = found < wanted;
        self.left = self.left.map(|left| left.saturating_sub(found));
        self.after = last.or_else(|| self.after.take());
        (!groups.is_empty()).then_some(groups)
    }

    /// Returns the statement that counts.
    pub(super) fn counting(&self, backend: Backend) -> Statement<(BigInt, BigInt)> {
        Statement::without_values(count(self.source.key_spec(backend).on(backend)))
    }
}

impl Count {
    pub(super) fn of((groups, rows): (i64, i64)) -> Self {
        let whole = |number| u64::try_from(number).unwrap_or_default();
        Self {
            groups: whole(groups),
            rows: whole(rows),
        }
    }
}
