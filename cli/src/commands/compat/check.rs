//! The check of a schema or of migrations, step by step, against what each release needs.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::compare::compare;
use super::error::CompatError;
use super::finding::Finding;
use super::release::Release;
use super::throwaway::Throwaway;
use crate::database::Database;
use crate::database::connect;
use crate::database::live;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::project::config;
use crate::state::{Server, TableState};
use crate::util::interrupt;

/// The step of a deployment that a finding belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// The schema that the release was built for, before the new migrations.
    Before,
    /// The new migrations, and the schema after them.
    Regular,
    /// The post-deployment migrations, and the schema after them.
    PostDeployment,
    /// The old schema, with the new code on it.
    Rollback,
}

/// A finding, with the release and the step that it belongs to.
#[derive(Debug)]
pub(crate) struct ReleaseFinding {
    pub(crate) release: String,
    pub(crate) phase: Phase,
    /// The migration's folder.
    pub(crate) migration: Option<PathBuf>,
    pub(crate) finding: Finding,
}

/// The findings of a check, with the number of migrations and the time that they took.
#[derive(Debug, Default)]
pub(crate) struct CheckReport {
    pub(crate) findings: Vec<ReleaseFinding>,
    pub(crate) migrations: u32,
    pub(crate) time: Duration,
}

/// The releases and migrations that are checked.
pub(crate) struct Check<'c> {
    pub(crate) running: &'c [Release],
    /// The releases that go on running while the post-deployment migrations do.
    pub(crate) staying: &'c [Release],
    /// The release that this folder is about to make.
    pub(crate) next: &'c Release,
    pub(crate) post_migrations: Option<&'c Path>,
}

impl Check<'_> {
    /// Checks this folder's code on a database that has the old migrations only.
    pub(crate) fn old_database(&self, url: &DatabaseUrl) -> Result<CheckReport, Error> {
        with_checker(url, |checker, before| {
            checker.compare(self.next, Phase::Rollback, None, before);
            Ok(())
        })
    }

    /// Checks the releases on a new database: applies the migrations of the first release with a
    /// folder, then those of this folder, one by one.
    pub(crate) fn new_migrations(&self, url: &DatabaseUrl) -> Result<CheckReport, Error> {
        self.after_old_migrations(url, |checker, before| {
            for release in self.running {
                checker.compare(release, Phase::Before, None, before);
            }
            let folder = config::migrations_folder()?;
            let running: Vec<_> = self.running.iter().collect();
            checker.migrate(&folder, Phase::Regular, &running, before)?;
            let after = read(checker.database)?;
            checker.compare(self.next, Phase::Regular, None, &after);
            if let Some(folder) = self.post_migrations {
                let staying = self.staying.iter().chain([self.next]);
                let staying: Vec<_> = staying.collect();
                checker.migrate(folder, Phase::PostDeployment, &staying, &after)?;
            }
            Ok(())
        })
    }

    /// Checks this folder's code on a new database with the old migrations.
    pub(crate) fn old_migrations(&self, url: &DatabaseUrl) -> Result<CheckReport, Error> {
        self.after_old_migrations(url, |checker, before| {
            checker.compare(self.next, Phase::Rollback, None, before);
            Ok(())
        })
    }

    fn after_old_migrations(
        &self,
        url: &DatabaseUrl,
        work: impl FnOnce(&mut Checker<'_>, &[TableState]) -> Result<(), Error>,
    ) -> Result<CheckReport, Error> {
        let mut folders = self.running.iter().filter_map(|it| it.folder.as_deref());
        let base = folders.next().ok_or(CompatError::NoBase)?;
        let migrations = config::migrations_folder_of(base)?;
        interrupt::listen()?;
        let throwaway = Throwaway::create(url)?;
        with_checker(&throwaway.url, |checker, _| {
            checker.migrate(&migrations, Phase::Before, &[], &[])?;
            let before = read(checker.database)?;
            work(checker, &before)
        })
    }
}

/// Checks the running releases on a database that has the new migrations.
pub(crate) fn new_database(running: &[Release], url: &DatabaseUrl) -> Result<CheckReport, Error> {
    with_checker(url, |checker, after| {
        for release in running {
            checker.compare(release, Phase::Regular, None, after);
        }
        Ok(())
    })
}

fn with_checker(
    url: &DatabaseUrl,
    work: impl FnOnce(&mut Checker<'_>, &[TableState]) -> Result<(), Error>,
) -> Result<CheckReport, Error> {
    let server = Server::of(url.backend()?);
    connect::with(url, |database| {
        let state = read(database)?;
        let mut checker = Checker {
            database,
            server,
            report: CheckReport::default(),
        };
        work(&mut checker, &state)?;
        Ok(checker.report)
    })
}

fn read(database: &mut dyn Database) -> Result<Vec<TableState>, Error> {
    live::read(database).map_err(|error| Error::database(&error))
}

/// The database that is checked, and the report so far.
struct Checker<'c> {
    database: &'c mut dyn Database,
    server: Server,
    report: CheckReport,
}

impl Checker<'_> {
    fn compare(
        &mut self,
        release: &Release,
        phase: Phase,
        before: Option<&[TableState]>,
        after: &[TableState],
    ) {
        let findings = compare(&release.manifest, self.server, before, after);
        let found = findings.into_iter().map(|finding| ReleaseFinding {
            release: release.name.clone(),
            phase,
            migration: None,
            finding,
        });
        self.report.findings.extend(found);
    }

    /// Applies the migrations one by one, and reports with each the findings that it adds.
    fn migrate(
        &mut self,
        folder: &Path,
        phase: Phase,
        releases: &[&Release],
        before: &[TableState],
    ) -> Result<(), Error> {
        let (server, report) = (self.server, &mut self.report);
        let compare_with = |release: &Release, after: &[TableState]| {
            compare(&release.manifest, server, Some(before), after)
        };
        let mut known: Vec<_> = releases.iter().map(|it| compare_with(it, before)).collect();
        let started = Instant::now();
        self.database.migrate(folder, &mut |database, migration| {
            report.migrations += 1;
            if interrupt::is_requested() {
                return Err(CompatError::Stopped.into());
            }
            if releases.is_empty() {
                return Ok(());
            }
            let after = read(database)?;
            for (release, known) in releases.iter().zip(&mut known) {
                let findings = compare_with(release, &after);
                // Findings are compared with the step before: a column that is gone for one step breaks what runs
                // meanwhile.
                let is_new = |it: &&Finding| !known.iter().any(|old| old.is_same(it));
                let found = findings
                    .iter()
                    .filter(is_new)
                    .map(|finding| ReleaseFinding {
                        release: release.name.clone(),
                        phase,
                        migration: Some(folder.join(migration)),
                        finding: finding.clone(),
                    });
                report.findings.extend(found);
                *known = findings;
            }
            Ok(())
        })?;
        report.time += started.elapsed();
        Ok(())
    }
}
