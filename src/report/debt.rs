//! The debt screen below its registers: the share of every sprint, time to build, effort against risk, what comes before
//! everything else, and whether mending is enough.

pub(super) mod plane;

use super::doc::{Block, Grid, Line, Tone, Words};
use super::summary::days;
use super::words::{Say, count, marked, state_tone};
use crate::analysis::checks::State;
use crate::analysis::column::short;
use crate::analysis::debt::share::{Paid, RuleState};
use crate::analysis::debt::{Account, MONTHS, acted, build, rewrite, stabilise};
use crate::model::cell::Choice;
use crate::model::{Address, Id};
use crate::text::{Shown, word};

pub use plane::matrix;

/// Debts that a list or the plane tells; the rest is counted.
const MOST: usize = 12;
/// Sprints that are told: those that count, the one that runs, and one on either side.
const SPRINTS: usize = 6;

/// All of it, for the screen.
pub fn sections(say: &Say) -> Vec<Block> {
    // An empty screen says how its first row comes to be, and nothing else.
    if say.plan.debts.is_empty() && say.plan.sprints.is_empty() && say.plan.features.is_empty() {
        return Vec::new();
    }
    let mut blocks = figures(say);
    blocks.extend(axes(say));
    blocks.extend(moved(say));
    blocks.extend(mending(say));
    blocks.extend(first(say));
    blocks
}

/// What a page tells of debt: the share, time to build, effort against risk.
pub fn figures(say: &Say) -> Vec<Block> {
    let mut blocks = share(say);
    blocks.extend(build_time(say));
    blocks.extend(plane::plane(say));
    blocks
}

fn heading(title: &'static str) -> Block {
    Block::Heading(2, Words::from(title))
}

fn state_of(rule: RuleState) -> State {
    match rule {
        RuleState::Unknown => State::Unknown,
        RuleState::Ok | RuleState::Waived => State::Ok,
        RuleState::Warn => State::Mon,
        RuleState::Escalated => State::Act,
    }
}

/// The share in one line: `owed 9.7 of 13.2 days, escalated`.
pub fn rule_words(say: &Say) -> Words {
    let rule = &say.facts.debts.rule;
    let state = Words::new().with(state_tone(state_of(rule.state)), rule.state.word());
    if rule.state == RuleState::Unknown {
        return Words::new().dim("no sprint is over yet, so nothing can be told of the share for debt");
    }
    let paid = rule.paid_share().map_or(String::new(), |share| format!(" ({} %)", short(share)));
    let mut words = Words::from(format!(
        "{} % of every sprint: {} days were due in the last {}, {} were paid{paid}, {} are owed: ",
        short(rule.target),
        short(rule.due),
        count(rule.counted.len(), "sprint"),
        short(rule.paid),
        short(rule.deficit),
    ));
    words.0.extend(state.0);
    match (&rule.waived, &rule.asked) {
        (Some(waived), _) => {
            let reason = say.plan.sprints.get(&waived.sprint).map(|row| row.waiver.show()).unwrap_or_default();
            words.plain(" until ").plain(waived.until.words()).plain(": ").plain(reason)
        }
        (None, Some(asked)) => {
            let name = say.name("people", &asked.whom).text();
            let on = asked.on.map_or(String::new(), |day| format!(" on {}", day.words()));
            words.plain("; ").plain(name).plain(format!(" was asked{on}"))
        }
        _ => words,
    }
}

/// What is owed in the sprint that runs, and what fits into it.
pub fn owed_words(say: &Say) -> Option<Words> {
    let rule = &say.facts.debts.rule;
    let current = rule.current.map(|at| &rule.sprints[at])?;
    let name = say.plan.sprints.get(&current.id).map(|row| row.name.show()).unwrap_or_default();
    let words = Words::from(name).plain(format!(": {} of debt owed", days(rule.owed)));
    if rule.fits.is_empty() {
        return Some(words.plain("; no open debt fits into them."));
    }
    let names: Vec<Shown> =
        rule.fits.iter().filter_map(|id| say.plan.debts.get(id)).map(|row| row.name.show().cut(48)).collect();
    let taken: f64 = rule.fits.iter().filter_map(|id| say.facts.debts.get(id)?.days).sum();
    let mut words = words.plain(format!("; best for them, {} together: ", days(taken)));
    for (n, name) in names.into_iter().enumerate() {
        words = words.plain(if n == 0 { "" } else { ", " }).strong(name);
    }
    Some(words.plain("."))
}

