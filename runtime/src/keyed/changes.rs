//! The changes of a row that exists: the argument of `.set(..)`.

use diesel::AsChangeset;
use diesel::backend::Backend as DieselBackend;
use diesel::query_builder::QueryFragment;

use super::columns::BindKey;
use super::given_key::{Assignments, key_columns, may_name_key, sql_of};
use super::nodes::Delete;
use super::relation::Relation;
use super::takes::Leads;
use crate::dialect::Dialect;
use crate::error::Error;

/// No changes: a row that is there stays as it is.
#[derive(Debug, Clone, Copy)]
pub struct NoChanges;

/// Changes of the row: anything that is a Diesel `AsChangeset` of its table, and `Clone`.
#[derive(Debug, Clone, Copy)]
pub struct Changes<S>(pub(crate) S);

/// A type that can be set in the table `T`: every type that is Diesel's `AsChangeset` for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be set in `{T}`",
    label = "no changes for a row of that table",
    note = "changes are a struct with `#[derive(AsChangeset)]` and the `table_name` of that table, `column.eq(value)` of one of its columns, or a tuple of those; without `.values(..)` before it, `.set(..)` creates rows too, and wants them `Insertable`"
)]
pub trait Changeset<T>: AsChangeset<Target = T> {
    /// The changes themselves.
    type Itself;

    /// Returns the changes.
    fn itself(self) -> Self::Itself;
}

/// The changes `S`, for rows of the relation `R`; unknown when they cannot be set, so that nothing
/// else is reported.
pub type Set<S, R> = <S as Changeset<<R as Relation>::Table>>::Itself;

#[diagnostic::do_not_recommend]
impl<T, S, A> Changeset<T> for S
where
    S: AsChangeset<Target = T, Changeset = A>,
    A: Leads<S, To = S>,
{
    type Itself = <A as Leads<S>>::To;

    fn itself(self) -> S {
        self
    }
}

/// Changes that can be applied to the row of the relation `R` on the backend `DB`.
pub trait Assigns<R: Relation, DB: DieselBackend>: Clone {
    /// The assignments of an `UPDATE`.
    type Assignments: QueryFragment<DB>;

    /// Returns the assignments; `None` when there are none: each field is `None`.
    ///
    /// # Errors
    ///
    /// [`Error::KeyMismatch`] when they give one of the keys another value, or one that cannot be
    /// known before the update.
    fn assignments(self, keys: &[R::Key]) -> Result<Option<Self::Assignments>, Error>;
}

impl<R: Relation, DB: DieselBackend> Assigns<R, DB> for NoChanges {
    type Assignments = ();

    fn assignments(self, _: &[R::Key]) -> Result<Option<()>, Error> {
        Ok(None)
    }
}

impl<R, S, DB> Assigns<R, DB> for Changes<S>
where
    R: Relation,
    DB: Dialect,
    S: AsChangeset<Target = R::Table> + Clone,
    S::Changeset: QueryFragment<DB>,
    Delete<R>: QueryFragment<DB>,
    R::Key: BindKey<R::Columns, DB>,
{
    type Assignments = S::Changeset;

    fn assignments(self, keys: &[R::Key]) -> Result<Option<S::Changeset>, Error> {
        let changeset = self.0.as_changeset();
        match sql_of::<DB>(&changeset) {
            Some(sql) if sql.trim().is_empty() => return Ok(None),
            Some(sql) if may_name_key::<R>(&sql) => {
                key_columns::<R, DB>(
                    &changeset,
                    &Assignments::of_changeset(DB::BACKEND, &sql),
                    keys,
                )?;
            }
            // What cannot be rendered fails where it is sent.
            _ => {}
        }
        Ok(Some(changeset))
    }
}
