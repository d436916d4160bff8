//! Samples, and the rows of the table.

use std::time::Duration;

/// The heading of the table.
pub(crate) const HEADING: &str = "\
| server | work | rival | rival, µs p10 / p50 | camshaft, µs p10 / p50 | ratio p10 / p50 | ratio of slices p25 – p75 | statements | allocations | WAL bytes | dead rows | sequence values |
|---|---|---|---|---|---|---|---|---|---|---|---|";

/// What to measure.
#[derive(Debug)]
pub(crate) struct Plan {
    words: Vec<String>,
    quick: bool,
    large: bool,
}

impl Plan {
    /// From the arguments of the program.
    pub(crate) fn from_arguments() -> Self {
        let mut arguments: Vec<String> = std::env::args().skip(1).collect();
        let [quick, large] =
            ["--quick", "--large"].map(|flag| arguments.iter().any(|argument| argument == flag));
        arguments.retain(|argument| !argument.starts_with("--"));
        Self {
            words: arguments,
            quick,
            large,
        }
    }

    /// Whether this row is wanted.
    pub(crate) fn wants(&self, server: &str, work: &str) -> bool {
        let row = format!("{server}, {work}").to_lowercase();
        self.words
            .iter()
            .all(|word| row.contains(&word.to_lowercase()))
    }

    /// Whether the backfill of very many parents is wanted, instead of the calls.
    pub(crate) const fn is_large(&self) -> bool {
        self.large
    }

    /// How many parents are backfilled.
    pub(crate) fn parents(&self) -> i64 {
        if self.quick { 100_000 } else { 1_000_000 }
    }

    /// So many slices, or a few of them.
    pub(crate) fn slices(&self, all: usize) -> usize {
        if self.quick { all.div_ceil(4) } else { all }
    }
}

/// What the calls of one contender took, by slices.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<Vec<Duration>>);

impl Samples {
    /// Begins a slice.
    pub(crate) fn begin_slice(&mut self) {
        self.0.push(Vec::new());
    }

    /// Adds a call to the slice.
    pub(crate) fn push(&mut self, took: Duration) {
        if let Some(slice) = self.0.last_mut() {
            slice.push(took);
        }
    }

    fn pooled(&self, percent: usize) -> f64 {
        percentile(self.0.iter().flatten().map(Duration::as_secs_f64), percent) * 1e6
    }

    fn medians(&self) -> impl Iterator<Item = f64> {
        let slices = self.0.iter();
        slices.map(|slice| percentile(slice.iter().map(Duration::as_secs_f64), 50))
    }
}

/// What a call costs besides its time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    /// Calls counted.
    pub(crate) calls: usize,
    /// Statements sent.
    pub(crate) statements: usize,
    /// Allocations of the whole process.
    pub(crate) allocations: usize,
    /// Bytes of the log, dead row versions, values of the sequence.
    pub(crate) traces: [i64; 3],
}

/// One contender's part of a row.
#[derive(Debug)]
pub(crate) struct Measured {
    /// The times.
    pub(crate) samples: Samples,
    /// The counts.
    pub(crate) costs: Option<Costs>,
}

/// Prints a row.
pub(crate) fn print(server: &str, work: &str, rival: &str, ours: &Measured, theirs: &Measured) {
    let [ours_p10, theirs_p10] = [ours, theirs].map(|side| side.samples.pooled(10));
    let [ours_p50, theirs_p50] = [ours, theirs].map(|side| side.samples.pooled(50));
    let ratios: Vec<f64> = (ours.samples.medians())
        .zip(theirs.samples.medians())
        .map(|(ours, theirs)| ours / theirs)
        .collect();
    let [low, high] = [25, 75].map(|percent| percentile(ratios.iter().copied(), percent));
    let counts = |of: fn(&Costs) -> f64| match (&theirs.costs, &ours.costs) {
        (Some(theirs), Some(ours)) => format!("{} / {}", short(of(theirs)), short(of(ours))),
        _ => "–".to_owned(),
    };
    println!(
        "| {server} | {work} | {rival} | {theirs_p10:.1} / {theirs_p50:.1} \
         | {ours_p10:.1} / {ours_p50:.1} | **{:.2} / {:.2}** | {low:.2} – {high:.2} | {} | {} | {} | {} | {} |",
        ours_p10 / theirs_p10,
        ours_p50 / theirs_p50,
        counts(|costs| per_call(costs, costs.statements)),
        counts(|costs| per_call(costs, costs.allocations)),
        counts(|costs| per_call(costs, costs.traces[0])),
        counts(|costs| per_call(costs, costs.traces[1])),
        counts(|costs| per_call(costs, costs.traces[2])),
    );
}

#[allow(clippy::cast_precision_loss, reason = "a mean for a table")]
fn per_call<N: TryInto<i64>>(costs: &Costs, total: N) -> f64 {
    let total = total.try_into().unwrap_or(i64::MAX);
    total as f64 / costs.calls as f64
}

/// A mean without a fraction that says nothing.
fn short(mean: f64) -> String {
    if mean.fract() == 0.0 || mean >= 100.0 {
        format!("{mean:.0}")
    } else {
        format!("{mean:.2}")
    }
}

fn percentile(values: impl Iterator<Item = f64>, percent: usize) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let index = values.len().saturating_sub(1) * percent / 100;
    values.get(index).copied().unwrap_or(f64::NAN)
}
