//! `camshaft merge`.

pub(crate) mod args;
pub(crate) mod confirm;
mod error;
mod progress;
pub(crate) mod render;
mod undo;
pub(crate) mod warn;
pub(crate) mod work;

use camshaft::duplicates::KeySpec;
use camshaft::merge::{End, Merge, MergeError, Report};

use crate::database::Database;
use crate::database::connect;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::render::pretty;
use crate::util::report::{self, Outcome};
use crate::util::stop;
use args::{MergeArgs, ResultFormat};
use confirm::Answer;

/// Merges, counts what would be merged, or takes a run back.
pub(crate) fn run(args: &MergeArgs) -> Result<Outcome, Error> {
    let url = DatabaseUrl::find(args.manner.database_url.as_deref())?;
    let (format, archive) = (args.manner.format, args.how.archive.as_str());
    if let Some(run) = &args.undo {
        return connect::with(&url, |database| undo::undo(database, run, archive, format));
    }
    let sought = args.key.sought(args.table.as_deref().unwrap_or_default())?;
    let mut merge = args.how.merge(sought.clone());
    if let Some(limit) = args.limit {
        merge = merge.limit(limit);
    }
    if args.dry_run {
        return connect::with(&url, |database| {
            count(database.dry_run(&merge), &sought, args)
        });
    }
    if args.rehearse {
        return connect::with(&url, |database| {
            count(database.rehearse(&merge), &sought, args)
        });
    }
    if args.manner.yes {
        merge = args.how.unasked(merge);
    }
    confirm::check_somebody(&args.manner)?;
    connect::with(&url, |database| apply(database, &merge, &sought, args))
}

/// Shows what would be done.
fn count(
    report: Result<Report, MergeError>,
    sought: &KeySpec,
    args: &MergeArgs,
) -> Result<Outcome, Error> {
    let report = report.map_err(|it| Error::merge(&it))?;
    if !args.manner.quiet {
        warn::once(&report);
    }
    report::print(&match args.manner.format {
        ResultFormat::Text => render::plan(sought, &report),
        ResultFormat::Json => {
            let archive = &args.how.archive;
            pretty(&render::json_plan(sought, &report, archive))
        }
    })?;
    Ok(outcome_of_count(&report))
}

fn apply(
    database: &mut dyn Database,
    merge: &Merge,
    sought: &KeySpec,
    args: &MergeArgs,
) -> Result<Outcome, Error> {
    if confirm::ask(database, merge, sought, &args.manner)? == Answer::No {
        report::note("nothing is changed");
        return Ok(Outcome::Remaining);
    }
    stop::listen()?;
    let archive = args.how.archive.as_str();
    let merged = work::merge(database, merge, &args.manner, archive)?;
    report::print(&match args.manner.format {
        ResultFormat::Text => render::result(sought, &merged, archive),
        ResultFormat::Json => pretty(&render::json(sought, &merged, archive)),
    })?;
    Ok(outcome(&merged.report))
}

/// A count that reached its limit is no failure.
fn outcome_of_count(report: &Report) -> Outcome {
    if report.failed.is_empty() {
        Outcome::Done
    } else {
        Outcome::Remaining
    }
}

/// Whether groups are left.
pub(crate) fn outcome(report: &Report) -> Outcome {
    if report.failed.is_empty() && report.end == End::Complete {
        Outcome::Done
    } else {
        Outcome::Remaining
    }
}
