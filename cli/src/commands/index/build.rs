//! The loop that merges and builds until the index is VALID.

use std::fmt::Write as _;

use camshaft::catalog::{Arena, Backend};
use camshaft::merge::Merge;

use super::args::IndexArgs;
use super::error::IndexError;
use super::existing::{IndexState, leftovers, state};
use super::failure::Failure;
use super::server_key::ServerKey;
use super::target::{BuildMode, IndexTarget};
use crate::commands::merge::args::ResultFormat;
use crate::commands::merge::execute::{self, Merged};
use crate::commands::merge::{outcome, render};
use crate::database::Database;
use crate::database::connect;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::util::interrupt;
use crate::util::report::{self, Outcome};

/// The work that follows once the duplicates are merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    /// The rebuild of the index of this name, which is VALID and hides duplicates.
    Rebuild(String),
}

/// The connection, the index and the merge of a build.
pub(crate) struct Builder<'b> {
    pub(crate) url: &'b DatabaseUrl,
    pub(crate) database: &'b mut dyn Database,
    pub(crate) target: &'b IndexTarget,
    pub(crate) server_key: &'b ServerKey,
    pub(crate) operation: Operation,
    pub(crate) merge: &'b Merge,
    pub(crate) args: &'b IndexArgs,
}

/// The result of a build.
pub(crate) struct Built {
    pub(crate) merges: Vec<Merged>,
    pub(crate) attempts: u32,
    pub(crate) operation: Operation,
    /// The description of what is left, unless the index is VALID.
    pub(crate) left: Option<String>,
}

/// The result of one attempt.
enum Attempt {
    Valid,
    Failed(String),
}

/// The fate of the INVALID indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leftovers {
    Dropped,
    Kept,
}

