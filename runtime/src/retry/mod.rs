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
#[cfg(feature = "async")]
pub(crate) use async_::is_open as is_open_async;
pub(crate) use begin::Begun;
pub use blocking::retry;
pub(crate) use blocking::{begin, is_open};
pub use cause::DieselCause;
pub use policy::RetryPolicy;
pub(crate) use policy::jittered;
