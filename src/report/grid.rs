//! Registers as tables, and the other pictures of rows that documents share.

use std::collections::BTreeMap;

use super::cells::cell;
use super::doc::{Block, Column, Grid, Line, Tone, Words};
use super::words::{Say, count, is_guess, marked};
use crate::analysis::column::Col;
use crate::analysis::knowledge::{ALONE, Area, areas};
use crate::analysis::readiness::PHASES;
use crate::model::field::Header;
use crate::model::value::Value;
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
    } else if key == "debts" {
        let ranks: BTreeMap<&Id, usize> = say.facts.debts.ranked().enumerate().map(|(n, a)| (&a.id, n)).collect();
        rows.sort_by_key(|row| ranks.get(row.id()).copied().unwrap_or(ranks.len()));
    } else if key == "models" {
        let ranks: BTreeMap<&Id, usize> = say.facts.data.ranked().enumerate().map(|(n, cost)| (&cost.id, n)).collect();
        rows.sort_by_key(|row| ranks.get(row.id()).copied().unwrap_or(ranks.len()));
    }
    rows
}

/// A register's table: its columns that hold something in some row, the first one always. Where computed columns lead,
/// those that lead.
pub fn of_register(say: &Say, home: &'static dyn Register) -> Grid {
    of_cols(say, home, &leading(home))
}

/// The columns of a register's table on a page.
pub fn leading(home: &'static dyn Register) -> Vec<Col> {
    if Col::leads(home) { Col::first(home) } else { Col::shown(home) }
}

/// The same with these columns. The name carries the mark of a guess; where there is none, the first column does.
pub fn of_cols(say: &Say, home: &'static dyn Register, cols: &[Col]) -> Grid {
    let rows = ordered(say, home);
    let names = cols.iter().position(|col| col.key(home) == "name").unwrap_or(0);
    let mut grid = Grid::default();
    grid.lines.extend(
        rows.iter()
            .map(|row| Line { at: Some(Address { register: home.key(), id: row.id().clone() }), cells: Vec::new() }),
    );
    for (n, col) in cols.iter().enumerate() {
        let mut cells: Vec<Words> = rows.iter().map(|row| cell(say, home, *row, *col)).collect();
        if n > 0 && cells.iter().all(Words::is_empty) {
            continue;
        }
        if n == names {
            cells.iter_mut().zip(&rows).for_each(|(words, row)| {
                *words = marked(std::mem::take(words), is_guess(home, *row));
            });
        }
        let weight = (col.width(home) / 8).clamp(1, 4);
        grid.columns.push(Column { weight, ..Column::new(col.label(home), col.is_numeric(home)) });
        grid.lines.iter_mut().zip(cells).for_each(|(line, words)| line.cells.push(words));
    }
    grid
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
    let mut columns = vec![Column { weight: 2, ..Column::new("Area", false) }];
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
