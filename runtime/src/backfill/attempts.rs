//! A batch that is read again, as others wrote between its statements.

use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};

use crate::dialect::{Class, Dialect};
use crate::error::Error;
use crate::keyed::{
    Conflict, HasOne, MAX_ATTEMPTS, OnConflict, is_conflict_of_key, not_visible,
    of_failed_insert_of_many, of_failure, of_failure_after_conflict,
};

/// Returns the conduct of the insert of a batch on conflict: where an insert cannot name the key
/// that it passes over, it must fail, so that no other key is passed over.
pub(super) const fn on_conflict<DB: Dialect>() -> OnConflict {
    if DB::INSERT_FAILS_ON_CONFLICT {
        OnConflict::Fail
    } else {
        OnConflict::DoNothing
    }
}

/// The number of times that a batch is read. Each further attempt means that others wrote into it,
/// so that less of it is left; from the third on its share of parents is smaller, too.
const BATCH_ATTEMPTS: u8 = 4 * MAX_ATTEMPTS;

/// After how many batches that nobody came into a part is twice as large.
const CALM: u8 = 4;

/// Why a batch is read again.
#[derive(Debug)]
pub(super) enum Reason {
    /// Another session created one of its rows: the violation of the key.
    Created(DieselError),
    /// Another session deleted one of its parents: the error that says so.
    Deleted(Error),
    /// Parents are without their row after it was created: the error that says so.
    Missing(Error),
}

impl Reason {
    /// Returns the error of a backfill that ends with this reason: a violation of its own key is the
    /// same as a row that is never seen.
    pub(super) fn into_error<R: HasOne>(self) -> Error {
        match self {
            Self::Created(_) => not_visible::<R>(BATCH_ATTEMPTS),
            Self::Deleted(error) | Self::Missing(error) => error,
        }
    }
}

/// The attempts of a batch, the reason why the last one failed, and the size of the next.
#[derive(Debug)]
pub(super) struct BatchAttempts {
    batch: u32,
    /// The number of times that the share of a batch is halved: there are few sizes, as each is a
    /// statement of its own, which the connection keeps.
    halvings: u32,
    calm: u8,
    made: u8,
    reason: Option<Reason>,
}

impl BatchAttempts {
    /// Creates the attempts of batches of so many parents at most.
    pub(super) const fn of(batch: u32) -> Self {
        Self {
            batch,
            halvings: 0,
            calm: 0,
            made: 0,
            reason: None,
        }
    }

    /// Returns the number of parents that this attempt takes: fewer, the more often others came in
    /// between.
    pub(super) fn share(&self) -> u32 {
        self.batch.checked_shr(self.halvings).unwrap_or(0).max(1)
    }

    /// Ends a batch. After [`CALM`] batches without another session in between, the next ones are twice as large.
    pub(super) fn end_batch(&mut self) {
        self.calm = if self.made == 0 { self.calm + 1 } else { 0 };
        if self.calm == CALM {
            self.halvings = self.halvings.saturating_sub(1);
            self.calm = 0;
        }
        self.made = 0;
        self.reason = None;
    }

    /// Returns what an attempt read.
    ///
    /// In a transaction PostgreSQL refuses to read after an error, and says nothing of that error:
    /// the reason for the attempt is returned then. Every other error is the cause itself.
    pub(super) fn read<DB: Dialect, T>(&mut self, read: QueryResult<T>) -> Result<T, Error> {
        read.map_err(|error| match (DB::classify(&error), self.reason.take()) {
            (Class::Aborted, Some(Reason::Deleted(reason) | Reason::Missing(reason))) => reason,
            (Class::Aborted, Some(Reason::Created(violation))) => of_failure_after_conflict::<DB>(
                error,
                Some(Conflict {
                    violation,
                    is_of_key: true,
                }),
            ),
            _ => of_failure::<DB>(error),
        })
    }

    /// Returns the rows created, or `None` when the batch is to be read again: another session
    /// created one of its rows, or deleted a parent.
    pub(super) fn inserted<R: HasOne, DB: Dialect>(
        &mut self,
        inserted: QueryResult<usize>,
    ) -> Result<Option<u64>, Error> {
        let error = match inserted {
            Ok(rows) => return Ok(Some(u64::try_from(rows).unwrap_or(u64::MAX))),
            Err(error) => error,
        };
        let reason = if is_conflict_of_key::<R, DB>(&error) {
            Reason::Created(error)
        } else {
            let is_passing = is_foreign_key_violation(&error);
            let error = of_failed_insert_of_many::<R, DB>(error);
            if !is_passing {
                return Err(error);
            }
            Reason::Deleted(error)
        };
        self.again(reason).map_err(Reason::into_error::<R>)?;
        Ok(None)
    }

    /// Lets the batch be read again for this reason, unless that was done too often.
    pub(super) fn again(&mut self, reason: Reason) -> Result<(), Reason> {
        self.made += 1;
        if self.made > 1 {
            self.halvings = (self.halvings + 1).min(u32::BITS - self.batch.leading_zeros());
        }
        if self.made >= BATCH_ATTEMPTS {
            return Err(reason);
        }
        self.reason = Some(reason);
        Ok(())
    }
}

const fn is_foreign_key_violation(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)
    )
}

#[cfg(test)]
mod tests {
    use super::{BATCH_ATTEMPTS, BatchAttempts, CALM, Reason};
    use crate::error::Error;

    const REASON: Reason = Reason::Deleted(Error::NullKey { table: "t" });

    #[test]
    fn batch_is_taken_in_smaller_shares_from_the_third_attempt_on() {
        let mut attempts = BatchAttempts::of(1_000);
        let shares: Vec<_> = (0..13)
            .map(|_| {
                let share = attempts.share();
                assert!(attempts.again(REASON).is_ok());
                share
            })
            .collect();
        assert_eq!(
            shares,
            [1_000, 1_000, 500, 250, 125, 62, 31, 15, 7, 3, 1, 1, 1]
        );
    }

    #[test]
    fn shares_grow_again_once_nobody_comes_into_them() {
        let mut attempts = BatchAttempts::of(1_000);
        for _ in 0..3 {
            assert!(attempts.again(REASON).is_ok());
        }
        attempts.end_batch();
        assert_eq!(attempts.share(), 250);
        let mut shares = Vec::new();
        for _ in 0..3 {
            for _ in 0..CALM {
                attempts.end_batch();
            }
            shares.push(attempts.share());
        }
        assert_eq!(shares, [500, 1_000, 1_000]);
    }

    #[test]
    fn smallest_share_is_twice_as_large_as_soon_as_any() {
        let mut attempts = BatchAttempts::of(2);
        for _ in 1..BATCH_ATTEMPTS {
            assert!(attempts.again(REASON).is_ok());
        }
        attempts.end_batch();
        assert_eq!(attempts.share(), 1);
        for _ in 0..2 * CALM {
            attempts.end_batch();
        }
        assert_eq!(attempts.share(), 2);
        assert_eq!(BatchAttempts::of(u32::MAX).share(), u32::MAX);
    }

    #[test]
    fn attempts_end_with_the_last_reason() {
        let mut attempts = BatchAttempts::of(1_000);
        for _ in 1..BATCH_ATTEMPTS {
            assert!(attempts.again(REASON).is_ok());
        }
        assert!(matches!(
            attempts.again(REASON),
            Err(Reason::Deleted(Error::NullKey { .. }))
        ));
    }
}
