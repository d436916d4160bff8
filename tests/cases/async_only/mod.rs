//! Cases that only connections of diesel-async can meet.

mod cancel;
mod pools;
pub(crate) mod timers;

use std::future::poll_fn;
use std::task::Poll;

use camshaft::catalog::Backend;

use crate::backend::BACKEND;

/// So many calls at most are made of one kind: far more than a call polls.
const MAX_CALLS: usize = 1000;

/// So many calls of a kind were dropped at least, before one came to its end: once a statement.
///
/// SQLite works in a thread, which may be done before it is waited for.
const FEWEST_DROPPED: usize = match BACKEND {
    Backend::Sqlite => 0,
    _ => 2,
};

/// How often the calls of one kind are polled before they are dropped: once more each time, until one ends.
///
/// One that ended sooner than it can on a busy machine, as its replies were there when it asked, proves nothing: it
/// begins at one poll again.
#[derive(Default)]
struct Polls {
    calls: usize,
    dropped: usize,
}

impl Polls {
    /// How often to poll the next call.
    fn next(&mut self) -> usize {
        self.calls += 1;
        assert!(self.calls <= MAX_CALLS, "no call came to its end");
        self.dropped + 1
    }

    /// Whether the call that was made proves that it could be dropped at each place before its end.
    fn took(&mut self, ended: bool) -> bool {
        if !ended {
            self.dropped += 1;
            return false;
        }
        let enough = (FEWEST_DROPPED..).contains(&self.dropped);
        if !enough {
            self.dropped = 0;
        }
        enough
    }

    /// How many calls were made.
    fn calls(&self) -> i64 {
        i64::try_from(self.calls).unwrap()
    }
}

/// Polls a future so often at most, then drops it; what it returned, if it came that far.
async fn dropped_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    let ended = poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left <= 1 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    });
    ended.await
}

/// Waits in the midst of a transaction more often than `BEGIN` can on any server, so that one is surely dropped there.
async fn wait_in_the_work() {
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
}
