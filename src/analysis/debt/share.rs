//! The share of every sprint that belongs to debt: what was planned, what was paid, what is owed, and who must decide.

use jiff::civil::Weekday;

use super::fits;
use crate::model::{Day, Id, Plan, Sprint};

/// The rule over the last closed sprints and the one that runs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rule {
    /// By the day they start; those without a day are left out.
    pub sprints: Vec<Paid>,
    /// Places in [`Rule::sprints`] of the last closed ones, oldest first.
    pub counted: Vec<usize>,
    /// The place of the sprint in which today falls.
    pub current: Option<usize>,
    /// Percent of a sprint that belongs to debt.
    pub target: f64,
    /// Person-days that were due over the counted sprints, and that were paid.
    pub due: f64,
    pub paid: f64,
    /// What is missing of them; overpaid days count, and it never falls below nought.
    pub deficit: f64,
    pub state: RuleState,
    /// The waiver that quiets it, and who was asked to decide.
    pub waived: Option<Exception>,
    pub asked: Option<Asked>,
    /// Person-days still owed in the sprint that runs: its share and the deficit, less what is paid of it already.
    pub owed: f64,
    /// The debts that avoid most within those days, by rank.
    pub fits: Vec<Id>,
}

/// How the rule stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RuleState {
    /// No sprint is closed yet.
    #[default]
    Unknown,
    Ok,
    Warn,
    Escalated,
    /// It would warn or escalate, and somebody wrote down why not, until when.
    Waived,
}

impl RuleState {
    pub fn word(self) -> &'static str {
        match self {
            RuleState::Unknown => "?",
            RuleState::Ok => "ok",
            RuleState::Warn => "warn",
            RuleState::Escalated => "escalated",
            RuleState::Waived => "waived",
        }
    }
}

/// Why the share is not paid, and until when that holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Exception {
    pub sprint: Id,
    pub until: Day,
}

/// Who was asked to decide about the days owed, and when.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    pub sprint: Id,
    pub whom: Id,
    pub on: Option<Day>,
}

/// One sprint.
#[derive(Clone, PartialEq, Debug)]
pub struct Paid {
    pub id: Id,
    pub start: Day,
    /// Its last working day.
    pub end: Day,
    /// Whether it begins before the one before it is over.
    pub overlaps: bool,
    /// Person-days; `None` where nobody said, or said nought.
    pub capacity: Option<f64>,
    /// Person-days for debt: as planned, else the promised share of the capacity.
    pub due: f64,
    /// Whether that was planned by somebody.
    pub planned: bool,
    pub done: f64,
    /// Whether somebody said what was done.
    pub said: bool,
    /// Percent of the capacity: for debt as planned, for debt as paid, for all that is no feature.
    pub planned_share: Option<f64>,
    pub paid_share: Option<f64>,
    pub reserve: Option<f64>,
}

/// Closed sprints that are added up.
const BACK: usize = 3;
/// Shares of what was due that may be missing before it warns, and before it escalates.
const WARN: f64 = 0.25;
const ESCALATE: f64 = 0.5;
/// Below this share of its due a sprint counts as hardly paid; two in a row escalate.
const HARDLY: f64 = 0.5;

/// The last working day of a sprint: as many as the product says, holidays left out.
fn end(plan: &Plan, start: Day) -> Day {
    let product = plan.product();
    let mut left = product.sprint_days.clamp(1, 60);
    let mut day = start;
    // Two months of holidays in a row are beyond any calendar.
    for _ in 0..200 {
        let free = matches!(day.0.weekday(), Weekday::Saturday | Weekday::Sunday);
        if !free && !product.holidays.0.contains(&day) {
            left -= 1;
        }
        if left == 0 {
            break;
        }
        let Some(next) = day.plus(1) else { break };
        day = next;
    }
    day
}

fn paid(plan: &Plan, sprint: &Sprint, start: Day) -> Paid {
    let product = plan.product();
    let some = |n: Option<f64>| n.filter(|n| n.is_finite()).map(|n| n.max(0.0));
    let capacity = some(sprint.capacity).filter(|days| *days > 0.0);
    let promised = capacity.map(|days| days * product.debt_share.clamp(0.0, 100.0) / 100.0);
    let planned = some(sprint.debt_planned);
    let due = planned.or(promised).unwrap_or(0.0);
    let done = some(sprint.debt_done);
    let other = some(sprint.other_planned).unwrap_or(0.0);
    let share = |days: f64| capacity.map(|all| 100.0 * days / all).filter(|n| n.is_finite());
    Paid {
        id: sprint.id.clone(),
        start,
        end: end(plan, start),
        overlaps: false,
        capacity,
        due,
        planned: planned.is_some(),
        done: done.unwrap_or(0.0),
        said: done.is_some(),
        planned_share: share(due),
        paid_share: done.and_then(share),
        reserve: share(due + other),
    }
}

