//! Objectives: how much of an error budget is used up, and whether the parts of a latency add up.

use super::World;
use super::capacity::elapsed;
use super::column::{Column, Derived, Sight, Why, short};
use crate::model::{Day, Id, Incident, Metric, MetricRole, Objective, Plan};

/// What is concluded of an objective.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    pub id: Id,
    pub kind: KeptKind,
}

/// By what an objective is measured.
#[derive(Clone, PartialEq, Debug)]
pub enum KeptKind {
    /// Minutes of failure that are allowed in a window back from today, and those that were.
    Budget {
        days: f64,
        allowed: f64,
        used: f64,
        /// The day on which it ran out, or runs out at the window's rate; nothing while nothing fails.
        exhausted: Option<Day>,
    },
    /// A limit whose parts must add up to no more.
    Parts { limit: f64, sum: f64, parts: usize },
    /// A limit without parts.
    Plain,
}

/// The usual window.
const WINDOW: f64 = 30.0;

/// Every objective, in the order of the file.
pub fn objectives(plan: &Plan, world: &World) -> Vec<Kept> {
    plan.objectives
        .iter()
        .map(|objective| Kept { id: objective.id.clone(), kind: kept(plan, world.today, objective) })
        .collect()
}

/// What is concluded of one.
pub fn get<'f>(all: &'f [Kept], id: &Id) -> Option<&'f Kept> {
    all.binary_search_by(|kept| kept.id.cmp(id)).ok().map(|at| &all[at])
}

fn is_share(metric: Option<&Metric>, target: f64) -> bool {
    metric.is_some_and(|metric| metric.role == MetricRole::Uptime || metric.unit.raw() == "%") && target <= 100.0
}

fn kept(plan: &Plan, today: Day, objective: &Objective) -> KeptKind {
    let metric = objective.metric.id().and_then(|id| plan.metrics.get(id));
    let Some(target) = objective.target else { return KeptKind::Plain };
    if is_share(metric, target) && metric.is_some_and(|metric| metric.role == MetricRole::Uptime) {
        return budget(plan, today, objective, target);
    }
    let parts: Vec<f64> = plan
        .objectives
        .iter()
        .filter(|part| part.part_of.id() == Some(&objective.id))
        .filter_map(|part| part.target)
        .collect();
    if parts.is_empty() {
        return KeptKind::Plain;
    }
    KeptKind::Parts { limit: target, sum: parts.iter().sum(), parts: parts.len() }
}

/// Whether an incident counts against an objective: it names it, or names none and this is the only one.
fn counts(plan: &Plan, objective: &Objective, incident: &Incident) -> bool {
    match incident.objective.id() {
        Some(id) => *id == objective.id,
        None => {
            let uptime = |o: &Objective| {
                let metric = o.metric.id().and_then(|id| plan.metrics.get(id));
                metric.is_some_and(|metric| metric.role == MetricRole::Uptime)
            };
            plan.objectives.iter().filter(|o| uptime(o)).count() == 1
        }
    }
}

fn budget(plan: &Plan, today: Day, objective: &Objective, target: f64) -> KeptKind {
    let days = objective.window.map_or(WINDOW, elapsed).max(1.0);
    let allowed = days * 1440.0 * (1.0 - target / 100.0).max(0.0);
    let mut failures: Vec<(Day, f64)> = plan
        .incidents
        .iter()
        .filter(|incident| counts(plan, objective, incident))
        .filter_map(|incident| Some((incident.at?, incident.minutes.filter(|n| *n > 0.0)?)))
        .filter(|(day, _)| (0..days.ceil() as i64).contains(&today.since(*day)))
        .collect();
    failures.sort_by_key(|(day, _)| *day);
    let used: f64 = failures.iter().map(|(_, minutes)| minutes).sum();
    let mut sum = 0.0;
    let ran_out = failures.iter().find(|(_, minutes)| {
        sum += minutes;
        sum > allowed
    });
    let exhausted = match ran_out {
        Some((day, _)) => Some(*day),
        None if used > 0.0 => {
            let left = (allowed - used) / (used / days);
            (left.is_finite() && left < super::trend::HORIZON).then(|| today.plus(left.floor() as i64)).flatten()
        }
        None => None,
    };
    KeptKind::Budget { days, allowed, used, exhausted }
}

