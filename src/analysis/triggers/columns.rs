//! What is computed of a trigger, and why it is so.

use super::{AHEAD, Balance, Blind, MONTHS, Watch, jump, metric};
use crate::analysis::capacity::share_of;
use crate::analysis::checks::State;
use crate::analysis::column::{Column, Derived, Sight, Why, listed, short};
use crate::analysis::growth::{self, last};
use crate::analysis::trend::{FEWEST, When};
use crate::model::cell::Choice;
use crate::model::{Id, Money, Op};
use crate::register::register;
use crate::text::show;

impl Watch {
    /// The word for a day that is not known: `blind` where the trigger could not see it, else `?`.
    fn unknown(&self) -> Derived {
        let blind = self.blind.is_some_and(|blind| blind != Blind::Stale);
        Derived::Word(if blind { "blind" } else { "?" })
    }
}

const SOURCE: &str = "the readiness review, phase 4: when an infrastructure choice is looked at again";

/// What is computed of a trigger.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "triggers",
        key: "state",
        label: "State",
        letter: 'A',
        help: "What follows from reading, limit and work: ok, mon, act, blind or ?.",
        width: 5,
        numeric: false,
        get: |facts, id| facts.triggers.get(id).map_or(Derived::Nothing, |w| Derived::Word(w.state.key())),
        explain: explain_state,
    },
    Column {
        register: "triggers",
        key: "now",
        label: "Now",
        letter: 'w',
        help: "The last reading of its metric.",
        width: 7,
        numeric: true,
        get: |facts, id| match facts.triggers.get(id).map(|w| w.now) {
            Some(Some((_, n))) => Derived::Number(n),
            Some(None) => Derived::Word("?"),
            None => Derived::Nothing,
        },
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "percent",
        label: "Of limit",
        letter: 'p',
        help: "How much of the limit is used up; 100 % is reached.",
        width: 14,
        numeric: true,
        get: |facts, id| facts.triggers.get(id).and_then(|w| w.percent).map_or(Derived::Nothing, Derived::Share),
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "trend",
        label: "Last 12",
        letter: 'T',
        help: "Its last twelve readings, from their least to their most.",
        width: 12,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id) {
            Some(watch) if watch.recent.len() > 1 => Derived::Series(watch.recent.clone()),
            _ => Derived::Nothing,
        },
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "crosses",
        label: "Crosses",
        letter: 'X',
        help: "The day in which the line through the readings reaches the limit.",
        width: 10,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id) {
            Some(Watch { crosses: Some(dates), .. }) => Derived::Dates(*dates),
            Some(watch) => watch.unknown(),
            None => Derived::Nothing,
        },
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "start_by",
        label: "Start by",
        letter: 'b',
        help: "The last day on which starting is early enough: the crossing less lead, work and what must come first.",
        width: 10,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id) {
            Some(Watch { start_by: Some(when), .. }) => Derived::when(*when),
            Some(watch) => watch.unknown(),
            None => Derived::Nothing,
        },
        explain: explain_start,
    },
    Column {
        register: "triggers",
        key: "weeks_left",
        label: "Weeks",
        letter: 'k',
        help: "Weeks until then; below nought it is late.",
        width: 6,
        numeric: true,
        get: |facts, id| facts.triggers.get(id).and_then(|w| w.weeks_left).map_or(Derived::Nothing, Derived::Number),
        explain: explain_start,
    },
    Column {
        register: "triggers",
        key: "balance",
        label: "Balance",
        letter: 'B',
        help: "early: work is planned below half of the limit; late: the limit is reached and nothing is planned.",
        width: 0,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id).and_then(|w| w.balance) {
            Some(Balance::Early) => Derived::Word("early"),
            Some(Balance::Late) => Derived::Word("late"),
            None => Derived::Nothing,
        },
        explain: explain_state,
    },
    Column {
        register: "triggers",
        key: "cost_year",
        label: "First year",
        letter: 'Y',
        help: "What answering it costs in the first year: the work at the day rate, what is paid once, twelve months.",
        width: 0,
        numeric: true,
        get: |facts, id| facts.triggers.get(id).and_then(|w| w.cost_year).map_or(Derived::Nothing, Derived::Money),
        explain: explain_cost,
    },
    Column {
        register: "triggers",
        key: "per_user",
        label: "A user",
        letter: 'U',
        help: "Its cost a month for each user at the next stage.",
        width: 0,
        numeric: true,
        get: |facts, id| facts.triggers.get(id).and_then(|w| w.per_user).map_or(Derived::Nothing, Derived::Number),
        explain: |sight, id| {
            let (trigger, watch) = (sight.plan.triggers.get(id)?, sight.facts.triggers.get(id)?);
            let stage = growth::users(sight.plan)?.next?;
            let rule = format!(
                "{} a month for each user, once there are {}.",
                short(watch.per_user?),
                short(stage.users_from?)
            );
            Some(
                Why::new(rule, SOURCE)
                    .with("cost a month", trigger.cost_month?.to_string())
                    .from("triggers", id, "cost_month")
                    .with("next stage", stage.name.show().to_string())
                    .from("stages", &stage.id, "users_from"),
            )
        },
    },
];