/// The rule on a day. Linear in the sprints, but for what fits.
pub fn rule(plan: &Plan, today: Day) -> Rule {
    let mut sprints: Vec<Paid> =
        plan.sprints.iter().filter_map(|sprint| Some(paid(plan, sprint, sprint.start?))).collect();
    sprints.sort_by(|a, b| a.start.cmp(&b.start).then_with(|| a.id.cmp(&b.id)));
    for at in 1..sprints.len() {
        sprints[at].overlaps = sprints[at].start <= sprints[at - 1].end;
    }
    // One that the next has begun is over, whatever its length.
    let begun = |at: usize| sprints.get(at + 1).is_some_and(|next| next.start <= today);
    let closed: Vec<usize> = (0..sprints.len()).filter(|at| sprints[*at].end < today || begun(*at)).collect();
    let current = (0..sprints.len()).rev().find(|at| sprints[*at].start <= today && !closed.contains(at));
    let counted = closed[closed.len().saturating_sub(BACK)..].to_vec();
    let sum = |of: fn(&Paid) -> f64| counted.iter().map(|at| of(&sprints[*at])).sum::<f64>();
    let (due, paid) = (sum(|sprint| sprint.due), sum(|sprint| sprint.done));
    let deficit = (due - paid).max(0.0);
    let hardly = |at: &usize| sprints[*at].due > 0.0 && sprints[*at].done < HARDLY * sprints[*at].due;
    let twice = counted.windows(2).any(|pair| pair.iter().all(hardly));
    let state = match () {
        () if counted.is_empty() => RuleState::Unknown,
        () if twice || (due > 0.0 && deficit > ESCALATE * due) => RuleState::Escalated,
        () if due > 0.0 && deficit > WARN * due => RuleState::Warn,
        () => RuleState::Ok,
    };
    // The latest word counts.
    let looked = || current.iter().chain(counted.iter().rev()).filter_map(|at| plan.sprints.get(&sprints[*at].id));
    let waived = looked().find_map(|sprint| {
        let until = sprint.waiver_until.filter(|day| *day >= today && !sprint.waiver.is_empty())?;
        Some(Exception { sprint: sprint.id.clone(), until })
    });
    let asked = looked().find_map(|sprint| {
        let whom = sprint.escalated_to.id()?.clone();
        Some(Asked { sprint: sprint.id.clone(), whom, on: sprint.escalated_on })
    });
    let presses = matches!(state, RuleState::Warn | RuleState::Escalated);
    let state = if presses && waived.is_some() { RuleState::Waived } else { state };
    let now = current.map_or(0.0, |at| sprints[at].due - sprints[at].done);
    let owed = (now + deficit).max(0.0);
    let target = plan.product().debt_share;
    Rule {
        fits: Vec::new(),
        waived: waived.filter(|_| presses),
        asked,
        sprints,
        counted,
        current,
        target,
        due,
        paid,
        deficit,
        state,
        owed,
    }
}

impl Rule {
    pub fn get(&self, id: &Id) -> Option<&Paid> {
        self.sprints.iter().find(|sprint| sprint.id == *id)
    }

    /// The sprint that runs, else the last one that is counted: the row on which something is decided.
    pub fn row(&self) -> Option<&Paid> {
        self.current.or(self.counted.last().copied()).map(|at| &self.sprints[at])
    }

    /// Percent that was paid over the counted sprints; `None` where no capacity is known.
    pub fn paid_share(&self) -> Option<f64> {
        let known: Vec<f64> = self.counted.iter().filter_map(|at| self.sprints[*at].capacity).collect();
        let all: f64 = known.iter().sum();
        (known.len() == self.counted.len() && all > 0.0).then(|| 100.0 * self.paid / all)
    }

    /// The same with the debts that fit the days that are owed.
    pub(super) fn with_fits(self, items: &[fits::Item<'_>]) -> Rule {
        Rule { fits: fits::fitting(self.owed, items), ..self }
    }

    /// Counted sprints of which nobody said what was paid: they count as nothing paid.
    pub fn unsaid(&self) -> impl Iterator<Item = &Paid> {
        self.counted.iter().map(|at| &self.sprints[*at]).filter(|sprint| !sprint.said)
    }
}