fn share(say: &Say) -> Vec<Block> {
    let rule = &say.facts.debts.rule;
    if rule.sprints.is_empty() {
        let told = "No sprint is entered: outgrow add sprints \"Sprint 1\" start=DAY capacity=DAYS debt_done=DAYS.";
        return vec![heading("The share for debt"), Block::Para(Words::new().dim(told))];
    }
    let last = rule.current.or(rule.counted.last().copied()).unwrap_or(0);
    let to = (last + 2).min(rule.sprints.len());
    let from = to.saturating_sub(SPRINTS);
    let percent = |share: Option<f64>| share.map_or("?".to_string(), |share| format!("{} %", short(share)));
    let line = |at: usize, paid: &Paid| {
        let place = match at {
            at if Some(at) == rule.current => Words::new().strong("runs"),
            at if rule.counted.contains(&at) => Words::from("counts"),
            _ => Words::new(),
        };
        let row = say.plan.sprints.get(&paid.id);
        let name =
            marked(Words::from(row.map(|row| row.name.show()).unwrap_or_default()), row.is_some_and(|r| r.guess));
        let done = if paid.said { short(paid.done) } else { "?".to_string() };
        Line {
            at: Some(Address { register: "sprints", id: paid.id.clone() }),
            cells: vec![
                name,
                Words::from(paid.start.short(say.today)),
                Words::from(paid.end.short(say.today)),
                Words::from(short(paid.due)),
                Words::from(done),
                Words::from(percent(paid.paid_share)),
                place,
            ],
        }
    };
    let lines = (from..to).map(|at| line(at, &rule.sprints[at])).collect();
    let columns = [
        ("Sprint", false),
        ("From", false),
        ("To", false),
        ("Due", true),
        ("Paid", true),
        ("Share", true),
        ("", false),
    ];
    let mut blocks =
        vec![heading("The share for debt"), Block::Para(rule_words(say)), Block::Table(Grid::new(&columns, lines))];
    blocks.extend(owed_words(say).map(Block::Para));
    blocks
}

/// Time to build in one sentence for those who do not build.
pub fn build_words(say: &Say) -> Words {
    let time = &say.facts.debts.build;
    let Some(change) = time.change else {
        let told = format!(
            "{} of like size can be held against each other, {} are needed to say whether building gets slower.",
            count(time.pairs, "pair"),
            build::FEWEST,
        );
        return Words::new().dim(told);
    };
    let percent = |ratio: f64| format!("{:+.0} %", 100.0 * (ratio - 1.0));
    let tone = match time.compounds() {
        true => Tone::Mon,
        false => Tone::Ok,
    };
    let verdict = match (time.compounds(), change.high < 1.0) {
        (true, _) => " Debt compounds.",
        (false, true) => " Building gets faster.",
        (false, false) => " That may be chance.",
    };
    Words::from(format!(
        "A feature of size {} takes {} now and took {} half a year ago: ",
        change.size.word(),
        days(change.now),
        short(change.then),
    ))
    .with(tone, percent(change.ratio))
    .dim(format!(" (8 in 10: {} to {}, {})", percent(change.low), percent(change.high), count(time.pairs, "pair")))
    .plain(".")
    .plain(verdict)
}

fn build_time(say: &Say) -> Vec<Block> {
    if say.plan.features.is_empty() {
        return Vec::new();
    }
    let time = &say.facts.debts.build;
    let mut blocks = vec![heading("Time to build"), Block::Para(build_words(say))];
    let lines: Vec<Line> = time
        .ahead
        .iter()
        .take(MOST)
        .filter_map(|(id, n)| {
            let row = say.plan.features.get(id)?;
            let cells = vec![
                marked(Words::from(row.name.show()), row.guess),
                Words::from(row.size.map_or("", |size| size.word())),
                Words::from(row.domains.0.len().to_string()),
                Words::from(format!("{} d", short(*n))),
            ];
            Some(Line { at: Some(Address { register: "features", id: id.clone() }), cells })
        })
        .collect();
    if !lines.is_empty() {
        let columns = [("Planned feature", false), ("Size", false), ("Domains", true), ("Will take", true)];
        blocks.push(Block::Table(Grid::new(&columns, lines)));
    }
    blocks
}

/// The two axes side by side, each its own order, with their weights.
fn axes(say: &Say) -> Vec<Block> {
    let debts = &say.facts.debts;
    let order = |of: fn(&Account) -> Option<i64>| {
        let mut all: Vec<(&Account, i64)> =
            debts.ranked().filter_map(|account| Some((account, of(account).filter(|n| *n > 0)?))).collect();
        all.sort_by_key(|(_, grade)| std::cmp::Reverse(*grade));
        all.into_iter().take(5).map(|(account, n)| (account.id.clone(), n)).collect::<Vec<_>>()
    };
    let (stability, velocity) = (order(|account| account.stability), order(|account| account.velocity));
    if stability.is_empty() && velocity.is_empty() {
        return Vec::new();
    }
    let named = |list: Vec<(Id, i64)>| {
        let mut words = Words::new();
        for (n, (id, grade)) in list.into_iter().enumerate() {
            let name = say.plan.debts.get(&id).map(|row| row.name.show().cut(40)).unwrap_or_default();
            words = words.plain(if n == 0 { "" } else { ", " }).plain(name).dim(format!(" {grade}"));
        }
        if words.is_empty() { Words::new().dim("none") } else { words }
    };
    let weights = debts.weights;
    let why = match weights.priced {
        true => "as an hour of outage and a blocked hour are priced",
        false => "alike, until an hour of outage and a blocked hour have a price",
    };
    let told = format!(
        "Where one figure is needed, stability weighs {} % and pace {} %: {why}.",
        short(100.0 * weights.stability),
        short(100.0 * weights.velocity),
    );
    vec![
        heading("Stability and pace"),
        Block::Pairs(vec![(word("On stability"), named(stability)), (word("On pace"), named(velocity))]),
        Block::Para(Words::new().dim(told)),
    ]
}

