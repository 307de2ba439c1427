//! What is computed of a domain, and why it is so.

use super::{Cut, Force, Need, UNLIKE, words};
use crate::analysis::column::{Column, Derived, Sight, Why, listed, short};
use crate::analysis::trend::When;
use crate::analysis::{Facts, capacity};
use crate::model::Id;
use crate::model::cell::Choice;
use crate::register::register;
use crate::text::Shown;

const SOURCE: &str = "the readiness review, phase 1: where a product can be split, and when";

/// What is computed of a domain.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "domains",
        key: "cut_score",
        label: "Cut",
        letter: 'q',
        help: "How many of three questions mark it as a cut line: own data, a load unlike its neighbours', a vendor that may change.",
        width: 3,
        numeric: true,
        get: |facts, id| inner(facts, id).map_or(Derived::Nothing, |cut| Derived::Whole(cut.score() as i64)),
        explain: explain_score,
    },
    Column {
        register: "domains",
        key: "risk_suggested",
        label: "Suggests",
        letter: 'g',
        help: "The risk that follows from how soon it is needed, its load and how many lean on it; beside your own.",
        width: 8,
        numeric: false,
        get: |facts, id| match inner(facts, id) {
            Some(cut) => Derived::Word(cut.suggested.risk.map_or("?", |risk| risk.word())),
            None => Derived::Nothing,
        },
        explain: explain_risk,
    },
    Column {
        register: "domains",
        key: "latest_start",
        label: "Start by",
        letter: 'a',
        help: "The last day on which starting to cut it out is early enough: the day it is needed less the work.",
        width: 10,
        numeric: false,
        get: |facts, id| match inner(facts, id) {
            Some(Cut { latest: Some(day), .. }) => Derived::Day(*day),
            Some(Cut { need: Need::Forced { .. }, .. }) => Derived::Word("?"),
            Some(Cut { need: Need::NotBefore(_), .. }) => Derived::Word("not yet"),
            Some(Cut { need: Need::None, .. }) => Derived::Word("done"),
            None => Derived::Nothing,
        },
        explain: explain_start,
    },
    Column {
        register: "domains",
        key: "slack",
        label: "Weeks",
        letter: 'w',
        help: "Weeks until the latest start; below nought it is late.",
        width: 0,
        numeric: true,
        get: |facts, id| inner(facts, id).and_then(|cut| cut.slack).map_or(Derived::Nothing, Derived::Number),
        explain: explain_start,
    },
    Column {
        register: "domains",
        key: "order",
        label: "Order",
        letter: 'f',
        help: "Its place in the order of cuts: what is leaned on first, and of those what is needed first.",
        width: 5,
        numeric: true,
        get: |facts, id| {
            inner(facts, id).and_then(|cut| cut.order).map_or(Derived::Nothing, |place| Derived::Whole(place as i64))
        },
        explain: explain_order,
    },
    Column {
        register: "domains",
        key: "cycle",
        label: "Circle",
        letter: 'y',
        help: "The domains that lean on each other in a circle with it.",
        width: 0,
        numeric: false,
        get: |facts, id| facts.map.circle(id).map_or(Derived::Nothing, |circle| Derived::Ids(circle.to_vec())),
        explain: |sight, id| {
            let circle = names(sight, sight.facts.map.circle(id)?);
            let rule = format!("Each of {circle} leans on the next, by a link of any kind, and the last on the first.");
            Some(with_links(Why::new(rule, SOURCE), sight, id))
        },
    },
    Column {
        register: "domains",
        key: "fan_in",
        label: "Leaned on",
        letter: 'F',
        help: "How many other domains lean on it.",
        width: 0,
        numeric: true,
        get: |facts, id| facts.map.get(id).map_or(Derived::Nothing, |cut| Derived::Whole(cut.fan_in as i64)),
        explain: |sight, id| {
            let cut = sight.facts.map.get(id)?;
            let rule = format!("{} others lean on it; it leans on {}.", cut.fan_in, cut.fan_out);
            Some(with_links(Why::new(rule, SOURCE), sight, id))
        },
    },
    Column {
        register: "domains",
        key: "blast",
        label: "Fail with it",
        letter: 'x',
        help: "How many domains fail with it: those that lean on it by more than events, and those on them.",
        width: 0,
        numeric: true,
        get: |facts, id| facts.map.get(id).map_or(Derived::Nothing, |cut| Derived::Whole(cut.blast.len() as i64)),
        explain: |sight, id| {
            let cut = sight.facts.map.get(id)?;
            let rule = match cut.blast.len() {
                0 => "Nothing leans on it by more than events.".to_string(),
                _ => format!("With it fail {}.", names(sight, &cut.blast)),
            };
            Some(with_links(Why::new(rule, SOURCE), sight, id))
        },
    },
    Column {
        register: "domains",
        key: "moved_by",
        label: "Moved by",
        letter: 'h',
        help: "The day on which all traffic is on the new side, along the line through the readings.",
        width: 0,
        numeric: false,
        get: |facts, id| match facts.map.get(id).and_then(|cut| cut.moved.as_ref()) {
            Some(moved) => moved.finish.map_or(Derived::Word("?"), Derived::when),
            None => Derived::Nothing,
        },
        explain: explain_move,
    },
];

