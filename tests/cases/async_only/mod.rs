//! Cases that only connections of diesel-async can meet.

mod cancel;
mod pools;

use std::future::poll_fn;
use std::task::Poll;

/// Polls a future so often at most, then drops it; what it returned, if it came that far. One that
/// never waited was never dropped, and would prove nothing.
async fn dropped_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    let ended = poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(output) => {
            assert!(polls > 1, "it did not wait once");
            Poll::Ready(Some(output))
        }
        Poll::Pending if left <= 1 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    });
    ended.await
}
