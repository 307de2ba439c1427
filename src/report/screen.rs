//! One screen as a document: `show SCREEN`, and the form of it that is read aloud.

use super::doc::{Block, Column, Doc, Grid, Line, Tone, Words};
use super::grid::{self, LEVELS, knowledge, link_sentences, of_register, teach};
use super::words::{Say, count, marked, number, span_words, state_tone};
use super::{findings, foot, forecast, gauges, map, outlook, team};
use crate::analysis::agenda::upcoming;
use crate::analysis::readiness::progress;
use crate::analysis::{Facts, World};
use crate::model::{Address, Phase, Plan};
use crate::register::screens::Screen;
use crate::register::{REGISTERS, Register, register};
use crate::text::{show, word};

/// Steps shown on Home.
const STEPS: usize = 3;

/// Days that Home looks ahead.
const AHEAD: i64 = 30;

/// The screen as one linear document.
pub fn doc(plan: &Plan, facts: &Facts, world: &World, screen: &Screen) -> Doc {
    let say = Say { plan, facts, today: world.today };
    let mut blocks = vec![Block::Heading(1, Words::from(screen.title)), Block::Para(Words::new().dim(screen.question))];
    match screen.key {
        "home" => blocks.extend(home(&say, facts)),
        "checks" => blocks.extend(checks(facts)),
        "time" => blocks.extend(forecast::blocks(&say)),
        _ => {}
    }
    for (n, key) in screen.registers.iter().enumerate() {
        if let Some(home) = register(key) {
            blocks.extend(section(&say, screen, home, n == 0));
        }
    }
    match screen.key {
        "infra" => blocks.extend(outlook::infra(&say)),
        "data" => blocks.extend(outlook::data(&say)),
        "map" => blocks.extend(map::blocks(&say)),
        "team" => blocks.extend(team::blocks(&say)),
        "debt" => blocks.extend(super::debt::sections(&say)),
        "gov" => blocks.extend(super::governance::sections(&say, world)),
        _ => {}
    }
    Doc { title: word(screen.title), foot: foot(plan, world.today), blocks }
}

/// A register on its screen: its rows, or, for the main one, how the first comes to be.
fn section(say: &Say, screen: &Screen, home: &'static dyn Register, main: bool) -> Vec<Block> {
    let about = home.about();
    let rows = home.len(say.plan);
    let heading = Block::Heading(2, Words::from(about.title).dim(format!(" ({rows})")));
    if home.is_product() {
        return product(say, home);
    }
    if rows == 0 {
        let silent = !main || screen.key == "checks";
        return if silent { Vec::new() } else { [vec![heading], teach(&about)].concat() };
    }
    let mut blocks = vec![heading];
    match about.key {
        "knowledge" => {
            blocks.push(Block::Table(knowledge(say)));
            blocks.push(Block::Para(Words::new().dim(LEVELS)));
        }
        "links" => blocks.push(Block::List(link_sentences(say))),
        "phases" => blocks.push(Block::Table(phases(say, home))),
        _ => blocks.push(Block::Table(of_register(say, home))),
    }
    blocks
}

fn home(say: &Say, facts: &Facts) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(2, Words::from("Readiness"))];
    blocks.extend(gauges(facts));
    let all = facts.next.len();
    let shown = all.min(STEPS);
    let of = if all == 0 { String::new() } else { format!(" ({shown} of {all})") };
    blocks.push(Block::Heading(2, Words::from("Do next").dim(of)));
    if all == 0 {
        blocks.push(Block::Para(Words::from("Nothing waits for you.")));
    }
    let steps = facts.next.iter().take(STEPS).map(|step| {
        let about = format!(" ({} on {})", count(step.minutes as usize, "minute"), step.screen);
        Words::new().with(state_tone(step.state), step.state.word()).plain("  ").plain(&step.what).dim(about)
    });
    blocks.push(Block::List(steps.collect()));
    if let Some(ahead) = &facts.ahead {
        blocks.push(Block::Heading(2, Words::from("When it is done")));
        blocks.push(Block::Para(forecast::sentence(ahead)));
        blocks.extend(forecast::alone(ahead).map(Block::Para));
    }
    blocks.extend(coming(say));
    blocks.push(Block::Heading(2, Words::from("In the plan")));
    let held = REGISTERS.iter().filter(|home| !home.is_product() && home.len(say.plan) > 0);
    let mut counts: Vec<_> =
        held.map(|home| (word(home.about().title), Words::from(home.len(say.plan).to_string()))).collect();
    if facts.guesses > 0 {
        let words = Words::new().with(Tone::Guess, format!("{} ~", facts.guesses)).dim(", not yet confirmed");
        counts.push((word("Guesses"), words));
    }
    if counts.is_empty() {
        blocks.push(Block::Para(Words::from("Nothing yet.")));
    } else {
        blocks.push(Block::Pairs(counts));
    }
    blocks
}

