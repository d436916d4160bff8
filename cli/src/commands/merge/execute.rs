//! The execution of a merge: progress, Ctrl-C, and the report when it fails.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use camshaft::merge::{End, Merge, Progress, Report};

use super::args::CommonArgs;
use super::error::MergeCommandError;
use super::progress::ProgressDisplay;
use super::warn;
use crate::database::Database;
use crate::error::Error;
use crate::render::phrases::counted;
use crate::util::interrupt;

/// The report of a merge, with the number of groups that there were.
pub(crate) struct Merged {
    pub(crate) report: Report,
    total: u64,
}

impl Merged {
    /// Wraps the report of a merge that was not stopped.
    pub(crate) const fn complete(report: Report) -> Self {
        Self { report, total: 0 }
    }

    /// Returns the number of groups that are left, without those that failed and those that appeared
    /// meanwhile.
    pub(crate) fn left(&self) -> u64 {
        match self.report.end {
            End::Complete => 0,
            End::Stopped => {
                let processed = self.report.groups + self.report.failed.len() as u64;
                self.total.saturating_sub(processed)
            }
        }
    }
}

/// Merges, and shows the progress.
pub(crate) fn merge(
    database: &mut dyn Database,
    merge: &Merge,
    common: &CommonArgs,
    archive: &str,
) -> Result<Merged, Error> {
    let mut display = ProgressDisplay::new(common.quiet);
    let mut last = Report::default();
    let mut total = 0;
    let mut observe = |progress: Progress<'_>| {
        if !common.quiet {
            warn::once(progress.done);
        }
        display.update(progress);
        last.run.clone_from(&progress.done.run);
        last.groups = progress.done.groups;
        total = progress.total;
        if interrupt::is_requested() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    let merged = database.merge(merge, &mut observe);
    display.end();
    let merged = merged.map_err(|error| {
        if last.run.is_empty() {
            return Error::Merge(error.to_string());
        }
        MergeCommandError::Aborted {
            error: error.to_string(),
            groups: counted(last.groups, "group", "groups"),
            undo: undo_command(&last.run, archive),
            run: last.run.clone(),
        }
        .into()
    });
    merged.map(|report| Merged { report, total })
}

/// Returns the command that undoes a run.
pub(crate) fn undo_command(run: &str, archive: &str) -> String {
    let mut command = format!("camshaft merge --undo {run}");
    if archive != camshaft::merge::ARCHIVE {
        let _ = write!(command, " --archive {archive}");
    }
    command
}
