//! When it is done, in words: the finish, the chance to meet the target, what decides the date, one person alone.

use std::collections::BTreeMap;

use super::doc::{Block, Grid, Line, Tone, Words};
use super::timeline;
use super::words::{Say, count};
use crate::analysis::schedule::flaw::unstaffed;
use crate::analysis::schedule::hours::Needed;
use crate::analysis::schedule::overload::Week;
use crate::analysis::schedule::{Ahead, Network, Outcome, Schedule, days, why};
use crate::model::Day;
use crate::text::{Shown, show, word};

/// Cells from which a box has room for whole sentences.
pub const ROOMY: usize = 44;

/// Half of the runs, 9 in 10, the target: a line each, or two where a box is narrow.
pub fn finish(ahead: &Ahead, today: Day, width: usize) -> Vec<Words> {
    if ahead.is_over() {
        return vec![Words::from("Nothing is left to do.")];
    }
    if let Some(told) = nobody(&ahead.net, &ahead.schedule) {
        return super::lines::wrap(&told, width.max(8));
    }
    let by = ahead.forecast.days;
    if width < ROOMY {
        let (half, most) = (by.p50.short(today), by.p90.short(today));
        let said = |by: &'static str| {
            Words::from(format!("half {by}")).strong(half.clone()).plain(format!(", 9 in 10 {by}")).strong(most.clone())
        };
        let mut lines = vec![Some(said("by ")).filter(|words| words.width() <= width).unwrap_or_else(|| said(""))];
        if let Some((target, chance)) = ahead.net.target.zip(ahead.forecast.target_chance) {
            let (word, tone) = of_hundred(chance);
            lines.push(Words::from("target ").plain(target.short(today)).plain(": ").with(tone, word).plain(" runs"));
        }
        return lines;
    }
    let mut lines = vec![
        Words::from("half of the runs by  ").strong(by.p50.words()),
        Words::from("9 in 10 runs by      ").strong(by.p90.words()),
    ];
    if let Some((target, chance)) = ahead.net.target.zip(ahead.forecast.target_chance) {
        let (word, tone) = of_hundred(chance);
        lines.push(Words::from("target ").plain(target.words()).plain(": ").with(tone, word));
    }
    lines
}

