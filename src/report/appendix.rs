//! The appendix: one page a topic, each register led by a sentence on what its rows come to, then the words
//! explained.

use super::doc::{Block, Words};
use super::grid::{LEVELS, columns, knowledge, leading, link_sentences, of_cols, of_register, ordered, says};
use super::screen::phases;
use super::words::{Say, number};
use super::{charts, findings, forecast, glossary, headline, map, outlook, team};
use crate::analysis::column::{self, Col, Sight};
use crate::analysis::{Facts, World};
use crate::model::Address;
use crate::model::value::{Kind, Value};
use crate::register::screens::{SCREENS, Screen};
use crate::register::{Register, Row, register};
use crate::text::{Shown, show, word};

/// Columns with which a table is full.
const WIDEST: usize = 6;

/// Readings told of a series.
const READINGS: usize = 8;

/// All topics that hold something, each on a page of its own, and the glossary.
pub fn blocks(say: &Say, facts: &Facts) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut letters = 'A'..='Z';
    let order = SCREENS[1..8].iter().chain([&SCREENS[0], &SCREENS[8]]);
    for screen in order {
        let body = topic(say, facts, screen);
        if !body.is_empty() {
            blocks.extend(page(&mut letters, if screen.key == "home" { "Product and promises" } else { screen.title }));
            blocks.extend(body);
        }
    }
    let words = glossary::blocks(say);
    if !words.is_empty() {
        blocks.extend(page(&mut letters, "Words"));
        blocks.extend(words);
    }
    blocks
}

fn page(letters: &mut impl Iterator<Item = char>, title: &'static str) -> [Block; 2] {
    let letter = letters.next().map_or(Shown::default(), |letter| show(format!("{letter}  ")));
    [Block::Page, Block::Heading(2, Words::from(letter.then(title)))]
}

fn topic(say: &Say, facts: &Facts, screen: &Screen) -> Vec<Block> {
    let mut blocks = Vec::new();
    if screen.key == "checks" && !facts.findings.is_empty() {
        let all = facts.findings.len();
        blocks.push(Block::Heading(3, Words::from("Findings")));
        blocks.push(Block::Para(Words::new().strong(match all {
            1 => "1 thing does not hold.".to_string(),
            n => format!("{n} things do not hold."),
        })));
        blocks.extend(findings::blocks(facts));
    }
    let held = screen.registers.iter().filter_map(|key| register(key)).filter(|home| home.len(say.plan) > 0);
    for home in held {
        let body = section(say, home);
        if !body.is_empty() {
            blocks.push(Block::Heading(3, Words::from(home.about().title)));
            blocks.push(Block::Para(Words::new().strong(headline::of(say, home).text())));
            blocks.extend(body);
        }
    }
    let outlook = match screen.key {
        "time" if say.facts.ahead.as_ref().is_some_and(|ahead| !ahead.is_over()) => forecast::blocks(say),
        "infra" if say.plan.metrics.iter().any(|metric| !metric.readings.0.is_empty()) => outlook::infra(say),
        "data" if !say.plan.models.is_empty() => outlook::data(say),
        "map" => map::blocks(say),
        "team" => team::blocks(say),
        "debt" if !say.plan.debts.is_empty() => super::debt::figures(say),
        "gov" if !say.plan.cadences.is_empty() => super::governance::figures(say),
        _ => Vec::new(),
    };
    // On a page of its own topic, below the registers.
    blocks.extend(outlook.into_iter().map(|block| match block {
        Block::Heading(level, words) => Block::Heading(level + 1, words),
        block => block,
    }));
    blocks
}

/// A register's rows: its table, then what else each row says.
fn section(say: &Say, home: &'static dyn Register) -> Vec<Block> {
    let mut shown = columns(home);
    let mut blocks = match home.key() {
        "knowledge" => {
            shown = (0..home.field_count()).filter(|at| home.field(*at).key != "note").collect();
            vec![Block::Table(knowledge(say)), Block::Para(Words::new().dim(LEVELS))]
        }
        "links" => vec![Block::List(link_sentences(say))],
        "phases" => {
            shown.extend(home.find("after"));
            vec![Block::Table(phases(say, home))]
        }
        "product" => {
            shown.clear();
            Vec::new()
        }
        "decisions" => return decisions(say, home),
        _ => {
            let mut cols = leading(home);
            let more = home.find("domains").filter(|_| !Col::leads(home) && shown.len() < WIDEST);
            cols.extend(more.map(Col::Field));
            // What the table does not show is told of each row.
            shown = cols.iter().filter_map(|col| col.field(home)).collect();
            vec![Block::Table(of_cols(say, home, &cols))]
        }
    };
    let rows = ordered(say, home);
    let details: Vec<(Shown, Words)> = match rows[..] {
        [row] if home.is_product() => pairs(say, home, row, &shown),
        _ => rows
            .iter()
            .map(|row| (say.title(home, *row), in_line(pairs(say, home, *row, &shown))))
            .filter(|(_, words)| !words.is_empty())
            .collect(),
    };
    if !details.is_empty() {
        blocks.push(Block::Pairs(details));
    }
    blocks.extend(pictures(say, home));
    blocks
}

