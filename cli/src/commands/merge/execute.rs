//! A merge on its way: progress, Ctrl-C, and what is known when it breaks off.

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

/// What was done, of how much.
pub(crate) struct Merged {
    pub(crate) report: Report,
    total: u64,
}

impl Merged {
    /// Of a merge that was not stopped.
    pub(crate) const fn complete(report: Report) -> Self {
        Self { report, total: 0 }
    }

    /// How many groups are left, beside those that failed: those there were, as others may come.
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

/// Merges, and shows how far it is.
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

/// What takes a run back.
pub(crate) fn undo_command(run: &str, archive: &str) -> String {
    let mut command = format!("camshaft merge --undo {run}");
    if archive != camshaft::merge::ARCHIVE {
        let _ = write!(command, " --archive {archive}");
    }
    command
}
