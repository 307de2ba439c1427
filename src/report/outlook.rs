//! The outlook: when the users multiply, what bites first, which side grows fastest, what is worth mending when.

use super::cells::bars;
use super::doc::{Block, Doc, Grid, Line, Tone, Words};
use super::words::{Say, state_tone};
use crate::analysis::checks::State;
use crate::analysis::column::short;
use crate::analysis::fixwhen::{Due, fix_when};
use crate::analysis::trend::{Dates, When};
use crate::analysis::{World, bites::bites, growth, ladder};
use crate::model::cell::Choice;
use crate::text::{Shown, show, word};

/// Weaknesses that are listed; the rest is counted.
const BITES: usize = 10;

/// All of it as a page of its own.
pub fn doc(say: &Say) -> Doc {
    let mut blocks = vec![Block::Heading(1, Words::from("Outlook"))];
    blocks.extend(infra(say));
    blocks.extend(data(say));
    Doc { title: word("Outlook"), foot: Shown::default(), blocks }
}

/// What stands below the triggers: growth, the window, what bites first, the sides of scaling, costs, when to mend.
pub fn infra(say: &Say) -> Vec<Block> {
    let mut blocks = users(say);
    blocks.extend(window(say));
    blocks.extend(first(say));
    blocks.extend(sides(say));
    blocks.extend(ratios(say));
    blocks.extend(costs(say));
    blocks.extend(mending(say));
    blocks
}

/// What stands below the data decisions: the database ladder.
pub fn data(say: &Say) -> Vec<Block> {
    let rungs = ladder::ladder(say.plan, say.today);
    let lines = rungs.iter().enumerate().map(|(n, rung)| {
        let (tone, state) = match rung {
            rung if rung.done => (Tone::Ok, "done"),
            rung if rung.waived => (Tone::Plain, "left out"),
            rung if rung.locked_by.is_some() => (Tone::Dim, "locked"),
            rung if rung.begun => (Tone::Mon, "begun"),
            _ => (Tone::Strong, "next"),
        };
        line(vec![
            Words::from((n + 1).to_string()),
            Words::from(rung.what),
            Words::new().with(tone, state),
            Words::new().dim(rung.bar),
        ])
    });
    let columns = &[("", true), ("Database step", false), ("State", false), ("Enough when", false)];
    let mut blocks = vec![heading("Database ladder"), Block::Table(Grid::new(columns, lines.collect()))];
    let told = match ladder::rows(say.plan, &say.facts.growth) {
        Some((rows, Some(When::On(day)))) => format!(
            "The largest table has {} rows; at the rate of the users it passes {} million, what one indexed node carries, about {}.",
            short(rows),
            short(ladder::NODE_ROWS / 1e6),
            day.words(),
        ),
        Some((rows, _)) => format!(
            "The largest table has {} rows; one indexed node carries about {} million.",
            short(rows),
            short(ladder::NODE_ROWS / 1e6),
        ),
        None => "outgrow add answers question=ladder-indexes answer=yes marks a step as done.".to_string(),
    };
    blocks.push(Block::Para(Words::new().dim(told)));
    blocks
}

fn heading(title: &'static str) -> Block {
    Block::Heading(2, Words::from(title))
}

fn line(cells: Vec<Words>) -> Line {
    Line { at: None, cells }
}

/// `about Wed 24 Mar 2027 (8 in 10 between 21 Mar and 28 Mar)`.
fn range(say: &Say, dates: &Dates) -> String {
    let When::On(day) = dates.p50 else { return "never at this rate".to_string() };
    let short = |when: When| when.day().map_or("never".to_string(), |day| day.short(say.today));
    if dates.p10 == dates.p90 {
        return day.words();
    }
    format!("{} (8 in 10: {} to {})", day.words(), short(dates.p10), short(dates.p90))
}

fn users(say: &Say) -> Vec<Block> {
    let Some(growth) = &say.facts.growth.users else {
        let told = "The users need three readings before their growth can be told: outgrow record users NUMBER.";
        return vec![heading("Growth"), Block::Para(Words::new().dim(told))];
    };
    let mut pairs = vec![(word("Growth"), Words::new().strong(format!("{:.1} % a week", 100.0 * growth.weekly)))];
    if let Some((id, dates)) = &growth.next_stage {
        let name = say.plan.stages.get(id).map(|stage| stage.name.show()).unwrap_or_default();
        pairs.push((name, Words::from(range(say, dates))));
    }
    for (label, dates) in [("10x", &growth.x10), ("50x", &growth.x50), ("100x", &growth.x100)] {
        pairs.push((word(label), Words::from(range(say, dates))));
    }
    vec![heading("Growth"), Block::Pairs(pairs)]
}

fn window(say: &Say) -> Vec<Block> {
    let Some((from, to)) = say.facts.triggers.window else { return Vec::new() };
    let inside =
        say.facts.triggers.all.iter().filter(|watch| {
            watch.crosses.and_then(|dates| dates.p50.day()).is_some_and(|day| day >= from && day <= to)
        });
    let names: Vec<String> =
        inside.filter_map(|watch| say.plan.triggers.get(&watch.id)).map(|row| row.name.show().to_string()).collect();
    let what = if names.is_empty() { "No limit".to_string() } else { names.join(", ") };
    let told = format!(
        "Limits like these are usually met 12 to 18 months after launch, {} to {}: {what} falls into that time.",
        from.words(),
        to.words(),
    );
    vec![Block::Para(Words::new().dim(told))]
}

