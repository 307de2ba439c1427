//! The quarterly review: what crossed or will cross before the next one, what came of it since the last one, and the row
//! that is written when it is over.

use std::collections::{BTreeMap, BTreeSet};

use super::gates::cadence_of;
use super::records;
use crate::analysis::checks::State;
use crate::analysis::debt::acted;
use crate::analysis::debt::share::RuleState;
use crate::analysis::fixwhen::Due;
use crate::analysis::knowledge::areas;
use crate::analysis::trend::When;
use crate::analysis::{Facts, World, facts};
use crate::edit::Edit;
use crate::model::field::Record;
use crate::model::value::Value;
use crate::model::{Address, Day, Debt, Id, Op, Plan, Process, Review, Status};
use crate::register;
use crate::text::{Raw, Shown, show};

/// The plan as it was at the last review.
#[derive(Clone, PartialEq, Debug)]
pub struct LastReview {
    pub day: Day,
    /// The commit it was read from.
    pub commit: Raw,
    pub plan: Plan,
}

/// The last review on or before a day.
pub fn last(plan: &Plan, today: Day) -> Option<&Review> {
    let held = plan.reviews.iter().filter(|review| review.at.is_some_and(|day| day <= today));
    held.max_by_key(|review| review.at).map(|review| &**review)
}

/// The day of the next review: as its cadence says, else a quarter from today.
pub fn next(plan: &Plan, world: &World, facts: &Facts) -> Day {
    let step = cadence_of(plan, Process::ArchitectureReview).and_then(|cadence| facts.governance.cadence(&cadence.id));
    // A review that falls on today is this one.
    let step = step.and_then(|steps| match steps.next {
        Some(day) if day <= world.today => {
            let cadence = plan.cadences.get(&steps.id)?;
            super::calendar::step(day, cadence.every?, 1)
        }
        day => day,
    });
    step.or_else(|| Day::typed("+3mo", world.today).ok()).unwrap_or(world.today)
}

/// One thing the review decides on.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub at: Address,
    pub topic: Topic,
    /// Why it is looked at, in a sentence.
    pub why: Shown,
    /// The day it is about.
    pub on: Option<Day>,
    /// Whether it was on the last review's list, too.
    pub carried: bool,
    /// Whether its row has a status that can be raised to act.
    pub can_act: bool,
}

/// Where an item comes from, in the order of the walk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    Trigger,
    Data,
    Share,
    Debt,
    Knowledge,
    Record,
    Flag,
}

impl Topic {
    pub fn word(self) -> &'static str {
        match self {
            Topic::Trigger => "trigger",
            Topic::Data => "data decision",
            Topic::Share => "share for debt",
            Topic::Debt => "debt",
            Topic::Knowledge => "knowledge",
            Topic::Record => "decision record",
            Topic::Flag => "flag",
        }
    }
}

/// Debts at the top of the ranking that every review looks at.
const TOP: usize = 5;

/// What there is to decide, in the order of the walk. With the plan of the last review its list is worked out, too, so
/// that what stands there again is known; that takes as long as the facts of a plan.
pub fn items(plan: &Plan, world: &World, facts: &Facts) -> Vec<Item> {
    let mut found = listed(plan, world, facts);
    if let Some(before) = &world.last_review {
        let then = World::on(before.day);
        let old = facts_of(&before.plan, &then);
        let old: BTreeSet<(Topic, Address)> =
            listed(&before.plan, &then, &old).into_iter().map(|item| (item.topic, item.at)).collect();
        for item in &mut found {
            item.carried = old.contains(&(item.topic, item.at.clone()));
        }
    }
    found
}

fn facts_of(plan: &Plan, world: &World) -> Facts {
    facts(plan, world)
}

