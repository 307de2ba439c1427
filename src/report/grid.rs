//! Registers as tables, and the other pictures of rows that documents share.

use std::collections::BTreeMap;

use super::cells::cell;
use super::doc::{Block, Column, Grid, Line, Tone, Words};
use super::words::{Say, count, is_guess, marked};
use crate::analysis::column::Col;
use crate::analysis::knowledge::{ALONE, Area, areas};
use crate::analysis::readiness::PHASES;
use crate::model::field::Header;
use crate::model::value::{Kind, Value};
use crate::model::{Address, Id, Person};
use crate::query::sort_order;
use crate::register::{PRODUCT, Register, Row};
use crate::text::{Shown, show, word};

/// Fields by which a register's rows are told, where their ids say nothing of their order.
const ORDER: [(&str, &str); 7] = [
    ("cadences", "next"),
    ("decisions", "date"),
    ("features", "finished"),
    ("incidents", "at"),
    ("milestones", "at"),
    ("sprints", "start"),
    ("stages", "users_from"),
];

/// A register's rows in the order in which they are told.
pub fn ordered<'p>(say: &Say<'p>, home: &'static dyn Register) -> Vec<&'p dyn Row> {
    let mut rows: Vec<&dyn Row> = home.rows(say.plan).collect();
    let key = home.key();
    if let Some(at) = ORDER.iter().find(|(register, _)| *register == key).and_then(|(_, field)| home.find(field)) {
        rows.sort_by(|a, b| sort_order(home.kind(at), &a.cell(at).get(), &b.cell(at).get()));
    } else if key == "phases" {
        let place = |id: &Id| PHASES.iter().position(|phase| *phase == id.as_str()).unwrap_or(PHASES.len());
        rows.sort_by_key(|row| place(row.id()));
    } else if key == "triggers" {
        let urgent = say.facts.triggers.urgent();
        let ranks: BTreeMap<&Id, usize> = urgent.iter().enumerate().map(|(n, watch)| (&watch.id, n)).collect();
        rows.sort_by_key(|row| ranks.get(row.id()).copied().unwrap_or(ranks.len()));
    } else if key == "models" {
        let ranks: BTreeMap<&Id, usize> = say.facts.data.ranked().enumerate().map(|(n, cost)| (&cost.id, n)).collect();
        rows.sort_by_key(|row| ranks.get(row.id()).copied().unwrap_or(ranks.len()));
    }
    rows
}

/// A table of rows with these fields as columns; the first column carries the mark of a guess.
pub fn table(say: &Say, home: &'static dyn Register, rows: &[&dyn Row], fields: &[usize]) -> Grid {
    let columns = fields.iter().map(|at| column(home, *at)).collect();
    let lines = rows.iter().map(|row| {
        let mut cells: Vec<Words> = fields.iter().map(|at| say.field(home, *row, *at)).collect();
        if let Some(first) = cells.first_mut() {
            *first = marked(std::mem::take(first), is_guess(home, *row));
        }
        Line { at: Some(Address { register: home.key(), id: row.id().clone() }), cells }
    });
    Grid { columns, lines: lines.collect() }
}

fn column(home: &'static dyn Register, at: usize) -> Column {
    let about = home.field(at);
    let right = home.kind(at).is_numeric() || home.kind(at) == Kind::Series;
    Column { label: word(about.label), right, weight: (about.width / 8).clamp(1, 4) }
}

/// A register's table: its columns that hold something in some row, the first one always. Where computed columns lead,
/// those that lead.
pub fn of_register(say: &Say, home: &'static dyn Register) -> Grid {
    let cols = if Col::leads(home) { Col::first(home) } else { Col::shown(home) };
    let rows = ordered(say, home);
    let mut columns: Vec<(Column, Vec<Words>)> = Vec::new();
    for (n, col) in cols.into_iter().enumerate() {
        let cells: Vec<Words> = rows
            .iter()
            .map(|row| {
                let words = cell(say, home, *row, col);
                if col.key(home) == "name" || n == 0 && !Col::leads(home) {
                    marked(words, is_guess(home, *row))
                } else {
                    words
                }
            })
            .collect();
        if n == 0 || cells.iter().any(|words| !words.is_empty()) {
            let weight = (col.width(home) / 8).clamp(1, 4);
            columns.push((Column { label: word(col.label(home)), right: col.is_numeric(home), weight }, cells));
        }
    }
    let at = |row: &dyn Row| Some(Address { register: home.key(), id: row.id().clone() });
    let mut lines: Vec<Line> = rows.iter().map(|row| Line { at: at(*row), cells: Vec::new() }).collect();
    let mut heads = Vec::new();
    for (head, cells) in columns {
        heads.push(head);
        lines.iter_mut().zip(cells).for_each(|(line, words)| line.cells.push(words));
    }
    Grid { columns: heads, lines }
}

/// The same with these fields for columns.
pub fn of_fields(say: &Say, home: &'static dyn Register, fields: &[usize]) -> Grid {
    let rows = ordered(say, home);
    let held = |at: &usize| rows.iter().any(|row| !row.cell(*at).is_empty());
    let kept = fields.iter().enumerate().filter(|(n, at)| *n == 0 || held(at));
    let kept: Vec<usize> = kept.map(|(_, at)| *at).collect();
    table(say, home, &rows, &kept)
}

