//! Cases on blocking connections: nothing in them ever waits for a future.

use std::panic::resume_unwind;
use std::pin::pin;
pub(crate) use std::sync::Barrier;
use std::task::{Context, Poll, Waker};
use std::thread::{self, JoinHandle};

pub(crate) use camshaft::catalog::{check, inspect};
pub(crate) use camshaft::prelude::*;
pub(crate) use camshaft::verify;
pub(crate) use diesel::connection::Connection;
pub(crate) use diesel::prelude::*;

/// `true` for connections of diesel-async.
#[allow(dead_code, reason = "the drivers of some servers do not differ")]
pub(crate) const IS_ASYNC: bool = false;

/// A call on a connection: as it is here, awaited where connections are asynchronous.
macro_rules! run {
    ($call:expr) => {
        $call
    };
}

/// The work of a transaction: a closure here, an asynchronous one elsewhere.
macro_rules! work {
    ($work:expr) => {
        $work
    };
}

/// A transaction that is run again.
macro_rules! retry {
    ($conn:expr, $policy:expr, $work:expr $(,)?) => {
        camshaft::retry($conn, $policy, $work)
    };
}

/// Writes a closure for a step of a case, within the work of a transaction.
macro_rules! part {
    ($part:expr) => {
        crate::flavour::drive($part)
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
pub(crate) fn drive<F: Future>(case: F) -> F::Output {
    match pin!(case).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a blocking case waited for a future"),
    }
}

/// A task that runs beside the case.
#[must_use]
pub(crate) struct Task<T>(JoinHandle<T>);

/// Starts something beside the case.
pub(crate) fn spawn<F>(work: F) -> Task<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    Task(thread::spawn(|| drive(work)))
}

impl<T> Task<T> {
    /// Waits for its end; a panic in it is one here.
    pub(crate) fn join(self) -> T {
        self.0.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
}
