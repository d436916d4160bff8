//! The database's error inside an application's error.

use diesel::result::Error as DieselError;

use crate::error::Error;

/// An error that knows the Diesel error that caused it, if one did.
///
/// Implement it for an error type of your own to use it in [`retry`](crate::retry()), and to ask
/// it for the [violated key](crate::Model#violations).
///
/// ```
/// use camshaft::DieselCause;
///
/// enum SignUp {
///     NameTaken,
///     Database(diesel::result::Error),
/// }
///
/// impl DieselCause for SignUp {
///     fn diesel_cause(&self) -> Option<&diesel::result::Error> {
///         match self {
///             Self::Database(error) => error.diesel_cause(),
///             Self::NameTaken => None,
///         }
///     }
/// }
/// # fn main() {
/// let error = SignUp::Database(diesel::result::Error::NotFound);
/// assert!(error.diesel_cause().is_some() && SignUp::NameTaken.diesel_cause().is_none());
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not expose the Diesel error that caused it",
    label = "not an error that `camshaft` can look into",
    note = "`diesel::result::Error` and `camshaft::Error` do, and a `Box<dyn Error + Send + Sync>` of them; implement `camshaft::DieselCause` for an error type of your own"
)]
pub trait DieselCause {
    /// Returns the Diesel error that caused it.
    fn diesel_cause(&self) -> Option<&DieselError>;

    /// Returns the error that [`retry`](crate::retry()) gives up with when the cause is one that only
    /// another attempt helps against.
    ///
    /// `BEGIN`, `COMMIT` and the statements of Diesel fail with Diesel's error. [`Error`] makes an
    /// [`Error::RestartTransaction`] of it here, so that its class is the same wherever it came
    /// from. An error of your own stays as it is, unless you implement this for it as well:
    ///
    /// ```
    /// use camshaft::DieselCause;
    ///
    /// #[derive(Debug)]
    /// enum SignUp {
    ///     Busy,
    ///     Database(diesel::result::Error),
    /// }
    ///
    /// impl DieselCause for SignUp {
    ///     fn diesel_cause(&self) -> Option<&diesel::result::Error> {
    ///         match self {
    ///             Self::Database(error) => error.diesel_cause(),
    ///             Self::Busy => None,
    ///         }
    ///     }
    ///
    ///     fn into_restart(self) -> Self {
    ///         Self::Busy
    ///     }
    /// }
    /// ```
    #[must_use]
    fn into_restart(self) -> Self
    where
        Self: Sized,
    {
        self
    }
}

impl DieselCause for DieselError {
    fn diesel_cause(&self) -> Option<&DieselError> {
        match Error::in_diesel(self) {
            Some(ours) => ours.as_diesel(),
            None => Some(self),
        }
    }
}

impl DieselCause for Error {
    fn diesel_cause(&self) -> Option<&DieselError> {
        self.as_diesel()
    }

    fn into_restart(self) -> Self {
        match self {
            Self::Database(source) => Self::RestartTransaction { source },
            other => other,
        }
    }
}

type BoxedError = dyn std::error::Error + Send + Sync;

/// Looks at the error itself and at its sources.
impl DieselCause for Box<BoxedError> {
    fn diesel_cause(&self) -> Option<&DieselError> {
        let first: &(dyn std::error::Error + 'static) = self.as_ref();
        std::iter::successors(Some(first), |error| error.source()).find_map(|error| {
            let ours = error.downcast_ref::<Error>().and_then(Error::as_diesel);
            ours.or_else(|| error.downcast_ref::<DieselError>())
        })
    }

    fn into_restart(self) -> Self {
        match self.downcast::<Error>() {
            Ok(ours) => Self::from(ours.into_restart()),
            Err(other) => other,
        }
    }
}
