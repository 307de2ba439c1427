//! Two plans side by side: what was changed, and all that is computed otherwise because of it.

use super::changes;
use super::doc::{Block, Doc, Grid, Line, Tone, Words};
use super::forecast::of_hundred;
use super::words::Say;
use crate::analysis::checks::State;
use crate::analysis::column::{self, Derived};
use crate::analysis::schedule::anomaly::anomaly;
use crate::analysis::schedule::days;
use crate::model::{Address, Plan};
use crate::register::REGISTERS;
use crate::text::{Shown, show, word};

/// One value on both sides.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    pub what: Shown,
    /// The row it belongs to.
    pub at: Option<Address>,
    /// The key of a computed column, or of the headline.
    pub key: &'static str,
    pub before: Shown,
    pub after: Shown,
}

impl Compared {
    pub fn is_same(&self) -> bool {
        self.before == self.after
    }
}

/// Rows that a page lists.
const LISTED: usize = 40;

/// What a decision hangs on: finish, target, bus factor, findings. Always all of them, changed or not.
pub fn headlines(base: &Say, then: &Say) -> Vec<Compared> {
    let both = |what: &'static str, key: &'static str, of: &dyn Fn(&Say) -> Option<String>| {
        let (before, after) = (of(base), of(then));
        (before.is_some() || after.is_some()).then(|| Compared {
            what: word(what),
            at: None,
            key,
            before: show(before.unwrap_or_else(|| "?".to_string())),
            after: show(after.unwrap_or_else(|| "?".to_string())),
        })
    };
    let ahead = |say: &Say| say.facts.ahead.clone().filter(|ahead| !ahead.is_over() && ahead.unstaffed().is_empty());
    let count = |say: &Say, state: State| say.facts.findings.iter().filter(|found| found.hit.state == state).count();
    let all = [
        both("Half of the runs by", "finish_p50", &|say| Some(ahead(say)?.forecast.days.p50.words())),
        both("9 in 10 runs by", "finish_p90", &|say| Some(ahead(say)?.forecast.days.p90.words())),
        both("Target met in", "target_chance", &|say| Some(of_hundred(ahead(say)?.forecast.target_chance?).0)),
        both("Bus factor", "bus_factor", &|say| Some(say.facts.carried.bus.as_ref()?.factor?.to_string())),
        both("Areas with nobody", "nobody", &|say| Some(say.facts.carried.nobody().count().to_string())),
        both("Areas with one person", "single", &|say| Some(say.facts.carried.single().count().to_string())),
        both("To act on", "act", &|say| Some(count(say, State::Act).to_string())),
        both("To watch", "mon", &|say| Some(count(say, State::Mon).to_string())),
    ];
    all.into_iter().flatten().collect()
}

/// Every computed value of a row that is not what it was, in the order of the registers. Linear in rows and columns.
pub fn values(base: &Say, then: &Say) -> Vec<Compared> {
    let mut found = Vec::new();
    for home in REGISTERS.iter().copied() {
        let columns: Vec<_> = column::of(home.key()).collect();
        if columns.is_empty() {
            continue;
        }
        for row in home.rows(then.plan).filter(|row| home.get(base.plan, row.id()).is_some()) {
            for column in &columns {
                let (was, is) = ((column.get)(base.facts, row.id()), (column.get)(then.facts, row.id()));
                if was == is || matches!(is, Derived::Series(_)) {
                    continue;
                }
                let said = |value: &Derived| match value.show(then.today) {
                    text if text.is_empty() => word("-"),
                    text => text,
                };
                let (before, after) = (said(&was), said(&is));
                if before != after {
                    let at = Address { register: home.key(), id: row.id().clone() };
                    let what = then.title(home, row).then(show(format!(": {}", column.label.to_lowercase())));
                    found.push(Compared { what, at: Some(at), key: column.key, before, after });
                }
            }
        }
    }
    found
}

/// Findings that came and that went, by their messages.
pub fn findings(base: &Say, then: &Say) -> (Vec<Words>, Vec<Words>) {
    let only = |of: &Say, other: &Say| -> Vec<Words> {
        let there = |found: &crate::analysis::checks::Finding| {
            let same = |o: &crate::analysis::checks::Finding| {
                o.about.id == found.about.id && (o.hit.at == found.hit.at || o.hit.message == found.hit.message)
            };
            other.facts.findings.iter().any(same)
        };
        let gone = of.facts.findings.iter().filter(|found| !there(found));
        let said = |found: &crate::analysis::checks::Finding| {
            Words::new()
                .with(super::words::state_tone(found.hit.state), found.hit.state.word())
                .plain(" ")
                .plain(found.hit.message.clone())
        };
        gone.map(said).collect()
    };
    (only(then, base), only(base, then))
}