/// What falls within the next days.
fn coming(say: &Say) -> Vec<Block> {
    let heading = Block::Heading(2, Words::from("Coming up").dim(format!(" (next {AHEAD} days)")));
    let dates = upcoming(say.plan, say.today, AHEAD);
    if dates.is_empty() {
        return vec![heading, Block::Para(Words::from("No promise, decision or recurring step falls due."))];
    }
    let pairs = dates.into_iter().map(|dated| {
        let mut words = marked(Words::from(dated.what), dated.guess);
        if let Some(owner) = &dated.owner {
            words = words.dim(", ");
            words.0.extend(say.name("people", owner).0);
        }
        (show(dated.day.words()), words)
    });
    vec![heading, Block::Pairs(pairs.collect())]
}

/// The single record as pairs.
fn product(say: &Say, home: &'static dyn Register) -> Vec<Block> {
    let Some(row) = home.nth(say.plan, 0) else { return Vec::new() };
    let fields = (0..home.field_count()).filter(|at| home.field(*at).key != "guess" && grid::says(home, row, *at));
    let pairs: Vec<_> = fields.map(|at| (word(home.field(at).label), say.full(home, row, at))).collect();
    let heading = Block::Heading(2, Words::from(home.about().title));
    if pairs.is_empty() { [vec![heading], teach(&home.about())].concat() } else { vec![heading, Block::Pairs(pairs)] }
}

fn checks(facts: &Facts) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(2, Words::from("Findings").dim(format!(" ({})", facts.findings.len())))];
    if facts.findings.is_empty() {
        blocks.push(Block::Para(Words::new().with(Tone::Ok, "Everything holds that can be checked.")));
    }
    blocks.extend(findings::blocks(facts));
    blocks
}

/// The phases with what decides their dates.
pub fn phases(say: &Say, home: &'static dyn Register) -> Grid {
    let columns = vec![
        Column { weight: 3, ..Column::new("Name", false) },
        Column::new("Status", false),
        Column::new("Elapsed", false),
        Column::new("Effort", false),
        Column::new("After", false),
        Column::new("Progress", true),
    ];
    let after = home.find("after");
    let lines = grid::ordered(say, home).into_iter().filter_map(|row| {
        let phase: &Phase = row.as_any().downcast_ref()?;
        let before = after.map_or(Words::new(), |at| say.field(home, row, at));
        let cells = vec![
            say.named(home, row),
            home.find("status").map_or(Words::new(), |at| say.field(home, row, at)),
            phase.elapsed.map_or(Words::new(), |span| Words::from(span_words(&span))),
            phase.effort.map_or(Words::new(), |span| Words::from(span_words(&span))),
            before,
            progress(say.plan, phase).map_or(Words::new().dim("?"), |done| Words::from(format!("{} %", number(done)))),
        ];
        Some(Line { at: Some(Address { register: home.key(), id: row.id().clone() }), cells })
    });
    drop_empty(Grid { columns, lines: lines.collect() })
}

/// The table without columns that hold nothing.
pub fn drop_empty(mut grid: Grid) -> Grid {
    let held: Vec<bool> =
        (0..grid.columns.len()).map(|at| grid.lines.iter().any(|line| !line.cells[at].is_empty())).collect();
    let keep = |n: &mut usize| {
        *n += 1;
        held[*n - 1]
    };
    let mut n = 0;
    grid.columns.retain(|_| keep(&mut n));
    for line in &mut grid.lines {
        let mut n = 0;
        line.cells.retain(|_| keep(&mut n));
    }
    grid
}
