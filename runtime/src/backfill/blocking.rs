//! Backfills on blocking connections.

use diesel::result::QueryResult;
use diesel::{Insertable, Selectable};

use super::attempts::on_conflict;
use super::builder::{Backfill, BackfillProgress, Missing};
use super::machine::BackfillStep;
use super::nodes::{CountMissing, Parents};
use crate::connection::Loads;
use crate::error::Error;
use crate::keyed::{
    BatchConnection, ChecksKeys as _, CreatesFromKey, CreatesRows, HasOne, Keyed, KeyedDsl as _,
    LoadsMany as _, NoValues, SufficientFor, Values, of_failure,
};
use crate::keyed::{ReadMode, Tracking};

/// A connection that can find the parents without their row, and create the rows.
pub trait BackfillConnection<R: HasOne>: BatchConnection<R> {
    /// Reads parents without their row, at most `batch` of them.
    #[doc(hidden)]
    fn parents(&mut self, after: Option<R::Key>, batch: u32) -> QueryResult<Vec<R::Parent>>;

    /// Counts the parents without a row, of those after the first key, up to the second.
    #[doc(hidden)]
    fn count_missing(&mut self, after: Option<R::Key>, until: Option<R::Key>) -> QueryResult<i64>;

    /// Counts the rows of these keys.
    #[doc(hidden)]
    fn count_rows(&mut self, keys: Vec<R::Key>) -> QueryResult<usize>;
}

impl<C, R> BackfillConnection<R> for C
where
    R: HasOne,
    R::Parent: Selectable<C::Backend>,
    C: BatchConnection<R>,
    Parents<R, C::Backend>: Loads<'static, C, R::Parent>,
    CountMissing<R>: Loads<'static, C, i64>,
{
    fn parents(&mut self, after: Option<R::Key>, batch: u32) -> QueryResult<Vec<R::Parent>> {
        Parents::<R, C::Backend>::new(after, batch).load_all(self)
    }

    fn count_missing(&mut self, after: Option<R::Key>, until: Option<R::Key>) -> QueryResult<i64> {
        CountMissing::<R>::new(after, until).load_one(self)
    }

    fn count_rows(&mut self, keys: Vec<R::Key>) -> QueryResult<usize> {
        let rows = C::ReadsMany::select_many(self, keys, ReadMode::Usual, Tracking::Off)?;
        Ok(rows.count())
    }
}

/// The method of a [`Backfill`] on a blocking connection.
pub trait BackfillDsl<R: HasOne, C> {
    /// Creates the rows: two statements a batch, and one that counts after the first batch and in the end.
    ///
    /// ```sql
    /// SELECT .. FROM users WHERE id > $1
    ///     AND NOT EXISTS (SELECT 1 FROM user_details WHERE user_id = users.id LIMIT 1 OFFSET 0)
    ///     ORDER BY id LIMIT 1000;
    /// INSERT INTO user_details (user_id) SELECT DISTINCT .. FROM unnest($1) ..
    ///     ON CONFLICT (user_id) DO NOTHING;
    /// ```
    ///
    /// Parents of the first batch, and in the end of all, that are still without their row are counted by
    /// the server. Rows that others deleted meanwhile are created once more.
    ///
    /// A batch in which a parent was deleted between the two is read again: the foreign key, not
    /// this, keeps rows without a parent out.
    ///
    /// # Errors
    ///
    /// [`Error::StillMissing`], [`Error::UnstorableKey`]; any error of the database. Outside of a transaction, the rows
    /// that were created before stay.
    fn run(self, conn: &mut C) -> Result<BackfillProgress<R::Key>, Error>;
}

impl<R, C> BackfillDsl<R, C> for Backfill<R>
where
    R: HasOne,
    R::Creation: CreatesFromKey<R>,
    C: BackfillConnection<R>,
{
    fn run(self, conn: &mut C) -> Result<BackfillProgress<R::Key>, Error> {
        let (mut machine, NoValues) =
            self.of_many::<C::Backend>(C::ReadsMany::keys_per_statement(0));
        loop {
            match machine.step_of_many() {
                BackfillStep::Read(after, limit) => machine.read(conn.parents(after, limit))?,
                BackfillStep::Create(keys) => {
                    C::ReadsMany::refuse_unstorable(&keys)?;
                    let inserted =
                        C::ReadsMany::insert_missing(conn, keys, on_conflict::<C::Backend>());
                    machine.inserted(inserted)?;
                }
                BackfillStep::Confirm(keys) => machine.confirmed(conn.count_rows(keys))?,
                BackfillStep::Count(after, until) => {
                    machine.counted(conn.count_missing(after, until))?;
                }
                BackfillStep::End => return Ok(machine.end()),
            }
        }
    }
}

impl<R, C, F, V> BackfillDsl<R, C> for Backfill<R, F>
where
    R: HasOne,
    F: FnMut(&R::Parent) -> V,
    V: Insertable<R::Table> + Clone,
    Values<V>: SufficientFor<R>,
    C: BackfillConnection<R> + CreatesRows<R, Values<V>>,
{
    fn run(self, conn: &mut C) -> Result<BackfillProgress<R::Key>, Error> {
        let (mut machine, mut values) = self.of_one::<C::Backend>();
        loop {
            match machine.step_of_one() {
                BackfillStep::Read(after, limit) => machine.read(conn.parents(after, limit))?,
                BackfillStep::Create(parent) => {
                    let row = Keyed::<R>::by(R::key_of(&parent)).values(values(&parent));
                    let entry = row.insert_first().get_or_create_entry(conn);
                    machine.created(entry)?;
                }
                BackfillStep::Confirm(keys) => machine.confirmed(conn.count_rows(keys))?,
                BackfillStep::Count(after, until) => {
                    machine.counted(conn.count_missing(after, until))?;
                }
                BackfillStep::End => return Ok(machine.end()),
            }
        }
    }
}

/// The method of [`Missing`] rows on a blocking connection.
pub trait MissingDsl<R: HasOne> {
    /// Counts the parents without a row.
    ///
    /// # Errors
    ///
    /// Any error of the database.
    fn count<C: BackfillConnection<R>>(self, conn: &mut C) -> Result<i64, Error>;
}

impl<R: HasOne> MissingDsl<R> for Missing<R> {
    fn count<C: BackfillConnection<R>>(self, conn: &mut C) -> Result<i64, Error> {
        conn.count_missing(None, None)
            .map_err(of_failure::<C::Backend>)
    }
}
