//! What comes before everything else: being able to see, a credential that leaked, tests where a fault ends the business,
//! and the few papers that pay. What cannot be read off metrics and rows is asked for in `answers`.

use crate::analysis::knowledge::is_here;
use crate::model::cell::Choice;
use crate::model::{Address, Day, Id, MetricRole, PersonKind, Plan, Reply, Sensor};

/// One slot of the four by which a system can be seen.
#[derive(Clone, PartialEq, Debug)]
pub struct Slot {
    /// The question's id in `answers`.
    pub id: &'static str,
    pub what: &'static str,
    pub filled: bool,
    /// What fills it: a metric that is measured, or an answer with evidence.
    pub by: Option<Address>,
}

/// The question on a credential that was ever committed, and the one on its rotation.
pub const LEAKED: &str = "credentials-committed";
pub const ROTATED: &str = "credentials-rotated";

const SLOTS: [(&str, &str, &[MetricRole]); 4] = [
    ("errors-tracked", "tracked errors", &[MetricRole::ErrorRate]),
    ("logs-structured", "logs as records with a request id", &[]),
    ("uptime-watched", "a check from outside that it is up", &[MetricRole::Uptime]),
    (
        "performance-measured",
        "measured performance",
        &[MetricRole::LatencyApi, MetricRole::LatencyDb, MetricRole::PageLoad],
    ),
];

fn answer<'p>(plan: &'p Plan, question: &str) -> Option<&'p crate::model::Answer> {
    plan.answers.iter().find(|answer| answer.question.raw() == question).map(|answer| &**answer)
}

/// Whether a question is answered with yes, and something shows it.
fn shown(plan: &Plan, question: &str) -> Option<Address> {
    let answer = answer(plan, question)?;
    let shown = answer.answer == Reply::Yes && !answer.evidence.is_empty();
    shown.then(|| Address { register: "answers", id: crate::model::field::Record::id(answer).clone() })
}

/// The four slots.
pub fn slots(plan: &Plan) -> [Slot; 4] {
    SLOTS.map(|(id, what, roles)| {
        let measured = plan.metrics.iter().find(|metric| {
            roles.contains(&metric.role) && (metric.sensor != Sensor::None || !metric.readings.0.is_empty())
        });
        let metric = measured.map(|metric| Address { register: "metrics", id: metric.id.clone() });
        let by = metric.or_else(|| shown(plan, id));
        Slot { id, what, filled: by.is_some(), by }
    })
}

/// Person-days that filling all four takes.
pub const SEEING: (f64, f64) = (1.0, 2.0);

/// A credential that was committed and not rotated since: the answer that says so.
pub fn leaked(plan: &Plan) -> Option<Address> {
    let said = answer(plan, LEAKED).filter(|answer| matches!(answer.answer, Reply::Yes | Reply::Partly))?;
    let rotated = answer(plan, ROTATED).filter(|answer| answer.answer == Reply::Yes).and_then(|answer| answer.at);
    // A rotation before the leak was found out does not mend it.
    let mended = rotated.is_some_and(|day| said.at.is_none_or(|found| day >= found));
    (!mended).then(|| Address { register: "answers", id: crate::model::field::Record::id(said).clone() })
}

/// A test where a fault would end the business.
#[derive(Clone, PartialEq, Debug)]
pub struct Path {
    pub id: &'static str,
    pub what: &'static str,
    /// The day it was last seen green, and how much that still counts today: half after [`HALF_LIFE`] days.
    pub green: Option<Day>,
    pub trust: f64,
}

/// Days after which a green test counts half.
pub const HALF_LIFE: f64 = 90.0;

const PATHS: [(&str, &str); 4] = [
    ("tests-sign-in", "registration and sign-in"),
    ("tests-payment", "paying"),
    ("tests-core", "what people come for"),
    ("tests-export", "getting data out"),
];

/// The four paths with their tests.
pub fn paths(plan: &Plan, today: Day) -> [Path; 4] {
    PATHS.map(|(id, what)| {
        let green = answer(plan, id).filter(|answer| answer.answer == Reply::Yes).and_then(|answer| answer.at);
        let age = green.map(|day| today.since(day).max(0) as f64);
        let trust = age.map_or(0.0, |age| 0.5_f64.powf(age / HALF_LIFE));
        Path { id, what, green, trust }
    })
}

/// One of the papers that pay, and when they do.
#[derive(Clone, PartialEq, Debug)]
pub struct Paper {
    pub id: &'static str,
    pub what: &'static str,
    pub there: bool,
}

const PAPERS: [(&str, &str); 4] = [
    ("docs-adr", "a record of each choice"),
    ("docs-runbook", "a runbook for each incident that comes again"),
    ("docs-readme", "a README with which it runs locally"),
    ("docs-data-model", "a note on the data model"),
];

/// Heads at which each of these papers is read by somebody new.
pub const HEADS: [usize; 3] = [3, 5, 10];

/// The papers; records count as soon as a decision is written down.
pub fn papers(plan: &Plan) -> [Paper; 4] {
    PAPERS.map(|(id, what)| {
        let there = shown(plan, id).is_some() || (id == "docs-adr" && !plan.decisions.is_empty());
        Paper { id, what, there }
    })
}

/// The days on which so many people work on the product for the first time, as far as who joins is known; today where
/// there are as many already.
pub fn heads(plan: &Plan, today: Day) -> [Option<Day>; 3] {
    let inside = |kind: PersonKind| !matches!(kind, PersonKind::ExternalTeam | PersonKind::Bot);
    let here = |day: Day| plan.people.iter().filter(|person| inside(person.kind) && is_here(person, day)).count();
    let mut days: Vec<Day> = plan.people.iter().filter_map(|person| person.joins).filter(|day| *day > today).collect();
    days.push(today);
    days.sort();
    days.dedup();
    // More joiners than any team has tell nothing new.
    days.truncate(60);
    HEADS.map(|least| days.iter().copied().find(|day| here(*day) >= least))
}

/// Whether any question of these is answered: only then somebody asked for it.
pub fn is_asked(plan: &Plan, prefix: &str) -> bool {
    plan.answers.iter().any(|answer| answer.question.raw().starts_with(prefix))
}

/// How a delivery runs, from its metrics: age of branches in days and releases a week, with their last readings.
pub fn delivery(plan: &Plan) -> Vec<(&'static str, Id, f64)> {
    let roles = [MetricRole::BranchAge, MetricRole::Deploys, MetricRole::ChangeFailures];
    let each = roles.into_iter().filter_map(|role| {
        let metric = crate::analysis::growth::of_role(plan, role)?;
        Some((role.word(), metric.id.clone(), crate::analysis::growth::last(metric)?.1))
    });
    each.collect()
}
