//! One row as a document: the detail pane and `show REGISTER/ID`.

use std::collections::BTreeMap;

use super::cells::derived;
use super::charts;
use super::doc::{Block, Doc, Grid, Line, Tone, Words};
use super::grid::says;
use super::words::{Say, count, is_guess, number};
use super::{map, options, team};
use crate::analysis::column;
use crate::model::value::Value;
use crate::model::{Address, Day};
use crate::register::references::{references, referrers};
use crate::register::rules::{self, Breach};
use crate::register::{Register, Row, register, row};
use crate::text::{Shown, show, word};

/// Readings shown of a series, and rows listed of what points here; the rest is counted.
const READINGS: usize = 8;
const POINTING: usize = 20;

/// The row as a document; an address that leads nowhere says so.
pub fn doc(say: &Say, at: &Address) -> Doc {
    let Some((home, row)) = register(at.register).zip(row(say.plan, at)) else {
        let missing = show(format!("There is no row {at}."));
        return Doc { title: show(at.to_string()), foot: Shown::default(), blocks: vec![Block::Para(missing.into())] };
    };
    let mut blocks = vec![Block::Heading(1, say.named(home, row))];
    for breach in broken(say, home, row) {
        blocks.push(Block::Para(Words::new().with(Tone::Act, word("! ").then(breach.message))));
    }
    blocks.extend(computed(say, home, row));
    blocks.extend(charts::of(say, at).map(Block::from));
    if at.register == "models"
        && let Some(grid) = options::side_by_side(say, &at.id)
    {
        blocks.push(Block::Heading(2, Words::from("Now or later")));
        blocks.push(Block::Table(grid));
    }
    blocks.extend(match at.register {
        "domains" => [map::of_domain(say, &at.id), team::of_area(say, &at.id)].concat(),
        "people" => team::of_person(say, &at.id),
        _ => Vec::new(),
    });
    blocks.extend(fields(say, home, row));
    blocks.extend(pointing(say, home, row, at));
    Doc { title: say.title(home, row), foot: show(at.to_string()), blocks }
}

/// The rules this row breaks, circles it runs in among them.
fn broken(say: &Say, home: &'static dyn Register, row: &dyn Row) -> Vec<Breach> {
    let mut found = rules::of_row(say.plan, home, row);
    let me = format!("{}/{}", home.key(), row.id());
    // Most rows run in none, which is quickly seen.
    let circles = if rules::is_in_circle(say.plan, home, row) { rules::cycles(say.plan, home) } else { Vec::new() };
    found.extend(circles.into_iter().filter(|circle| circle.detail.split(", ").any(|member| member == me)));
    found
}

/// What the row says: short values as pairs, then what needs room, each in the order of the fields.
fn fields(say: &Say, home: &'static dyn Register, row: &dyn Row) -> Vec<Block> {
    let (mut pairs, mut rest) = (Vec::new(), Vec::new());
    for at in 0..home.field_count() {
        let about = home.field(at);
        if matches!(about.key, "id" | "name" | "guess") || !says(home, row, at) {
            continue;
        }
        let heading = || Block::Heading(2, Words::from(word(about.label)));
        match row.cell(at).get() {
            Value::Prose(lines) => {
                rest.push(heading());
                rest.push(Block::Prose(lines.iter().map(|line| line.show()).collect()));
            }
            Value::Series(series) => {
                rest.push(heading());
                rest.extend(readings(&series, |n| say.unit(about, row, number(n))));
            }
            Value::Log(log) => {
                rest.push(heading());
                let entry =
                    |(day, text): (&Day, &crate::text::Raw)| Words::new().dim(day.words()).plain(" ").plain(text);
                rest.push(Block::List(log.iter().rev().map(entry).collect()));
            }
            Value::Texts(lines) if lines.len() > 1 => {
                rest.push(heading());
                rest.push(Block::List(lines.iter().map(Words::from).collect()));
            }
            _ => pairs.push((word(about.label), say.full(home, row, at))),
        }
    }
    if is_guess(home, row) {
        let words = Words::new().with(Tone::Guess, "~ from a template or an import, not yet confirmed");
        pairs.push((word("Guess"), words));
    }
    let mut blocks = Vec::new();
    if !pairs.is_empty() {
        blocks.push(Block::Pairs(pairs));
    }
    blocks.extend(rest);
    blocks
}

/// What is computed of the row, as pairs, with the picture that belongs to it.
fn computed(say: &Say, home: &'static dyn Register, row: &dyn Row) -> Vec<Block> {
    let said = |key: &str| home.find(key).is_some_and(|at| says(home, row, at));
    let known = column::of(home.key()).filter(|column| !said(column.key)).filter_map(|column| {
        let words = derived(say, (column.get)(say.facts, row.id()));
        (!words.is_empty()).then(|| (word(column.label), words))
    });
    let pairs: Vec<(Shown, Words)> = known.collect();
    if pairs.is_empty() {
        return Vec::new();
    }
    vec![Block::Pairs(pairs)]
}

/// The last readings, the newest first, each with the change from the one before.
fn readings(series: &BTreeMap<Day, f64>, unit: impl Fn(f64) -> Shown) -> Vec<Block> {
    let all: Vec<(&Day, &f64)> = series.iter().collect();
    let lines = (0..all.len()).rev().take(READINGS).map(|at| {
        let (day, n) = all[at];
        let change = at.checked_sub(1).map_or(Words::new(), |before| Words::new().dim(signed(n - all[before].1)));
        Line { at: None, cells: vec![Words::from(day.words()), Words::from(unit(*n)), change] }
    });
    let columns = [("Day", false), ("Reading", true), ("Change", true)];
    let mut blocks = vec![Block::Table(Grid::new(&columns, lines.collect()))];
    if all.len() > READINGS {
        let text = format!("{} older ones are not listed.", all.len() - READINGS);
        blocks.push(Block::Para(Words::new().dim(text)));
    }
    blocks
}

fn signed(change: f64) -> String {
    let text = number(change);
    if change > 0.0 { format!("+{text}") } else { text }
}

/// What the row points at, and what points at it.
fn pointing(say: &Say, home: &'static dyn Register, row: &dyn Row, at: &Address) -> Vec<Block> {
    let label = |home: &dyn Register, key: &str| {
        home.find(key).map_or(String::new(), |field| home.field(field).label.to_lowercase())
    };
    let to = references(home, row).into_iter().map(|(field, target)| pointer(say, &target, label(home, field)));
    let from = referrers(say.plan, at).into_iter().map(|referrer| {
        let label = register(referrer.at.register).map_or(String::new(), |home| label(home, referrer.field));
        pointer(say, &referrer.at, label)
    });
    let mut blocks = Vec::new();
    for (heading, list) in [("Points at", to.collect::<Vec<_>>()), ("Used by", from.collect())] {
        if list.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(2, Words::from(heading)));
        let more = list.len().saturating_sub(POINTING);
        let mut list: Vec<Words> = list.into_iter().take(POINTING).collect();
        if more > 0 {
            list.push(Words::new().dim(format!("and {}", count(more, "more row"))));
        }
        blocks.push(Block::List(list));
    }
    blocks
}

/// `trigger Database (metric)`.
fn pointer(say: &Say, at: &Address, field: String) -> Words {
    let singular = register(at.register).map_or("", |home| home.about().singular);
    let mut words = Words::new().dim(format!("{singular} "));
    words.0.extend(say.place(at).0);
    if field.is_empty() { words } else { words.dim(format!(" ({field})")) }
}