fn words(when: When) -> String {
    when.day().map_or("never at this rate".to_string(), |day| day.words())
}

fn explain_crossing(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (trigger, watch) = (sight.plan.triggers.get(id)?, sight.facts.triggers.get(id)?);
    let metric = metric(sight.plan, trigger);
    let limit = trigger.threshold.map_or("no limit".to_string(), short);
    let rule = match (trigger.op, watch.crosses) {
        (Op::Event, Some(dates)) => format!("It is dated: {}.", words(dates.p50)),
        (Op::Event, None) => "It comes when somebody asks for it; a date in `event` gives it a day.".to_string(),
        (Op::Jump, _) => match metric.and_then(jump) {
            Some(jump) => {
                format!("The last reading is {} % above the one a month before; {limit} % counts.", short(jump))
            }
            None => "A jump needs a second reading, 20 to 45 days before the last.".to_string(),
        },
        (_, Some(dates)) if watch.reached => {
            format!("The limit of {limit} is reached since {}.", words(dates.p50))
        }
        (_, Some(dates)) => format!(
            "The line through the readings reaches {limit}: {}. Four in five lines that fit as well do between {} and {}.",
            words(dates.p50),
            words(dates.p10),
            words(dates.p90),
        ),
        (_, None) if watch.blind.is_some() => {
            format!("It is blind: {}.", watch.blind.map_or("", Blind::sentence))
        }
        (_, None) => {
            let n = metric.map_or(0, |metric| metric.readings.0.len());
            format!("A line needs {FEWEST} readings on different days; there are {n}.")
        }
    };
    let why = Why::new(rule, SOURCE);
    let mut why = match trigger.op {
        Op::Event => {
            let day = trigger.event.map_or("no day".to_string(), |day| day.words());
            why.with("event", day).from("triggers", id, "event")
        }
        _ => why.with("limit", limit).from("triggers", id, "threshold"),
    };
    if let Some(metric) = metric {
        if let Some(line) = sight.facts.growth.lines.get(&metric.id) {
            why = why.with("a week", short(7.0 * line.slope)).from("metrics", &metric.id, "readings");
        }
        for (day, n) in metric.readings.0.iter().rev().take(6) {
            why = why.with("reading", short(*n)).on(*day).from("metrics", &metric.id, "readings");
        }
    }
    Some(why)
}

