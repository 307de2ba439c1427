//! Gates: which processes must stand before a promise, and how many days are left until each must be begun.

use super::calendar::Steps;
use super::rota::Bench;
use crate::analysis::capacity::{calendar_days, share_of};
use crate::analysis::knowledge::is_here;
use crate::model::{Cadence, DataModelKind, Day, Id, MilestoneKind, Person, Plan, Process, Standing, Status};

/// A process before a promise.
#[derive(Clone, PartialEq, Debug)]
pub struct Gate {
    pub milestone: Id,
    pub on: Day,
    pub need: Need,
    /// Whether this promise asks for it; the others are good to have.
    pub required: bool,
    pub standing: Stand,
    /// Days that may still go by. Of what stands: until the promise. Of what has a day: from that to the promise. Of what has
    /// none: until the last day on which setting it up can begin. Below nought it is too late.
    pub slack: i64,
    /// What is missing, in a few words; empty where it stands.
    pub lacks: Vec<&'static str>,
}

/// What must stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Process(Process),
    /// Reports run apart from the database everybody works on.
    Analytics,
}

impl Need {
    pub fn word(self) -> &'static str {
        use crate::model::cell::Choice;
        match self {
            Need::Process(process) => process.word(),
            Need::Analytics => "analytics-split",
        }
    }
}

/// How far a process is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    InPlace,
    /// It begins on a day.
    Dated(Day),
    Open,
}

impl Stand {
    pub fn word(self) -> &'static str {
        match self {
            Stand::InPlace => "in place",
            Stand::Dated(_) => "dated",
            Stand::Open => "open",
        }
    }
}

/// Every need, in the order in which they are told.
pub const NEEDS: [Need; 5] = [
    Need::Process(Process::Adr),
    Need::Process(Process::Flags),
    Need::Process(Process::OnCall),
    Need::Process(Process::ArchitectureReview),
    Need::Analytics,
];

/// Calendar days that setting a process up takes where nothing says otherwise: a form for records, a table with a switch, a
/// rota with its levels, a day for the review.
fn set_up(need: Need) -> i64 {
    match need {
        Need::Process(Process::Adr) => 1,
        Need::Process(Process::ArchitectureReview) => 7,
        Need::Process(_) => 14,
        Need::Analytics => 28,
    }
}

/// Whether a promise asks for it: flags before anything is shown to an enterprise, on-call and reports apart before it goes
/// live, all four processes before a round of funding.
fn is_required(kind: MilestoneKind, need: Need) -> bool {
    let process = |process| need == Need::Process(process);
    match kind {
        MilestoneKind::EnterpriseDemo => process(Process::Flags),
        MilestoneKind::EnterpriseLive => process(Process::Flags) || process(Process::OnCall) || need == Need::Analytics,
        MilestoneKind::Funding => need != Need::Analytics,
        _ => false,
    }
}

/// The gates of every promise to an enterprise or an investor from today on, by its day; of a demo only what it asks for.
pub fn gates(plan: &Plan, today: Day, cadences: &[Steps], bench: &Bench) -> Vec<Gate> {
    let kinds = [MilestoneKind::EnterpriseDemo, MilestoneKind::EnterpriseLive, MilestoneKind::Funding];
    let ahead = plan.milestones.iter().filter_map(|row| {
        let kind = row.kind.filter(|kind| kinds.contains(kind))?;
        Some((row.at.filter(|day| *day >= today)?, kind, &row.id))
    });
    let mut ahead: Vec<_> = ahead.collect();
    if ahead.is_empty() {
        return Vec::new();
    }
    ahead.sort_by(|a, b| (a.0, a.2).cmp(&(b.0, b.2)));
    let stands: Vec<_> = NEEDS.iter().map(|need| stand(plan, today, cadences, bench, *need)).collect();
    let mut gates = Vec::new();
    for (on, kind, id) in ahead {
        for (need, (standing, lacks, takes)) in NEEDS.iter().zip(&stands) {
            let required = is_required(kind, *need);
            if !required && kind == MilestoneKind::EnterpriseDemo {
                continue;
            }
            let slack = match standing {
                Stand::InPlace => on.since(today),
                Stand::Dated(day) => on.since(*day),
                Stand::Open => on.since(today) - takes,
            };
            let (milestone, standing, lacks) = (id.clone(), *standing, lacks.clone());
            gates.push(Gate { milestone, on, need: *need, required, standing, slack, lacks });
        }
    }
    gates
}

