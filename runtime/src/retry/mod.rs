//! Running a whole transaction again.

#[cfg(feature = "async")]
mod async_;
mod begin;
mod blocking;
mod cause;
mod policy;

#[cfg(feature = "async")]
pub use async_::RetryLoop;
#[cfg(feature = "async")]
pub(crate) use async_::begin as begin_async;
pub(crate) use begin::Begun;
pub(crate) use blocking::begin;
pub use blocking::retry;
pub use cause::DieselCause;
pub use policy::RetryPolicy;
pub(crate) use policy::jittered;
