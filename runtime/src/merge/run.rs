//! A whole run: what is looked at and created before it, and what is removed after it.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{SystemTime, UNIX_EPOCH};

use diesel::result::QueryResult;

use super::chunk::{self, Chunk, GroupError, Mode, Range};
use super::error::{MergeError, Refusal};
use super::plan::Plan;
use super::report::{Counts, FailedGroup, Observer, Report};
use super::request::{Doubtful, Merge};
use super::running::Request;
use super::settings::Settings;
use super::tables::Own;
use super::{groups, late, preflight, survey, tables, warning};
use crate::catalog::Backend;
use crate::catalog::references::{self, Session, texts};
use crate::sql::{Fragment as _, Sql, Statement, sql};

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
    // The settings are restored after an error, too: the session is the caller's.
    settings.restore(session).await;
    report
}

/// Refuses a transaction of the caller's that is open.
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
    let plan = Plan::of(references::load(session).await?, merge)?;
    preflight::check(session, &plan, merge, mode).await?;
    let report = Report {
        warnings: warning::warnings(session, &plan).await?,
        ..Report::default()
    };
    if mode == Mode::Count {
        return count(session, merge, &plan, report).await;
    }
    let done = match look(session, merge, &plan).await {
        Ok(Some(total)) => write(session, merge, plan, total, mode, observe, report).await,
        Ok(None) => Ok(report),
        Err(error) => Err(error),
    };
    // Whatever it met, and also where nothing was to be done.
    survey::remove(session).await;
    done
}

/// Looks for what is to be merged, and returns how many groups there are; `None` where there is nothing to do.
async fn look<S: Session>(
    session: &mut S,
    merge: &Merge,
    plan: &Plan,
) -> Result<Option<u64>, MergeError> {
    if let Err(error) = survey::create_failed(session, merge).await {
        if preflight::is_denied(session).await {
            return Err(Refusal::Privileges {
                table: plan.table(plan.root).path(),
                missing: vec!["CREATE TEMPORARY TABLES".to_owned()],
            }
            .into());
        }
        return Err(error.into());
    }
    let total = survey::take(session, plan, merge).await?;
    if merge.doubtful == Doubtful::Refuse
        && let Some(group) = groups::doubtful(session, merge).await?
    {
        return Err(Refusal::Doubtful {
            table: plan.table(plan.root).path(),
            key: group.to_string(),
            rows: group.rows,
        }
        .into());
    }
    let is_nothing = total == 0 && late::number_of(session, plan).await? == 0;
    Ok((!is_nothing).then_some(total))
}

/// Creates what is missing, and merges.
async fn write<S: Session>(
    session: &mut S,
    merge: &Merge,
    plan: Plan,
    total: u64,
    mode: Mode,
    observe: &mut Observer<'_>,
    report: Report,
) -> Result<Report, MergeError> {
    let (plan, own) = tables::create_missing(session, merge, plan, mode).await?;
    let report = Report {
        run: new_run(),
        ..report
    };
    let done = match chunk::create(session, &plan, merge).await {
        Ok(()) => {
            let request = Request {
                merge,
                plan: &plan,
                own: &own,
                mode,
            };
            request.complete(session, total, observe, report).await
        }
        Err(error) => Err(error.into()),
    };
    chunk::remove(session, &plan).await;
    done
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
    let request = Request {
        merge,
        plan,
        own: &own,
        mode: Mode::Count,
    };
    let queries = survey::queries::<S>(plan, merge);
    let mut chunk = Chunk::new(session, request, "", 0);
    chunk.queries = queries.clone().into();
    chunk.merge_groups(Range::ALL).await.map_err(into_merge)?;
    let mut impossible = BTreeMap::new();
    for (number, why) in std::mem::take(&mut chunk.impossible) {
        impossible.entry(number).or_insert(why);
    }
    if !impossible.is_empty() {
        // What would happen to their rows does not count.
        chunk.counts = Counts::default();
        chunk.queries = survey::without(&queries, impossible.keys().copied()).into();
        chunk.merge_groups(Range::ALL).await.map_err(into_merge)?;
    }
    let counts = std::mem::take(&mut chunk.counts);
    if let Some(late) = late::query::<S>(plan) {
        chunk.queries = vec![late];
        chunk.follow(Range::ALL).await.map_err(into_merge)?;
    }
    let late = std::mem::take(&mut chunk.counts);
    counts.add_to(&mut report);
    late.add_to(&mut report);
    report.largest = groups::largest(session, merge, Some(&queries[0])).await?;
    for (number, error) in impossible {
        let key = groups::key_of(session, plan, merge, number, Some(&queries[0])).await?;
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

/// Names the schema that the connection means: an unnamed one is looked for along its `search_path`.
async fn locate<S: Session>(session: &mut S, merge: &Merge) -> Result<Merge, MergeError> {
    let mut merge = merge.clone();
    let key_spec = &mut merge.key_spec;
    if S::BACKEND == Backend::Postgres && key_spec.schema.is_none() {
        let sql = Sql(S::BACKEND);
        let query: Statement = sql!(
            "SELECT nspname::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
             WHERE pg_class.oid = to_regclass({})",
            sql.text(sql.name(&key_spec.table).as_str())
        );
        let rows = session.rows(&query).await?;
        key_spec.schema = texts(&rows).next().map(str::to_owned);
    }
    Ok(merge)
}

/// Returns a name that no other run has: when it began, and a random number.
fn new_run() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let random = RandomState::new().hash_one(since);
    format!("{}-{:08x}", since.as_secs(), random & 0xffff_ffff)
}