/// The fields that are columns of a register's table.
pub fn columns(home: &'static dyn Register) -> Vec<usize> {
    (0..home.field_count()).filter(|at| home.field(*at).width > 0).collect()
}

/// Whether a field of a row says anything: not empty, no flag that is off, no default that means "none".
pub fn says(home: &dyn Register, row: &dyn Row, at: usize) -> bool {
    match row.cell(at).get() {
        Value::Flag(on) => on,
        Value::Choice("none" | "unknown" | "not-needed") => false,
        _ if home.is_product() => row.cell(at).get() != home.default_of(at),
        value => !value.is_empty(),
    }
}

/// Areas against people: the level of each, then how many could mend the area alone. Levels that do not count
/// today stand in brackets.
pub fn matrix(areas: &[Area]) -> Grid {
    let mut people: Vec<&Person> = areas.iter().flat_map(|area| area.levels.iter().map(|known| known.person)).collect();
    people.sort_by(|a, b| a.id.cmp(&b.id));
    people.dedup_by(|a, b| a.id == b.id);
    let plain = |label: Shown, right| Column { label, right, weight: 1 };
    let mut columns = vec![Column { label: word("Area"), right: false, weight: 2 }];
    columns.extend(short_names(&people).into_iter().map(|name| plain(name, false)));
    columns.push(plain(word("Can fix it alone"), true));
    let lines = areas.iter().map(|area| {
        let mut cells = vec![marked(Words::from(area.domain.name.show().cut(48)), area.domain.guess)];
        for person in &people {
            let known = area.levels.iter().find(|known| known.person.id == person.id);
            cells.push(known.map_or(Words::new().dim("."), |known| {
                let tone = if known.level >= ALONE && known.counts { Tone::Strong } else { Tone::Plain };
                let level = known.level;
                let text = if known.counts { level.to_string() } else { format!("({level})") };
                marked(Words::new().with(tone, text), known.guess)
            }));
        }
        let tone = match area.able {
            0 => Tone::Act,
            1 => Tone::Mon,
            _ => Tone::Plain,
        };
        cells.push(Words::new().with(tone, area.able.to_string()));
        let at = Some(Address { register: "domains", id: area.domain.id.clone() });
        Line { at, cells }
    });
    Grid { lines: lines.collect(), columns }
}

/// First names where no two are alike, full names otherwise.
fn short_names(people: &[&Person]) -> Vec<Shown> {
    let first = |person: &Person| person.name.raw().split_whitespace().next().unwrap_or_default().to_string();
    let mut firsts: Vec<String> = people.iter().map(|person| first(person)).collect();
    firsts.sort();
    firsts.dedup();
    let alone = firsts.len() == people.len() && firsts.iter().all(|name| !name.is_empty());
    let name = |person: &&Person| if alone { show(first(person)) } else { person.name.show() }.cut(24);
    people.iter().map(name).collect()
}

/// How to read [`matrix`].
pub const LEVELS: &str = "3 leads it, 2 can fix it alone, 1 has seen it, . none; in brackets: does not count today.";

/// How many areas have nobody, and how many one person, who could mend them alone.
pub fn thin(areas: &[Area]) -> (usize, usize) {
    let with = |n: usize| areas.iter().filter(|area| area.able == n).count();
    (with(0), with(1))
}

/// The matrix of the whole plan.
pub fn knowledge(say: &Say) -> Grid {
    matrix(&areas(say.plan, say.today))
}

/// The links of the map, a sentence each.
pub fn link_sentences(say: &Say) -> Vec<Words> {
    say.plan.links.iter().map(|link| marked(Words::from(say.sentence(link)), link.guess)).collect()
}

/// What an empty register says of itself: what it is for, an example, the command that adds it.
pub fn teach(about: &Header) -> Vec<Block> {
    vec![
        Block::Para(Words::from(about.purpose)),
        Block::Para(Words::new().dim("None yet. For example: ").key(example_command(about))),
    ]
}

/// The command line that would add a register's example.
pub fn example_command(about: &Header) -> Shown {
    let example = about.example;
    let values: Vec<&str> =
        example.split_whitespace().filter_map(|part| part.split_once('=').map(|(_, v)| v)).collect();
    match (about.key, &values[..]) {
        (PRODUCT, _) => show(format!("outgrow set product {}", assignments(example).1)),
        ("knowledge", [person, domain, level]) => show(format!("outgrow know {person} {domain} {level}")),
        ("links", [from, to, kind]) => show(format!("outgrow link {from} {to} {kind}")),
        _ => {
            let (name, rest) = assignments(example);
            let name = if name.is_empty() { name } else { format!("\"{name}\" ") };
            show(format!("outgrow add {} {name}{rest}", about.key))
        }
    }
}

/// An example split into the name and what is assigned.
fn assignments(example: &str) -> (String, String) {
    let parts: Vec<&str> = example.split(' ').collect();
    let at = parts.iter().position(|part| part.contains('=')).unwrap_or(parts.len());
    (parts[..at].join(" "), parts[at..].join(" "))
}

/// `3 debts`, with its guesses behind it.
pub fn counted(n: usize, guesses: usize, singular: &str) -> Words {
    let words = Words::from(count(n, singular));
    if guesses == 0 { words } else { words.with(Tone::Guess, format!(", {guesses} of them a guess ~")) }
}