const SOURCE: &str = "error budgets: the share of a window that may fail, in minutes";

/// What is computed of an objective.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "objectives",
        key: "budget_minutes",
        label: "Budget",
        letter: 'B',
        help: "Minutes that may fail within the window.",
        width: 7,
        numeric: true,
        get: |facts, id| match get(&facts.objectives, id).map(|kept| &kept.kind) {
            Some(KeptKind::Budget { allowed, .. }) => Derived::Number((allowed * 10.0).round() / 10.0),
            _ => Derived::Nothing,
        },
        explain: explain_budget,
    },
    Column {
        register: "objectives",
        key: "used_minutes",
        label: "Used",
        letter: 'U',
        help: "Minutes of incidents within the window.",
        width: 7,
        numeric: true,
        get: |facts, id| match get(&facts.objectives, id).map(|kept| &kept.kind) {
            Some(KeptKind::Budget { used, .. }) => Derived::Number(*used),
            _ => Derived::Nothing,
        },
        explain: explain_budget,
    },
    Column {
        register: "objectives",
        key: "exhausted_on",
        label: "Used up",
        letter: 'X',
        help: "The day the budget ran out, or runs out at the window's rate.",
        width: 10,
        numeric: false,
        get: |facts, id| match get(&facts.objectives, id).map(|kept| &kept.kind) {
            Some(KeptKind::Budget { exhausted: Some(day), .. }) => Derived::Day(*day),
            _ => Derived::Nothing,
        },
        explain: explain_budget,
    },
    Column {
        register: "objectives",
        key: "parts",
        label: "Parts",
        letter: 'P',
        help: "What the parts of this limit add up to.",
        width: 7,
        numeric: true,
        get: |facts, id| match get(&facts.objectives, id).map(|kept| &kept.kind) {
            Some(KeptKind::Parts { sum, .. }) => Derived::Number(*sum),
            _ => Derived::Nothing,
        },
        explain: |sight, id| {
            let KeptKind::Parts { limit, sum, .. } = get(&sight.facts.objectives, id)?.kind else { return None };
            let verdict = if sum > limit { "more than the whole" } else { "no more than the whole" };
            let rule = format!("The parts add up to {}, {verdict} of {}.", short(sum), short(limit));
            let mut why = Why::new(rule, "a latency is the sum of its parts").with("whole", short(limit));
            why = why.from("objectives", id, "target");
            for part in sight.plan.objectives.iter().filter(|part| part.part_of.id() == Some(id)) {
                why = why.with(part.name.show().to_string(), part.target.map_or("?".into(), short));
                why = why.from("objectives", &part.id, "target");
            }
            Some(why)
        },
    },
];

fn explain_budget(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let objective = sight.plan.objectives.get(id)?;
    let KeptKind::Budget { days, allowed, used, exhausted } = get(&sight.facts.objectives, id)?.kind else {
        return None;
    };
    let target = objective.target?;
    let end = match exhausted {
        Some(day) if used > allowed => format!("it ran out on {}", day.words()),
        Some(day) => format!("at this rate it runs out on {}", day.words()),
        None => "nothing of it is used up".to_string(),
    };
    let rule = format!(
        "{} days of 1440 minutes, of which {} % may fail: {} minutes. {} are used; {end}.",
        short(days),
        short(100.0 - target),
        short(allowed),
        short(used),
    );
    let mut why = Why::new(rule, SOURCE).with("target", short(target)).from("objectives", id, "target");
    let today = sight.world.today;
    for incident in sight.plan.incidents.iter().filter(|incident| counts(sight.plan, objective, incident)) {
        if let (Some(day), Some(minutes)) = (incident.at, incident.minutes)
            && (0..days.ceil() as i64).contains(&today.since(day))
        {
            why = why.with(incident.name.show().to_string(), format!("{} min", short(minutes))).on(day);
            why = why.from("incidents", &incident.id, "minutes");
        }
    }
    Some(why)
}
