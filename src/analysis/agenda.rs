//! Everything with a day ahead, in one list.

use crate::model::{Address, Day, Id, Plan, Standing, Status};
use crate::text::{Shown, word};

/// Something that falls on a day.
#[derive(Clone, PartialEq, Debug)]
pub struct Dated {
    pub day: Day,
    pub at: Address,
    pub kind: DatedKind,
    /// What happens, without the day.
    pub what: Shown,
    /// Who answers for it, by id.
    pub owner: Option<Id>,
    pub guess: bool,
}

/// Why a day counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DatedKind {
    /// A promise to somebody.
    Promise,
    /// A choice that must be made, or made again.
    Decision,
    /// A step of something that recurs.
    Recurring,
    /// Something that comes by itself.
    Event,
}

/// Everything dated that is still open, past days included, by day and then in the order of the file.
pub fn dated(plan: &Plan) -> Vec<Dated> {
    let mut found = Vec::new();
    let mut add = |day: Option<Day>, register, id: &Id, kind, what: Shown, owner: Option<&Id>, guess| {
        if let Some(day) = day {
            let at = Address { register, id: id.clone() };
            found.push(Dated { day, at, kind, what, owner: owner.cloned(), guess });
        }
    };
    for row in &plan.milestones {
        add(row.at, "milestones", &row.id, DatedKind::Promise, row.name.show(), None, row.guess);
    }
    for row in plan.models.iter().filter(|row| row.status != Status::Done) {
        let what = word("Decide ").then(row.name.show());
        add(row.decide_by, "models", &row.id, DatedKind::Decision, what, row.owner.id(), row.guess);
    }
    for row in plan.decisions.iter().filter(|row| is_standing(row.standing)) {
        let what = word("Look again at ").then(row.name.show());
        add(row.review_by, "decisions", &row.id, DatedKind::Decision, what, row.owner.id(), row.guess);
    }
    for row in &plan.cadences {
        add(row.next, "cadences", &row.id, DatedKind::Recurring, row.name.show(), row.owner.id(), row.guess);
    }
    for row in plan.triggers.iter().filter(|row| row.status != Status::Done) {
        let what = row.name.show().then(": its event");
        add(row.event, "triggers", &row.id, DatedKind::Event, what, row.owner.id(), row.guess);
    }
    for row in &plan.people {
        add(row.joins, "people", &row.id, DatedKind::Event, row.name.show().then(" joins"), None, row.guess);
        add(row.leaves, "people", &row.id, DatedKind::Event, row.name.show().then(" leaves"), None, row.guess);
    }
    found.sort_by_key(|dated| dated.day);
    found
}

fn is_standing(standing: Standing) -> bool {
    matches!(standing, Standing::Proposed | Standing::Accepted)
}

/// What falls on `today` or up to `days` after it.
pub fn upcoming(plan: &Plan, today: Day, days: i64) -> Vec<Dated> {
    let near = |dated: &Dated| (0..=days).contains(&dated.day.since(today));
    dated(plan).into_iter().filter(near).collect()
}

/// Decisions that are needed by a day, overdue ones included.
pub fn decisions(plan: &Plan) -> Vec<Dated> {
    dated(plan).into_iter().filter(|dated| dated.kind == DatedKind::Decision).collect()
}