/// The charts of triggers with a limit that is crossed, and how the day came about.
fn pictures(say: &Say, home: &'static dyn Register) -> Vec<Block> {
    let world = World::on(say.today);
    let sight = Sight { plan: say.plan, world: &world, facts: say.facts };
    let crosses = column::of(home.key()).find(|column| column.key == "crosses");
    let mut blocks = Vec::new();
    for row in ordered(say, home) {
        let at = Address { register: home.key(), id: row.id().clone() };
        let why = crosses.and_then(|column| (column.explain)(&sight, row.id()));
        if let Some((why, chart)) = why.zip(charts::of(say, &at)) {
            blocks.push(Block::Heading(4, say.named(home, row)));
            blocks.push(chart.into());
            blocks.push(Block::Para(Words::new().dim(why.rule)));
        }
    }
    blocks
}

/// Decisions in full, since their reasons are what a reader comes for.
fn decisions(say: &Say, home: &'static dyn Register) -> Vec<Block> {
    let mut blocks = vec![Block::Table(of_register(say, home))];
    for row in ordered(say, home) {
        blocks.push(Block::Heading(4, say.named(home, row)));
        let prose: Vec<usize> = (0..home.field_count()).filter(|at| home.kind(*at) == Kind::Prose).collect();
        let pairs = pairs(say, home, row, &[&prose[..], &columns(home)].concat());
        if !pairs.is_empty() {
            blocks.push(Block::Pairs(pairs));
        }
        for at in prose {
            if let Value::Prose(lines) = row.cell(at).get() {
                blocks.push(Block::Heading(5, Words::from(home.field(at).label)));
                blocks.push(Block::Prose(lines.iter().map(|line| line.show()).collect()));
            }
        }
    }
    blocks
}

/// What a row says in fields that are not among those shown already.
fn pairs(say: &Say, home: &'static dyn Register, row: &dyn Row, shown: &[usize]) -> Vec<(Shown, Words)> {
    let hidden = |at: &usize| !shown.contains(at) && !matches!(home.field(*at).key, "id" | "guess");
    let fields =
        (0..home.field_count()).filter(hidden).filter(|at| says(home, row, *at) && !is_default(home, row, *at));
    fields.map(|at| (word(home.field(at).label), whole(say, home, row, at))).collect()
}

/// Whether a choice is the one that is taken when nobody says anything; the file leaves it out, too.
fn is_default(home: &dyn Register, row: &dyn Row, at: usize) -> bool {
    matches!(row.cell(at).get(), Value::Choice(_)) && row.cell(at).get() == home.default_of(at)
}

fn in_line(pairs: Vec<(Shown, Words)>) -> Words {
    let mut all = Words::new();
    for (label, words) in pairs {
        if !all.0.is_empty() {
            all = all.dim(" · ");
        }
        all = all.dim(label).dim(": ");
        all.0.extend(words.0);
    }
    all
}

/// A value with all it holds on one line: every line of prose, the last readings, every entry.
fn whole(say: &Say, home: &'static dyn Register, row: &dyn Row, at: usize) -> Words {
    match row.cell(at).get() {
        Value::Prose(lines) => {
            let lines: Vec<Shown> = lines.iter().map(|line| line.show()).filter(|line| !line.is_empty()).collect();
            lines.into_iter().enumerate().fold(Words::new(), |all, (n, line)| {
                let all = if n > 0 { all.plain(" ") } else { all };
                all.plain(line)
            })
        }
        Value::Series(series) => {
            let about = home.field(at);
            let start = series.len().saturating_sub(READINGS);
            let last: Vec<String> = series
                .iter()
                .skip(start)
                .map(|(day, n)| format!("{} ({})", say.unit(about, row, number(*n)), day.short(say.today)))
                .collect();
            Words::from(last.join(", "))
        }
        Value::Log(log) => {
            let entries = log.iter().map(|(day, text)| Words::from(text).dim(format!(" ({})", day.short(say.today))));
            super::words::joined(entries)
        }
        _ => say.full(home, row, at),
    }
}
