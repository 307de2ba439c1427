//! What does not hold: broken rules, named checks, what waits to be decided; and what somebody accepted.
//!
//! A check is one row of a table in [`modes`] or [`signs`]: its name, what it looks at and why, how long mending takes,
//! and the function that finds. One whose inputs the plan does not have stays silent and is counted as waiting.

pub mod modes;
pub mod signs;

use super::column::Sight;
use super::{Facts, World};
use crate::model::field::Record;
use crate::model::value::Value;
use crate::model::{Address, Conflict, Day, Id, Plan, Waiver};
use crate::register::rules::{self, Rule};
use crate::register::{REGISTERS, product, register};
use crate::text::{Shown, show};

/// What the program concludes of something; never stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    Ok,
    Mon,
    Act,
    Unknown,
    /// Its limit cannot be seen coming.
    Blind,
    Done,
}

impl State {
    /// The word that stands beside every colour.
    pub fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Mon => "mon",
            State::Act => "ACT",
            State::Unknown => "?",
            State::Blind => "blind",
            State::Done => "done",
        }
    }

    /// The same in JSON, in queries and in plain records.
    pub fn key(self) -> &'static str {
        if self == State::Act { "act" } else { self.word() }
    }
}

/// A named check.
#[derive(Debug)]
pub struct Check {
    pub id: &'static str,
    /// What it looks at, in a few words.
    pub what: &'static str,
    /// Why that matters, in a sentence.
    pub why: &'static str,
    /// Minutes that mending usually takes.
    pub minutes: u32,
    /// What the plan must hold for the check to speak, in words, and whether it does.
    pub needs: &'static str,
    pub ready: fn(&Plan) -> bool,
    /// What it finds; `facts` of the sight has everything but findings and what follows from them.
    pub find: fn(&Sight<'_>) -> Vec<Hit>,
}

/// One place where a check found something.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    pub state: State,
    /// The row and the field that mend it.
    pub at: Address,
    pub field: &'static str,
    /// Further rows it is about.
    pub others: Vec<Address>,
    /// What is wrong, in a sentence that names the rows.
    pub message: Shown,
    /// What mends it: a command of the shell, or a sentence.
    pub fix: Shown,
    /// The day by which it hurts.
    pub bites: Option<Day>,
}

impl Hit {
    fn new(state: State, at: Address, field: &'static str, message: impl Into<String>) -> Hit {
        let (message, fix) = (show(message.into()), Shown::default());
        Hit { state, at, field, others: Vec::new(), message, fix, bites: None }
    }

    fn fix(self, fix: impl Into<String>) -> Hit {
        Hit { fix: show(fix.into()), ..self }
    }

    fn bites(self, bites: Option<Day>) -> Hit {
        Hit { bites, ..self }
    }

    fn with(self, others: Vec<Address>) -> Hit {
        Hit { others, ..self }
    }
}

/// A check that speaks.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// The check's name.
    pub check: &'static str,
    pub state: State,
    /// The row and the field that mend it.
    pub at: Address,
    pub field: &'static str,
    pub others: Vec<Address>,
    /// What is wrong and what to do, in a sentence.
    pub message: Shown,
    pub fix: Shown,
    pub why: &'static str,
    pub minutes: u32,
    pub bites: Option<Day>,
}

/// A finding that somebody decided to live with.
#[derive(Clone, PartialEq, Debug)]
pub struct Waived {
    pub finding: Finding,
    pub waiver: Id,
    pub reason: Shown,
    pub until: Option<Day>,
}

/// All that the checks have to say.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The gravest first, then by the day they bite, otherwise in the order of the tables and of the file.
    pub findings: Vec<Finding>,
    pub waived: Vec<Waived>,
    /// Checks whose inputs the plan does not have.
    pub waiting: Vec<&'static Check>,
}

/// Every named check.
pub fn all() -> impl Iterator<Item = &'static Check> {
    [modes::CHECKS, signs::CHECKS].into_iter().flatten()
}

/// The row of an id.
fn at(register: &'static str, id: &Id) -> Address {
    Address { register, id: id.clone() }
}