/// What is concluded of a domain that is part of the system.
fn inner<'f>(facts: &'f Facts, id: &Id) -> Option<&'f Cut> {
    facts.map.get(id).filter(|cut| cut.inner)
}

fn names(sight: &Sight<'_>, ids: &[Id]) -> String {
    let name = |id: &Id| sight.plan.domains.get(id).map(|domain| domain.name.show()).unwrap_or_default();
    let names: Vec<Shown> = ids.iter().map(name).collect();
    listed(&names.iter().map(Shown::as_str).collect::<Vec<_>>())
}

/// With the links that begin or end at a domain.
fn with_links(mut why: Why, sight: &Sight<'_>, id: &Id) -> Why {
    for link in &sight.plan.links {
        if link.from.id() == Some(id) || link.to.id() == Some(id) {
            let row = crate::model::field::Record::id(&**link);
            why = why.with("link", words::link(sight.plan, link).to_string()).from("links", row, "kind");
        }
    }
    if why.inputs.is_empty() { why.with("links", "none").from("domains", id, "kind") } else { why }
}

fn explain_score(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (domain, cut) = (sight.plan.domains.get(id)?, inner(sight.facts, id)?);
    let unknown = cut.questions.iter().filter(|answer| answer.is_none()).count();
    let more = match unknown {
        0 => String::new(),
        n => format!(" {n} could not be answered and count as no."),
    };
    let rule = match cut.score() {
        0 => format!("None of the three questions is answered yes, so nothing marks a cut line here.{more}"),
        n => format!("{n} of the three questions answered yes; one is enough to draw the line here.{more}"),
    };
    let said = |answer: Option<bool>| match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    };
    let data = domain.data_model.map_or("not said", |hold| hold.word());
    let load = match (cut.load.own, cut.load.neighbours) {
        (Some(own), Some(near)) => format!(
            "{}: {} an hour beside {} (unlike from {} times on)",
            said(cut.questions[1]),
            short(own),
            short(near),
            short(UNLIKE),
        ),
        (Some(own), None) => format!("?: {} an hour, and of no neighbour a load is known", short(own)),
        (None, _) => "?: its load is not said".to_string(),
    };
    let vendor = match (domain.vendor.is_empty(), domain.vendor_change) {
        (true, None) => "no vendor is named".to_string(),
        (_, change) => format!(
            "{}, {}, change {}",
            domain.vendor.show(),
            domain.vendor_lock.word(),
            change.map_or("not said", |change| change.word()),
        ),
    };
    Some(
        Why::new(rule, SOURCE)
            .with("own data", format!("{}: {data}", said(cut.questions[0])))
            .from("domains", id, "data_model")
            .with("unlike load", load)
            .from("domains", id, "load_per_hour")
            .with("vendor may change", format!("{}: {vendor}", said(cut.questions[2])))
            .from("domains", id, "vendor_change"),
    )
}

fn explain_risk(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (domain, cut) = (sight.plan.domains.get(id)?, inner(sight.facts, id)?);
    let s = cut.suggested;
    let Some(risk) = s.risk else {
        return Some(
            Why::new("Without a load and without links no risk can be told.", SOURCE).with("load", "not said").from(
                "domains",
                id,
                "load_per_hour",
            ),
        );
    };
    let rule = format!(
        "{} (how soon) x {} (load) x {} (leaned on) = {} of 27: {}; up to 3 is low, from 12 on high.",
        s.soon,
        s.load,
        s.leaned,
        s.soon * s.load * s.leaned,
        risk.word(),
    );
    let soon = match &cut.need {
        Need::Forced { on, .. } => on.words(),
        _ => "nothing asks for it".to_string(),
    };
    let load = cut.load.of_all.map_or("not known".to_string(), |ratio| format!("{} times", short(ratio)));
    Some(
        Why::new(rule, SOURCE)
            .with("needed", soon)
            .from("domains", id, "separation")
            .with("load beside the middle of all", load)
            .from("domains", id, "load_per_hour")
            .with("lean on it", cut.fan_in.to_string())
            .with("your own", domain.risk.map_or("not said", |risk| risk.word()))
            .from("domains", id, "risk"),
    )
}

