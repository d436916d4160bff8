//! A run of a merge: chunk after chunk of groups, and then the late references.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::chunk::{Chunk, GroupError, Mode, Range};
use super::error::MergeError;
use super::plan::Plan;
use super::report::{Counts, End, FailedGroup, Observer, Progress, Report};
use super::request::Merge;
use super::tables::Own;
use super::{groups, late, survey};
use crate::catalog::references::Session;
use crate::pause::jittered;

/// The rows that are merged in one transaction.
const ROWS: u64 = 10_000;

/// The number of times that all groups which were found may have changed in between.
const FRUITLESS: u32 = 3;

/// The kind of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Groups,
    Late,
}

/// The merge that was asked for, and what it needs to know.
#[derive(Clone, Copy)]
pub(super) struct Request<'r> {
    pub(super) merge: &'r Merge,
    pub(super) plan: &'r Plan,
    pub(super) own: &'r Own,
    pub(super) mode: Mode,
}

impl Request<'_> {
    /// Merges so many groups that were found, and what comes behind them.
    pub(super) async fn complete<S: Session>(
        self,
        session: &mut S,
        total: u64,
        observe: &mut Observer<'_>,
        report: Report,
    ) -> Result<Report, MergeError> {
        let mut running = Running {
            session,
            request: self,
            observe,
            total,
            number: 0,
            report,
        };
        let end = running.steps().await?;
        let mut report = running.report;
        report.end = match end {
            ControlFlow::Break(()) => End::Stopped,
            ControlFlow::Continue(end) => end,
        };
        if self.mode == Mode::Rehearse {
            // There is nothing to undo.
            report.run = String::new();
        }
        Ok(report)
    }
}

/// A run in progress.
struct Running<'r, 'o, S> {
    session: &'r mut S,
    request: Request<'r>,
    observe: &'r mut Observer<'o>,
    total: u64,
    /// The number of the last transaction that began.
    number: u64,
    report: Report,
}

impl<S: Session> Running<'_, '_, S> {
    /// Returns the end of the run, unless it is asked to stop.
    async fn steps(&mut self) -> Result<ControlFlow<(), End>, MergeError> {
        // So that the name of the run is known, whatever happens to the connection.
        if self.ask().is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let ControlFlow::Continue(end) = self.merge_all().await? else {
            return Ok(ControlFlow::Break(()));
        };
        // Once over everything that refers to rows that are gone: who goes on writing such rows while it
        // is done keeps no run from its end.
        let late = late::take(self.session, self.request.plan).await?;
        Ok(match self.work_through(Work::Late, late).await? {
            ControlFlow::Break(()) => ControlFlow::Break(()),
            ControlFlow::Continue(_) => ControlFlow::Continue(end),
        })
    }

    fn ask(&mut self) -> ControlFlow<()> {
        (self.observe)(Progress {
            total: self.total,
            done: &self.report,
        })
    }

    /// Merges what is found until nothing is left but what failed.
    async fn merge_all(&mut self) -> Result<ControlFlow<(), End>, MergeError> {
        let (mut found, mut fruitless) = (self.total, 0);
        while found > 0 {
            let before = (self.report.groups, self.report.failed.len());
            match self.work_through(Work::Groups, found).await? {
                ControlFlow::Continue(true) => {}
                ControlFlow::Continue(false) => return Ok(ControlFlow::Continue(End::Stopped)),
                ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
            }
            if self.request.mode == Mode::Rehearse {
                break;
            }
            // A group that is found, and has no rows by its key, will be found again, unless others merge it.
            let is_fruitless = before == (self.report.groups, self.report.failed.len());
            fruitless = if is_fruitless { fruitless + 1 } else { 0 };
            if fruitless == FRUITLESS {
                for number in 1..=found {
                    self.fail(
                        Work::Groups,
                        number,
                        "its rows are not found by its key".to_owned(),
                    )
                    .await?;
                }
                break;
            }
            found = survey::take(self.session, self.request.plan, self.request.merge).await?;
        }
        Ok(ControlFlow::Continue(End::Complete))
    }

