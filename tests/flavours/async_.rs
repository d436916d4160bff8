//! Cases on the connections of diesel-async. Tasks beside a case are spawned on a runtime of many
//! threads, so every future in them has to be `Send`.

use std::panic::resume_unwind;
use std::pin::Pin;

pub(crate) use camshaft::async_prelude::*;
pub(crate) use camshaft::catalog::{check_async as check, inspect_async as inspect};
pub(crate) use camshaft::verify_async as verify;
pub(crate) use diesel::prelude::*;
pub(crate) use diesel_async::{AsyncConnection, RunQueryDsl};
pub(crate) use tokio::sync::Barrier;

/// `true` for connections of diesel-async.
#[allow(dead_code, reason = "the drivers of some servers do not differ")]
pub(crate) const IS_ASYNC: bool = true;

/// A call on a connection: awaited here.
macro_rules! run {
    ($call:expr) => {
        $call.await
    };
}

/// The work of a transaction.
macro_rules! work {
    (|$conn:ident $(: $type:ty)?| $work:expr) => {
        async |$conn $(: $type)?| $work
    };
}

/// A transaction that is run again.
macro_rules! retry {
    ($conn:expr, $policy:expr, |$tx:tt $(: $type:ty)?| $work:expr $(,)?) => {
        camshaft::retry!($conn, $policy, async |$tx $(: $type)?| $work)
    };
}

/// Writes a closure for a step of a case, within the work of a transaction.
macro_rules! part {
    ($part:expr) => {
        $part.await
    };
}

/// Makes tests of the cases of a module; one that is left out is unused code.
macro_rules! tests {
    ($($case:ident),+ $(,)?) => {
        mod tests {
            $(
                #[test]
                fn $case() {
                    crate::flavour::drive(super::$case());
                }
            )+
        }
    };
}

/// Runs a case to its end.
///
/// The future is boxed, because the runtime would be compiled again for each type of future.
pub(crate) fn drive<'a, F: Future + 'a>(case: F) -> F::Output {
    let case: Pin<Box<dyn Future<Output = F::Output> + 'a>> = Box::pin(case);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(case)
}

/// A task that runs beside the case.
#[must_use]
pub(crate) struct Task<T>(tokio::task::JoinHandle<T>);

/// Starts something beside the case.
pub(crate) fn spawn<F>(work: F) -> Task<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let work: Pin<Box<dyn Future<Output = F::Output> + Send>> = Box::pin(work);
    Task(tokio::spawn(work))
}

impl<T> Task<T> {
    /// Waits for its end; a panic in it is one here.
    pub(crate) async fn join(self) -> T {
        self.0
            .await
            .unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }
}