/// The finish before and after in a few words, for a line: `half by Mon 14 Dec > Fri 11 Dec; bus factor 2 > 1`.
pub fn line(base: &Say, then: &Say) -> Shown {
    let told: Vec<String> = headlines(base, then)
        .into_iter()
        .filter(|one| !one.is_same())
        .map(|one| {
            let short = |text: &Shown| {
                text.as_str().rsplit_once(' ').map_or(text.to_string(), |(day, year)| match year.len() {
                    4 if year.bytes().all(|b| b.is_ascii_digit()) => day.to_string(),
                    _ => text.to_string(),
                })
            };
            let what = match one.key {
                "finish_p50" => "half by",
                "finish_p90" => "9 in 10 by",
                "target_chance" => "target",
                "nobody" => "nobody for",
                "single" => "one person for",
                "bus_factor" => "bus factor",
                key => key,
            };
            format!("{what} {} > {}", short(&one.before), short(&one.after))
        })
        .collect();
    match &told[..] {
        [] => word("nothing that is computed changes"),
        _ => show(told.join("; ")),
    }
}

/// The whole comparison: the changes, what they come to, every value that moved, findings that came and went.
pub fn doc(base: &Say, then: &Say) -> Doc {
    let title = word("What if");
    let mut blocks = vec![Block::Heading(1, Words::from(title.clone()))];
    let changed = changes::rows(base.plan, then.plan);
    blocks.push(Block::Heading(2, Words::from("Changed")));
    match changed.is_empty() {
        true => blocks.push(Block::Para(Words::from("Nothing yet: change anything, as always."))),
        false => blocks.push(Block::List(changes::sentences(&changed))),
    }
    let grid = |what: &'static str, all: &[Compared]| {
        let lines = all.iter().map(|one| {
            let after = Words::new().with(if one.is_same() { Tone::Plain } else { Tone::Strong }, one.after.clone());
            Line {
                at: one.at.clone(),
                cells: vec![Words::from(one.what.clone()), Words::from(one.before.clone()), after],
            }
        });
        Grid::new(&[(what, false), ("Now", false), ("Then", false)], lines.collect())
    };
    blocks.push(Block::Heading(2, Words::from("What it comes to")));
    blocks.push(Block::Table(grid("", &headlines(base, then))));
    blocks.extend(odd(base, then).map(|odd| Block::Para(Words::new().with(Tone::Mon, odd))));
    let values = values(base, then);
    if !values.is_empty() {
        blocks.push(Block::Heading(2, Words::from("What else moves").dim(format!(" ({})", values.len()))));
        blocks.push(Block::Table(grid("Value", &values[..values.len().min(LISTED)])));
        if values.len() > LISTED {
            let more = format!("{} more; --json has all of them.", values.len() - LISTED);
            blocks.push(Block::Para(Words::new().dim(more)));
        }
    }
    let (came, went) = findings(base, then);
    for (heading, list) in [("Findings that come", came), ("Findings that go", went)] {
        if !list.is_empty() {
            blocks.push(Block::Heading(2, Words::from(heading)));
            blocks.push(Block::List(list));
        }
    }
    Doc { title, foot: Shown::default(), blocks }
}

/// What is to be said where more time or less work makes the finish later; see [`anomaly`].
pub fn odd(base: &Say, then: &Say) -> Option<Shown> {
    let (was, is) = (base.facts.ahead.as_ref()?, then.facts.ahead.as_ref()?);
    anomaly((base.plan, &was.forecast), (then.plan, &is.forecast)).map(|odd| odd.sentence)
}

/// How far the median moves, in working days; `None` where one side has no finish.
pub fn shift(base: &Say, then: &Say) -> Option<f64> {
    let (was, is) = (base.facts.ahead.as_ref()?, then.facts.ahead.as_ref()?);
    Some(days(is.forecast.minutes.p50 - was.forecast.minutes.p50))
}

/// What a step that keeps the trial is called: the changes by number and the first of them by name.
pub fn name(base: &Plan, then: &Plan) -> Shown {
    let changed = changes::rows(base, then);
    let first = changed.first().map(|change| change.at.to_string());
    show(match (first, changed.len()) {
        (None, _) => "what-if without a change".to_string(),
        (Some(at), 1) => format!("what-if: {at}"),
        (Some(at), n) => format!("what-if: {at} and {} more", n - 1),
    })
}
