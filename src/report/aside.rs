//! What a screen computes beside its lists: told below a short list, where there is room, and whole on a page of its own.

use super::doc::{Block, Doc, Grid, Line, Tone, Words};
use super::layout::{self, Heads};
use super::lines::cut;
use super::words::{Say, count};
use super::{charts, debt, figures, forecast, governance, map, outlook, team};
use crate::analysis::World;
use crate::analysis::debt::share::RuleState;
use crate::analysis::governance::agenda::{agenda, month};
use crate::model::{Address, Day};
use crate::register::screens::Screen;
use crate::text::{Shown, show, word};

/// The page of a screen that has one.
pub fn doc(say: &Say, world: &World, screen: &Screen) -> Doc {
    let blocks = match screen.key {
        "debt" => debt::sections(say),
        "gov" => governance::sections(say, world),
        "map" => map::blocks(say),
        "team" => team::blocks(say),
        "time" => forecast::blocks(say),
        _ => return outlook::doc(say),
    };
    let mut all = vec![Block::Heading(1, Words::from(screen.title))];
    all.extend(blocks);
    Doc { title: word(screen.title), foot: Shown::default(), blocks: all }
}

/// What stands below the main list of a screen, in lines of a width.
pub fn lines(say: &Say, world: &World, screen: &Screen, months: bool, width: usize) -> Vec<Words> {
    if screen.key == "infra" {
        return multiples(say, width);
    }
    let blocks = below(say, world, screen, months);
    let doc = Doc { title: Shown::default(), foot: Shown::default(), blocks };
    layout::lines(&doc, width, Heads::Framed)
}

/// Height of each of many charts beside each other, and the least width of one.
const SMALL: (usize, usize) = (7, 44);

/// The charts of all triggers that have one, the most urgent first, as many beside each other as there is room for.
fn multiples(say: &Say, width: usize) -> Vec<Words> {
    let each = (width / SMALL.1).clamp(1, 3);
    let wide = (width / each).saturating_sub(2);
    let drawn = say.facts.triggers.urgent().into_iter().filter_map(|watch| {
        let at = Address { register: "triggers", id: watch.id.clone() };
        let mut rows = vec![say.name("triggers", &watch.id)];
        rows.extend(figures::chart_rows(&charts::of(say, &at)?, wide, SMALL.0));
        Some(rows)
    });
    let drawn: Vec<Vec<Words>> = drawn.collect();
    let mut out = Vec::new();
    for row in drawn.chunks(each) {
        for n in 0..row.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = Words::new();
            for chart in row {
                let piece = chart.get(n).map_or(Words::new(), |words| cut(words, wide));
                let gap = (wide + 2).saturating_sub(piece.width());
                line.0.extend(piece.0);
                line = line.plain(" ".repeat(gap));
            }
            out.push(line);
        }
        out.push(Words::new());
    }
    out
}

/// What stands below the main list of a screen; nothing where a screen has nothing of the sort.
fn below(say: &Say, world: &World, screen: &Screen, months: bool) -> Vec<Block> {
    match screen.key {
        "debt" => {
            let mut blocks = vec![Block::Para(debt::rule_words(say))];
            blocks.extend(debt::owed_words(say).map(Block::Para));
            blocks.push(Block::Para(debt::build_words(say)));
            blocks.extend(debt::plane::plane(say));
            blocks
        }
        "gov" if months => calendar(say, world, 3),
        "gov" => governance::sections(say, world),
        _ => Vec::new(),
    }
}

/// A few words for the head of a screen's list.
pub fn head(say: &Say, screen: &Screen) -> Words {
    match screen.key {
        "debt" => {
            let rule = &say.facts.debts.rule;
            let tone = match rule.state {
                RuleState::Escalated => Tone::Act,
                RuleState::Warn => Tone::Mon,
                _ => Tone::Plain,
            };
            match rule.state {
                RuleState::Unknown => Words::new(),
                state => Words::from(format!("  {} % rule ", number(rule.target))).with(tone, state.word()),
            }
        }
        "gov" => {
            let late = say.facts.governance.gates.iter().filter(|gate| gate.required && gate.slack < 0).count();
            match late {
                0 => Words::new(),
                n => Words::from("  ").with(Tone::Act, format!("{} too late for a promise", count(n, "process"))),
            }
        }
        _ => Words::new(),
    }
}

fn number(n: f64) -> String {
    crate::analysis::column::short(n)
}

/// Months as calendars, the first of them today's: a day carries a letter for what falls on it, listed below.
pub fn calendar(say: &Say, world: &World, months: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut first = Day(say.today.0.first_of_month());
    for _ in 0..months {
        let last = Day(first.0.last_of_month());
        let all: Vec<_> = agenda(say.plan, world, say.facts, last)
            .into_iter()
            .filter(|item| item.day >= first && item.day <= last)
            .collect();
        // Things of one day share its letter.
        let mut days: Vec<Day> = all.iter().map(|item| item.day).collect();
        days.dedup();
        let title = first.0.strftime("%B %Y").to_string();
        blocks.push(Block::Heading(2, Words::from(show(title))));
        let lines = month(first).into_iter().map(|week| {
            let cells = week.into_iter().map(|day| match day {
                None => Words::new(),
                Some(day) => {
                    let at = days.binary_search(&day).ok();
                    let mark = at.map_or(' ', letter);
                    let text = format!("{}{mark}", day.0.day());
                    match (day == say.today, at) {
                        (true, _) => Words::new().with(Tone::Key, format!("[{}]{mark}", day.0.day())),
                        (false, Some(_)) => Words::new().strong(text),
                        (false, None) => Words::from(text),
                    }
                }
            });
            Line { at: None, cells: cells.collect() }
        });
        let heads = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].map(|day| (day, true));
        blocks.push(Block::Table(Grid::new(&heads, lines.collect())));
        let items = all.iter().map(|item| {
            let at = days.binary_search(&item.day).unwrap_or(days.len());
            Words::new()
                .strong(letter(at).to_string())
                .plain(show(format!(" {} ", item.day.short(say.today))))
                .plain(item.what.clone())
                .dim(format!(", {}", item.kind.word()))
        });
        blocks.push(match all.is_empty() {
            true => Block::Para(Words::new().dim("Nothing has a day in this month.")),
            false => Block::List(items.collect()),
        });
        let Some(next) = last.plus(1) else { break };
        first = next;
    }
    blocks
}

/// `a` to `z`, and a star for what comes after.
fn letter(at: usize) -> char {
    u8::try_from(at).ok().filter(|at| *at < 26).map_or('*', |at| char::from(b'a' + at))
}
