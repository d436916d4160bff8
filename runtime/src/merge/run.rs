//! A whole run: chunk after chunk of groups, and then what was written late.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use diesel::result::QueryResult;

use super::chunk::{Chunk, GroupError, Guard, Mode, Range, prepare};
use super::error::{MergeError, Refusal};
use super::plan::Plan;
use super::report::{Counts, End, FailedGroup, Observer, Progress, Report};
use super::request::{Doubtful, Merge};
use super::session::{Session, texts};
use super::settings::Settings;
use super::tables::Own;
use super::{facts, late, preflight, survey, tables, warning};
use crate::catalog::Backend;
use crate::retry::jittered;
use crate::sql::{Sql, Statement, sql};

/// How many rows are merged in one transaction, unless a single group has more.
const ROWS: u64 = 10_000;

/// How often all groups that are found may turn out to be none.
const FRUITLESS: u32 = 3;

/// Merges, rehearses or counts.
pub(super) async fn run<S: Session>(
    session: &mut S,
    merge: &Merge,
    mode: Mode,
    observe: &mut Observer<'_>,
) -> Result<Report, MergeError> {
    if mode.writes() && S::BACKEND == Backend::Postgres {
        check_transaction(session).await?;
    }
    let settings = Settings::apply(session).await?;
    let report = match settings.check() {
        Ok(()) => run_with(session, merge, mode, observe).await,
        Err(refusal) => Err(refusal.into()),
    };
    settings.restore(session).await;
    report
}

/// That no transaction of the caller's is open.
///
/// On MySQL it is asked for after the settings are made, as one of them begins another transaction at the end of each.
/// On SQLite it is left to the first transaction, as it would wait for the writer.
pub(super) async fn check_transaction<S: Session>(session: &mut S) -> QueryResult<()> {
    session.begin().await?;
    session.roll_back().await
}

async fn run_with<S: Session>(
    session: &mut S,
    merge: &Merge,
    mode: Mode,
    observe: &mut Observer<'_>,
) -> Result<Report, MergeError> {
    if mode.writes() && S::BACKEND == Backend::Mysql {
        check_transaction(session).await?;
    }
    let merge = &locate(session, merge).await?;
    let plan = Plan::of(facts::load(session).await?, merge)?;
    preflight::check(session, &plan, merge, mode).await?;
    let report = Report {
        warnings: warning::warnings(session, &plan).await?,
        ..Report::default()
    };
    if mode == Mode::Count {
        return count(session, merge, &plan, report).await;
    }
    if let Err(error) = survey::create_failed(session, merge).await {
        if preflight::is_denied(session).await {
            let (table, missing) = (
                plan.table(plan.root).path(),
                vec!["CREATE TEMPORARY TABLES".to_owned()],
            );
            return Err(Refusal::Privileges { table, missing }.into());
        }
        return Err(error.into());
    }
    let total = survey::take(session, &plan, merge).await?;
    if merge.doubtful == Doubtful::Refuse
        && let Some(group) = survey::doubtful(session, merge).await?
    {
        let key = group.key.iter().map(|it| {
            it.as_ref()
                .map_or_else(|| "NULL".to_owned(), |it| format!("'{it}'"))
        });
        let key = key.collect::<Vec<_>>().join(", ");
        let (table, rows) = (plan.table(plan.root).path(), group.rows);
        return Err(Refusal::Doubtful { table, key, rows }.into());
    }
    if total == 0 && late::number_of(session, &plan).await? == 0 {
        return Ok(report);
    }
    let (plan, own) = tables::create_missing(session, merge, plan, mode).await?;
    prepare(session, &plan, merge).await?;
    let mut running = Running {
        session,
        merge,
        plan: &plan,
        own: &own,
        mode,
        observe,
        total,
        number: 0,
        report: Report {
            run: new_run(),
            ..report
        },
    };
    let end = running.steps().await;
    let mut report = running.report;
    if mode == Mode::Rehearse {
        report.run = String::new();
    }
    survey::drop_all(session, &plan).await;
    report.end = match end? {
        ControlFlow::Break(()) => End::Stopped,
        ControlFlow::Continue(end) => end,
    };
    Ok(report)
}

/// Counts all groups at once, by queries that write nothing.
async fn count<S: Session>(
    session: &mut S,
    merge: &Merge,
    plan: &Plan,
    mut report: Report,
) -> Result<Report, MergeError> {
    let own = Own {
        archive: Sql(S::BACKEND).name(&merge.archive),
    };
    let mut chunk = Chunk {
        session: &mut *session,
        plan,
        merge,
        mode: Mode::Count,
        own: &own,
        run: "",
        number: 0,
        step: 0,
        counts: Counts::default(),
        guard: Guard::default(),
        queries: survey::queries::<S>(plan, merge).into(),
        impossible: Vec::new(),
    };
    chunk.merge_groups(Range::ALL).await.map_err(into_merge)?;
    let impossible = std::mem::take(&mut chunk.impossible);
    let counts = std::mem::take(&mut chunk.counts);
    if let Some(late) = late::query::<S>(plan) {
        chunk.queries = vec![late];
        chunk.follow(Range::ALL).await.map_err(into_merge)?;
    }
    let late = std::mem::take(&mut chunk.counts);
    let queries = survey::queries::<S>(plan, merge);
    counts.add_to(&mut report);
    late.add_to(&mut report);
    report.largest = survey::largest(session, merge, Some(&queries[0])).await?;
    for (number, error) in impossible {
        report.groups = report.groups.saturating_sub(1);
        let key = survey::key_of(session, plan, merge, number, Some(&queries[0])).await?;
        report.failed.push(FailedGroup { key, error });
    }
    Ok(report)
}

