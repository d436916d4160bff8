//! Rows that refer, without a foreign key, to what is gone.

use std::collections::BTreeMap;

use super::{Group, Mode, Result};
use crate::merge::members::{Member, Members, is_among};
use crate::merge::session::{Session, texts};
use crate::merge::sweep::{Late, Redirects};

impl<S: Session> Group<'_, S> {
    /// Makes them refer to the survivor; whether there were any.
    pub(in crate::merge) async fn sweep(&mut self, late: &Late) -> Result<bool> {
        if self.mode == Mode::Apply {
            self.lock_loose_tables().await?;
        }
        let Some(members) = self.load_redirected(late).await? else {
            return Ok(false);
        };
        let plan = self.plan;
        for referrer in plan.loose_referrers() {
            self.gather(referrer, &members, &[plan.root]).await?;
        }
        self.counts.mark_swept();
        Ok(true)
    }

    /// Locks the survivor, so that nobody merges it away meanwhile, and then asks again who it replaced.
    async fn load_redirected(&mut self, late: &Late) -> Result<Option<Members>> {
        let plan = self.plan;
        let Some(redirects) = Redirects::of(plan) else {
            return Ok(None);
        };
        let root = plan.table(plan.root);
        let lock = match self.mode {
            Mode::Apply => Self::SQL.for_update(),
            Mode::Count => "",
        };
        let is_survivor = is_among(Self::SQL, "", &root.identity, [vec![&*late.survivor]]);
        let survivor = self
            .load(plan.root, &format!("{is_survivor}{lock}"))
            .await?;
        let Some(survivor) = survivor.into_iter().next() else {
            return Ok(None);
        };
        let query = redirects.still(Self::SQL, late);
        let rows = self.session.rows(&format!("{query}{lock}")).await?;
        let loser = |key: &str| {
            let key = Some(key.to_owned());
            Member(BTreeMap::from([(root.identity[0].clone(), key)]))
        };
        let losers: Vec<Member> = texts(&rows).map(loser).collect();
        Ok((!losers.is_empty()).then_some(Members {
            table: plan.root,
            survivor,
            losers,
        }))
    }
}
