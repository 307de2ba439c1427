//! The steps of a cadence: when it falls next, which steps passed without an entry, what it costs a month.

use crate::model::{Cadence, Day, Id, Plan, Process, Span, Unit};

/// What is concluded of a cadence.
#[derive(Clone, PartialEq, Debug)]
pub struct Steps {
    pub id: Id,
    /// The next step from today on that is not held yet.
    pub next: Option<Day>,
    /// Steps before today without an entry, oldest first; at most the last [`TOLD`] of them.
    pub missed: Vec<Day>,
    /// How many there are in all.
    pub missed_count: usize,
    /// The last day it took place.
    pub last: Option<Day>,
    /// Calendar days between two steps.
    pub every: Option<f64>,
    /// Hours a month for one person each time, as [`minutes`] has them.
    pub hours: Option<f64>,
    /// Days on which an entry names a file that an earlier one named, too.
    pub repeated: Vec<Day>,
}

/// Missed steps that are told by their days.
pub const TOLD: usize = 24;

/// Minutes that one time takes one person: a decision record about thirty, as the review's guide has it; the others are
/// what such meetings usually take.
pub fn minutes(process: Option<Process>) -> f64 {
    match process {
        Some(Process::Adr | Process::Flags) => 30.0,
        Some(Process::ArchitectureReview) => 180.0,
        Some(Process::Security) => 120.0,
        Some(Process::OnCall | Process::Other) | None => 60.0,
    }
}

/// The day so many steps after a first one; `None` outside the calendar. Months and years keep the day of the month.
pub fn step(first: Day, every: Span, times: i64) -> Option<Day> {
    let amount = every.likely();
    let whole = amount.fract() == 0.0 && amount.abs() < 10_000.0;
    match every.unit {
        Unit::Months | Unit::Years if whole => {
            let months = amount as i64 * if every.unit == Unit::Years { 12 } else { 1 };
            let span = jiff::Span::new().try_months(months.checked_mul(times)?).ok()?;
            first.0.checked_add(span).ok().map(Day)
        }
        _ => {
            let days = (amount * every.unit.calendar_days() * times as f64).round();
            (days.abs() < 4e6).then(|| first.plus(days as i64)).flatten()
        }
    }
}

/// Days between two steps; `None` where they are less than a day apart.
pub fn pause(cadence: &Cadence) -> Option<f64> {
    cadence.every.map(crate::analysis::capacity::elapsed).filter(|days| days.is_finite() && *days >= 1.0)
}

/// The steps of a cadence on a day. They count from `next`; where that is not entered, from the last time it took place. A
/// step is held when an entry lies nearer to it than half of the pause.
pub fn steps(plan: &Plan, today: Day, cadence: &Cadence) -> Steps {
    let every = pause(cadence);
    let held: Vec<Day> = cadence.held.0.keys().copied().filter(|day| *day <= today).collect();
    let last = held.last().copied();
    let span = cadence.every.filter(|_| every.is_some());
    let first = cadence.next.or_else(|| step(last?, span?, 1));
    let half = every.map_or(0.0, |days| days / 2.0);
    let is_held = |day: Day| {
        let from = held.partition_point(|entry| (day.since(*entry) as f64) > half);
        held.get(from).is_some_and(|entry| (entry.since(day) as f64) <= half)
    };
    let (mut missed, mut missed_count, mut next) = (Vec::new(), 0, None);
    match (first, span, every) {
        (Some(first), Some(span), Some(every)) => {
            // Steps long past are counted without being looked at one by one: each needs an entry.
            let past = (today.since(first) as f64 / every).floor().max(0.0) as i64;
            let from = (past - SEARCHED).max(0);
            for times in from..=past + 2 {
                let Some(day) = step(first, span, times) else { break };
                if day < today {
                    if !is_held(day) {
                        missed.push(day);
                    }
                } else if !is_held(day) {
                    next = Some(day);
                    break;
                }
            }
            let earlier = step(first, span, from).map_or(0, |day| held.partition_point(|entry| *entry < day));
            missed_count = missed.len() + (from as usize).saturating_sub(earlier);
        }
        (Some(day), ..) if day >= today => next = Some(day),
        (Some(day), ..) => {
            // Without a pause there is one step, and any entry from then on is its.
            if held.iter().all(|entry| *entry < day) {
                missed.push(day);
                missed_count = 1;
            }
        }
        (None, ..) => {}
    }
    let told = missed.split_off(missed.len().saturating_sub(TOLD));
    let times = |every: f64| 365.25 / 12.0 / every;
    let heads = if cadence.process == Some(Process::ArchitectureReview) { takers(plan) } else { 1.0 };
    Steps {
        id: cadence.id.clone(),
        next,
        missed: told,
        missed_count,
        last,
        every,
        hours: every.map(|every| times(every) * heads * minutes(cadence.process) / 60.0).filter(|n| n.is_finite()),
        repeated: repeated(cadence),
    }
}

/// Steps back from today that are looked at one by one.
const SEARCHED: i64 = 400;

/// People in the last review, at least one.
fn takers(plan: &Plan) -> f64 {
    let last = plan.reviews.iter().filter(|review| review.at.is_some()).max_by_key(|review| review.at);
    last.map_or(1.0, |review| review.people.0.len().max(1) as f64)
}

/// Entries that name what an earlier one named, too.
fn repeated(cadence: &Cadence) -> Vec<Day> {
    let mut seen = std::collections::BTreeSet::new();
    let again = cadence.held.0.iter().filter(|(_, link)| !link.is_empty() && !seen.insert(link.raw()));
    again.map(|(day, _)| *day).collect()
}

/// Every step of a cadence that falls within some days, held or not, at most [`TOLD`] of them.
pub fn ahead(cadence: &Cadence, steps: &Steps, until: Day) -> Vec<Day> {
    let (Some(next), Some(every)) = (steps.next, cadence.every.filter(|_| steps.every.is_some())) else {
        return steps.next.into_iter().filter(|day| *day <= until).collect();
    };
    let each = (0..TOLD as i64).filter_map(|times| step(next, every, times));
    each.take_while(|day| *day <= until).collect()
}
