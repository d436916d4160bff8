//! Pauses of asynchronous calls.

use std::time::Duration;

use futures_timer::Delay;

/// Pauses for that long, on any executor.
///
/// Tokio's own timers panic where the runtime was built without them, and outside of Tokio, and cannot
/// be asked beforehand. A call that pauses is in the midst of its work, so it needs timers that are
/// always there: one thread for the whole process, which begins with the first pause.
pub(crate) fn pause(pause: Duration) -> impl Future<Output = ()> + Send {
    Delay::new(pause)
}