fn into_merge(error: GroupError) -> MergeError {
    match error {
        GroupError::Database(error) | GroupError::Lost(error) => error.into(),
        GroupError::Changed(text) | GroupError::Impossible(text) => MergeError::Impossible(text),
    }
}

/// What is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Groups,
    Late,
}

/// What was asked for, on its way.
struct Running<'r, 'o, S> {
    session: &'r mut S,
    merge: &'r Merge,
    plan: &'r Plan,
    own: &'r Own,
    mode: Mode,
    observe: &'r mut Observer<'o>,
    total: u64,
    /// Of the next transaction.
    number: u64,
    report: Report,
}

impl<S: Session> Running<'_, '_, S> {
    /// Its end, unless it is asked to stop.
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
        let late = late::take(self.session, self.plan).await?;
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
            if self.mode == Mode::Rehearse {
                break;
            }
            // What is found and is no group when it is looked at cannot be found by its key, unless others merge it.
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
            found = survey::take(self.session, self.plan, self.merge).await?;
        }
        Ok(ControlFlow::Continue(End::Complete))
    }

    /// Chunk after chunk; whether all were taken, or the limit was reached.
    async fn work_through(
        &mut self,
        work: Work,
        found: u64,
    ) -> Result<ControlFlow<(), bool>, MergeError> {
        let largest = u64::from(self.merge.page);
        let (mut at, mut size) = (0, largest);
        while at < found {
            let limit = match (work, self.merge.limit) {
                (Work::Groups, Some(limit)) => limit.saturating_sub(self.report.groups),
                _ => u64::MAX,
            };
            if limit == 0 {
                return Ok(ControlFlow::Continue(false));
            }
            let range = self.next(work, at, size.min(limit)).await?;
            match self.complete(work, range).await? {
                Ok(is_last) => {
                    at = if is_last { range.upto } else { at };
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

    /// The next groups, as many as may be merged in one transaction.
    async fn next(&mut self, work: Work, at: u64, size: u64) -> Result<Range, MergeError> {
        let upto = match work {
            Work::Late => at + size,
            Work::Groups => survey::upto(self.session, at, size, ROWS).await?,
        };
        Ok(Range {
            after: at,
            upto,
            ..Range::ALL
        })
    }

    /// One range: a group that is too large takes several transactions. Why it failed, unless that ends the run.
    async fn complete(
        &mut self,
        work: Work,
        range: Range,
    ) -> Result<Result<bool, String>, MergeError> {
        let mut range = range;
        if work == Work::Groups && range.len() == 1 {
            let rows = survey::size_of(self.session, range.upto).await?;
            range.upto_row = ROWS.min(rows.max(1));
            while range.upto_row < rows {
                if let Err(error) = self.complete_one(work, range).await? {
                    return Ok(Err(error));
                }
                // Only with its last rows it is done.
                self.report.groups = self.report.groups.saturating_sub(1);
                (range.after_row, range.upto_row) =
                    (range.upto_row, rows.min(range.upto_row + ROWS));
            }
            range.upto_row = i64::MAX as u64;
        }
        Ok(self.complete_one(work, range).await?.map(|()| true))
    }

    /// One transaction, however often it has to be begun.
    async fn complete_one(
        &mut self,
        work: Work,
        range: Range,
    ) -> Result<Result<(), String>, MergeError> {
        let mut attempt = 1;
        loop {
            let error = match self.attempt(work, range).await {
                Ok(counts) => {
                    counts.add_to(&mut self.report);
                    return Ok(Ok(()));
                }
                // No other group can be merged on a connection that is gone.
                Err(GroupError::Lost(error)) => return Err(error.into()),
                Err(error) => error,
            };
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
        let mut chunk = Chunk {
            session: &mut *self.session,
            plan: self.plan,
            merge: self.merge,
            mode: self.mode,
            own: self.own,
            run: &self.report.run,
            number: self.number,
            step: 0,
            counts: Counts::default(),
            guard: Guard::default(),
            queries: Vec::new(),
            impossible: Vec::new(),
        };
        let done = match work {
            Work::Groups => chunk.merge_groups(range).await,
            Work::Late => chunk.follow(range).await,
        };
        let counts = chunk.counts;
        let end = match (&done, self.mode) {
            (Ok(_), Mode::Apply) => {
                return self
                    .session
                    .commit()
                    .await
                    .map(|()| counts)
                    .map_err(GroupError::from);
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
                survey::remember_failed(self.session, self.merge, number).await?;
                let key = survey::key_of(self.session, self.plan, self.merge, number, None).await?;
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

/// Names the schema that the connection means: an unnamed one is looked for along its `search_path`.
async fn locate<S: Session>(session: &mut S, merge: &Merge) -> Result<Merge, MergeError> {
    let mut merge = merge.clone();
    let sought = &mut merge.sought;
    if S::BACKEND == Backend::Postgres && sought.schema.is_none() {
        let sql = Sql(S::BACKEND);
        let query: Statement = sql!(
            "SELECT nspname::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
             WHERE pg_class.oid = to_regclass({})",
            sql.text(sql.name(&sought.table).as_str())
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