fn explain_start(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (trigger, watch) = (sight.plan.triggers.get(id)?, sight.facts.triggers.get(id)?);
    let rule = match (watch.start_by, watch.crosses) {
        (Some(When::On(day)), Some(dates)) => format!(
            "{} less {} days of lead, {} of work and {} of what must come first: {}.",
            words(dates.p50),
            short(watch.lead),
            short(watch.work.unwrap_or(0.0)),
            short(watch.first.days),
            day.words(),
        ),
        (Some(When::Never), _) => "The limit is not reached at this rate, so nothing has to start.".to_string(),
        (None, Some(_)) => {
            "Nobody gives any time of the week to this work or to what must come first, so it can never start early enough.".to_string()
        }
        (_, None) => "No day is known on which the limit is crossed.".to_string(),
    };
    let share = share_of(sight.plan, trigger.owner.id());
    let mut why = Why::new(rule, SOURCE);
    if let Some(dates) = watch.crosses {
        let field = if trigger.op == Op::Event { "event" } else { "threshold" };
        why = why.with("crosses", words(dates.p50)).from("triggers", id, field);
    }
    why = why.with("lead", format!("{} calendar days", short(watch.lead))).from("triggers", id, "lead");
    why = match watch.effort {
        Some(effort) => why
            .with("work", format!("{} person-days at {:.0} % of a week", short(effort), 100.0 * share))
            .from("triggers", id, "effort"),
        None => why.with("work", "not said, so it adds nothing").from("triggers", id, "effort"),
    };
    for (at, work, days) in &watch.first.links {
        let row = register(at.register).and_then(|home| Some((home, home.get(sight.plan, &at.id)?)));
        let name = row.map_or(String::new(), |(home, row)| home.name_of(row).to_string());
        let days = if *days > 0.0 || *work <= 0.0 {
            format!("{} calendar days", short(*days))
        } else {
            "and nobody gives any time".to_string()
        };
        why = why.with("first", format!("{name}: {} person-days, {days}", short(*work)));
        if let Some(input) = why.inputs.last_mut() {
            input.at = Some((at.clone(), "effort"));
        }
    }
    if watch.first.unpriced > 0 {
        let (unpriced, all) = (watch.first.unpriced, watch.first.open.len());
        let open = listed(&watch.first.open);
        why = why.with("first", format!("{open}: open, and for {unpriced} of {all} ? (no work says how long)"));
    }
    Some(why)
}

fn explain_state(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let watch = sight.facts.triggers.get(id)?;
    if let Some(blind) = watch.blind.filter(|_| watch.state == State::Blind) {
        return Some(explain_blind(sight, id, blind));
    }
    let mut why = explain_start(sight, id)?;
    let rule = match watch.state {
        State::Act if watch.reached => "The limit is reached.".to_string(),
        State::Act => "The last day to start early enough is here or past.".to_string(),
        State::Mon => format!("It has to start within {AHEAD} days."),
        State::Ok => "Nothing has to start within the next three months.".to_string(),
        State::Done => "It is done.".to_string(),
        State::Blind | State::Unknown => "There are too few readings to say when the limit is crossed.".to_string(),
    };
    let balance = match watch.balance {
        Some(Balance::Early) => " Work on it is planned although less than half of the limit is used up.",
        Some(Balance::Late) => " No work on it is planned.",
        None => "",
    };
    why.rule = show(format!("{rule}{balance} {}", why.rule));
    Some(why)
}

fn explain_cost(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (trigger, watch) = (sight.plan.triggers.get(id)?, sight.facts.triggers.get(id)?);
    let total = short(watch.cost_year?);
    let said =
        |money: Option<Money>| money.map_or("not said, so it adds nothing".to_string(), |money| money.to_string());
    let rule = format!("The work at the day rate, what is paid once and {MONTHS} times what is paid a month: {total}.");
    let effort = watch.effort.map_or("not said".to_string(), |days| format!("{} person-days", short(days)));
    Some(
        Why::new(rule, SOURCE)
            .with("work", effort)
            .from("triggers", id, "effort")
            .with("day rate", said(sight.plan.product().day_rate))
            .with("once", said(trigger.cost_once))
            .from("triggers", id, "cost_once")
            .with("a month", said(trigger.cost_month))
            .from("triggers", id, "cost_month"),
    )
}

fn explain_blind(sight: &Sight<'_>, id: &Id, blind: Blind) -> Why {
    let why = Why::new(format!("It is blind: {}.", blind.sentence()), SOURCE);
    let Some(metric) = sight.plan.triggers.get(id).and_then(|trigger| metric(sight.plan, trigger)) else {
        return why.with("metric", "none").from("triggers", id, "metric");
    };
    let statistic = metric.statistic.map_or("not said", |statistic| statistic.word());
    let why = match (blind, last(metric)) {
        (Blind::Statistic, _) => why.with("statistic", statistic),
        (_, Some((day, n))) => why.with("last reading", short(n)).on(day),
        (_, None) => why.with("readings", "none"),
    };
    why.from("metrics", &metric.id, blind.field())
}
