//! The printed summary: page one and an appendix for each topic with rows.

use super::appendix;
use super::doc::{Block, Doc, Grid, Line, Tone, Words};
use super::forecast;
use super::grid::{LEVELS, matrix};
use super::headline::nearest;
use super::words::{Say, count, marked, number, span_words, state_tone};
use super::{foot, gauges, product_name};
use crate::analysis::knowledge::{Area, areas};
use crate::analysis::readiness::progress;
use crate::analysis::triggers::{Watch, metric};
use crate::analysis::{Facts, World, agenda, checks, column, debt, growth};
use crate::model::cell::Choice;
use crate::model::{Address, Id, Metric, Op, Phase, Plan, Statistic, Trigger};
use crate::register::register;
use crate::text::{Shown, show, word};

/// What is left in and out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Page one only.
    pub one_page: bool,
}

/// Rows of each table on page one; the rest stands in the appendix and is counted.
const RISKS: usize = 3;
const AREAS: usize = 10;
const TRIGGERS: usize = 7;
const PHASES: usize = 8;
const DATES: usize = 4;

/// Cells of a name on page one, where one long name must not push the rest off the page.
const NAME: usize = 48;

/// The summary as a document. Everything in it is stored in the plan or computed from it.
pub fn doc(plan: &Plan, facts: &Facts, world: &World, options: Options) -> Doc {
    let say = Say { plan, facts, today: world.today };
    let title = product_name(plan).cut(NAME).then(": readiness to scale");
    let mut blocks = vec![Block::Heading(1, Words::from(title.clone()))];
    blocks.extend(page_one(&say, facts));
    if !options.one_page {
        blocks.extend(appendix::blocks(&say, facts));
    }
    Doc { title, foot: foot(plan, world.today), blocks }
}

/// Page one's sections as documents of their own, the title apart: for the home screen's boxes.
pub fn board(plan: &Plan, facts: &Facts, world: &World) -> Vec<Doc> {
    let say = Say { plan, facts, today: world.today };
    let mut areas = areas(plan, world.today);
    // A box may have no room for all: the thinnest come first.
    areas.sort_by_key(|area| area.able);
    let sections = [triggers(&say), knowledge(areas), risks(&say), debts(&say)];
    let boxed = sections.into_iter().map(|mut blocks| {
        let title = match blocks.first() {
            Some(Block::Heading(_, words)) => words.text(),
            _ => Shown::default(),
        };
        blocks.remove(0);
        Doc { title, foot: Shown::default(), blocks }
    });
    boxed.collect()
}

fn page_one(say: &Say, facts: &Facts) -> Vec<Block> {
    let areas = areas(say.plan, say.today);
    let mut blocks = vec![Block::Para(standing(say)), Block::Para(state(say, &areas))];
    blocks.push(Block::Heading(2, Words::from("Readiness")));
    blocks.extend(gauges(facts));
    blocks.extend(risks(say));
    blocks.extend(knowledge(areas));
    blocks.extend(triggers(say));
    blocks.extend(debts(say));
    blocks.extend(phases(say));
    blocks.extend(decisions(say));
    blocks.push(Block::Heading(2, Words::from("What this rests on")));
    blocks.push(Block::Para(rests_on(say.plan, facts)));
    blocks
}

/// Day, stage and users.
fn standing(say: &Say) -> Words {
    let words = Words::from(say.today.words()).plain(" · ");
    let Some(users) = growth::users(say.plan) else { return words.dim("users not measured") };
    let stage = users.stage.map_or(word("no stage"), |stage| word("stage ").then(stage.name.show()));
    let count = format!("{} users on {}", number(users.count), users.on.short(say.today));
    let words = marked(words.strong(stage).plain(" · ").plain(count), users.guess);
    match users.next.and_then(|next| next.users_from.map(|from| (next, from))) {
        Some((next, from)) => words.dim(" · ").dim(next.name.show()).dim(format!(" from {}", number(from))),
        None => words,
    }
}

