//! The governance screen below its registers: the agenda, the gates before promises, who is on call, decisions that are
//! due, and what the next review has to decide.

use super::changes;
use super::doc::{Block, Grid, Line, Tone, Words};
use super::screen::drop_empty;
use super::words::{Say, count, marked};
use crate::analysis::World;
use crate::analysis::column::short;
use crate::analysis::governance::agenda::agenda;
use crate::analysis::governance::checks::{TIGHT, title};
use crate::analysis::governance::gates::Stand;
use crate::analysis::governance::{records, review, rota};
use crate::model::Address;
use crate::model::cell::Choice;
use crate::text::{Shown, show, word};

/// Days that the agenda looks ahead, and its lines that are told.
const AHEAD: i64 = 92;
const LINES: usize = 20;
/// Weeks of the rota that are told.
const WEEKS: usize = 8;
/// Items of the review that are told.
const ITEMS: usize = 20;

/// All of it, for the screen.
pub fn sections(say: &Say, world: &World) -> Vec<Block> {
    let plan = say.plan;
    let begun = !plan.cadences.is_empty() || !plan.milestones.is_empty() || !plan.decisions.is_empty();
    // An empty screen says how its first row comes to be, and nothing else.
    if !begun && plan.flags.is_empty() && plan.reviews.is_empty() {
        return Vec::new();
    }
    let mut blocks = dates(say, world);
    blocks.extend(gates(say));
    blocks.extend(turns(say));
    blocks.extend(due(say));
    blocks.extend(walk(say, world));
    blocks
}

/// What a page tells of governance: gates, turns on call, records that are due.
pub fn figures(say: &Say) -> Vec<Block> {
    let mut blocks = gates(say);
    blocks.extend(turns(say));
    blocks.extend(due(say));
    blocks
}

fn heading(title: &'static str) -> Block {
    Block::Heading(2, Words::from(title))
}

fn dates(say: &Say, world: &World) -> Vec<Block> {
    let until = say.today.plus(AHEAD).unwrap_or(say.today);
    let all = agenda(say.plan, world, say.facts, until);
    let mut blocks = vec![Block::Heading(2, Words::from("Agenda").dim(format!(" (to {})", until.words())))];
    if all.is_empty() {
        blocks.push(Block::Para(Words::new().dim("Nothing has a day in this time.")));
    }
    let lines = all.iter().take(LINES).map(|item| {
        let day = item.day.short(say.today);
        let day = if item.late { Words::new().with(Tone::Act, day) } else { Words::from(day) };
        let owner = item.owner.as_ref().map_or(Words::new(), |id| say.name("people", id));
        let cells =
            vec![day, marked(Words::from(item.what.cut(60)), item.guess), Words::new().dim(item.kind.word()), owner];
        Line { at: Some(item.at.clone()), cells }
    });
    if !all.is_empty() {
        let columns = [("Day", false), ("What", false), ("Kind", false), ("Owner", false)];
        blocks.push(Block::Table(drop_empty(Grid::new(&columns, lines.collect()))));
    }
    if all.len() > LINES {
        blocks.push(Block::Para(Words::new().dim(format!("{} more.", all.len() - LINES))));
    }
    let hours = say.facts.governance.hours;
    if hours > 0.0 {
        let told = format!("All that recurs takes about {} hours a month.", short(hours));
        blocks.push(Block::Para(Words::new().dim(told)));
    }
    blocks
}

/// The gates, a table for each promise.
fn gates(say: &Say) -> Vec<Block> {
    let all = &say.facts.governance.gates;
    let mut blocks = Vec::new();
    for promise in all.chunk_by(|a, b| a.milestone == b.milestone) {
        let Some((first, row)) =
            promise.first().and_then(|gate| Some((gate, say.plan.milestones.get(&gate.milestone)?)))
        else {
            continue;
        };
        let days = first.on.since(say.today);
        let lines = promise.iter().map(|gate| {
            let tone = match (gate.standing, gate.required) {
                (Stand::InPlace, _) => Tone::Ok,
                (_, true) if gate.slack < TIGHT => Tone::Act,
                (_, true) => Tone::Mon,
                _ => Tone::Plain,
            };
            let stands = match gate.standing {
                Stand::Dated(day) => format!("from {}", day.short(say.today)),
                standing => standing.word().to_string(),
            };
            let lacks = match gate.required {
                true => gate.lacks.join(", "),
                false => "not asked for".to_string(),
            };
            let cells = vec![
                Words::from(gate.need.word()),
                Words::new().with(tone, stands),
                Words::new().with(tone, format!("{} d", gate.slack)),
                Words::new().dim(show(lacks)),
            ];
            Line { at: Some(Address { register: "milestones", id: gate.milestone.clone() }), cells }
        });
        let title = marked(Words::from("Before ").plain(row.name.show()), row.guess);
        blocks.push(Block::Heading(2, title.dim(format!(" ({}, in {days} days)", first.on.words()))));
        let columns = [("Needs", false), ("Stands", false), ("Slack", true), ("Lacks", false)];
        blocks.push(Block::Table(Grid::new(&columns, lines.collect())));
    }
    blocks
}

