//! What bites first: every weakness with the day on which the thing it hangs on comes, and those without a clock.

use super::trend::When;
use super::triggers::Triggers;
use super::{Facts, debt};
use crate::model::{Address, Plan, Status};
use crate::text::Shown;

/// One weakness.
#[derive(Clone, PartialEq, Debug)]
pub struct Bite {
    pub at: Address,
    pub what: Shown,
    /// When what it hangs on comes; `None` has no clock.
    pub when: Option<When>,
    /// What it hangs on, in words.
    pub by: String,
}

/// Open triggers, debts and data decisions: dated ones first, by day; then what never comes at this rate; then what
/// has no clock.
pub fn bites(plan: &Plan, facts: &Facts) -> Vec<Bite> {
    let mut found: Vec<Bite> = Vec::new();
    for watch in facts.triggers.all.iter().filter(|watch| watch.state != super::checks::State::Done) {
        let Some(trigger) = plan.triggers.get(&watch.id) else { continue };
        let at = Address { register: "triggers", id: watch.id.clone() };
        let by = "its limit".to_string();
        found.push(Bite { at, what: trigger.name.show(), when: watch.crosses.map(|dates| dates.p50), by });
    }
    for row in plan.debts.iter().filter(|row| debt::is_open(row)) {
        let at = Address { register: "debts", id: row.id.clone() };
        let (when, by) = clock(plan, &facts.triggers, row);
        found.push(Bite { at, what: row.name.show(), when, by });
    }
    for row in plan.models.iter().filter(|row| row.status != Status::Done) {
        let at = Address { register: "models", id: row.id.clone() };
        let cheap = facts.data.get(&row.id).and_then(|cost| cost.last_cheap);
        let (when, by) = match row.decide_by {
            Some(day) => (Some(When::On(day)), "the day it is to be decided"),
            None => (cheap, "the end of its cheap time"),
        };
        let by = if when.is_some() { by } else { "" }.to_string();
        found.push(Bite { at, what: row.name.show(), when, by });
    }
    found.sort_by_key(|bite| match bite.when {
        Some(When::On(day)) => (0, Some(day)),
        Some(When::Never) => (1, None),
        None => (2, None),
    });
    found
}

/// The earliest of: the trigger that says when to mend it, the start of what it blocks.
fn clock(plan: &Plan, triggers: &Triggers, row: &crate::model::Debt) -> (Option<When>, String) {
    let name = |id: &crate::model::Id| plan.triggers.get(id).map(|t| t.name.show().to_string()).unwrap_or_default();
    let mut known: Vec<(When, String)> = Vec::new();
    if let Some(id) = row.fix_when.id()
        && let Some(dates) = triggers.get(id).and_then(|watch| watch.crosses)
    {
        known.push((dates.p50, format!("{} crosses its limit", name(id))));
    }
    for blocked in row.blocks.0.iter().filter(|at| at.register == "triggers") {
        if let Some(start) = triggers.get(&blocked.id).and_then(|watch| watch.start_by) {
            known.push((start, format!("the start of {}", name(&blocked.id))));
        }
    }
    match known.into_iter().min_by_key(|(when, _)| *when) {
        Some((when, by)) => (Some(when), by),
        None => (None, String::new()),
    }
}