/// The cadence that keeps a process going: the first of the file.
pub fn cadence_of(plan: &Plan, process: Process) -> Option<&Cadence> {
    plan.cadences.iter().find(|cadence| cadence.process == Some(process)).map(|cadence| &**cadence)
}

fn owner<'p>(plan: &'p Plan, today: Day, cadence: &Cadence) -> Option<&'p Person> {
    cadence.owner.id().and_then(|id| plan.people.get(id)).filter(|person| is_here(person, today))
}

/// How far something is, what it lacks, and how many days setting it up takes.
fn stand(plan: &Plan, today: Day, cadences: &[Steps], bench: &Bench, need: Need) -> (Stand, Vec<&'static str>, i64) {
    let Need::Process(process) = need else { return analytics(plan) };
    let cadence = cadence_of(plan, process);
    let steps = cadence.and_then(|cadence| cadences.iter().find(|steps| steps.id == cadence.id));
    let mut lacks = Vec::new();
    if cadence.is_none_or(|cadence| owner(plan, today, cadence).is_none()) {
        lacks.push("an owner");
    }
    let made = match process {
        Process::Adr => plan.decisions.iter().any(|row| row.standing == Standing::Accepted),
        Process::Flags => plan.flags.iter().any(|flag| flag.status != Status::Done),
        Process::OnCall => {
            if bench.people.is_empty() {
                lacks.push("people on call");
            } else if !bench.covers() {
                lacks.push("a bench that lasts");
            }
            !plan.severities.is_empty() && bench.covers()
        }
        _ => steps.is_some_and(|steps| steps.last.is_some()),
    };
    match process {
        Process::Adr if !made => lacks.push("a first record"),
        Process::Flags if !made => lacks.push("a first flag"),
        Process::OnCall if plan.severities.is_empty() => lacks.push("severities"),
        Process::ArchitectureReview if !made => lacks.push("a first review"),
        _ => {}
    }
    let dated = steps.and_then(|steps| steps.next);
    if steps.is_none_or(|steps| steps.next.is_none() && steps.last.is_none()) {
        lacks.push("a day");
    }
    let standing = match (lacks.is_empty() && made, dated) {
        (true, _) => Stand::InPlace,
        // Work is on its way to a day, whatever else is missing until then.
        (false, Some(day)) => Stand::Dated(day),
        (false, None) => Stand::Open,
    };
    (standing, if standing == Stand::InPlace { Vec::new() } else { lacks }, set_up(need))
}

/// Whether reports run apart: the decision on it is carried out, or its work lies ahead.
fn analytics(plan: &Plan) -> (Stand, Vec<&'static str>, i64) {
    let model = plan.models.iter().find(|model| model.kind == Some(DataModelKind::Analytics));
    let Some(model) = model else { return (Stand::Open, vec!["a decision on analytics"], set_up(Need::Analytics)) };
    if model.status == Status::Done {
        return (Stand::InPlace, Vec::new(), 0);
    }
    let work = model.cost_now.map(|span| span.work_days());
    let days = work.and_then(|days| calendar_days(days, share_of(plan, model.owner.id())));
    let days = days.filter(|days| *days < 1e5).map_or(set_up(Need::Analytics), |days| days.ceil() as i64);
    (Stand::Open, vec!["the decision carried out"], days)
}