/// Everything that is found. Linear in the rows.
pub fn verdict(plan: &Plan, world: &World, facts: &Facts) -> Verdict {
    let sight = Sight { plan, world, facts };
    let mut found: Vec<Finding> = undecided(plan).chain(broken(plan)).collect();
    let mut waiting = Vec::new();
    for check in all() {
        if !(check.ready)(plan) {
            waiting.push(check);
            continue;
        }
        found.extend((check.find)(&sight).into_iter().map(|hit| finding(check, hit)));
    }
    let rank = |finding: &Finding| match finding.state {
        State::Act if finding.check == UNDECIDED => 0,
        State::Act => 1,
        State::Mon | State::Blind => 2,
        _ => 3,
    };
    let far = Day(jiff::civil::Date::MAX);
    found.sort_by_key(|finding| (rank(finding), finding.bites.unwrap_or(far)));
    let (mut findings, mut waived) = (Vec::new(), Vec::new());
    for finding in found {
        match waiver(plan, world.today, &finding) {
            Some(by) => waived.push(Waived {
                finding,
                waiver: Record::id(by).clone(),
                reason: by.reason.show(),
                until: by.until,
            }),
            None => findings.push(finding),
        }
    }
    Verdict { findings, waived, waiting }
}

fn finding(check: &'static Check, hit: Hit) -> Finding {
    let Hit { state, at, field, others, message, fix, bites } = hit;
    let (why, minutes) = (check.why, check.minutes);
    Finding { check: check.id, state, at, field, others, message, fix, why, minutes, bites }
}

/// The waiver that quiets a finding on this day.
fn waiver<'p>(plan: &'p Plan, today: Day, finding: &Finding) -> Option<&'p Waiver> {
    let here = |waiver: &Waiver| match &waiver.row {
        Some(row) => *row == finding.at || finding.others.contains(row),
        None => finding.at == product(),
    };
    let mut all = plan.waivers.iter().map(|waiver| &**waiver);
    all.find(|waiver| {
        waiver.check.raw().eq_ignore_ascii_case(finding.check)
            && waiver.until.is_none_or(|day| day >= today)
            && here(waiver)
    })
}

/// The name under which waiting conflicts are found.
const UNDECIDED: &str = "undecided";

/// What waits to be decided after a merge; ours stands meanwhile.
fn undecided(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    plan.conflicts.iter().map(|conflict| Finding {
        check: UNDECIDED,
        state: State::Act,
        at: at(Conflict::ABOUT.key, Record::id(&**conflict)),
        field: "theirs",
        others: Vec::new(),
        message: show(format!(
            "{}/{}: both sides changed {}; g x or outgrow mergetool decides",
            conflict.register.raw(),
            conflict.row.raw(),
            conflict.disputed(),
        )),
        fix: "outgrow mergetool".into(),
        why: "One of two people's work stands, the other's waits; nobody has chosen yet.",
        minutes: 2,
        bites: None,
    })
}

/// Every rule that does not hold.
fn broken(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    rules::breaches(plan).into_iter().map(|breach| {
        let row = if breach.at == product() { "product".to_string() } else { breach.at.to_string() };
        Finding {
            check: breach.rule.key(),
            state: if breach.rule == Rule::Unique { State::Mon } else { State::Act },
            fix: show(format!("outgrow set {row} {}=...", breach.field)),
            at: breach.at,
            field: breach.field,
            others: Vec::new(),
            message: breach.message,
            why: "Numbers that rest on a broken row are wrong or missing.",
            minutes: 2,
            bites: None,
        }
    })
}

/// How many rows the plan holds, its product included.
pub fn rows(plan: &Plan) -> usize {
    REGISTERS.iter().map(|home| home.len(plan)).sum()
}

/// How many rows are guesses.
pub fn guesses(plan: &Plan) -> usize {
    let guess = |key: &str| register(key).and_then(|home| home.find("guess"));
    REGISTERS
        .iter()
        .filter_map(|home| guess(home.key()).map(|at| (home, at)))
        .map(|(home, at)| home.rows(plan).filter(|row| row.cell(at).get() == Value::Flag(true)).count())
        .sum()
}
