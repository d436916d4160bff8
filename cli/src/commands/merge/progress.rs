//! The progress of a merge: a bar on a terminal, a line every few seconds elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use camshaft::merge::Progress;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::render::phrases::{counted, rows};
use crate::util::report;

/// The time between two lines.
const PAUSE: Duration = Duration::from_secs(5);

/// The display of the progress.
pub(crate) enum ProgressDisplay {
    Bar(ProgressBar),
    Lines(ProgressLines),
    Nothing,
}

/// The lines of the progress, at most one for each [`PAUSE`].
pub(crate) struct ProgressLines {
    begun: Instant,
    last: Instant,
}

impl ProgressDisplay {
    /// Creates the display on the standard error.
    pub(crate) fn new(quiet: bool) -> Self {
        if quiet {
            return Self::Nothing;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines(ProgressLines::since(Instant::now()));
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let template = "{bar:30} {human_pos}/{human_len} groups, {msg}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self::Bar(bar)
    }

    pub(crate) fn update(&mut self, progress: Progress<'_>) {
        match self {
            Self::Bar(bar) => {
                bar.set_length(progress.total);
                bar.set_position(processed(progress));
                bar.set_message(changes(progress));
            }
            Self::Lines(lines) => {
                let (done, total) = (processed(progress), progress.total);
                if let Some(line) = lines.line(done, total, &changes(progress), Instant::now()) {
                    report::note(line);
                }
            }
            Self::Nothing => {}
        }
    }

    pub(crate) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

impl ProgressLines {
    const fn since(now: Instant) -> Self {
        Self {
            begun: now,
            last: now,
        }
    }

    /// Returns the line to print now, if it is time for one.
    fn line(&mut self, done: u64, total: u64, changes: &str, now: Instant) -> Option<String> {
        // Only late references are left.
        if total == 0 {
            return None;
        }
        if done == 0 {
            let groups = counted(total, "group", "groups");
            return Some(format!("{groups} of duplicates"));
        }
        if now.duration_since(self.last) < PAUSE {
            return None;
        }
        self.last = now;
        let left = total.saturating_sub(done);
        let each = now.duration_since(self.begun).as_secs_f64() / as_f64(done);
        let left = HumanDuration(Duration::from_secs_f64(each * as_f64(left)));
        Some(format!(
            "{done} of {total} groups, {changes}, about {left} left"
        ))
    }
}

fn processed(progress: Progress<'_>) -> u64 {
    progress.done.groups + progress.done.failed.len() as u64
}

fn changes(progress: Progress<'_>) -> String {
    format!(
        "{} moved, {} archived",
        rows(progress.done.moved()),
        progress.done.archived
    )
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
const fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_now_and_then() {
        let begun = Instant::now();
        let at = |seconds| begun + Duration::from_secs(seconds);
        let mut lines = ProgressLines::since(begun);
        let mut line = |done, seconds| lines.line(done, 40, "1 row moved, 2 archived", at(seconds));
        assert_eq!(line(0, 0).as_deref(), Some("40 groups of duplicates"));
        assert_eq!(line(1, 1), None);
        assert_eq!(
            line(10, 6).as_deref(),
            Some("10 of 40 groups, 1 row moved, 2 archived, about 18 seconds left")
        );
        assert_eq!(line(11, 10), None);
        assert!(line(40, 11).is_some_and(|it| it.ends_with("about 0 seconds left")));
    }
}
