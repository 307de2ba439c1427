//! Undo and redo over whole plans: a step is the plan before and after, so nothing can be undone wrongly.

use std::sync::Arc;

use crate::model::{Comments, Plan};
use crate::text::Shown;

/// A plan with the comments around it.
#[derive(Clone)]
pub struct Snapshot {
    pub plan: Plan,
    pub comments: Arc<Comments>,
}

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

    /// The step that undo would take back.
    pub fn last(&self) -> Option<&Step> {
        self.done.last()
    }

    /// The step that redo would take again.
    pub fn next(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// Takes the last step back and gives it; its `before` is the plan to go on with.
    pub fn undo(&mut self) -> Option<&Step> {
        let step = self.done.pop()?;
        self.undone.push(step);
        self.undone.last()
    }

    /// Takes the last undone step again and gives it; its `after` is the plan to go on with.
    pub fn redo(&mut self) -> Option<&Step> {
        let step = self.undone.pop()?;
        self.done.push(step);
        self.done.last()
    }
}