fn listed(plan: &Plan, world: &World, facts: &Facts) -> Vec<Item> {
    let today = world.today;
    let until = next(plan, world, facts);
    let mut found = Vec::new();
    let mut add = |topic, register: &'static str, id: &Id, why: String, on| {
        let at = Address { register, id: id.clone() };
        let can_act = register::register(register).is_some_and(|home| home.find("status").is_some());
        found.push(Item { at, topic, why: show(why), on, carried: false, can_act });
    };
    for watch in facts.triggers.urgent() {
        let Some(row) = plan.triggers.get(&watch.id).filter(|row| row.status != Status::Act) else { continue };
        let name = row.name.show();
        let crosses = watch.crosses.and_then(|dates| dates.p50.day());
        let start = watch.start_by.and_then(When::day);
        let why = match (crosses, start) {
            (Some(day), _) if watch.reached => format!("{name} is past its limit since {}.", day.words()),
            (Some(day), _) if day <= until && row.op == Op::Event => {
                format!("{name} is needed on {}.", day.words())
            }
            (Some(day), _) if day <= until => format!("{name} crosses its limit about {}.", day.words()),
            (_, Some(day)) if day <= until => format!("Work on {name} has to start by {}.", day.words()),
            _ if watch.state == State::Blind => format!("{name} cannot see its limit coming."),
            _ => continue,
        };
        add(Topic::Trigger, "triggers", &watch.id, why, crosses.or(start));
    }
    for model in plan.models.iter().filter(|row| row.status != Status::Done && row.status != Status::Act) {
        let cheap = facts.data.get(&model.id).and_then(|cost| cost.last_cheap).and_then(When::day);
        let Some(day) = model.decide_by.or(cheap).filter(|day| *day <= until) else { continue };
        let by = if model.decide_by.is_some() { "is to be decided by" } else { "can wait at today's price until" };
        let why = format!("{} {by} {}.", model.name.show(), day.words());
        add(Topic::Data, "models", &model.id, why, Some(day));
    }
    let rule = &facts.debts.rule;
    if let Some(sprint) = rule.row().filter(|_| matches!(rule.state, RuleState::Escalated | RuleState::Warn)) {
        let short = crate::analysis::column::short;
        let why = format!("{} of {} days for debt are owed.", short(rule.deficit), short(rule.due));
        add(Topic::Share, "sprints", &sprint.id, why, Some(sprint.start));
    }
    for account in facts.debts.ranked() {
        let Some(row) = plan.debts.get(&account.id).filter(|row| row.status != Status::Act) else { continue };
        let top = account.rank.is_some_and(|rank| rank <= TOP);
        let why = match account.state {
            State::Act if account.fires == Some(Due::Overdue) => {
                format!("{} was to be mended when its trigger fires, and it has.", row.name.show())
            }
            State::Act if account.fires == Some(Due::Due) => {
                format!("{} is to be mended when its trigger fires, within a month.", row.name.show())
            }
            State::Act => format!("{} costs so many hours that mending it pays back in time.", row.name.show()),
            _ if account.is_undocumented() => format!("{} is an undocumented shortcut.", row.name.show()),
            _ if top => {
                format!("{} is at place {} of the open debts.", row.name.show(), account.rank.unwrap_or(0))
            }
            _ => continue,
        };
        add(Topic::Debt, "debts", &account.id, why, account.break_even.and_then(When::day));
    }
    for area in areas(plan, today).iter().filter(|area| area.able < 2) {
        let leaving = area.levels.iter().filter(|known| known.counts && known.level >= 2);
        let leaving = leaving.filter_map(|known| known.person.leaves.filter(|day| *day <= until)).min();
        let name = area.domain.name.show();
        let why = match (area.able, leaving) {
            (0, _) => format!("Nobody could mend {name} alone."),
            (_, Some(day)) => format!("The one person who could mend {name} alone leaves on {}.", day.words()),
            _ => format!("One person alone could mend {name}."),
        };
        add(Topic::Knowledge, "domains", &area.domain.id, why, leaving);
    }
    for due in &facts.governance.records {
        add(Topic::Record, due.at.register, &due.at.id, format!("A decision record is due: {}", says(plan, due)), None);
    }
    for flag in facts.governance.flags.iter().filter(|flag| flag.late.is_some_and(|days| days > 0)) {
        let Some(row) = plan.flags.get(&flag.id) else { continue };
        add(Topic::Flag, "flags", &flag.id, format!("{} should be gone.", row.name.show()), row.expires);
    }
    found
}

