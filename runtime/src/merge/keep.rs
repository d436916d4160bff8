//! The merge of the duplicates that a model declares.

use super::request::{Merge, OrdersRowsOf};
use crate::duplicates::{Duplicated, Duplicates, Of};

impl<D: Duplicated> Duplicates<Of<D>> {
    /// Merges them instead: of each group the row that comes first survives.
    ///
    /// ```
    #[doc = include_str!("../../doc/pending.rs")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let conn = &mut connection()?;
    /// use camshaft::merge::oldest;
    /// use camshaft::prelude::*;
    ///
    /// let merge = User::duplicates_by_email().keep(oldest(users::id));
    /// assert_eq!(merge.dry_run(conn)?.deleted, 1);
    /// let report = merge.merge(conn)?;
    /// assert_eq!((report.groups, report.deleted), (1, 1));
    /// assert_eq!(User::duplicates_by_email().count(conn)?.groups, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn keep(self, order: impl OrdersRowsOf<Of<D>>) -> Merge<Of<D>> {
        Merge::new(self.into_source()).keep(order)
    }
}
