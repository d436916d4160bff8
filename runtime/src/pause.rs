//! The pauses between attempts.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

#[cfg(feature = "async")]
use futures_timer::Delay;

/// Returns a random length between half and all of it.
pub(crate) fn jittered(longest: Duration) -> Duration {
    let half = longest / 2;
    let span = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX);
    // Each `RandomState` has keys of its own, which are random enough for a pause.
    let random = RandomState::new().hash_one(span);
    half + Duration::from_nanos(random % span.max(1))
}

/// Pauses for that long, on any executor.
///
/// Tokio's own timers panic where the runtime was built without them, and outside of Tokio, and cannot
/// be asked beforehand. A call that pauses is in the midst of its work, so it needs timers that are
/// always there: one thread for the whole process, which begins with the first pause.
#[cfg(feature = "async")]
pub(crate) fn pause(pause: Duration) -> impl Future<Output = ()> + Send {
    Delay::new(pause)
}