    /// Merges chunk after chunk, and returns whether all were taken, or the limit was reached.
    async fn work_through(
        &mut self,
        work: Work,
        found: u64,
    ) -> Result<ControlFlow<(), bool>, MergeError> {
        let largest = u64::from(self.request.merge.page);
        let (mut at, mut size) = (0, largest);
        while at < found {
            let limit = match (work, self.request.merge.limit) {
                (Work::Groups, Some(limit)) => limit.saturating_sub(self.report.groups),
                _ => u64::MAX,
            };
            if limit == 0 {
                return Ok(ControlFlow::Continue(false));
            }
            let range = self.next(work, at, size.min(limit)).await?;
            match self.complete(work, range).await? {
                Ok(()) => {
                    at = range.upto;
                    // Chunks grow again behind the group that made them smaller.
                    size = (size * 2).min(largest);
                }
                Err(error) if range.len() == 1 => {
                    self.fail(work, range.upto, error).await?;
                    at = range.upto;
                }
                // One of them keeps the others: they are taken by themselves.
                Err(_) => {
                    size = range.len() / 2;
                    continue;
                }
            }
            if self.ask().is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(true))
    }

    /// Returns the next groups, as many as may be merged in one transaction.
    async fn next(&mut self, work: Work, at: u64, size: u64) -> Result<Range, MergeError> {
        let upto = match work {
            Work::Late => at + size,
            Work::Groups => groups::upto(self.session, at, size, ROWS).await?,
        };
        Ok(Range {
            after: at,
            upto,
            ..Range::ALL
        })
    }

    /// Merges one range, and returns why it failed, unless that ends the run. A group that is too large takes several
    /// transactions.
    async fn complete(
        &mut self,
        work: Work,
        range: Range,
    ) -> Result<Result<(), String>, MergeError> {
        let mut range = range;
        if work == Work::Groups && range.len() == 1 {
            let rows = groups::size_of(self.session, range.upto).await?;
            while range.after_row + ROWS < rows {
                range.upto_row = range.after_row + ROWS;
                match self.complete_one(work, range).await? {
                    // Only with its last rows it is a group that was merged.
                    Ok(counts) => counts.without_groups().add_to(&mut self.report),
                    Err(error) => return Ok(Err(error)),
                }
                range.after_row = range.upto_row;
            }
            range.upto_row = Range::ALL.upto_row;
        }
        let counts = self.complete_one(work, range).await?;
        Ok(counts.map(|counts| counts.add_to(&mut self.report)))
    }

    /// Completes one transaction, however often it has to be begun.
    async fn complete_one(
        &mut self,
        work: Work,
        range: Range,
    ) -> Result<Result<Counts, String>, MergeError> {
        let mut attempt = 1;
        loop {
            let error = match self.attempt(work, range).await {
                Ok(counts) => return Ok(Ok(counts)),
                // No other group can be merged on a connection that is gone.
                Err(GroupError::Lost(error)) => return Err(error.into()),
                Err(error) => error,
            };
            // Several groups are split instead of repeated: the one at fault then fails alone.
            if range.len() > 1 || attempt >= error.attempts::<S>() {
                return Ok(Err(error.to_string()));
            }
            let longest = Duration::from_millis(4 << attempt.min(8));
            tracing::debug!(target: "camshaft", attempt, %error, "a group is merged again");
            self.session.pause(jittered(longest)).await;
            attempt += 1;
        }
    }

    async fn attempt(&mut self, work: Work, range: Range) -> Result<Counts, GroupError> {
        self.session.begin().await.map_err(GroupError::Lost)?;
        let begun = Instant::now();
        self.number += 1;
        let mut chunk = Chunk::new(self.session, self.request, &self.report.run, self.number);
        let done = match work {
            Work::Groups => chunk.merge_groups(range).await,
            Work::Late => chunk.follow(range).await,
        };
        let counts = chunk.counts;
        let end = match (&done, self.request.mode) {
            (Ok(_), Mode::Apply) => {
                return self.session.conclude(Ok(counts)).await;
            }
            _ => self.session.roll_back().await,
        };
        self.report.locked = self.report.locked.max(begun.elapsed());
        // What the work met says more than a rollback that fails.
        match (end, done) {
            (Ok(()), Ok(_)) => Ok(counts),
            (Ok(()), Err(error)) => Err(error),
            (Err(_), Err(GroupError::Database(error))) | (Err(error), _) => {
                Err(GroupError::Lost(error))
            }
        }
    }

    async fn fail(&mut self, work: Work, number: u64, error: String) -> Result<(), MergeError> {
        let failed = match work {
            Work::Groups => {
                groups::remember_failed(self.session, self.request.merge, number).await?;
                let key = groups::key_of(
                    self.session,
                    self.request.plan,
                    self.request.merge,
                    number,
                    None,
                )
                .await?;
                FailedGroup { key, error }
            }
            Work::Late => FailedGroup {
                key: vec![late::survivor_of(self.session, number).await?],
                error: format!("what refers to rows that it replaced stays: {error}"),
            },
        };
        self.report.failed.push(failed);
        Ok(())
    }
}