fn first(say: &Say) -> Vec<Block> {
    let all = bites(say.plan, say.facts);
    if all.is_empty() {
        return Vec::new();
    }
    let lines = all.iter().take(BITES).map(|bite| {
        let when = match bite.when {
            Some(When::On(day)) if day < say.today => Words::new().with(Tone::Act, day.short(say.today)),
            Some(When::On(day)) => Words::from(day.short(say.today)),
            Some(When::Never) => Words::new().dim("never"),
            None => Words::new().dim("no clock"),
        };
        Line {
            at: Some(bite.at.clone()),
            cells: vec![when, Words::from(bite.what.clone()), Words::new().dim(show(bite.by.as_str()))],
        }
    });
    let columns = &[("When", false), ("What bites", false), ("By", false)];
    let mut blocks = vec![heading("What bites first"), Block::Table(Grid::new(columns, lines.collect()))];
    if all.len() > BITES {
        blocks.push(Block::Para(Words::new().dim(format!("{} more.", all.len() - BITES))));
    }
    blocks
}

fn sides(say: &Say) -> Vec<Block> {
    let dimensions = &say.facts.growth.dimensions;
    if dimensions.iter().all(|dimension| dimension.monthly.is_none()) {
        return Vec::new();
    }
    let lines = dimensions.iter().map(|dimension| {
        let rate = dimension.monthly.map_or("?".to_string(), |rate| format!("{:+.0} % a month", 100.0 * rate));
        let work = match dimension.planned {
            0 if dimension.ahead => Words::new().with(state_tone(State::Mon), "grows fastest, nothing planned"),
            0 => Words::new().dim("nothing planned"),
            n => Words::from(super::words::count(n, "open task")),
        };
        line(vec![Words::from(dimension.name), Words::from(bars(&dimension.values, 7)), Words::from(rate), work])
    });
    let columns = &[("Side", false), ("6 months", false), ("Growth", true), ("Work for it", false)];
    vec![heading("Three sides that grow"), Block::Table(Grid::new(columns, lines.collect()))]
}

fn ratios(say: &Say) -> Vec<Block> {
    let all = growth::ratios(say.plan, say.today);
    let missing: Vec<&str> = growth::blind_spots(say.plan).into_iter().map(|role| role.word()).collect();
    let mut blocks = vec![heading("Figures of your stage")];
    if !all.is_empty() {
        let pairs = all
            .iter()
            .map(|ratio| (word(ratio.name), Words::new().strong(short(ratio.value)).dim("  ").dim(ratio.rule)));
        blocks.push(Block::Pairs(pairs.collect()));
    }
    let told = match missing.is_empty() {
        true => "Everything your stage is steered by is measured.".to_string(),
        false => format!("Not measured: {}.", missing.join(", ")),
    };
    blocks.push(Block::Para(Words::new().dim(told)));
    blocks
}

fn costs(say: &Say) -> Vec<Block> {
    let all = growth::stage_costs(say.plan, &say.facts.growth, &say.facts.triggers);
    if all.is_empty() {
        return Vec::new();
    }
    let money = |n: f64| say.money(&format!("{n:.0}"));
    let lines = all.iter().map(|cost| {
        let name = say.plan.stages.get(&cost.stage).map(|stage| stage.name.show()).unwrap_or_default();
        let when = match cost.on {
            Some(When::On(day)) => day.short(say.today),
            Some(When::Never) => "never".to_string(),
            None => "?".to_string(),
        };
        line(vec![
            Words::from(name),
            Words::from(when),
            Words::from(money(cost.month)),
            Words::from(if cost.added > 0.0 { show("+").then(money(cost.added)) } else { Shown::default() }),
            Words::from(say.money(&short(cost.per_user))),
        ])
    });
    let columns = &[("Stage", false), ("From", false), ("A month", true), ("Triggers add", true), ("A user", true)];
    let told = "Today's bill of the domains, and what each trigger crossed by then adds.";
    vec![
        heading("Infrastructure at each stage"),
        Block::Table(Grid::new(columns, lines.collect())),
        Block::Para(Words::new().dim(told)),
    ]
}

fn mending(say: &Say) -> Vec<Block> {
    let world = World::on(say.today);
    let all = fix_when(say.plan, &world, &say.facts.growth, &say.facts.triggers);
    let lines = all.into_iter().map(|fix| {
        let tone = match fix.due {
            Due::Overdue => Tone::Act,
            Due::Due => Tone::Mon,
            Due::Near => Tone::Strong,
            Due::NotYet | Due::Unknown => Tone::Plain,
        };
        let due = Words::new().with(tone, fix.due.word());
        Line {
            at: fix.at,
            cells: vec![Words::from(fix.what), due, Words::from(fix.when), Words::new().dim(show(fix.decided))],
        }
    });
    let columns = &[("Shortcut", false), ("Mend", false), ("When", false), ("Decided by", false)];
    vec![heading("Mend it when it costs"), Block::Table(Grid::new(columns, lines.collect()))]
}
