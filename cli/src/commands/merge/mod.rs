//! The command `camshaft merge`.

pub(crate) mod args;
pub(crate) mod confirm;
mod error;
pub(crate) mod execute;
mod progress;
pub(crate) mod render;
mod undo;
pub(crate) mod warn;

use camshaft::duplicates::KeySpec;
use camshaft::merge::{End, Merge, MergeError, Report};

use crate::database::Database;
use crate::database::connect;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::render::pretty;
use crate::util::interrupt;
use crate::util::report::{self, Outcome};
use args::{MergeArgs, ResultFormat};
use confirm::Answer;

/// Merges, counts what would be merged, or undoes a run.
pub(crate) fn run(args: &MergeArgs) -> Result<Outcome, Error> {
    let url = DatabaseUrl::find(args.common.database_url.as_deref())?;
    let (format, archive) = (args.common.format, args.options.archive.as_str());
    if let Some(run) = &args.undo {
        return connect::with(&url, |database| undo::undo(database, run, archive, format));
    }
    let spec = args.key.spec(args.table.as_deref().unwrap_or_default())?;
    let mut merge = args.options.merge(spec.clone());
    if let Some(limit) = args.limit {
        merge = merge.limit(limit);
    }
    if args.dry_run {
        return connect::with(&url, |database| {
            count(database.dry_run(&merge), &spec, args)
        });
    }
    if args.rehearse {
        return connect::with(&url, |database| {
            count(database.rehearse(&merge), &spec, args)
        });
    }
    if args.common.yes {
        merge = args.options.without_confirmation(merge);
    }
    confirm::check_can_ask(&args.common)?;
    connect::with(&url, |database| apply(database, &merge, &spec, args))
}

/// Shows what would be done.
fn count(
    report: Result<Report, MergeError>,
    spec: &KeySpec,
    args: &MergeArgs,
) -> Result<Outcome, Error> {
    let report = report.map_err(|it| Error::merge(&it))?;
    if !args.common.quiet {
        warn::once(&report);
    }
    report::print(&match args.common.format {
        ResultFormat::Text => render::plan(spec, &report),
        ResultFormat::Json => {
            let archive = &args.options.archive;
            pretty(&render::json_plan(spec, &report, archive))
        }
    })?;
    Ok(outcome_of_count(&report))
}

fn apply(
    database: &mut dyn Database,
    merge: &Merge,
    spec: &KeySpec,
    args: &MergeArgs,
) -> Result<Outcome, Error> {
    if confirm::confirm(database, merge, spec, &args.common)? == Answer::No {
        report::note("nothing was changed");
        return Ok(Outcome::Remaining);
    }
    interrupt::listen()?;
    let archive = args.options.archive.as_str();
    let merged = execute::merge(database, merge, &args.common, archive)?;
    report::print(&match args.common.format {
        ResultFormat::Text => render::result(spec, &merged, archive),
        ResultFormat::Json => pretty(&render::json(spec, &merged, archive)),
    })?;
    Ok(outcome(&merged.report))
}

/// Returns the outcome of a count: a limit that is reached is not a failure.
fn outcome_of_count(report: &Report) -> Outcome {
    if report.failed.is_empty() {
        Outcome::Done
    } else {
        Outcome::Remaining
    }
}

/// Returns `Remaining` if groups are left.
pub(crate) fn outcome(report: &Report) -> Outcome {
    if report.failed.is_empty() && report.end == End::Complete {
        Outcome::Done
    } else {
        Outcome::Remaining
    }
}
