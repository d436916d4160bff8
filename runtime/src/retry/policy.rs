//! The number of attempts, their time and their pauses: pure.

use std::time::{Duration, Instant};

use diesel::result::Error as DieselError;

use crate::cause::DieselCause;
use crate::dialect::{Class, Dialect};
use crate::pause::jittered;

/// The repetition of a transaction by [`retry`](crate::retry()).
///
/// The default: 12 attempts, 10 seconds in all, pauses from 1 ms, doubling up to 250 ms, each of a
/// random length between half of that and all of it.
///
/// ```
/// use std::time::Duration;
///
/// let patient = camshaft::RetryPolicy::new()
///     .attempts(50)
///     .budget(Duration::from_secs(60))
///     .pauses(Duration::from_millis(5), Duration::from_secs(1));
/// assert_ne!(patient, camshaft::RetryPolicy::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    budget: Duration,
    first_pause: Duration,
    longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 12,
            budget: Duration::from_secs(10),
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_millis(250),
        }
    }
}

impl RetryPolicy {
    /// Creates the default policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs the transaction that many times at most; at least once.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Begins no attempt after that time, counted from the first.
    #[must_use]
    pub const fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Sets the pauses between attempts: the first, doubled each time up to the longest.
    #[must_use]
    pub const fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// Returns the pause before the next attempt, or `None` when there is none.
    fn pause_after(&self, attempts: u32, elapsed: Duration) -> Option<Duration> {
        if attempts >= self.attempts {
            return None;
        }
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let longest = self
            .first_pause
            .saturating_mul(doubled)
            .min(self.longest_pause);
        let pause = jittered(longest);
        // A pause that outlasts the budget would only delay the error.
        (elapsed + pause < self.budget).then_some(pause)
    }
}

/// The attempts of one transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempts {
    policy: RetryPolicy,
    started: Instant,
    made: u32,
}

impl Attempts {
    /// Begins to count.
    pub(super) fn new(policy: RetryPolicy) -> Self {
        Self {
            policy,
            started: Instant::now(),
            made: 0,
        }
    }

    /// Returns the pause before the transaction is run again; `None`: its error is the last one.
    pub(super) fn after<DB: Dialect>(&mut self, cause: Option<&DieselError>) -> Option<Duration> {
        self.made += 1;
        if DB::classify(cause?) != Class::Restart {
            return None;
        }
        let attempts = self.made;
        let pause = self.policy.pause_after(attempts, self.started.elapsed())?;
        tracing::debug!(target: "camshaft", attempts, ?pause, "transaction is run again");
        Some(pause)
    }
}

/// Returns the error that ends it, which says so where only another attempt helps.
pub(super) fn last<DB: Dialect, E: DieselCause>(error: E) -> E {
    let is_restart = error
        .diesel_cause()
        .is_some_and(|cause| DB::classify(cause) == Class::Restart);
    if is_restart {
        error.into_restart()
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;

    #[test]
    fn pauses_double_up_to_the_longest_and_end_with_the_attempts() {
        let policy = RetryPolicy::new()
            .attempts(4)
            .pauses(Duration::from_millis(8), Duration::from_millis(20));
        let between = |attempts, low, high| {
            let pause = policy.pause_after(attempts, Duration::ZERO).unwrap();
            assert!(pause >= Duration::from_millis(low) && pause < Duration::from_millis(high));
        };
        between(1, 4, 8);
        between(2, 8, 16);
        between(3, 10, 20);
        assert_eq!(policy.pause_after(4, Duration::ZERO), None);
    }

    #[test]
    fn no_attempt_begins_after_the_budget() {
        let policy = RetryPolicy::new().budget(Duration::from_secs(1));
        assert!(policy.pause_after(1, Duration::ZERO).is_some());
        assert_eq!(policy.pause_after(1, Duration::from_secs(1)), None);
    }

    #[test]
    fn no_pause_is_a_pause_of_nothing() {
        let policy = RetryPolicy::new().pauses(Duration::ZERO, Duration::ZERO);
        assert_eq!(policy.pause_after(1, Duration::ZERO), Some(Duration::ZERO));
    }
}