/// One sentence about where the plan stands, put together from what is computed.
fn state(say: &Say, areas: &[Area]) -> Words {
    let facts = say.facts;
    let parts = facts.readiness.len();
    let done = facts.readiness.iter().filter(|part| part.progress >= Some(100.0)).count();
    let begun = facts.readiness.iter().filter(|part| part.progress > Some(0.0)).count() - done;
    let mut clauses = vec![Words::from(match (done, begun) {
        (0, 0) => format!("None of the {parts} parts of the review has begun"),
        _ => format!("Of the {parts} parts of the review {done} are done and {begun} under way"),
    })];
    let thin = areas.iter().filter(|area| area.able < 2).count();
    if !areas.is_empty() {
        clauses.push(Words::from(match thin {
            0 => "every area has two people who could fix it alone".to_string(),
            _ => format!("{thin} of {} hang on one person or nobody", count(areas.len(), "area")),
        }));
    }
    if let Some((trigger, percent)) = nearest(say) {
        let at = format!(" is at {} of its limit", whole_percent(percent));
        clauses.push(Words::from(trigger.name.show().cut(NAME)).plain(at));
    }
    let owed = debt::owed(say.plan);
    if owed.count > 0 {
        clauses.push(Words::from(format!("{} hold {} of work", count(owed.count, "open debt"), days(owed.days))));
    }
    let clauses: Vec<String> = clauses.iter().map(|clause| clause.text().to_string()).collect();
    Words::new().strong(format!("{}.", clauses.join("; ")))
}

/// The data decisions that are dearest to put off.
fn risks(say: &Say) -> Vec<Block> {
    let open = || say.facts.data.ranked().filter_map(|cost| Some((cost, say.plan.models.get(&cost.id)?)));
    let span = |span: Option<crate::model::Span>| Words::from(span.map_or(String::new(), |span| span.to_string()));
    let lines = open().take(RISKS).map(|(cost, model)| {
        let cells = vec![
            marked(Words::from(model.name.show().cut(NAME)), model.guess),
            span(model.cost_now),
            span(model.cost_10x),
            span(model.cost_100x),
            cost.waiting.map_or(Words::new().dim("?"), |n| Words::new().strong(signed_days(n))),
        ];
        line("models", &model.id, cells)
    });
    let columns = [("Decision", false), ("Now", true), ("At 10x", true), ("At 100x", true), ("Waiting costs", true)];
    section("Data risks", "No data decision is entered.", Grid::new(&columns, lines.collect()), open().count())
}

/// Areas against people, the thinnest first where not all fit.
fn knowledge(mut areas: Vec<Area>) -> Vec<Block> {
    let all = areas.len();
    if all > AREAS {
        areas.sort_by_key(|area| area.able);
        areas.truncate(AREAS);
    }
    let mut blocks = section("Who could fix what alone", "No area is entered.", matrix(&areas), all);
    if all > 0 {
        blocks.push(Block::Para(Words::new().dim(LEVELS)));
    }
    blocks
}

fn triggers(say: &Say) -> Vec<Block> {
    let watches = say.facts.triggers.urgent();
    let rows = || watches.iter().filter_map(|watch| Some((*watch, say.plan.triggers.get(&watch.id)?)));
    let lines = rows().take(TRIGGERS).map(|(watch, trigger)| {
        let metric = metric(say.plan, trigger);
        let cells = vec![
            marked(Words::from(trigger.name.show().cut(NAME)), trigger.guess),
            reading(say, trigger, metric, watch),
            Words::from(limit(say, trigger, metric)),
            Words::from(trigger_cell(say, &trigger.id, "crosses")),
            Words::new().with(state_tone(watch.state), trigger_cell(say, &trigger.id, "start_by")),
            watch.cost_year.map_or(Words::new(), |cost| Words::from(say.money(&format!("{cost:.0}")))),
        ];
        line("triggers", &trigger.id, cells)
    });
    let columns = [
        ("Trigger", false),
        ("Last reading", false),
        ("Limit", false),
        ("Crosses", false),
        ("Start by", false),
        ("First year", true),
    ];
    section("Scaling triggers", "No trigger is entered.", Grid::new(&columns, lines.collect()), watches.len())
}

