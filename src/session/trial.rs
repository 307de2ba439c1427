//! A what-if: the same plan, the same commands, and nothing is written. What others write meanwhile comes in underneath.

use super::{Session, both};
use crate::edit::Refusal;
use crate::history::{History, Step};
use crate::model::{Plan, Snapshot};
use crate::text::Shown;

/// What is put aside while something is tried.
pub struct Trial {
    base: Snapshot,
    /// The base's revision, as the writer knows it.
    revision: u64,
    /// The steps before; those of the trial have a history of their own.
    history: History,
}

impl Session {
    /// Whether something is being tried.
    pub fn is_trial(&self) -> bool {
        self.trial.is_some()
    }

    /// The plan under the trial; without one, the plan.
    pub fn base_plan(&self) -> &Plan {
        &self.base().plan
    }

    /// What is saved, or will be.
    pub(super) fn base(&self) -> &Snapshot {
        self.trial.as_ref().map_or(&self.here, |trial| &trial.base)
    }

    /// The revision of what is saved, or will be.
    pub(super) fn written(&self) -> u64 {
        self.trial.as_ref().map_or(self.revision, |trial| trial.revision)
    }

    /// From now on every change is tried only, until it is kept or dropped. One trial at a time.
    pub fn try_out(&mut self) {
        if self.trial.is_none() {
            let history = std::mem::take(&mut self.history);
            self.trial = Some(Trial { base: self.here.clone(), revision: self.revision, history });
        }
    }

    /// Makes what was tried one step of the history, and saves it. A plan that is open for reading keeps nothing.
    pub fn keep(&mut self, what: Shown) -> Result<(), Vec<Refusal>> {
        if self.is_readonly() {
            return Err(vec![Refusal::new("this plan is open for reading only; what is tried can only be dropped")]);
        }
        if let Some(trial) = self.trial.take() {
            self.history = trial.history;
            if !trial.base.same(&self.here) {
                let after = self.here.clone();
                self.history.push(Step { before: trial.base, after, what, outside: false });
            }
            self.revision += 1;
            self.send();
        }
        Ok(())
    }

    /// Goes back to the plan as it was, with what others wrote meanwhile.
    pub fn drop_trial(&mut self) {
        if let Some(trial) = self.trial.take() {
            let saved = self.saved == trial.revision;
            self.history = trial.history;
            self.here = trial.base;
            self.revision += 1;
            if saved {
                self.saved = self.revision;
            } else {
                self.send();
            }
        }
    }

    /// Puts what came from outside under the plan: as a step of its own, and under what is being tried, too.
    pub(super) fn rebase(&mut self, before: &Snapshot, next: Snapshot) {
        self.revision += 1;
        let came =
            |before: Snapshot, after: Snapshot| Step { before, after, what: "reload from disk".into(), outside: true };
        let changed = before.plan != next.plan;
        match &mut self.trial {
            None => {
                self.here = next.clone();
                if changed {
                    self.history.came(came(before.clone(), next));
                }
            }
            Some(trial) => {
                let tried = self.here.clone();
                self.here = if tried.same(before) { next.clone() } else { both(before, &tried, &next) };
                trial.base = next.clone();
                trial.revision = self.revision;
                if changed {
                    trial.history.came(came(before.clone(), next));
                    self.history.came(came(tried, self.here.clone()));
                }
            }
        }
    }
}
