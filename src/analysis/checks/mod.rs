//! What does not hold: broken rules, named checks, what waits to be decided; and what somebody accepted.
//!
//! A check is one row of a table in [`modes`] or [`signs`], or beside the analysis it looks at: its name, what it looks at
//! and why, how long mending takes, and the function that finds. One whose inputs the plan does not have stays silent and
//! is counted as waiting.

pub mod modes;
pub mod signs;

use super::column::Sight;
use super::{Facts, World, debt, governance};
use crate::model::field::Record;
use crate::model::value::Value;
use crate::model::{Address, Conflict, Day, Id, Plan, Waiver};
use crate::register::rules::{self, Breach, Rule};
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

/// What a check is called and why it is made.
#[derive(PartialEq, Eq, Debug)]
pub struct About {
    pub id: &'static str,
    /// What it looks at, in a few words.
    pub what: &'static str,
    /// Why that matters, in a sentence.
    pub why: &'static str,
    /// Minutes that mending usually takes.
    pub minutes: u32,
}

/// A named check.
#[derive(Debug)]
pub struct Check {
    pub about: About,
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
    pub(in crate::analysis) fn new(state: State, at: Address, field: &'static str, message: impl Into<String>) -> Hit {
        let (message, fix) = (show(message.into()), Shown::default());
        Hit { state, at, field, others: Vec::new(), message, fix, bites: None }
    }

    pub(in crate::analysis) fn fix(self, fix: impl Into<String>) -> Hit {
        Hit { fix: show(fix.into()), ..self }
    }

    pub(in crate::analysis) fn bites(self, bites: Option<Day>) -> Hit {
        Hit { bites, ..self }
    }

    pub(in crate::analysis) fn with(self, others: Vec<Address>) -> Hit {
        Hit { others, ..self }
    }
}

/// A check that speaks.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    pub about: &'static About,
    pub hit: Hit,
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
    let tables = [
        modes::CHECKS,
        signs::CHECKS,
        super::map::checks::CHECKS,
        super::knowledge::checks::CHECKS,
        super::schedule::checks::CHECKS,
        debt::checks::CHECKS,
        governance::checks::CHECKS,
    ];
    tables.into_iter().flatten()
}

/// Everything that can be found: what waits to be decided, the rules, the named checks.
pub fn abouts() -> impl Iterator<Item = &'static About> {
    std::iter::once(&UNDECIDED).chain(RULES.iter().map(|(_, about)| about)).chain(all().map(|check| &check.about))
}

/// Rows of which one hit tells: together those that nobody accepted, each of the others on its own, so that what was
/// accepted of one quiets nothing else.
pub(in crate::analysis) fn together<T>(
    sight: &Sight<'_>,
    check: &str,
    rows: impl IntoIterator<Item = T>,
    at: impl Fn(&T) -> Address,
) -> Vec<Vec<T>> {
    let (mut open, mut groups) = (Vec::new(), Vec::new());
    for row in rows {
        match waiver_of(sight.plan, sight.world.today, check, &at(&row)) {
            Some(_) => groups.push(vec![row]),
            None => open.push(row),
        }
    }
    groups.insert(0, open);
    groups.retain(|group| !group.is_empty());
    groups
}