/// What asks for a record, in a sentence.
pub fn says(plan: &Plan, due: &records::Due) -> String {
    let home = register::register(due.at.register);
    let row = home.and_then(|home| Some((home, home.get(plan, &due.at.id)?)));
    let name = row.map_or_else(|| show(due.at.to_string()), |(home, row)| home.name_of(row));
    let vendor = plan.domains.get(&due.at.id).map(|domain| domain.vendor.show()).unwrap_or_default();
    match &due.why {
        records::Why::Void { trigger, since } => {
            let trigger = plan.triggers.get(trigger).map(|row| row.name.show()).unwrap_or_default();
            let since = since.map_or(String::new(), |day| format!(" on {}", day.words()));
            format!("{name} lost its ground when {trigger} fired{since}.")
        }
        records::Why::Woven => format!("{vendor} is woven into {name}, and no decision says why."),
        records::Why::NewVendor => format!("{name} has {vendor} since the last review, and no decision says why."),
        records::Why::NewDomain => format!("{name} is new since the last review, and no decision says why."),
        records::Why::NewKeys => format!("{name}: the keys are of another kind, and no decision says why."),
        records::Why::CarriedOut => format!("{name} was carried out, and no decision says why."),
    }
}

/// What was decided of an item.
#[derive(Clone, PartialEq, Debug)]
pub enum Verdict {
    /// It stops being watched and gets work.
    Act,
    /// It stays as it is, for this reason.
    Keep(Raw),
}

/// Why a review cannot be written.
pub const NO_REASON: &str = "what is kept as it is needs a reason, in a few words";

/// The edit that ends a review: what gets work becomes `act`, what is kept gets its reason, and a row of `reviews` says who
/// took part, at which commit, how many debts were moved since the review before, and what was decided. Where a review of
/// this day is there already, its row is written anew.
pub fn write(
    plan: &Plan,
    world: &World,
    decided: &[(Item, Verdict)],
    people: &[Id],
    commit: &Raw,
) -> Result<Edit, &'static str> {
    let mut edits = Vec::new();
    let mut outcomes: Vec<Raw> = Vec::new();
    let mut moved: BTreeSet<Id> =
        world.last_review.iter().flat_map(|before| acted::between(&before.plan, plan)).collect();
    let (mut kept, mut others) = (BTreeMap::new(), 0);
    for (item, verdict) in decided {
        let home = register::register(item.at.register);
        let row = home.and_then(|home| Some((home, home.get(plan, &item.at.id)?)));
        let Some((home, row)) = row else { continue };
        let name = home.name_of(row);
        match verdict {
            Verdict::Act => {
                let is = |status: Status| {
                    use crate::model::cell::Choice;
                    home.find("status").is_some_and(|at| row.cell(at).get() == Value::Choice(status.word()))
                };
                if item.can_act && !is(Status::Act) && !is(Status::Done) {
                    edits.push(Edit::Put { at: item.at.clone(), field: "status", value: Value::Choice("act") });
                    if item.at.register == Debt::ABOUT.key {
                        moved.insert(item.at.id.clone());
                    }
                }
                // Whatever gets work is acted on, debt or not.
                others += usize::from(item.at.register != Debt::ABOUT.key);
                outcomes.push(Raw::from(format!("Act on {name} ({}).", item.at)));
            }
            Verdict::Keep(reason) if reason.raw().trim().is_empty() => return Err(NO_REASON),
            Verdict::Keep(reason) => {
                let reason = reason.raw().trim().trim_end_matches('.');
                outcomes.push(Raw::from(format!("Kept {name} as it is ({}): {reason}.", item.at)));
                *kept.entry(item.carried).or_insert(0_usize) += 1;
            }
        }
    }
    if let Some(again) = kept.get(&true) {
        let were = if *again == 1 { "was" } else { "were" };
        outcomes.push(Raw::from(format!("{again} of them {were} on the list of the review before, too.")));
    }
    let at = Address { register: Review::ABOUT.key, id: Id::join(&[&world.today.to_string()]) };
    let mut put = |field, value| edits.push(Edit::Put { at: at.clone(), field, value });
    put("at", Value::Day(world.today));
    if !commit.is_empty() {
        put("commit", Value::Text(commit.clone()));
    }
    let mut people: Vec<Id> = people.to_vec();
    people.sort();
    people.dedup();
    put("people", Value::Refs(people));
    put("acted", Value::Whole((moved.len() + others) as i64));
    put("outcomes", Value::Prose(outcomes));
    Ok(Edit::Several(edits))
}

/// How many items stand on the list again.
pub fn carried(items: &[Item]) -> usize {
    items.iter().filter(|item| item.carried).count()
}