/// That no finish can be told, as long as nobody has time for a part of the work.
pub fn nobody(net: &Network, schedule: &Schedule) -> Option<Words> {
    let rows = unstaffed(net, schedule);
    let first = rows.first()?;
    let name = net.row(first).map_or_else(|| show(first.to_string()), |row| net.rows[row].name.clone());
    let more = match rows.len() - 1 {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let words = Words::new().with(Tone::Act, "No finish can be told").plain(": nobody has time for ").strong(name);
    Some(words.plain(more).plain("."))
}

/// `97 of 100`, never all or none of them unless it is so, and how that is meant.
pub fn of_hundred(chance: f64) -> (String, Tone) {
    let whole = (chance * 100.0).round();
    let whole = match whole {
        100.0 if chance < 1.0 => 99.0,
        0.0 if chance > 0.0 => 1.0,
        whole => whole,
    };
    let tone = match chance {
        c if c < 0.5 => Tone::Act,
        c if c < 0.8 => Tone::Mon,
        _ => Tone::Ok,
    };
    (format!("{whole:.0} of 100"), tone)
}

/// The finish in one sentence, as a summary says it.
pub fn sentence(ahead: &Ahead) -> Words {
    if ahead.is_over() {
        return Words::from("Nothing is left to do in the timeline.");
    }
    if let Some(told) = nobody(&ahead.net, &ahead.schedule) {
        return told;
    }
    let by = ahead.forecast.days;
    let words = Words::from("Half of the runs are done by ")
        .strong(by.p50.words())
        .plain(", 9 in 10 by ")
        .strong(by.p90.words());
    match ahead.net.target.zip(ahead.forecast.target_chance) {
        Some((target, chance)) => {
            let (word, tone) = of_hundred(chance);
            words.plain("; the target, ").plain(target.words()).plain(", is met in ").with(tone, word).plain(".")
        }
        None => words.plain("; no target is set."),
    }
}

/// Both readings of a phase-week, for one person; nothing where no phase is left.
pub fn alone(ahead: &Ahead) -> Option<Words> {
    let [light, full] = ahead.solo;
    if !ahead.net.rows.iter().any(|row| row.at.register == "phases") {
        return None;
    }
    Some(Words::from(format!(
        "One person alone: {:.1} weeks if a phase-week takes {} day of work, {:.1} if {} days.",
        light.weeks, light.lead_days, full.weeks, full.lead_days
    )))
}

/// The rows on the chain that decides the finish, by name: `Domain map > Debt audit > Governance`.
pub fn chain(ahead: &Ahead) -> Shown {
    let mut names: Vec<&Shown> = Vec::new();
    for step in why::finish(&ahead.net, &ahead.schedule) {
        if let Some(row) = ahead.place(&step.at) {
            let name = &ahead.net.rows[row].name;
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
    }
    let names: Vec<&str> = names.into_iter().map(Shown::as_str).collect();
    show(names.join(" > "))
}

/// How the runs spread over days: each day on which some end, and how many.
pub fn spread(ahead: &Ahead) -> BTreeMap<Day, usize> {
    let mut found = BTreeMap::new();
    for minutes in &ahead.forecast.finishes {
        *found.entry(ahead.net.calendar.ends(*minutes)).or_insert(0) += 1;
    }
    found
}

/// The spread as bars, a line a day or, where that is too many, a line for several; the days by which half and 9 in 10
/// end and the target are named.
pub fn bars(ahead: &Ahead, width: usize, height: usize, today: Day) -> Vec<Words> {
    let days: Vec<(Day, usize)> = spread(ahead).into_iter().collect();
    if days.is_empty() || height == 0 {
        return Vec::new();
    }
    let each = days.len().div_ceil(height);
    let groups: Vec<(Day, usize)> =
        days.chunks(each).map(|part| (part[part.len() - 1].0, part.iter().map(|(_, n)| n).sum())).collect();
    let most = groups.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let by = ahead.forecast.days;
    let room = width.saturating_sub(8 + 9).clamp(4, 40);
    let mut before: Option<Day> = None;
    let mut lines = Vec::new();
    for (day, n) in groups {
        let within = |mark: Day| mark <= day && before.is_none_or(|before| mark > before);
        let mut name = Words::new();
        for (mark, said, tone) in [
            (Some(by.p50), " half", Tone::Strong),
            (Some(by.p90), " 9 in 10", Tone::Strong),
            (ahead.net.target, " target", Tone::Mon),
        ] {
            if mark.is_some_and(within) {
                name = name.with(tone, said);
            }
        }
        let length = (n * room).div_ceil(most);
        let mut line = Words::new().dim(show(day.short(today)).pad_left(8)).plain(" ").plain("█".repeat(length));
        line.0.extend(name.0);
        lines.push(line);
        before = Some(day);
    }
    lines
}

/// What it would take to meet the target.
pub fn needed(needed: &Needed) -> Option<Words> {
    Some(match needed {
        Needed::Nothing => return None,
        Needed::Share(share) if share.percent <= share.now => return None,
        Needed::Share(share) => Words::from(show(format!(
            "To meet the target in 9 of 10 runs {} gives {:.0} % of the week, {:.0} hours, not {:.0} %.",
            share.name, share.percent, share.hours, share.now
        ))),
        Needed::Never { name, chance } => Words::from(show(format!(
            "Not even with the whole week of {name} is the target met in 9 of 10 runs: in {:.0} of 100.",
            chance * 100.0
        ))),
    })
}

/// What asks for more than a person has in a week, in a few words and in a sentence.
pub fn overfull(ahead: &Ahead, week: &Week, today: Day) -> (Shown, Shown) {
    let hours = |minutes: i64| minutes as f64 / 60.0;
    let name = ahead.name(week);
    let short = format!("{}: {name} {:.0} of {:.0} h", week.monday.short(today), hours(week.asked), hours(week.has));
    let rows: Vec<&str> = week.rows.iter().take(3).map(|(row, _)| ahead.net.rows[*row].name.as_str()).collect();
    let long = format!(
        "In the week of {} {name} is asked for {:.0} hours and has {:.0}: {}.",
        week.monday.words(),
        hours(week.asked),
        hours(week.has),
        rows.join(", ")
    );
    (show(short), show(long))
}

/// The timeline as a document's section: finish, picture, what decides, the rows, what it rests on.
pub fn blocks(say: &Say) -> Vec<Block> {
    let Some(ahead) = &say.facts.ahead else { return Vec::new() };
    let mut blocks = vec![Block::Heading(2, Words::from("When it is done")), Block::Para(sentence(ahead))];
    if !ahead.is_over() {
        blocks.push(Block::from(picture(say, ahead)));
        blocks.push(Block::Heading(3, Words::from("What decides that day")));
        let steps = why::finish(&ahead.net, &ahead.schedule).into_iter().map(|step| Words::from(step.sentence));
        blocks.push(Block::List(steps.collect()));
        blocks.push(Block::Table(rows(say, ahead)));
    }
    blocks.push(Block::Heading(3, Words::from("What that rests on")));
    blocks.push(Block::List(assumptions(ahead)));
    blocks
}

/// The chart of the timeline.
pub fn picture(say: &Say, ahead: &Ahead) -> crate::figure::gantt::Gantt {
    timeline::gantt(say.plan, &ahead.net, &ahead.schedule, Some(&ahead.forecast), say.today)
}

/// Every row that is left, with its days, its slack and how often it decides.
fn rows(say: &Say, ahead: &Ahead) -> Grid {
    let lines = ahead.net.rows.iter().zip(&ahead.forecast.rows).enumerate().map(|(at, (row, told))| {
        let (first, last) = ahead.days(at);
        let indent = if row.within.is_some() { "  " } else { "" };
        let cells = vec![
            Words::from(word(indent).then(row.name.clone())),
            Words::from(first.short(say.today)),
            Words::from(last.short(say.today)),
            Words::from(ahead.net.calendar.days(told.start.p90, told.end.p90).1.short(say.today)),
            match row.counts {
                true => Words::from(format!("{:.1} d", days(ahead.schedule.slack(&ahead.net, at)))),
                false => Words::new(),
            },
            Words::from(decides(row.counts, told)),
        ];
        Line { at: Some(row.at.clone()), cells }
    });
    let columns = [
        ("Work", false),
        ("Starts", false),
        ("Ends", false),
        ("9 in 10 by", false),
        ("Slack", true),
        ("Decides", true),
    ];
    Grid::new(&columns, lines.collect())
}

/// How often a row decides the finish: `86 %`, `never`, or `apart` for what no phase waits for.
pub fn decides(counts: bool, told: &Outcome) -> String {
    match told.critical_share {
        _ if !counts => "apart".to_string(),
        0.0 => "never".to_string(),
        share if told.body_share < share / 2.0 => format!("{:.0} %, its end", share * 100.0),
        share => format!("{:.0} %", share * 100.0),
    }
}

/// What the dates assume, each in a sentence.
pub fn assumptions(ahead: &Ahead) -> Vec<Words> {
    let draws = ahead.forecast.draws;
    let mut lines = Vec::new();
    lines.extend(ahead.net.reading.map(Words::from));
    lines.extend(alone(ahead));
    lines.push(Words::from(format!(
        "{} from seed {}, amounts drawn from their spans ({}); the sampling error of the median is {}.",
        count(draws.runs, "run"),
        draws.seed,
        draws.shape.word(),
        match ahead.forecast.error {
            error if error < 0.01 => "below 0.01 weeks".to_string(),
            error => format!("{error:.2} weeks"),
        }
    )));
    let flaws = ahead.net.flaws.iter().chain(&ahead.schedule.flaws);
    lines.extend(flaws.map(|flaw| Words::from(flaw.message.clone())));
    lines
}
