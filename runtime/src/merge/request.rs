//! The request of a merge, with its options.

use std::marker::PhantomData;

use diesel::Column;

use crate::catalog::Backend;
use crate::duplicates::{Duplicated, HasKeySpec, KeySpec, Of};

/// The order by which one of several rows comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub(super) column: String,
    pub(super) descending: bool,
}

impl Order {
    /// Orders by the greatest value of this column; a row without one comes last.
    #[must_use]
    pub fn latest(column: impl Into<String>) -> Self {
        Self {
            column: column.into(),
            descending: true,
        }
    }

    /// Orders by the least value of this column; a row without one comes last.
    #[must_use]
    pub fn oldest(column: impl Into<String>) -> Self {
        Self {
            column: column.into(),
            descending: false,
        }
    }
}

/// An [`Order`] by a column of the table `T`: see [`latest`] and [`oldest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderBy<T> {
    order: Order,
    table: PhantomData<fn() -> T>,
}

/// Orders by the greatest value of this column; a row without one comes last.
///
/// ```
/// # diesel::table! { users (id) { id -> BigInt, updated_at -> Timestamp } }
/// use camshaft::merge::latest;
///
/// let order = latest(users::updated_at);
/// ```
#[must_use]
pub fn latest<C: Column>(_: C) -> OrderBy<C::Table> {
    OrderBy::of(Order::latest(C::NAME))
}

/// Orders by the least value of this column; a row without one comes last.
#[must_use]
pub fn oldest<C: Column>(_: C) -> OrderBy<C::Table> {
    OrderBy::of(Order::oldest(C::NAME))
}

impl<T> OrderBy<T> {
    const fn of(order: Order) -> Self {
        Self {
            order,
            table: PhantomData,
        }
    }
}

/// Something that says which row of those that `S` seeks comes first.
#[diagnostic::on_unimplemented(
    message = "this does not order the rows that are merged",
    label = "a column of another table",
    note = "`keep(latest(users::updated_at))` takes a column of the table whose rows are merged"
)]
pub trait OrdersRowsOf<S> {
    /// Returns the order.
    #[doc(hidden)]
    fn order(self) -> Order;
}

#[diagnostic::do_not_recommend]
impl OrdersRowsOf<KeySpec> for Order {
    fn order(self) -> Order {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<D: Duplicated> OrdersRowsOf<Of<D>> for OrderBy<D::Table> {
    fn order(self) -> Order {
        self.order
    }
}

/// Columns that refer to the table without a foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoftReference {
    pub(super) schema: Option<String>,
    pub(super) table: String,
    pub(super) column: String,
    pub(super) only: Option<(String, String)>,
}

impl SoftReference {
    /// Declares that `table.column` holds the primary key.
    #[must_use]
    pub fn new(table: impl Into<String>, column: impl Into<String>) -> Self {
        Self {
            schema: None,
            table: table.into(),
            column: column.into(),
            only: None,
        }
    }

    /// Sets the schema of the table; without it there must be one table of the name.
    #[must_use]
    pub fn in_schema(self, schema: impl Into<String>) -> Self {
        Self {
            schema: Some(schema.into()),
            ..self
        }
    }

    /// Restricts it to rows whose column `column` has this value: a polymorphic reference.
    #[must_use]
    pub fn only(self, column: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            only: Some((column.into(), value.into())),
            ..self
        }
    }
}

/// The databases in which rows may refer to the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Databases {
    /// Any database of the server.
    #[default]
    All,
    /// The connected one only.
    This,
}

/// The treatment of groups whose key may mean "no value".
///
/// A key is doubtful if each part of it is empty or 0, and so is that of a group with more than 20 rows and
/// more than ten times as many as any other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Doubtful {
    /// Doubtful groups are merged as all others.
    #[default]
    Merge,
    /// Nothing is merged if there is one.
    Refuse,
}

/// The source of values that the survivor lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Nulls {
    /// The survivor stays as it is.
    #[default]
    Keep,
    /// The survivor takes the value of the row that comes first after it.
    Fill,
}

