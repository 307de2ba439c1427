//! What is computed of cadences, flags, decisions and reviews, and why it is so.

use super::calendar::{Steps, minutes};
use super::records::Why as Reason;
use crate::analysis::Facts;
use crate::analysis::column::{Column, Derived, Sight, Why, short};
use crate::model::Id;
use crate::model::cell::Choice;

const SOURCE: &str = "the readiness review, phase 6: what recurs, who owns it, what it leaves behind";

fn of(facts: &Facts, id: &Id, get: fn(&Steps) -> Derived) -> Derived {
    facts.governance.cadence(id).map_or(Derived::Nothing, get)
}

/// Cadences first, then flags and decisions.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "cadences",
        key: "next",
        label: "Next",
        letter: 'x',
        help: "The next step from today on that is not held yet, counted from the day that is entered.",
        width: 10,
        numeric: false,
        get: |facts, id| of(facts, id, |steps| steps.next.map_or(Derived::Word("?"), Derived::Day)),
        explain: explain_steps,
    },
    Column {
        register: "cadences",
        key: "missed",
        label: "Missed",
        letter: 'M',
        help: "Steps before today without an entry.",
        width: 6,
        numeric: true,
        get: |facts, id| {
            of(facts, id, |steps| match steps.missed_count {
                0 => Derived::Nothing,
                n => Derived::Whole(n as i64),
            })
        },
        explain: explain_steps,
    },
    Column {
        register: "cadences",
        key: "hours_month",
        label: "Hours a month",
        letter: 'H',
        help: "What it takes a month, by how long one time usually is.",
        width: 0,
        numeric: true,
        get: |facts, id| of(facts, id, |steps| steps.hours.map_or(Derived::Nothing, Derived::Number)),
        explain: explain_hours,
    },
    Column {
        register: "flags",
        key: "late_days",
        label: "Late",
        letter: 'L',
        help: "Days since it should be gone; below nought there is time left.",
        width: 6,
        numeric: true,
        get: |facts, id| facts.governance.flag(id).and_then(|flag| flag.late).map_or(Derived::Nothing, Derived::Whole),
        explain: explain_flag,
    },
    Column {
        register: "flags",
        key: "age_days",
        label: "Age",
        letter: 'A',
        help: "Days since it came into the code.",
        width: 0,
        numeric: true,
        get: |facts, id| facts.governance.flag(id).and_then(|flag| flag.age).map_or(Derived::Nothing, Derived::Whole),
        explain: explain_flag,
    },
    Column {
        register: "decisions",
        key: "ground",
        label: "Ground",
        letter: 'R',
        help: "void once the trigger fired that takes its ground away.",
        width: 0,
        numeric: false,
        get: |facts, id| {
            let due = facts.governance.records.iter().find(|due| due.at.register == "decisions" && due.at.id == *id);
            due.map_or(Derived::Nothing, |_| Derived::Word("void"))
        },
        explain: |sight, id| {
            let decision = sight.plan.decisions.get(id)?;
            let due = sight.facts.governance.records.iter();
            let void = due.filter(|due| due.at.register == "decisions" && due.at.id == *id);
            let since =
                void.filter_map(|due| if let Reason::Void { since, .. } = due.why { since } else { None }).next();
            let trigger = decision.void_when.id().and_then(|id| sight.plan.triggers.get(id))?;
            let rule = match since {
                Some(day) => format!("{} fired on {}.", trigger.name.show(), day.words()),
                None => format!("It holds until {} fires.", trigger.name.show()),
            };
            Some(
                Why::new(rule, "a decision expires by what takes its ground away, not by a date")
                    .with("void when", trigger.name.show().to_string())
                    .from("decisions", id, "void_when"),
            )
        },
    },
];

fn explain_steps(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (cadence, steps) = (sight.plan.cadences.get(id)?, sight.facts.governance.cadence(id)?);
    let next = match steps.next {
        Some(day) => format!("It falls on {} next.", day.words()),
        None => "It has no day: a first one in `next`, or an entry of when it took place, gives it one.".to_string(),
    };
    let missed = match (steps.missed_count, steps.missed.last()) {
        (0, _) => String::new(),
        (1, Some(day)) => format!(" The step of {} has no entry.", day.words()),
        (n, Some(day)) => format!(" {n} steps have no entry, the last of them that of {}.", day.words()),
        (n, None) => format!(" {n} steps have no entry."),
    };
    let every = cadence.every.map_or("not said".to_string(), |span| span.to_string());
    let mut why = Why::new(format!("{next}{missed}"), SOURCE)
        .with("every", every)
        .from("cadences", id, "every")
        .with("next", cadence.next.map_or("not said".to_string(), |day| day.words()))
        .from("cadences", id, "next");
    for (day, link) in cadence.held.0.iter().rev().take(6) {
        why = why.with("held", link.show().to_string()).on(*day).from("cadences", id, "held");
    }
    Some(why)
}

fn explain_hours(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (cadence, steps) = (sight.plan.cadences.get(id)?, sight.facts.governance.cadence(id)?);
    let process = cadence.process.map_or("other", |process| process.word());
    let rule = format!(
        "One time of this sort takes about {} minutes a head, and a month has {} of them: {} hours.",
        short(minutes(cadence.process)),
        short(365.25 / 12.0 / steps.every?),
        short(steps.hours?),
    );
    Some(
        Why::new(rule, SOURCE)
            .with("process", process)
            .from("cadences", id, "process")
            .with("every", cadence.every?.to_string())
            .from("cadences", id, "every"),
    )
}

fn explain_flag(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (row, flag) = (sight.plan.flags.get(id)?, sight.facts.governance.flag(id)?);
    let rule = match (flag.late, row.expires) {
        (Some(days), Some(day)) if days > 0 => format!("It should be gone since {}, {days} days ago.", day.words()),
        (Some(days), Some(day)) => format!("It must be gone by {}, in {} days.", day.words(), -days),
        _ if flag.endless => "It is one that must go again, and has no day for it.".to_string(),
        _ => "It may stay.".to_string(),
    };
    let said = |day: Option<crate::model::Day>| day.map_or("not said".to_string(), |day| day.words());
    Some(
        Why::new(rule, SOURCE)
            .with("kind", row.kind.word())
            .from("flags", id, "kind")
            .with("created", said(row.created))
            .from("flags", id, "created")
            .with("expires", said(row.expires))
            .from("flags", id, "expires"),
    )
}