impl Builder<'_> {
    /// Merges and builds.
    pub(crate) fn build(&mut self) -> Result<Built, Error> {
        let mut merges = Vec::new();
        let operation = self.operation.clone();
        if self.target.backend == Backend::Postgres {
            // A limit that is meant for queries would end each build.
            let unlimited = self.database.execute("SET statement_timeout = 0");
            unlimited.map_err(|it| Error::database(&it))?;
        }
        for attempt in 1..=self.args.attempts {
            let last = self.merge()?;
            let is_merged = outcome(&last.report) == Outcome::Done;
            merges.push(last);
            let mut built = |left| Built {
                merges: std::mem::take(&mut merges),
                attempts: attempt,
                operation: operation.clone(),
                left,
            };
            if !is_merged {
                return Ok(built(Some(self.left()?)));
            }
            // The merge comes first: an INVALID index that is ready already rejects new duplicates.
            if self.drop_or_warn()? == Leftovers::Kept {
                return Ok(built(Some(self.left()?)));
            }
            let reason = match self.attempt()? {
                Attempt::Valid => return Ok(built(None)),
                Attempt::Failed(reason) => reason,
            };
            let attempts = self.args.attempts;
            report::note(format_args!("attempt {attempt} of {attempts}: {reason}"));
            if interrupt::is_requested() || attempt == self.args.attempts {
                self.drop_or_warn()?;
                return Ok(built(Some(self.left()?)));
            }
        }
        unreachable!(
            "there is a first attempt and a last one; please report it in camshaft's repository"
        )
    }

    /// Merges and builds in one transaction that locks writers out.
    pub(crate) fn build_in_place(&mut self) -> Result<Built, Error> {
        // `DROP INDEX CONCURRENTLY` does not run in a transaction.
        self.drop_leftovers()?;
        self.database.begin().map_err(|it| Error::database(&it))?;
        match self.in_transaction() {
            Ok(merged) if outcome(&merged.report) == Outcome::Done => {
                self.database.commit().map_err(|it| Error::database(&it))?;
                self.print_result(&merged)?;
                let is_there = matches!(self.state()?, IndexState::Existing(_));
                Ok(Built {
                    left: if is_there { None } else { Some(self.left()?) },
                    merges: vec![merged],
                    attempts: 1,
                    operation: self.operation.clone(),
                })
            }
            Ok(merged) => {
                self.database
                    .roll_back()
                    .map_err(|it| Error::database(&it))?;
                let reasons = merged.report.failed.iter().map(|it| it.error.as_str());
                let reasons = reasons.collect::<Vec<_>>().join("; ");
                Err(Error::Merge(format!(
                    "nothing was changed, as some groups cannot be merged: {reasons}"
                )))
            }
            Err(error) => {
                let _ = self.database.roll_back();
                Err(error)
            }
        }
    }

    fn in_transaction(&mut self) -> Result<Merged, Error> {
        let isolation = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
        self.database
            .execute(isolation)
            .map_err(|it| Error::database(&it))?;
        let lock = format!(
            "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE",
            self.target.table_name()
        );
        self.database
            .execute(&lock)
            .map_err(|it| Error::database(&it))?;
        let merged = self.database.merge_inside(self.merge);
        let merged = Merged::complete(merged.map_err(|it| Error::merge(&it))?);
        if outcome(&merged.report) == Outcome::Done {
            let statement = self.statement(BuildMode::Plain);
            self.database
                .execute(&statement)
                .map_err(|it| Error::database(&it))?;
        }
        Ok(merged)
    }

    fn merge(&mut self) -> Result<Merged, Error> {
        let archive = &self.args.options.archive;
        let merged = execute::merge(self.database, self.merge, &self.args.common, archive)?;
        self.print_result(&merged)?;
        Ok(merged)
    }

    /// Prints the result of a merge at once: if the build fails later, the user knows the run to undo.
    fn print_result(&self, merged: &Merged) -> Result<(), Error> {
        let (report, archive) = (&merged.report, &self.args.options.archive);
        let is_silent = report.archived == 0 && report.failed.is_empty();
        if is_silent || self.args.common.format == ResultFormat::Json {
            return Ok(());
        }
        report::print(&render::result(&self.target.spec, merged, archive))
    }

    fn attempt(&mut self) -> Result<Attempt, Error> {
        let mode = match self.target.backend {
            Backend::Postgres => BuildMode::Concurrently,
            Backend::Mysql | Backend::Sqlite => BuildMode::Plain,
        };
        let error = match self.database.execute(&self.statement(mode)) {
            Ok(()) if matches!(self.state()?, IndexState::Existing(_)) => {
                return Ok(Attempt::Valid);
            }
            Ok(()) => {
                return Ok(Attempt::Failed(
                    "the index was built, but is not VALID".to_owned(),
                ));
            }
            Err(error) => error,
        };
        match Failure::of(&error) {
            Failure::Duplicates => {
                let reason = "duplicates appeared during the build";
                Ok(Attempt::Failed(reason.to_owned()))
            }
            Failure::Transient => Ok(Attempt::Failed(error.to_string())),
            Failure::Permanent => {
                self.drop_or_warn()?;
                Err(IndexError::Failed {
                    name: self.target.name.clone(),
                    error: error.to_string(),
                    left: self.left()?,
                }
                .into())
            }
        }
    }

    fn statement(&self, mode: BuildMode) -> String {
        let Operation::Rebuild(name) = &self.operation else {
            return self.target.build(mode);
        };
        let concurrently = match mode {
            BuildMode::Concurrently => "CONCURRENTLY ",
            BuildMode::Plain => "",
        };
        let index = self.target.index_name(name);
        format!("REINDEX INDEX {concurrently}{index}")
    }

    /// Drops the INVALID indexes; a failure is a warning, and is reported in the end.
    fn drop_or_warn(&mut self) -> Result<Leftovers, Error> {
        match self.drop_leftovers() {
            Ok(()) => Ok(Leftovers::Dropped),
            Err(Error::Database(message)) => {
                report::warning(message);
                Ok(Leftovers::Kept)
            }
            Err(error) => Err(error),
        }
    }

    /// Drops what builds left INVALID, and nothing that still can become VALID.
    fn drop_leftovers(&mut self) -> Result<(), Error> {
        if self.target.backend != Backend::Postgres {
            return Ok(());
        }
        for name in self.leftovers()? {
            let index = self.target.index_name(&name);
            // Another session's build could become VALID while the `DROP` waits for it.
            self.check_not_being_built(&index, &name)?;
            report::note(format_args!(
                "dropping the INVALID index `{name}` of an earlier build"
            ));
            let drop = format!("DROP INDEX CONCURRENTLY IF EXISTS {index}");
            self.database
                .execute(&drop)
                .map_err(|it| Error::database(&it))?;
        }
        Ok(())
    }

    fn check_not_being_built(&mut self, index: &str, name: &str) -> Result<(), Error> {
        let query = format!(
            "SELECT pid::text AS value FROM pg_stat_progress_create_index WHERE index_relid = '{}'::regclass",
            index.replace('\'', "''")
        );
        match self
            .database
            .texts(&query)
            .map_err(|it| Error::database(&it))?
            .pop()
        {
            None => Ok(()),
            Some(pid) => Err(IndexError::BeingBuilt {
                name: name.to_owned(),
                pid,
            }
            .into()),
        }
    }

    fn leftovers(&mut self) -> Result<Vec<String>, Error> {
        let arena = Arena::new();
        let catalog = connect::facts(self.url, self.database, &arena)?;
        Ok(leftovers(&catalog, self.target, self.server_key))
    }

    fn state(&mut self) -> Result<IndexState, Error> {
        let arena = Arena::new();
        let catalog = connect::facts(self.url, self.database, &arena)?;
        Ok(state(&catalog, self.target, self.server_key))
    }

    /// Describes what is left: INVALID indexes, and the number of groups.
    fn left(&mut self) -> Result<String, Error> {
        let name = &self.target.name;
        let mut left = match (self.leftovers()?.as_slice(), &self.operation) {
            ([], Operation::Create) => format!("the index `{name}` does not exist"),
            ([], Operation::Rebuild(name)) => format!("the index `{name}` is not rebuilt"),
            (names, _) => format!("INVALID indexes are left: {}", names.join(", ")),
        };
        let groups = self
            .database
            .dry_run(self.merge)
            .map_err(|it| Error::merge(&it))?;
        let count = groups.groups + groups.failed.len() as u64;
        let _ = write!(left, "; groups of duplicates: {count}");
        Ok(left)
    }
}
