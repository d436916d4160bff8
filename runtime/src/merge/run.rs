//! A whole run: group after group, and then what was written late.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::time::{SystemTime, UNIX_EPOCH};

use super::attempt::{Context, Work};
use super::dialect::Sql;
use super::error::MergeError;
use super::group::{GroupError, Mode};
use super::plan::Plan;
use super::report::{Counts, End, FailedGroup, Observer, Progress, Report};
use super::request::Merge;
use super::session::{Session, texts};
use super::{pages, preflight, sweep, tables, warning};
use crate::catalog::Backend;

/// Merges group after group.
pub(super) async fn run<S: Session>(
    session: &mut S,
    merge: &Merge,
    mode: Mode,
    observe: &mut Observer<'_>,
) -> Result<Report, MergeError> {
    let merge = &locate(session, merge).await?;
    let plan = Plan::of(session.schema().await?, merge)?;
    preflight::check(session, &plan, merge, mode).await?;
    let mut report = Report {
        warnings: warning::warnings(&plan, merge),
        ..Report::default()
    };
    let total = pages::count(session, merge).await?;
    if total == 0 && sweep::load(session, &plan, merge, None).await?.is_empty() {
        return Ok(report);
    }
    let plan = tables::create_missing(session, merge, plan, mode).await?;
    if mode == Mode::Apply {
        report.run = new_run();
    }
    let mut running = Running {
        session,
        merge,
        plan: &plan,
        mode,
        observe,
        total,
        number: 0,
        report,
    };
    running.report.end = match running.steps().await? {
        ControlFlow::Break(()) => End::Stopped,
        ControlFlow::Continue(end) => end,
    };
    Ok(running.report)
}

/// What was asked for, on its way.
struct Running<'r, 'o, S> {
    session: &'r mut S,
    merge: &'r Merge,
    plan: &'r Plan,
    mode: Mode,
    observe: &'r mut Observer<'o>,
    total: u64,
    /// Of the next transaction.
    number: u64,
    report: Report,
}

impl<S: Session> Running<'_, '_, S> {
    /// Its end, unless it is told to stop.
    async fn steps(&mut self) -> Result<ControlFlow<(), End>, MergeError> {
        // So that the name of the run is known, whatever happens to the connection.
        if self.ask() == ControlFlow::Break(()) {
            return Ok(ControlFlow::Break(()));
        }
        let ControlFlow::Continue(end) = self.merge_groups().await? else {
            return Ok(ControlFlow::Break(()));
        };
        let swept = self.sweep().await?;
        Ok(match swept {
            ControlFlow::Break(()) => ControlFlow::Break(()),
            ControlFlow::Continue(()) => ControlFlow::Continue(end),
        })
    }

    fn ask(&mut self) -> ControlFlow<()> {
        (self.observe)(Progress {
            total: self.total,
            done: &self.report,
        })
    }

    async fn merge_groups(&mut self) -> Result<ControlFlow<(), End>, MergeError> {
        let mut gone = HashSet::new();
        let mut passed_over = 0;
        loop {
            let page = pages::load(self.session, self.merge, self.plan, passed_over).await?;
            if page.is_empty() {
                return Ok(ControlFlow::Continue(End::Complete));
            }
            for (key, size) in page {
                if self.merge.limit.is_some_and(|it| self.report.groups >= it) {
                    return Ok(ControlFlow::Continue(End::Stopped));
                }
                match self.complete(Work::Group { key: &key, size }).await? {
                    Ok(Some(counts)) => {
                        counts.add_to(&mut self.report);
                        self.report.groups += 1;
                        // It is there as before, unless something was changed.
                        passed_over += u64::from(self.mode == Mode::Count);
                    }
                    // Somebody else did, once; what does not go away cannot be found by its key.
                    Ok(None) if gone.insert(key.clone()) => {}
                    Ok(None) => {
                        passed_over += 1;
                        self.fail(key, "its rows are not found by its key".to_owned());
                    }
                    Err(error) => {
                        passed_over += 1;
                        self.fail(key, error);
                    }
                }
                if self.ask() == ControlFlow::Break(()) {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }

    /// Once over everything that refers to rows that are gone: who goes on writing such rows while it
    /// is done keeps no run from its end.
    async fn sweep(&mut self) -> Result<ControlFlow<()>, MergeError> {
        let mut after = None;
        loop {
            let page = sweep::load(self.session, self.plan, self.merge, after.as_ref()).await?;
            let Some(last) = page.last() else {
                return Ok(ControlFlow::Continue(()));
            };
            after = Some(last.clone());
            for late in page {
                match self.complete(Work::Sweep(&late)).await? {
                    Ok(counts) => counts.unwrap_or_default().add_to(&mut self.report),
                    Err(error) => {
                        let error = format!("what refers to rows that it replaced stays: {error}");
                        self.fail(vec![late.survivor], error);
                    }
                }
                if self.ask() == ControlFlow::Break(()) {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }

    fn fail(&mut self, key: Vec<String>, error: String) {
        self.report.failed.push(FailedGroup { key, error });
    }

    /// One transaction of the run; why it failed, unless that ends the run.
    async fn complete(
        &mut self,
        work: Work<'_>,
    ) -> Result<Result<Option<Counts>, String>, MergeError> {
        let context = Context {
            merge: self.merge,
            plan: self.plan,
            mode: self.mode,
            run: &self.report.run,
            number: self.number,
        };
        self.number += 1;
        match context.complete(self.session, work).await {
            Ok(counts) => Ok(Ok(counts)),
            // No other group can be merged on a connection that is gone.
            Err(GroupError::Lost(error)) => Err(error.into()),
            Err(error) => Ok(Err(error.to_string())),
        }
    }
}

/// Names the schema that the connection means: an unnamed one is looked for along its `search_path`.
async fn locate<S: Session>(session: &mut S, merge: &Merge) -> Result<Merge, MergeError> {
    let mut merge = merge.clone();
    let sought = &mut merge.sought;
    if S::BACKEND == Backend::Postgres && sought.schema.is_none() {
        let sql = Sql(S::BACKEND);
        let query = format!(
            "SELECT nspname::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
             WHERE pg_class.oid = to_regclass({})",
            sql.text(&sql.name(&sought.table))
        );
        let rows = session.rows(&query).await?;
        sought.schema = texts(&rows).next().map(str::to_owned);
    }
    Ok(merge)
}

/// A name that no other run has: when it began, and a random number.
fn new_run() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let random = RandomState::new().hash_one(since);
    format!("{}-{:08x}", since.as_secs(), random & 0xffff_ffff)
}