/// What is computed of a trigger, as its table shows it.
fn trigger_cell(say: &Say, id: &Id, key: &str) -> Shown {
    let column = column::of("triggers").find(|column| column.key == key);
    column.map_or(Shown::default(), |column| (column.get)(say.facts, id).show(say.today))
}

fn reading(say: &Say, trigger: &Trigger, metric: Option<&Metric>, watch: &Watch) -> Words {
    let Some((day, n)) = watch.now else {
        let word = if trigger.op == Op::Event { "" } else { "none" };
        return Words::new().dim(word);
    };
    let unit = metric.map_or(Shown::default(), |metric| metric.unit.show());
    let mean = metric.is_some_and(|metric| metric.statistic == Some(Statistic::Mean));
    let words = Words::from(number(n)).plain(if unit.is_empty() { "" } else { " " }).plain(unit);
    words.plain(if mean { " (mean)" } else { "" }).dim(format!(", {}", day.short(say.today)))
}

/// A trigger's limit in words.
pub fn limit(say: &Say, trigger: &Trigger, metric: Option<&Metric>) -> Shown {
    let unit = metric.map_or(Shown::default(), |metric| metric.unit.show());
    let level = |side: &'static str| match trigger.threshold {
        Some(n) => word(side).then(show(format!(" {} ", number(n)))).then(unit),
        None => word("not set"),
    };
    match (trigger.op, trigger.threshold, trigger.event) {
        (Op::Above, ..) => level("above"),
        (Op::Below, ..) => level("below"),
        (Op::Jump, Some(n), _) => show(format!("up {} % in a month", number(n))),
        (Op::Jump, None, _) => word("a jump, not set"),
        (Op::Event, _, Some(day)) => show(format!("event on {}", day.short(say.today))),
        (Op::Event, _, None) => word("an event"),
    }
}

fn debts(say: &Say) -> Vec<Block> {
    let owed = debt::owed(say.plan);
    let priced = say.plan.product().day_rate.is_some();
    let row = |name: Words, part: &debt::Owed| {
        let mut cells =
            vec![marked(name, part.guesses > 0), Words::from(part.count.to_string()), Words::from(number(part.days))];
        if priced {
            cells.push(part.cost(say.plan).map_or(Words::new(), |cost| Words::from(say.money(&cost.to_string()))));
        }
        Line { at: None, cells }
    };
    let name = |class: Option<crate::model::DebtClass>| Words::from(class.map_or("no class yet", Choice::word));
    let mut lines: Vec<Line> = debt::by_class(say.plan).iter().map(|(class, part)| row(name(*class), part)).collect();
    lines.push(row(Words::new().strong("all open debts"), &owed));
    let mut columns = vec![("Class", false), ("Debts", true), ("Days of work", true)];
    if priced {
        columns.push(("At the day rate", true));
    }
    let all = if owed.count == 0 { 0 } else { lines.len() };
    let mut blocks = section("Technical debt", "No open debt is entered.", Grid::new(&columns, lines), all);
    if owed.unsaid > 0 {
        let text = format!("{} without an effort, not in the sum.", count(owed.unsaid, "debt"));
        blocks.push(Block::Para(Words::new().dim(text)));
    }
    blocks
}

