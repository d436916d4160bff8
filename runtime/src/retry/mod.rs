//! Running a whole transaction again.

#[cfg(feature = "async")]
mod async_;
mod blocking;
mod cause;
mod policy;

#[cfg(feature = "async")]
pub use async_::RetryLoop;
pub use blocking::retry;
pub use cause::DieselCause;
pub use policy::RetryPolicy;
pub(crate) use policy::jittered;