/// What reviews moved.
fn moved(say: &Say) -> Vec<Block> {
    let all = acted::rates(say.plan);
    if all.is_empty() {
        return Vec::new();
    }
    let pairs = all.iter().rev().take(4).map(|moved| {
        let words = match (moved.acted, moved.rate) {
            (Some(0), _) => Words::new().with(Tone::Mon, "no debt was moved"),
            (Some(n), Some(rate)) => {
                Words::from(format!("{} of debt moved", count(n as usize, "row"))).dim(format!(" ({} %)", short(rate)))
            }
            (Some(n), None) => Words::from(format!("{} of debt moved", count(n as usize, "row"))),
            (None, _) => Words::new().dim("not said"),
        };
        (Shown::from(moved.on.words()), words)
    });
    vec![heading("What reviews moved"), Block::Pairs(pairs.collect())]
}

fn mending(say: &Say) -> Vec<Block> {
    let Some(reach) = rewrite::reach(say.plan) else { return Vec::new() };
    let names: Vec<Words> = reach
        .debts
        .iter()
        .filter_map(|id| say.plan.debts.get(id))
        .map(|row| Words::from(row.name.show()).dim(format!(", {} %", short(row.benefit.unwrap_or(0.0)))))
        .collect();
    let unsaid = if reach.unsaid > 0 { format!(" and {} without an effort", reach.unsaid) } else { String::new() };
    let verdict = match reach.enough {
        true => "That is enough: mend, and do not rewrite.",
        false => "Below 80 %: ask whether the data model or the stack can hold at all.",
    };
    let told = format!(
        "Mending {} takes {}{unsaid} and brings {} % of what a rewrite would. {verdict}",
        count(reach.debts.len(), "debt"),
        days(reach.days),
        short(reach.benefit),
    );
    vec![heading("Rewrite or mend"), Block::Para(Words::from(told)), Block::List(names)]
}

/// What comes before everything else.
fn first(say: &Say) -> Vec<Block> {
    let (slots, papers) = (stabilise::slots(say.plan), stabilise::papers(say.plan));
    let mark = |there: bool| match there {
        true => Words::new().with(Tone::Ok, "yes"),
        false => Words::new().with(Tone::Mon, "not yet"),
    };
    let line = |what: Shown, words: Words| Line { at: None, cells: vec![Words::from(what), words] };
    let mut lines = Vec::new();
    if let Some(at) = stabilise::leaked(say.plan) {
        let words = Words::new().with(Tone::Act, "change it today");
        lines.push(Line { at: Some(at), ..line(word("a credential that was committed"), words) });
    }
    for slot in slots {
        lines.push(Line { at: slot.by.clone(), ..line(word(slot.what), mark(slot.filled)) });
    }
    for path in stabilise::paths(say.plan, say.today) {
        let words = match path.green {
            Some(day) => {
                Words::from(format!("green on {}", day.words())).dim(format!(", counts {:.0} %", 100.0 * path.trust))
            }
            None => Words::new().dim("none that was seen green"),
        };
        lines.push(line(Shown::from("tests of ").then(path.what), words));
    }
    lines.extend(papers.iter().map(|paper| line(word(paper.what), mark(paper.there))));
    let heads = stabilise::HEADS.iter().zip(stabilise::heads(say.plan, say.today));
    let heads: Vec<String> = heads
        .filter_map(|(heads, day)| {
            let day = day?;
            Some(if day <= say.today { format!("{heads} people now") } else { format!("{heads} on {}", day.words()) })
        })
        .collect();
    let columns = [("What", false), ("There", false)];
    let mut blocks = vec![heading("Before everything else"), Block::Table(Grid::new(&columns, lines))];
    if !heads.is_empty() {
        let told = format!("The papers pay with every newcomer: {}.", heads.join(", "));
        blocks.push(Block::Para(Words::new().dim(told)));
    }
    let delivery = stabilise::delivery(say.plan);
    if !delivery.is_empty() {
        let pairs = delivery.into_iter().map(|(role, _, n)| (word(role), Words::from(short(n))));
        blocks.push(Block::Pairs(pairs.collect()));
    }
    blocks
}

/// The months of a loss, as headings say them.
pub const LABELS: [&str; 3] = ["3 months", "6 months", "12 months"];
const _: () = assert!(MONTHS.len() == LABELS.len());