fn turns(say: &Say) -> Vec<Block> {
    let bench = &say.facts.governance.bench;
    let tone = if bench.covers() { Tone::Ok } else { Tone::Mon };
    let mut blocks = vec![heading("On call"), Block::Para(Words::new().with(tone, bench.answer()))];
    if bench.people.len() + bench.absent.len() > 0 {
        let rota = rota::rota(say.plan, say.today, WEEKS);
        let lines = rota.weeks.iter().map(|week| {
            let mut words = Words::new();
            for (n, turn) in week.turns.iter().enumerate() {
                let whole = turn.to.since(turn.from) == 6;
                let span = match whole {
                    true => String::new(),
                    false => format!(" {} to {}", turn.from.short(say.today), turn.to.short(say.today)),
                };
                words = words.plain(if n == 0 { "" } else { ", " });
                words = match &turn.person {
                    Some(id) => words.plain(say.name("people", id).text()).dim(span),
                    None => words.with(Tone::Act, "nobody").dim(span),
                };
            }
            Line { at: None, cells: vec![Words::from(week.start.words()), words] }
        });
        blocks.push(Block::Table(Grid::new(&[("Week from", false), ("On call", false)], lines.collect())));
        let hours: Vec<String> = rota
            .hours
            .iter()
            .map(|(id, hours)| format!("{} {}", say.name("people", id).text(), short(*hours)))
            .collect();
        blocks.push(Block::Para(Words::new().dim(format!("Hours in these weeks: {}.", hours.join(", ")))));
    }
    blocks
}

fn due(say: &Say) -> Vec<Block> {
    let all = &say.facts.governance.records;
    if all.is_empty() {
        return Vec::new();
    }
    let items = all.iter().map(|due| Words::from(show(review::says(say.plan, due))));
    let told = format!("{} to write, about {} minutes each.", count(all.len(), "decision record"), records::MINUTES,);
    vec![heading("Decisions without a record"), Block::List(items.collect()), Block::Para(Words::new().dim(told))]
}

/// What the next review has to decide, and what came of the last one.
fn walk(say: &Say, world: &World) -> Vec<Block> {
    let items = review::items(say.plan, world, say.facts);
    let next = review::next(say.plan, world, say.facts);
    let mut blocks = vec![Block::Heading(2, Words::from("Next review").dim(format!(" ({})", next.words())))];
    blocks.push(Block::Para(since(say, world)));
    if items.is_empty() {
        blocks.push(Block::Para(Words::new().dim("Nothing has to be decided before then.")));
        return blocks;
    }
    let lines = items.iter().take(ITEMS).map(|item| {
        let again = if item.carried { Words::new().with(Tone::Mon, "again") } else { Words::new() };
        let cells = vec![Words::from(item.topic.word()), Words::from(item.why.clone()), again];
        Line { at: Some(item.at.clone()), cells }
    });
    let columns = [("About", false), ("Why", false), ("", false)];
    blocks.push(Block::Table(Grid::new(&columns, lines.collect())));
    if items.len() > ITEMS {
        blocks.push(Block::Para(Words::new().dim(format!("{} more.", items.len() - ITEMS))));
    }
    blocks
}

/// What changed since the last review, in a line; or why that cannot be told.
pub fn since(say: &Say, world: &World) -> Words {
    match (&world.last_review, review::last(say.plan, world.today)) {
        (Some(before), _) => {
            let rows = changes::rows(&before.plan, say.plan);
            let acted = crate::analysis::debt::acted::between(&before.plan, say.plan).len();
            Words::from("Since the review of ")
                .plain(before.day.words())
                .plain(": ")
                .plain(changes::counted(&rows))
                .plain(format!("; {} moved.", count(acted, "debt")))
        }
        (None, Some(last)) => {
            let day = last.at.map_or(String::new(), |day| day.words());
            let why = match last.commit.is_empty() {
                true => "it names no commit",
                false => "the plan of that commit is not at hand",
            };
            Words::new().dim(format!("What changed since the review of {day} cannot be told: {why}."))
        }
        (None, None) => Words::new().dim("No review was held yet."),
    }
}

/// The severities with their times to answer, in a line each.
pub fn severities(say: &Say) -> Vec<(Shown, Words)> {
    let mut rows: Vec<_> = say.plan.severities.iter().collect();
    rows.sort_by(|a, b| (a.level.unwrap_or(9), &a.id).cmp(&(b.level.unwrap_or(9), &b.id)));
    let said = |span: Option<crate::model::Span>| span.map_or("not said".to_string(), |span| span.to_string());
    let each = rows.into_iter().map(|row| {
        let level = row.level.map_or("?".to_string(), |level| level.to_string());
        let words = Words::from(row.name.show()).plain(format!(
            ": answered in {}, restored in {}",
            said(row.answer_in),
            said(row.restore_in)
        ));
        (word("Severity ").then(level), words)
    });
    each.collect()
}

/// The word of a process, for headings.
pub fn process(process: crate::model::Process) -> &'static str {
    process.word()
}

/// What a gate needs, in a sentence.
pub fn need(gate: &crate::analysis::governance::gates::Gate) -> &'static str {
    title(gate.need)
}