/// The names of so many domains that a sentence holds, and how many more there are.
pub(in crate::analysis) fn named(plan: &Plan, ids: &[&Id]) -> String {
    const MOST: usize = 3;
    let name = |id: &&Id| plan.domains.get(id).map(|domain| domain.name.show()).unwrap_or_default();
    let mut names: Vec<String> = ids.iter().take(MOST).map(|id| name(id).to_string()).collect();
    if ids.len() > MOST {
        names.push(format!("{} more", ids.len() - MOST));
    }
    super::column::listed(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// ` So it is with 2 more links.`; nothing where there is no more.
pub(in crate::analysis) fn and_more(more: usize, singular: &str) -> String {
    match more {
        0 => String::new(),
        1 => format!(" So it is with one more {singular}."),
        n => format!(" So it is with {n} more {singular}s."),
    }
}

/// The row of an id.
pub(in crate::analysis) fn at(register: &'static str, id: &Id) -> Address {
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
        found.extend((check.find)(&sight).into_iter().map(|hit| Finding { about: &check.about, hit }));
    }
    let rank = |finding: &Finding| match finding.hit.state {
        State::Act if *finding.about == UNDECIDED || finding.about.id == CREDENTIAL => 0,
        State::Act => 1,
        State::Mon | State::Blind => 2,
        _ => 3,
    };
    let far = Day(jiff::civil::Date::MAX);
    found.sort_by_key(|finding| (rank(finding), finding.hit.bites.unwrap_or(far)));
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

/// The waiver that quiets a finding on this day.
fn waiver<'p>(plan: &'p Plan, today: Day, finding: &Finding) -> Option<&'p Waiver> {
    let rows = std::iter::once(&finding.hit.at).chain(&finding.hit.others);
    rows.into_iter().find_map(|at| waiver_of(plan, today, finding.about.id, at))
}

/// The waiver of a check on a row that holds on this day; its last day counts. The whole plan is `product/product`.
pub fn waiver_of<'p>(plan: &'p Plan, today: Day, check: &str, at: &Address) -> Option<&'p Waiver> {
    let here = |waiver: &Waiver| waiver.row.as_ref() == Some(at) || (waiver.row.is_none() && *at == product());
    let mut all = plan.waivers.iter().map(|waiver| &**waiver);
    all.find(|waiver| {
        waiver.check.raw().eq_ignore_ascii_case(check) && waiver.until.is_none_or(|day| day >= today) && here(waiver)
    })
}

/// The one check whose finding bears no delay: it stands before all others.
pub(in crate::analysis) const CREDENTIAL: &str = "committed-credential";

/// What is found of waiting conflicts.
const UNDECIDED: About = About {
    id: "undecided",
    what: "fields that both sides of a merge changed",
    why: "One of two people's work stands, the other's waits; nobody has chosen yet.",
    minutes: 2,
};

/// What waits to be decided after a merge; ours stands meanwhile.
fn undecided(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    plan.conflicts.iter().map(|conflict| {
        let message = format!(
            "{}/{}: both sides changed {}; g x or outgrow mergetool decides",
            conflict.register.raw(),
            conflict.row.raw(),
            conflict.disputed(),
        );
        let hit = Hit::new(State::Act, at(Conflict::ABOUT.key, Record::id(&**conflict)), "theirs", message);
        Finding { about: &UNDECIDED, hit: hit.fix("outgrow mergetool") }
    })
}

/// Why a broken rule matters.
const BROKEN: &str = "Numbers that rest on a broken row are wrong or missing.";

const fn rule(rule: Rule, what: &'static str) -> (Rule, About) {
    (rule, About { id: rule.key(), what, why: BROKEN, minutes: 2 })
}

/// The rules of the registers, as checks.
const RULES: [(Rule, About); 7] = [
    rule(Rule::Required, "fields that a row cannot be without"),
    rule(Rule::Reference, "references to rows that are not there"),
    rule(Rule::Range, "numbers within their range"),
    rule(Rule::Order, "spans whose least is not above their most"),
    rule(Rule::Acyclic, "rows that wait for themselves in a circle"),
    rule(Rule::Unique, "names that two rows share"),
    rule(Rule::Own, "what a register asks of its rows"),
];

/// Every rule that does not hold.
fn broken(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    rules::breaches(plan).into_iter().filter_map(|breach| {
        let (_, about) = RULES.iter().find(|(rule, _)| *rule == breach.rule)?;
        let state = if breach.rule == Rule::Unique { State::Mon } else { State::Act };
        let row = if breach.at == product() { "product".to_string() } else { breach.at.to_string() };
        let fix = show(format!("outgrow set {row} {}=...", breach.field));
        let Breach { at, field, message, .. } = breach;
        Some(Finding { about, hit: Hit { state, at, field, others: Vec::new(), message, fix, bites: None } })
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