fn explain_start(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (domain, cut) = (sight.plan.domains.get(id)?, inner(sight.facts, id)?);
    let (on, by) = match &cut.need {
        Need::None => {
            let why = Why::new("It is separated, and no traffic is left on the old side.", SOURCE);
            return Some(why.with("boundary", domain.boundary.word()).from("domains", id, "boundary"));
        }
        Need::NotBefore(on) => {
            let rule = format!("No cut is needed before {}: nothing in the plan asks for one.", on.words());
            let said = domain.separation.map_or("not said", |separation| separation.word());
            return Some(Why::new(rule, SOURCE).with("separation", said).from("domains", id, "separation"));
        }
        Need::Forced { on, by } => (*on, by),
    };
    let rule = match (cut.latest, cut.calendar) {
        (Some(latest), Some(days)) => {
            format!("Needed by {}, less {} calendar days of work: {}.", on.words(), short(days), latest.words(),)
        }
        _ => "Nobody gives any time of the week to it, so it can never start early enough.".to_string(),
    };
    let (at, field) = by.at(id);
    let home = register(at.register);
    let what = match by {
        Force::Horizon => "separation",
        Force::Trigger(_) => "trigger",
        Force::Decision(_) => "data decision",
        Force::Milestone(_) => "milestone",
    };
    let row = home.and_then(|home| Some((home, home.get(sight.plan, &at.id)?)));
    let name = row.map_or(Shown::default(), |(home, row)| home.name_of(row));
    let mut why = Why::new(rule, SOURCE).with(what, format!("{name}: {}", on.words())).from(at.register, &at.id, field);
    let share = capacity::share_of(sight.plan, domain.owner.id());
    let work = match cut.work {
        Some(days) => format!("{} person-days at {:.0} % of a week", short(days), 100.0 * share),
        None => "not said, so it adds nothing".to_string(),
    };
    why = why.with("work", work).from("domains", id, "effort");
    if let Some(money) = cut.money {
        why = why.with("in money", money.to_string());
    }
    if let Some(slack) = cut.slack {
        why = why.with("weeks left", short(slack));
    }
    for link in cut.untie.iter().filter_map(|link| sight.plan.links.get(link)) {
        let row = crate::model::field::Record::id(link);
        why = why.with("untie first", words::link(sight.plan, link).to_string()).from("links", row, "kind");
    }
    Some(why)
}

fn explain_order(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let cut = inner(sight.facts, id)?;
    let place = cut.order?;
    let all = sight.facts.map.order.len();
    let circle = match sight.facts.map.circle(id) {
        Some(circle) => format!(" It is in a circle with {} others, which come one after the other.", circle.len() - 1),
        None => String::new(),
    };
    let rule = match cut.after.len() {
        0 => format!("Place {place} of {all}: it leans on nothing that has to be cut before.{circle}"),
        _ => format!(
            "Place {place} of {all}: it leans on {}; cut the other way round, it would reach back over every new line.{circle}",
            names(sight, &cut.after),
        ),
    };
    Some(with_links(Why::new(rule, SOURCE), sight, id))
}

fn explain_move(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (domain, moved) = (sight.plan.domains.get(id)?, sight.facts.map.get(id)?.moved.as_ref()?);
    let rule = match (moved.finish, moved.rate) {
        _ if moved.is_over() => "All of its traffic is on the new side.".to_string(),
        (Some(When::On(day)), Some(rate)) => {
            format!("At {} % of its traffic a week all of it is over on {}.", short(rate), day.words())
        }
        (Some(When::Never), _) => "At this rate the rest never moves over.".to_string(),
        _ => format!("{} % is over; a rate needs three readings.", short(moved.percent)),
    };
    let mut why = Why::new(rule, SOURCE);
    for (day, percent) in domain.moved.0.iter().rev().take(6) {
        why = why.with("on the new side", format!("{} %", short(*percent))).on(*day).from("domains", id, "moved");
    }
    if let Some(week) = moved.week {
        why = why.with("running both a week", week.to_string()).from("domains", id, "double_run");
    }
    if let Some(until) = moved.until {
        why = why.with("until then", short(until));
    }
    Some(why)
}
