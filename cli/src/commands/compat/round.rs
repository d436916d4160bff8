//! A round over the migrations: what each release notices at each step.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::compare::compare;
use super::error::CompatError;
use super::finding::Finding;
use super::running::Release;
use super::throwaway::Throwaway;
use crate::database::Database;
use crate::database::connect;
use crate::database::live;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::project::config;
use crate::state::{Server, TableState};
use crate::util::stop;

/// When something is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Of the schema that the release was made for.
    Before,
    /// While the migrations run, and afterwards.
    Regular,
    /// While the post-deployment migrations run, and afterwards.
    PostDeployment,
    /// New code on the old schema.
    Rollback,
}

/// What a release notices, and of what.
#[derive(Debug)]
pub(crate) struct Noticed {
    pub(crate) release: String,
    pub(crate) phase: Phase,
    /// The migration's folder.
    pub(crate) migration: Option<PathBuf>,
    pub(crate) finding: Finding,
}

/// What a round brought.
#[derive(Debug, Default)]
pub(crate) struct Round {
    pub(crate) noticed: Vec<Noticed>,
    pub(crate) migrations: u32,
    pub(crate) time: Duration,
}

/// What is checked.
pub(crate) struct Question<'q> {
    pub(crate) running: &'q [Release],
    /// Those that run on while the post-deployment migrations do.
    pub(crate) staying: &'q [Release],
    /// What this folder releases.
    pub(crate) next: &'q Release,
    pub(crate) post_migrations: Option<&'q Path>,
}

impl Question<'_> {
    /// Of this folder's code on one database, which only the old migrations were applied to.
    pub(crate) fn of_old_database(&self, url: &DatabaseUrl) -> Result<Round, Error> {
        look_at(url, |walk, before| {
            walk.compare(self.next, Phase::Rollback, None, before);
            Ok(())
        })
    }

    /// Of a database of its own, which the migrations of the first release with a folder are applied to,
    /// and then those of this folder, one by one.
    pub(crate) fn of_migrations(&self, url: &DatabaseUrl) -> Result<Round, Error> {
        self.with_base(url, |walk, before| {
            for release in self.running {
                walk.compare(release, Phase::Before, None, before);
            }
            let folder = config::migrations_folder()?;
            let running: Vec<_> = self.running.iter().collect();
            walk.migrate(&folder, Phase::Regular, &running, before)?;
            let after = read(walk.database)?;
            walk.compare(self.next, Phase::Regular, None, &after);
            if let Some(folder) = self.post_migrations {
                let staying = self.staying.iter().chain([self.next]);
                let staying: Vec<_> = staying.collect();
                walk.migrate(folder, Phase::PostDeployment, &staying, &after)?;
            }
            Ok(())
        })
    }

    /// Of this folder's code on a database of its own with the old migrations.
    pub(crate) fn of_old_migrations(&self, url: &DatabaseUrl) -> Result<Round, Error> {
        self.with_base(url, |walk, before| {
            walk.compare(self.next, Phase::Rollback, None, before);
            Ok(())
        })
    }

    fn with_base(
        &self,
        url: &DatabaseUrl,
        work: impl FnOnce(&mut Walk<'_>, &[TableState]) -> Result<(), Error>,
    ) -> Result<Round, Error> {
        let mut folders = self.running.iter().filter_map(|it| it.folder.as_deref());
        let base = folders.next().ok_or(CompatError::NoBase)?;
        let migrations = config::migrations_folder_of(base)?;
        stop::listen()?;
        let throwaway = Throwaway::create(url)?;
        look_at(&throwaway.url, |walk, _| {
            walk.migrate(&migrations, Phase::Before, &[], &[])?;
            let before = read(walk.database)?;
            work(walk, &before)
        })
    }
}

/// Of one database, which the new migrations were applied to.
pub(crate) fn of_database(running: &[Release], url: &DatabaseUrl) -> Result<Round, Error> {
    look_at(url, |walk, after| {
        for release in running {
            walk.compare(release, Phase::Regular, None, after);
        }
        Ok(())
    })
}

fn look_at(
    url: &DatabaseUrl,
    work: impl FnOnce(&mut Walk<'_>, &[TableState]) -> Result<(), Error>,
) -> Result<Round, Error> {
    let server = Server::of(url.backend()?);
    connect::with(url, |database| {
        let state = read(database)?;
        let mut walk = Walk {
            database,
            server,
            round: Round::default(),
        };
        work(&mut walk, &state)?;
        Ok(walk.round)
    })
}

fn read(database: &mut dyn Database) -> Result<Vec<TableState>, Error> {
    live::read(database).map_err(|error| Error::database(&error))
}

/// A database on its way, and what was noticed.
struct Walk<'w> {
    database: &'w mut dyn Database,
    server: Server,
    round: Round,
}

impl Walk<'_> {
    fn compare(
        &mut self,
        release: &Release,
        phase: Phase,
        before: Option<&[TableState]>,
        after: &[TableState],
    ) {
        let findings = compare(&release.manifest, self.server, before, after);
        let noticed = findings.into_iter().map(|finding| Noticed {
            release: release.name.clone(),
            phase,
            migration: None,
            finding,
        });
        self.round.noticed.extend(noticed);
    }

    /// One migration after the other; each brings what was not to be noticed before it.
    fn migrate(
        &mut self,
        folder: &Path,
        phase: Phase,
        releases: &[&Release],
        before: &[TableState],
    ) -> Result<(), Error> {
        let (server, round) = (self.server, &mut self.round);
        let look = |release: &Release, after: &[TableState]| {
            compare(&release.manifest, server, Some(before), after)
        };
        let mut known: Vec<_> = releases.iter().map(|it| look(it, before)).collect();
        let started = Instant::now();
        self.database.migrate(folder, &mut |database, migration| {
            round.migrations += 1;
            if stop::is_asked() {
                return Err(CompatError::Stopped.into());
            }
            if releases.is_empty() {
                return Ok(());
            }
            let after = read(database)?;
            for (release, known) in releases.iter().zip(&mut known) {
                let findings = look(release, &after);
                // Findings are compared with the step before: a column that is gone for one step breaks what runs
                // meanwhile.
                let is_new = |it: &&Finding| !known.iter().any(|old| old.is_same(it));
                let noticed = findings.iter().filter(is_new).map(|finding| Noticed {
                    release: release.name.clone(),
                    phase,
                    migration: Some(folder.join(migration)),
                    finding: finding.clone(),
                });
                round.noticed.extend(noticed);
                *known = findings;
            }
            Ok(())
        })?;
        round.time += started.elapsed();
        Ok(())
    }
}
