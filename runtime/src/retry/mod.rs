//! Running a whole transaction again.

#[cfg(feature = "async")]
mod async_;
mod blocking;
mod policy;

#[cfg(feature = "async")]
pub use async_::RetryLoop;
pub use blocking::retry;
pub use policy::RetryPolicy;
