//! A readiness probe: does the live database keep what the compiled catalog promises?
//!
//! [`verify`](crate::verify()) answers with a [`Verified`].

mod compare;
mod difference;
mod remedy;
mod settings;
#[cfg(test)]
mod tests;
mod words;

use std::fmt::{self, Debug, Display, Formatter};

use diesel::connection::LoadConnection;

pub use difference::{ColumnFault, Difference, UniqueFault};
pub use settings::Verifies;
#[cfg(feature = "async")]
pub use settings::VerifiesAsync;

use crate::catalog::{Arena, Backend, Catalog, Inspect, Table, display_name};
use crate::error::Error;

/// The tables whose proofs are verified: all of a compiled catalog, or some.
///
/// A table without a unique index that could prove a declaration proves nothing, and is never
/// looked at.
#[derive(Debug, Clone)]
pub struct Tables {
    compiled: &'static [Catalog<'static>],
    only: Option<Vec<String>>,
}

impl Tables {
    /// Selects all tables of a compiled catalog.
    #[must_use]
    pub const fn of(compiled: &'static [Catalog<'static>]) -> Self {
        Self {
            compiled,
            only: None,
        }
    }

    /// Selects these tables of it, by their names in SQL, with the schema unless that is the
    /// default.
    ///
    /// A name that no section of the catalog has is a [`Difference`], so that a misspelt one does
    /// not pass.
    #[must_use]
    pub fn only<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        Self {
            only: Some(names.into_iter().map(N::into).collect()),
            ..self
        }
    }

    fn has_section(&self, backend: Backend) -> bool {
        let mut sections = self.compiled.iter();
        sections.any(|section| section.backend == backend)
    }

    /// Returns the tables asked for on a backend.
    fn on(&self, backend: Backend) -> impl Iterator<Item = &'static Table<'static>> {
        self.compiled
            .iter()
            .filter(move |section| section.backend == backend)
            .flat_map(|section| section.tables)
            .filter(move |table| match &self.only {
                Some(names) => names.contains(&display_name(table, backend)),
                None => true,
            })
    }

    /// Returns the names that no section has.
    fn not_compiled(&self) -> impl Iterator<Item = &str> {
        let is_compiled = |name: &&String| {
            self.compiled.iter().any(|section| {
                let mut tables = section.tables.iter();
                tables.any(|table| display_name(table, section.backend) == **name)
            })
        };
        let names = self.only.iter().flatten();
        names
            .filter(move |name| !is_compiled(name))
            .map(String::as_str)
    }
}

impl From<&'static [Catalog<'static>]> for Tables {
    fn from(compiled: &'static [Catalog<'static>]) -> Self {
        Self::of(compiled)
    }
}

/// The findings of [`verify`](crate::verify()).
///
/// As an error it is what was found; its `Debug` is its `Display`, since `main` and tests print that.
#[must_use = "the database may differ: `into_result()?` refuses to go on then"]
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    differences: Vec<Difference>,
}

impl Verified {
    /// Returns whether every proof holds.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.differences.is_empty()
    }

    /// Returns the differences that make a proof false: the settings of the connection, then table
    /// by table as compiled.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Returns the same differences, owned.
    #[must_use]
    pub fn into_differences(self) -> Vec<Difference> {
        self.differences
    }

    /// Returns the differences as an error, or `Ok` if every proof holds.
    ///
    /// # Errors
    ///
    /// The differences.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_ok() { Ok(()) } else { Err(self) }
    }

    /// Judges what was read.
    fn of<B: Inspect>(tables: &Tables, mut differences: Vec<Difference>, rows: &B::Rows) -> Self {
        let arena = Arena::new();
        differences.extend(compare::compare(tables, &B::assemble(rows, &arena)));
        Self { differences }
    }
}

impl Display for Verified {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_ok() {
            return f.write_str("the database keeps what the compiled catalog promises");
        }
        f.write_str("the database does not keep what the compiled catalog promises:")?;
        for difference in &self.differences {
            write!(f, "\n  {difference}")?;
        }
        Ok(())
    }
}

impl Debug for Verified {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl std::error::Error for Verified {}

/// Compares the compiled catalog with the connected database, and returns the differences that make
/// a proof false: for a readiness probe, or before an application starts.
///
/// A declaration is proven with the catalog that was printed. What has changed since is found here
/// before a query trips over it: a unique index that is gone, not unique, INVALID, deferrable or on
/// something else; a key column that is gone, or computed; a column without which no row can be
/// created; a foreign key that no longer reports a missing parent; a table that is missing or a
/// view.
/// On PostgreSQL also a table that others inherit from, or that has rules; an index in the order of an
/// old version of its collation; and a type whose operators this very connection does not search.
/// On SQLite also `foreign_keys` and `busy_timeout` of this very connection, which
/// `camshaft::sqlite::prepare` sets.
///
/// A change that breaks no proof is not a difference: other tables, more columns and indexes, the
/// order of columns, types in other words, the same new collation of a column and its index,
/// another action of a foreign key. [`catalog::check`] finds those. Predicates and expressions are
/// compared by their text, as the server prints it.
///
/// Only the compiler of an application knows the tables with declarations, so that each
/// table of the catalog counts unless [`Tables::only`] names some, and of these each unique index:
///
/// ```text
/// camshaft::verify(&mut conn, Tables::of(catalog::CATALOG).only(["users", "user_details"]))
/// ```
///
/// The call takes five queries, on MySQL and SQLite six, whatever the number of tables, changes
/// nothing and begins no transaction: while a migration runs beside it, it may see half of that.
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::verify::{Difference, UniqueFault};
/// use diesel::connection::SimpleConnection;
///
/// camshaft::sqlite::prepare(conn)?;
/// camshaft::verify(conn, catalog::CATALOG)?.into_result()?;
///
/// conn.batch_execute("DROP INDEX users_email; CREATE INDEX users_email ON users (email)")?;
/// let found = camshaft::verify(conn, catalog::CATALOG)?;
/// assert!(matches!(
///     found.differences(),
///     [Difference::Unique { index: Some(index), fault: UniqueFault::NotUnique, .. }] if index == "users_email"
/// ));
/// assert_eq!(
///     found.differences()[0].to_string(),
///     "no unique index on `users (email)`: `users_email` is not unique; \
///      help: DROP INDEX users_email; CREATE UNIQUE INDEX users_email ON users (email);"
/// );
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::Database`]: the database did not answer, so that nothing is known.
///
/// [`catalog::check`]: crate::catalog::check
pub fn verify<C>(conn: &mut C, tables: impl Into<Tables>) -> Result<Verified, Error>
where
    C: LoadConnection<Backend: Verifies>,
{
    let settings = <C::Backend as Verifies>::missing_settings(conn)?;
    let rows = <C::Backend as Inspect>::read(conn)?;
    Ok(Verified::of::<C::Backend>(&tables.into(), settings, &rows))
}

/// Does the same as [`verify`](crate::verify()) on an asynchronous connection.
///
/// # Errors
///
/// The same.
#[cfg(feature = "async")]
pub fn verify_async<C>(
    conn: &mut C,
    tables: impl Into<Tables>,
) -> impl Future<Output = Result<Verified, Error>> + Send
where
    C: diesel_async::AsyncConnection<Backend: VerifiesAsync>,
{
    use crate::catalog::InspectAsync;
    let tables = tables.into();
    async move {
        let settings = <C::Backend as VerifiesAsync>::missing_settings(conn).await?;
        let rows = <C::Backend as InspectAsync>::read(conn).await?;
        Ok(Verified::of::<C::Backend>(&tables, settings, &rows))
    }
}
