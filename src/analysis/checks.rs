//! What does not hold, with the row and field that mend it.

use crate::model::field::Record;
use crate::model::value::Value;
use crate::model::{Address, Conflict, Plan};
use crate::register::rules::{self, Rule};
use crate::register::{REGISTERS, register};
use crate::text::{Shown, show};

/// What the program concludes of something; never stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    Ok,
    Mon,
    Act,
    Unknown,
}

impl State {
    /// The word that stands beside every colour.
    pub fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Mon => "mon",
            State::Act => "ACT",
            State::Unknown => "?",
        }
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
    /// What is wrong and what to do, in a sentence.
    pub message: Shown,
}

/// What waits to be decided after a merge; ours stands meanwhile.
fn undecided(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    plan.conflicts.iter().map(|conflict| Finding {
        check: "undecided",
        state: State::Act,
        at: Address { register: Conflict::ABOUT.key, id: Record::id(&**conflict).clone() },
        field: "theirs",
        message: show(format!(
            "{}/{}: both sides changed {}; g x or outgrow mergetool decides",
            conflict.register.raw(),
            conflict.row.raw(),
            conflict.disputed(),
        )),
    })
}

/// What waits to be decided and every rule that does not hold, the gravest first, otherwise in the order of the file.
pub fn findings(plan: &Plan) -> Vec<Finding> {
    let broken = rules::breaches(plan).into_iter().map(|breach| Finding {
        check: breach.rule.key(),
        state: if breach.rule == Rule::Unique { State::Mon } else { State::Act },
        at: breach.at,
        field: breach.field,
        message: breach.message,
    });
    let mut found: Vec<Finding> = undecided(plan).chain(broken).collect();
    found.sort_by_key(|finding| finding.state != State::Act);
    found
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
