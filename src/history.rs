//! Undo and redo over whole plans: a step is the plan before and after. Taking one back is a merge with what came
//! since, so that nothing of somebody else's is taken back with it; see `session`.

use crate::model::Snapshot;
use crate::text::Shown;

/// One committed change.
#[derive(Clone)]
pub struct Step {
    pub before: Snapshot,
    pub after: Snapshot,
    /// What it did, for the status line ("remove debts/refunds").
    pub what: Shown,
    /// Whether it came from outside: undoing a reload takes back what somebody else wrote, and asks first.
    pub outside: bool,
}

/// The steps taken, and those taken back. Snapshots share what did not change.
#[derive(Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    pub fn push(&mut self, step: Step) {
        self.undone.clear();
        self.done.push(step);
    }

    /// A step that came from outside. What was taken back here can still be made again.
    pub fn came(&mut self, step: Step) {
        self.done.push(step);
    }

    /// The step that undo would take back.
    pub fn last(&self) -> Option<&Step> {
        self.done.last()
    }

    /// The last step that was made here, under what came from outside since.
    pub fn last_own(&self) -> Option<&Step> {
        self.done.iter().rfind(|step| !step.outside)
    }

    /// The step that redo would take again.
    pub fn next(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// Moves a step to those taken back: the last one, or the last that was made here.
    pub fn undone(&mut self, own: bool) {
        let at = if own { self.done.iter().rposition(|step| !step.outside) } else { self.done.len().checked_sub(1) };
        self.undone.extend(at.map(|at| self.done.remove(at)));
    }

    /// Moves the last step taken back to those taken.
    pub fn redone(&mut self) {
        self.done.extend(self.undone.pop());
    }
}
