//! What the schedule says of a phase or a task: when it begins and ends, how long it could wait, how often it decides.

use super::{days, why};
use crate::analysis::Facts;
use crate::analysis::column::{Column, Derived, Sight, Why};
use crate::model::{Address, Id};

const SOURCE: &str = "a schedule in which nobody gives more than their share of the week, made on the likely amounts";
const RUNS: &str = "runs of that schedule with amounts drawn from their spans (Monte Carlo)";

/// What is computed of phases and tasks. Known once the timeline is; until then it is `..`.
pub const COLUMNS: &[Column] = &[
    starts("phases", |facts, id| day(facts, "phases", id, false), |sight, id| explain_days(sight, "phases", id)),
    ends("phases", |facts, id| day(facts, "phases", id, true), |sight, id| explain_days(sight, "phases", id)),
    slack("phases", |facts, id| spare(facts, "phases", id), |sight, id| explain_slack(sight, "phases", id)),
    decides("phases", |facts, id| share(facts, "phases", id), |sight, id| explain_share(sight, "phases", id)),
    starts("tasks", |facts, id| day(facts, "tasks", id, false), |sight, id| explain_days(sight, "tasks", id)),
    ends("tasks", |facts, id| day(facts, "tasks", id, true), |sight, id| explain_days(sight, "tasks", id)),
    slack("tasks", |facts, id| spare(facts, "tasks", id), |sight, id| explain_slack(sight, "tasks", id)),
    decides("tasks", |facts, id| share(facts, "tasks", id), |sight, id| explain_share(sight, "tasks", id)),
];

type Get = fn(&Facts, &Id) -> Derived;
type Explain = fn(&Sight<'_>, &Id) -> Option<Why>;

const fn starts(register: &'static str, get: Get, explain: Explain) -> Column {
    let help = "The day on which it begins, on the likely amounts and with people's hours.";
    Column { register, key: "start", label: "Starts", letter: 'b', help, width: 10, numeric: false, get, explain }
}

const fn ends(register: &'static str, get: Get, explain: Explain) -> Column {
    let help = "The day on which it ends, on the likely amounts and with people's hours.";
    Column { register, key: "end", label: "Ends", letter: 'w', help, width: 10, numeric: false, get, explain }
}

const fn slack(register: &'static str, get: Get, explain: Explain) -> Column {
    let help = "Working days its own work may take longer without moving the finish.";
    Column { register, key: "slack", label: "Slack", letter: 'S', help, width: 6, numeric: true, get, explain }
}

const fn decides(register: &'static str, get: Get, explain: Explain) -> Column {
    let help = "In how many of a hundred runs it is on the chain that decides the finish.";
    Column {
        register,
        key: "critical_share",
        label: "Decides",
        letter: 'q',
        help,
        width: 7,
        numeric: true,
        get,
        explain,
    }
}

/// The place of a row in the timeline; a word where it has none.
fn place(facts: &Facts, register: &'static str, id: &Id) -> Result<usize, Derived> {
    let Some(ahead) = &facts.ahead else { return Err(Derived::Word("..")) };
    let at = Address { register, id: id.clone() };
    ahead.place(&at).ok_or_else(|| match ahead.net.done.iter().any(|done| done.at == at) {
        true => Derived::Word("done"),
        false => Derived::Nothing,
    })
}

fn day(facts: &Facts, register: &'static str, id: &Id, last: bool) -> Derived {
    let (row, ahead) = match (place(facts, register, id), &facts.ahead) {
        (Ok(row), Some(ahead)) => (row, ahead),
        (Err(word), _) => return word,
        (Ok(_), None) => return Derived::Nothing,
    };
    let (first, end) = ahead.days(row);
    Derived::Day(if last { end } else { first })
}

fn spare(facts: &Facts, register: &'static str, id: &Id) -> Derived {
    match (place(facts, register, id), &facts.ahead) {
        (Ok(row), Some(ahead)) if ahead.net.rows[row].counts => {
            Derived::Days(days(ahead.schedule.slack(&ahead.net, row)))
        }
        _ => Derived::Nothing,
    }
}

fn share(facts: &Facts, register: &'static str, id: &Id) -> Derived {
    match (place(facts, register, id), &facts.ahead) {
        (Ok(row), Some(ahead)) if ahead.net.rows[row].counts => {
            ahead.forecast.rows.get(row).map_or(Derived::Nothing, |told| Derived::Percent(told.critical_share * 100.0))
        }
        _ => Derived::Nothing,
    }
}

fn explain_days(sight: &Sight<'_>, register: &'static str, id: &Id) -> Option<Why> {
    let row = place(sight.facts, register, id).ok()?;
    let ahead = sight.facts.ahead.as_ref()?;
    let (first, last) = ahead.days(row);
    let rule =
        format!("{} From {} to {}.", why::sentence(&ahead.net, &ahead.schedule, row), first.words(), last.words());
    let mut told = Why::new(rule, SOURCE);
    for (n, step) in why::row(&ahead.net, &ahead.schedule, row).into_iter().enumerate() {
        told = told.with(format!("{}", n + 1), step.sentence.to_string());
    }
    Some(told)
}

fn explain_slack(sight: &Sight<'_>, register: &'static str, id: &Id) -> Option<Why> {
    let row = place(sight.facts, register, id).ok()?;
    let ahead = sight.facts.ahead.as_ref()?;
    let last = ahead.days(row).1;
    let spare = ahead.schedule.slack(&ahead.net, row);
    let rule = match spare {
        // Its end is held by something else, as a set time after other work.
        spare if spare > 0 && ahead.schedule.critical(&ahead.net, row) => format!(
            "It ends on {}, and its end decides the finish; its own work could take {} longer before that moves.",
            last.words(),
            why::said_days(spare)
        ),
        0 => format!("It ends on {}; every day later moves the finish by as much.", last.words()),
        _ => format!(
            "It ends on {} and could end {} later before the finish moves.",
            last.words(),
            why::said_days(spare)
        ),
    };
    let finish = ahead.net.calendar.ends(ahead.schedule.finish).words();
    Some(Why::new(rule, SOURCE).with("Finish on the likely amounts", finish))
}

fn explain_share(sight: &Sight<'_>, register: &'static str, id: &Id) -> Option<Why> {
    let row = place(sight.facts, register, id).ok()?;
    let ahead = sight.facts.ahead.as_ref()?;
    let told = ahead.forecast.rows.get(row)?;
    let rule = format!(
        "In {:.0} of 100 runs the finish moves with this row; in {:.0} its own length does it, else its end or its start.",
        told.critical_share * 100.0,
        told.body_share * 100.0
    );
    let draws = ahead.forecast.draws;
    let mut why = Why::new(rule, RUNS)
        .with("Runs", draws.runs.to_string())
        .with("Seed", draws.seed.to_string())
        .with("Half of the runs end it by", ahead.net.calendar.ends(told.end.p50).words())
        .with("9 in 10 end it by", ahead.net.calendar.ends(told.end.p90).words());
    if let Some(correlation) = told.correlation {
        why = why.with("How its length and the finish go together (-1 to 1)", format!("{correlation:.2}"));
    }
    Some(why)
}