/// The phases over time and the finish; where the timeline is not computed, only how far they are.
fn phases(say: &Say) -> Vec<Block> {
    let rows = register("phases").map_or(Vec::new(), |home| super::grid::ordered(say, home));
    let ahead = say.facts.ahead.as_ref().filter(|ahead| !ahead.is_over());
    let phases = || rows.iter().filter_map(|row| row.as_any().downcast_ref::<Phase>());
    let lines = phases().take(PHASES).map(|phase| {
        let done = progress(say.plan, phase);
        let cells = vec![
            marked(Words::from(phase.name.show().cut(NAME)), phase.guess),
            phase.elapsed.map_or(Words::new().dim("?"), |span| Words::from(span_words(&span))),
            done.map_or(Words::new().dim("?"), |done| Words::from(format!("{} %", number(done)))),
        ];
        line("phases", &phase.id, cells)
    });
    let columns = [("Phase", false), ("Takes", false), ("Done", true)];
    let Some(ahead) = ahead else {
        return section("Review phases", "No phase is entered.", Grid::new(&columns, lines.collect()), rows.len());
    };
    let mut chart = forecast::picture(say, ahead);
    // A page for a board shows the phases; their tasks stand in the appendix.
    chart.keep(|bar| bar.depth == 0, PHASES);
    vec![
        Block::Heading(2, Words::from("When the review is done")),
        Block::Para(forecast::sentence(ahead)),
        Block::from(chart),
    ]
}

/// Choices with a day by which they are needed.
fn decisions(say: &Say) -> Vec<Block> {
    let all = agenda::decisions(say.plan);
    let lines = all.iter().take(DATES).map(|dated| {
        let by = Words::from(dated.day.words());
        let cells = vec![
            if dated.day < say.today { by.with(Tone::Act, " overdue") } else { by },
            marked(Words::from(dated.what.cut(NAME)), dated.guess),
            dated.owner.as_ref().map_or(Words::new().dim("nobody"), |id| say.name("people", id)),
        ];
        Line { at: Some(dated.at.clone()), cells }
    });
    let columns = [("By", false), ("Decision", false), ("Owner", false)];
    section("Decisions needed", "None has a day yet.", Grid::new(&columns, lines.collect()), all.len())
}

/// How many rows the page rests on, and how many of them nobody has confirmed.
pub fn rests_on(plan: &Plan, facts: &Facts) -> Words {
    let words = Words::from(format!("{} of the plan", count(checks::rows(plan), "row")));
    match facts.guesses {
        0 => words.plain("; none of them is a guess."),
        1 => words.plain("; 1 of them is a ").with(Tone::Guess, "guess ~").plain(", not yet confirmed."),
        n => words.plain(format!("; {n} of them are ")).with(Tone::Guess, "guesses ~").plain(", not yet confirmed."),
    }
}

/// A heading with its table, or with a word about why there is none; rows that are left out are counted.
fn section(title: &'static str, none: &'static str, grid: Grid, all: usize) -> Vec<Block> {
    let heading = Block::Heading(2, Words::from(title));
    if all == 0 {
        return vec![heading, Block::Para(Words::new().dim(none))];
    }
    let more = all.saturating_sub(grid.lines.len());
    let mut blocks = vec![heading, Block::Table(grid)];
    if more > 0 {
        blocks.push(Block::Para(Words::new().dim(format!("{more} more in the plan."))));
    }
    blocks
}

fn line(register: &'static str, id: &Id, cells: Vec<Words>) -> Line {
    Line { at: Some(Address { register, id: id.clone() }), cells }
}

/// Days of work in words.
pub fn days(n: f64) -> String {
    format!("{} {}", number(n), if n == 1.0 { "day" } else { "days" })
}

fn signed_days(n: f64) -> String {
    format!("{}{} d", if n > 0.0 { "+" } else { "" }, number(n))
}

/// Percent without decimals, never rounded up to a limit that is not reached.
pub fn whole_percent(percent: f64) -> String {
    let rounded = percent.round();
    format!("{} %", number(if rounded >= 100.0 && percent < 100.0 { 99.0 } else { rounded }))
}
