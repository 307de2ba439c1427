//! What to do next: the few steps that make the plan worth more right now.

use super::World;
use super::checks::{Finding, State};
use super::{knowledge, triggers};
use crate::model::{Address, Day, Id, Plan, Status};
use crate::register::product;
use crate::text::{Shown, show};

/// One step: a sentence, where it is done, and about how long it takes.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub what: Shown,
    /// The screen it is done on, by its name on the command line.
    pub screen: &'static str,
    /// The list to add to, where it is not the screen's first.
    pub list: Option<&'static str>,
    /// The row to go to, where there is one.
    pub at: Option<Address>,
    pub field: Option<&'static str>,
    pub minutes: u32,
    pub state: State,
}

/// The steps, the most urgent first: what is broken, what is promised and due, what is missing.
pub fn steps(plan: &Plan, world: &World, findings: &[Finding], guesses: usize) -> Vec<Step> {
    let mut steps: Vec<Step> = findings
        .iter()
        .filter(|f| f.hit.state == State::Act)
        .map(|f| Step {
            what: f.hit.message.clone(),
            screen: "checks",
            list: None,
            at: Some(f.hit.at.clone()),
            field: Some(f.hit.field),
            minutes: f.about.minutes,
            state: State::Act,
        })
        .collect();
    let told: Vec<Option<Address>> = steps.iter().map(|step| step.at.clone()).collect();
    steps.extend(due(plan, world).into_iter().filter(|step| !told.contains(&step.at)));
    steps.extend(missing(plan, world.today, guesses));
    steps
}

fn step(
    what: impl Into<String>,
    screen: &'static str,
    at: Option<Address>,
    field: Option<&'static str>,
    minutes: u32,
    state: State,
) -> Step {
    Step { what: show(what.into()), screen, list: None, at, field, minutes, state }
}

fn at(register: &'static str, id: &Id) -> Option<Address> {
    Some(Address { register, id: id.clone() })
}

/// Decisions, cadences and people whose day is near: within four weeks, or past.
fn due(plan: &Plan, world: &World) -> Vec<Step> {
    let near = |day: Day| day.since(world.today) <= 28;
    let mut found = Vec::new();
    for model in &plan.models {
        if let Some(day) = model.decide_by.filter(|day| near(*day) && model.status != Status::Done) {
            let what = format!("Decide {} by {}", model.name.show(), day.words());
            let state = if day <= world.today { State::Act } else { State::Mon };
            found.push((day, step(what, "data", at("models", &model.id), Some("status"), 60, state)));
        }
    }
    for cadence in &plan.cadences {
        if let Some(day) = cadence.next.filter(|day| near(*day)) {
            let what = format!("{} is due on {}", cadence.name.show(), day.words());
            let state = if day < world.today { State::Act } else { State::Mon };
            found.push((day, step(what, "gov", at("cadences", &cadence.id), Some("held"), 30, state)));
        }
    }
    for person in &plan.people {
        if let Some(day) = person.leaves.filter(|day| *day >= world.today && day.since(world.today) <= 90) {
            let what = format!("Hand over what {} knows before {}", person.name.show(), day.words());
            found.push((day, step(what, "team", at("people", &person.id), Some("leaves"), 60, State::Mon)));
        }
    }
    found.sort_by_key(|(day, _)| *day);
    found.into_iter().map(|(_, step)| step).collect()
}

/// What an early plan lacks most, in the order in which waiting costs most.
fn missing(plan: &Plan, today: Day, guesses: usize) -> Vec<Step> {
    let mut found = Vec::new();
    let mut need = |wanted: bool, step: Step| {
        if wanted {
            found.push(step);
        }
    };
    let unknown = State::Unknown;
    need(
        plan.product().name.is_empty(),
        step("Say what the product is called and what it does", "home", Some(product()), Some("name"), 1, unknown),
    );
    need(
        plan.domains.len() < 3,
        step("Name three parts of the system: sign-in, billing, your core", "map", None, None, 5, unknown),
    );
    need(
        plan.people.is_empty(),
        Step {
            list: Some("people"),
            ..step("Add yourself, with the share of your week you can give", "team", None, None, 1, unknown)
        },
    );
    for trigger in &plan.triggers {
        let metric = triggers::metric(plan, trigger);
        if let Some(metric) = metric.filter(|m| m.readings.0.is_empty()) {
            let what = format!("Record today's number for {} ({})", trigger.name.show(), metric.name.show());
            need(true, step(what, "infra", at("triggers", &trigger.id), Some("metric"), 2, unknown));
            break;
        }
    }
    if !plan.people.is_empty() {
        let areas = knowledge::areas(plan, today);
        if let Some(area) = areas.iter().find(|area| area.able == 0) {
            let what = format!("Say who could fix {} alone", area.domain.name.show());
            need(true, step(what, "team", at("domains", &area.domain.id), None, 1, unknown));
        }
    }
    need(
        plan.debts.is_empty(),
        step("Name one shortcut you took on purpose to launch", "debt", None, None, 2, unknown),
    );
    let unowned = plan.cadences.iter().filter(|c| c.owner.id().is_none()).count();
    if let Some(cadence) = plan.cadences.iter().find(|c| c.owner.id().is_none()) {
        let rest = if unowned > 1 { format!(" (and {} more)", unowned - 1) } else { String::new() };
        let what = format!("Say who owns {}{rest}", cadence.name.show());
        need(true, step(what, "gov", at("cadences", &cadence.id), Some("owner"), 1, unknown));
    }
    need(
        plan.milestones.is_empty(),
        Step {
            list: Some("milestones"),
            ..step("Date the biggest promise: a first enterprise demo, a funding round", "time", None, None, 1, unknown)
        },
    );
    need(
        guesses > 0,
        step(
            format!("Confirm {guesses} guesses that came with the template"),
            "checks",
            None,
            None,
            guesses.div_ceil(3) as u32,
            unknown,
        ),
    );
    found
}
