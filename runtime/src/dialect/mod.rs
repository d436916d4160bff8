//! What differs between the servers.

use crate::catalog::Backend;
use diesel::backend::Backend as DieselBackend;

pub(crate) use sealed::Class;

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

/// A backend that camshaft speaks.
#[diagnostic::on_unimplemented(
    message = "camshaft has no support for the backend `{Self}` in this build",
    label = "the backend of this connection is `{Self}`",
    note = "enable the matching feature of camshaft: `postgres` or `sqlite`"
)]
pub trait Dialect:
    DieselBackend<QueryBuilder: Default> + Default + sealed::Errors + 'static
{
    /// The backend's type in [`marker`](crate::catalog::marker).
    type Marker: std::fmt::Debug;
    /// The backend.
    const BACKEND: Backend;
    /// How a transaction begins that will write, where it is not the same as any other.
    #[doc(hidden)]
    const BEGIN_WRITE: Option<&'static str> = None;
    /// A statement that fails in an aborted transaction, where `COMMIT` does not.
    #[doc(hidden)]
    const PROBE_BEFORE_COMMIT: Option<&'static str> = None;
}

pub(crate) mod sealed {
    use diesel::result::Error as DieselError;

    /// What an error of the server means for the transaction it happened in.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Class {
        /// Run the whole transaction again.
        Restart,
        /// The conflict target matches no usable index.
        NoArbiter,
        /// Anything else: the caller's.
        Other,
    }

    /// How a server words its errors.
    pub trait Errors {
        /// What the error means for the transaction.
        fn classify(error: &DieselError) -> Class;
    }
}
