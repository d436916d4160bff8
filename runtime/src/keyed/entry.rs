//! A row, and whether the call created it.

/// A row that was to exist, and whether this call created it.
///
/// # Example
///
/// ```
#[doc = include_str!("../../doc/setup.rs")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let conn = &mut connection()?;
/// use camshaft::prelude::*;
///
/// let user: User = users::table.select(User::as_select()).first(conn)?;
/// assert!(user.detail().get_or_create_entry(conn)?.is_created());
///
/// let again = user.detail().get_or_create_entry(conn)?;
/// assert!(!again.is_created());
/// assert_eq!(again.into_row().user_id, user.id);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<T> {
    /// The row was there.
    Found(T),
    /// This call created the row. Inside a transaction that is provisional until `COMMIT`.
    Created(T),
}

impl<T> Entry<T> {
    /// Returns whether this call created it.
    #[must_use]
    pub const fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }

    /// Returns the row.
    #[must_use]
    pub fn into_row(self) -> T {
        match self {
            Self::Found(row) | Self::Created(row) => row,
        }
    }

    /// Returns the row, borrowed.
    #[must_use]
    pub const fn row(&self) -> &T {
        match self {
            Self::Found(row) | Self::Created(row) => row,
        }
    }
}
