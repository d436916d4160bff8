//! The database: where it is, the connection to it, and what is read from it.

pub(crate) mod connect;
mod error;
pub(crate) mod full_scan;
pub(crate) mod live;
pub(crate) mod locate;
pub(crate) mod url;

use std::ops::ControlFlow;
use std::path::Path;

use camshaft::catalog::{Arena, Catalog, Inspect, inspect};
use camshaft::merge::{Merge, MergeDsl, MergeError, Progress, Report, Undo, UndoDsl, Undone};
use diesel::connection::{LoadConnection, TransactionManager};
use diesel::query_builder::SqlQuery;
use diesel::query_dsl::methods::{ExecuteDsl, LoadQuery};
use diesel::result::QueryResult;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

use crate::error::Error;
use crate::util::path::shown;
pub(crate) use error::DatabaseError;

/// A callback after each transaction, which decides whether to continue.
pub(crate) type Observer<'o> = dyn FnMut(Progress<'_>) -> ControlFlow<()> + Send + 'o;

/// A callback after each migration, with its name.
pub(crate) type OnMigration<'r> = dyn FnMut(&mut dyn Database, &str) -> Result<(), Error> + 'r;

/// The operations of the commands on a connection.
pub(crate) trait Database {
    fn inspect<'a>(&mut self, arena: &'a Arena) -> QueryResult<Catalog<'a>>;
    fn dry_run(&mut self, merge: &Merge) -> Result<Report, MergeError>;
    fn rehearse(&mut self, merge: &Merge) -> Result<Report, MergeError>;
    fn merge(&mut self, merge: &Merge, observe: &mut Observer<'_>) -> Result<Report, MergeError>;
    /// Merges in the open transaction.
    fn merge_inside(&mut self, merge: &Merge) -> Result<Report, MergeError>;
    fn undo(&mut self, undo: &Undo) -> Result<Undone, MergeError>;
    fn begin(&mut self) -> QueryResult<()>;
    fn commit(&mut self) -> QueryResult<()>;
    fn roll_back(&mut self) -> QueryResult<()>;
    /// Executes one statement: with several at once, MySQL's errors would have no kind.
    fn execute(&mut self, sql: &str) -> QueryResult<()>;
    /// Executes a statement that cannot be prepared.
    fn batch(&mut self, sql: &str) -> QueryResult<()>;
    /// Runs the migrations of a folder that it does not have yet, and calls `on_migration` after each.
    fn migrate(&mut self, folder: &Path, on_migration: &mut OnMigration<'_>) -> Result<(), Error>;
    /// Loads the rows of a query with one column, a text called `value`.
    fn texts(&mut self, sql: &str) -> QueryResult<Vec<String>>;
}

/// A row of [`Database::texts`].
#[derive(Debug, QueryableByName)]
pub(crate) struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

impl<C> Database for C
where
    C: LoadConnection<Backend: Inspect> + MigrationHarness<<C as Connection>::Backend> + 'static,
    Merge: MergeDsl<C>,
    Undo: UndoDsl<C>,
    SqlQuery: ExecuteDsl<C>,
    for<'q> SqlQuery: LoadQuery<'q, C, Value>,
{
    fn inspect<'a>(&mut self, arena: &'a Arena) -> QueryResult<Catalog<'a>> {
        inspect(self, arena)
    }

    fn dry_run(&mut self, merge: &Merge) -> Result<Report, MergeError> {
        MergeDsl::dry_run(merge, self)
    }

    fn rehearse(&mut self, merge: &Merge) -> Result<Report, MergeError> {
        MergeDsl::rehearse(merge, self)
    }

    fn merge(&mut self, merge: &Merge, observe: &mut Observer<'_>) -> Result<Report, MergeError> {
        merge.merge_with(self, observe)
    }

    fn merge_inside(&mut self, merge: &Merge) -> Result<Report, MergeError> {
        MergeDsl::merge_inside(merge, self)
    }

    fn undo(&mut self, undo: &Undo) -> Result<Undone, MergeError> {
        undo.run(self)
    }

    fn begin(&mut self) -> QueryResult<()> {
        C::TransactionManager::begin_transaction(self)
    }

    fn commit(&mut self) -> QueryResult<()> {
        C::TransactionManager::commit_transaction(self)
    }

    fn roll_back(&mut self) -> QueryResult<()> {
        C::TransactionManager::rollback_transaction(self)
    }

    fn execute(&mut self, sql: &str) -> QueryResult<()> {
        RunQueryDsl::execute(diesel::sql_query(sql), self).map(drop)
    }

    fn batch(&mut self, sql: &str) -> QueryResult<()> {
        self.batch_execute(sql)
    }

    fn migrate(&mut self, folder: &Path, on_migration: &mut OnMigration<'_>) -> Result<(), Error> {
        let unreadable = |error: &dyn std::fmt::Display| DatabaseError::Migrations {
            folder: folder.to_owned(),
            message: error.to_string(),
        };
        let source = FileBasedMigrations::from_path(folder).map_err(|it| unreadable(&it))?;
        let pending = self
            .pending_migrations(source)
            .map_err(|it| unreadable(&it))?;
        for migration in pending {
            let name = migration.name().to_string();
            self.run_migration(&*migration)
                .map_err(|error| DatabaseError::MigrationFailed {
                    migration: shown(&folder.join(&name)),
                    message: error.to_string(),
                })?;
            on_migration(self, &name)?;
        }
        Ok(())
    }

    fn texts(&mut self, sql: &str) -> QueryResult<Vec<String>> {
        let rows: Vec<Value> = RunQueryDsl::load(diesel::sql_query(sql), self)?;
        Ok(rows.into_iter().map(|row| row.value).collect())
    }
}
