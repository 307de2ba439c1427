//! One agenda: cadences, crossings, days to decide by, milestones and reviews, with everything else that has a day.

use super::calendar;
use crate::analysis::agenda::{DatedKind, dated};
use crate::analysis::checks::State;
use crate::analysis::trend::When;
use crate::analysis::{Facts, World};
use crate::model::{Address, Day, Id, Plan, Process};
use crate::text::Shown;

/// One thing on the agenda.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub day: Day,
    pub kind: Kind,
    pub at: Address,
    pub what: Shown,
    pub owner: Option<Id>,
    pub guess: bool,
    /// Whether its day is past and it is still open.
    pub late: bool,
}

/// Why it stands there, in the order in which things of one day are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Milestone,
    DecideBy,
    /// The last day on which work for a trigger can start.
    StartBy,
    Crossing,
    Review,
    Cadence,
    /// A flag must be gone.
    Flag,
    /// A decision loses its ground.
    Void,
    /// A waiver of the share for debt ends.
    Waiver,
    Event,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Milestone => "milestone",
            Kind::DecideBy => "decide-by",
            Kind::StartBy => "start-by",
            Kind::Crossing => "crossing",
            Kind::Review => "review",
            Kind::Cadence => "cadence",
            Kind::Flag => "flag",
            Kind::Void => "void",
            Kind::Waiver => "waiver",
            Kind::Event => "event",
        }
    }
}

/// Everything with a day up to `until`, by day; what is past and still open comes first, as late. Events, crossings and
/// promises of the past are over and left out. Linear, but for sorting.
pub fn agenda(plan: &Plan, world: &World, facts: &Facts, until: Day) -> Vec<Item> {
    let today = world.today;
    let mut found: Vec<Item> = Vec::new();
    for dated in dated(plan) {
        let kind = match (dated.kind, dated.at.register) {
            // Told by their steps below.
            (DatedKind::Recurring, _) => continue,
            (DatedKind::Promise, _) => Kind::Milestone,
            (DatedKind::Decision, _) => Kind::DecideBy,
            // An event's day is its crossing.
            (DatedKind::Event, "triggers") => continue,
            (DatedKind::Event, _) => Kind::Event,
        };
        let over = kind != Kind::DecideBy && dated.day < today;
        if !over {
            let late = dated.day < today;
            let crate::analysis::agenda::Dated { day, at, what, owner, guess, .. } = dated;
            found.push(Item { day, kind, at, what, owner, guess, late });
        }
    }
    found.extend(cadences(plan, facts, today, until));
    found.extend(triggers(plan, facts, today));
    for flag in &facts.governance.flags {
        let Some((row, day)) = plan.flags.get(&flag.id).and_then(|row| Some((row, row.expires?))) else { continue };
        let at = Address { register: "flags", id: flag.id.clone() };
        let what = row.name.show().then(" must be gone");
        let owner = row.owner.id().cloned();
        found.push(Item { day, kind: Kind::Flag, at, what, owner, guess: row.guess, late: day < today });
    }
    if let Some(waived) = &facts.debts.rule.waived {
        let at = Address { register: "sprints", id: waived.sprint.clone() };
        let what = Shown::from("The share for debt is no longer waived");
        let guess = plan.sprints.get(&waived.sprint).is_some_and(|row| row.guess);
        found.push(Item { day: waived.until, kind: Kind::Waiver, at, what, owner: None, guess, late: false });
    }
    found.retain(|item| item.day <= until);
    found.sort_by(|a, b| (a.day, a.kind, &a.at).cmp(&(b.day, b.kind, &b.at)));
    found
}

fn cadences(plan: &Plan, facts: &Facts, today: Day, until: Day) -> Vec<Item> {
    let mut found = Vec::new();
    for cadence in &plan.cadences {
        let Some(steps) = facts.governance.cadence(&cadence.id) else { continue };
        let kind = if cadence.process == Some(Process::ArchitectureReview) { Kind::Review } else { Kind::Cadence };
        // Of many missed ones the last says it.
        let missed = steps.missed.last().copied();
        for day in missed.into_iter().chain(calendar::ahead(cadence, steps, until)) {
            let late = day < today;
            let what = cadence.name.show().then(if late { " was missed" } else { "" });
            let at = Address { register: "cadences", id: cadence.id.clone() };
            found.push(Item { day, kind, at, what, owner: cadence.owner.id().cloned(), guess: cadence.guess, late });
        }
    }
    found
}

/// Crossings ahead, the starts they ask for, and the decisions they take the ground from.
fn triggers(plan: &Plan, facts: &Facts, today: Day) -> Vec<Item> {
    let mut found = Vec::new();
    for watch in facts.triggers.all.iter().filter(|watch| watch.state != State::Done) {
        let Some(row) = plan.triggers.get(&watch.id) else { continue };
        let at = Address { register: "triggers", id: watch.id.clone() };
        let owner = row.owner.id().cloned();
        let crosses = watch.crosses.and_then(|dates| dates.p50.day());
        if let Some(day) = crosses.filter(|day| *day >= today) {
            let what = row.name.show().then(if row.event.is_some() { ": its event" } else { " crosses its limit" });
            let (at, owner) = (at.clone(), owner.clone());
            found.push(Item { day, kind: Kind::Crossing, at, what, owner, guess: row.guess, late: false });
        }
        if let Some(day) = watch.start_by.and_then(When::day).filter(|_| crosses.is_some_and(|day| day >= today)) {
            let what = Shown::from("Last day to start on ").then(row.name.show());
            found.push(Item { day, kind: Kind::StartBy, at, what, owner, guess: row.guess, late: day < today });
        }
    }
    for decision in plan.decisions.iter().filter(|row| super::records::stands(row.standing)) {
        let watch = decision.void_when.id().and_then(|id| facts.triggers.get(id));
        let day = watch.and_then(|watch| watch.crosses).and_then(|dates| dates.p50.day());
        if let Some(day) = day.filter(|day| *day >= today) {
            let at = Address { register: "decisions", id: decision.id.clone() };
            let what = decision.name.show().then(" loses its ground");
            let owner = decision.owner.id().cloned();
            found.push(Item { day, kind: Kind::Void, at, what, owner, guess: decision.guess, late: false });
        }
    }
    found
}

/// A month by weeks, Monday first; days of other months are none.
pub fn month(of: Day) -> Vec<[Option<Day>; 7]> {
    let first = Day(of.0.first_of_month());
    let mut weeks: Vec<[Option<Day>; 7]> = Vec::new();
    let mut week = [None; 7];
    for n in 0..i64::from(of.0.days_in_month()) {
        let Some(day) = first.plus(n) else { break };
        let place = day.0.weekday().to_monday_zero_offset() as usize;
        if place == 0 && n > 0 {
            weeks.push(std::mem::take(&mut week));
        }
        week[place] = Some(day);
    }
    weeks.push(week);
    weeks
}
