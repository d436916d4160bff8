//! One transaction, however often it has to be begun.

use std::time::Duration;

use super::dialect::Sql;
use super::group::{Group, GroupError, Mode};
use super::plan::Plan;
use super::report::Counts;
use super::request::Merge;
use super::session::Session;
use super::sweep::Late;
use crate::retry::jittered;

/// What happens in it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work<'w> {
    /// The group with this key is merged; it has so many rows.
    Group { key: &'w [String], size: usize },
    /// What refers to rows that are gone refers to their survivor.
    Sweep(&'w Late),
}

/// What it needs to know.
pub(super) struct Context<'c> {
    pub(super) merge: &'c Merge,
    pub(super) plan: &'c Plan,
    pub(super) mode: Mode,
    pub(super) run: &'c str,
    pub(super) number: u64,
}

impl Context<'_> {
    /// What was done; `None` when there was nothing to do.
    pub(super) async fn complete<S: Session>(
        &self,
        session: &mut S,
        work: Work<'_>,
    ) -> Result<Option<Counts>, GroupError> {
        let mut attempt = 1;
        loop {
            let error = match self.attempt(session, work).await {
                Ok(counts) => return Ok(counts),
                Err(error) => error,
            };
            if attempt >= error.attempts::<S>() {
                return Err(error);
            }
            let longest = Duration::from_millis(4 << attempt.min(8));
            tracing::debug!(target: "camshaft", attempt, %error, "group is merged again");
            session.pause(jittered(longest)).await;
            attempt += 1;
        }
    }

    async fn attempt<S: Session>(
        &self,
        session: &mut S,
        work: Work<'_>,
    ) -> Result<Option<Counts>, GroupError> {
        session.begin().await.map_err(GroupError::Lost)?;
        let archive = self
            .plan
            .archive
            .map_or_else(String::new, |it| Sql(S::BACKEND).table(self.plan.table(it)));
        let mut group = Group {
            session: &mut *session,
            plan: self.plan,
            merge: self.merge,
            mode: self.mode,
            archive,
            run: self.run,
            number: self.number,
            step: 0,
            counts: Counts::default(),
        };
        let done = match work {
            Work::Group { key, size } => group.merge(key, size).await,
            Work::Sweep(late) => group.sweep(late).await,
        };
        let counts = group.counts;
        match done {
            Ok(done) => {
                session.commit().await?;
                Ok(done.then_some(counts))
            }
            // What the work met tells more than a rollback that fails.
            Err(error) => match (session.roll_back().await, error) {
                (Ok(()), error) => Err(error),
                (Err(_), GroupError::Database(error)) | (Err(error), _) => {
                    Err(GroupError::Lost(error))
                }
            },
        }
    }
}