/// A merge of duplicates: of each group one row survives, whatever refers to the others refers to it
/// afterwards, and everything that is deleted or changed is archived.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent to the database before `run` or `dry_run`"]
pub struct Merge<S = KeySpec> {
    pub(super) key_spec: S,
    pub(super) keep: Vec<Order>,
    pub(super) children: Vec<(String, Order)>,
    pub(super) references: Vec<SoftReference>,
    pub(super) nulls: Nulls,
    pub(super) archive: String,
    pub(super) page: u32,
    pub(super) limit: Option<u64>,
    pub(super) databases: Databases,
    pub(super) doubtful: Doubtful,
}

/// The table that rows are archived in, unless another is named.
pub const ARCHIVE: &str = "camshaft_merge_archive";

impl<S> Merge<S> {
    /// Creates the request for the rows of a key specification. The row with the least primary key survives, unless
    /// [`keep`](Self::keep) says otherwise.
    pub fn new(key_spec: S) -> Self {
        Self {
            key_spec,
            keep: Vec::new(),
            children: Vec::new(),
            references: Vec::new(),
            nulls: Nulls::Keep,
            archive: ARCHIVE.to_owned(),
            page: 1_000,
            limit: None,
            databases: Databases::All,
            doubtful: Doubtful::Merge,
        }
    }

    /// Sets the order by which a row survives. Called again, it decides between rows that are equal so far; the least
    /// primary key decides last.
    pub fn keep(mut self, order: impl OrdersRowsOf<S>) -> Self {
        self.keep.push(order.order());
        self
    }

    /// Sets the order by which a row of another table stays, where two rows would violate a unique key of theirs once
    /// they refer to the survivor. By default it is the survivor's own, and then the one with the least primary key.
    pub fn keep_of(mut self, table: impl Into<String>, order: Order) -> Self {
        self.children.push((table.into(), order));
        self
    }

    /// Makes columns that refer to the table without a foreign key move, too.
    pub fn reference(mut self, reference: SoftReference) -> Self {
        self.references.push(reference);
        self
    }

    /// Returns whether the survivor takes the values that it lacks from the others.
    pub const fn nulls(mut self, nulls: Nulls) -> Self {
        self.nulls = nulls;
        self
    }

    /// Sets the table to archive in: [`ARCHIVE`] unless it is named. It is created when it is not there.
    pub fn archive(mut self, table: impl Into<String>) -> Self {
        self.archive = table.into();
        self
    }

    /// Sets the number of groups that are merged in one transaction: 1,000 by default, and fewer where they have 10,000
    /// rows together. A transaction that fails is split, down to single groups, so that the others go on.
    pub fn page(mut self, groups: u32) -> Self {
        self.page = groups.max(1);
        self
    }

    /// Says that no table of another database refers to these rows. MySQL and MariaDB let a table refer to
    /// one of another database, and show it only to a user who may use both: without this, a user who does
    /// not see all of them is refused.
    pub const fn databases(mut self, databases: Databases) -> Self {
        self.databases = databases;
        self
    }

    /// Says what becomes of groups whose key may mean "no value": an empty text, 0, or a key that far more
    /// rows have than any other.
    pub const fn doubtful(mut self, doubtful: Doubtful) -> Self {
        self.doubtful = doubtful;
        self
    }

    /// Ends after so many groups.
    pub const fn limit(mut self, groups: u64) -> Self {
        self.limit = Some(groups);
        self
    }
}

impl<S: HasKeySpec> Merge<S> {
    /// Returns the request with the key specification of this server.
    pub(super) fn on(&self, backend: Backend) -> Merge {
        Merge {
            key_spec: self.key_spec.key_spec(backend),
            keep: self.keep.clone(),
            children: self.children.clone(),
            references: self.references.clone(),
            nulls: self.nulls,
            archive: self.archive.clone(),
            page: self.page,
            limit: self.limit,
            databases: self.databases,
            doubtful: self.doubtful,
        }
    }
}
