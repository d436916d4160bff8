//! Running a whole transaction again.

mod blocking;
mod cause;
mod policy;

pub use blocking::retry;
pub use cause::DieselCause;
pub use policy::RetryPolicy;
