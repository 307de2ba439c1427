//! What is computed of debts, sprints and planned features, and why it is so.

use super::account::{Account, Admission, MONTHS, RECENT};
use super::share::Paid;
use crate::analysis::Facts;
use crate::analysis::column::{Column, Derived, Sight, Why, short};
use crate::analysis::fixwhen::Due;
use crate::analysis::trend::When;
use crate::model::cell::Choice;
use crate::model::{Debt, Id};

const SOURCE: &str = "the readiness review, phase 5: what each debt costs if it is left for 3, 6 and 12 months";
const SHARE: &str = "the readiness review, phase 5: a fixed share of every sprint for what piles up";

const fn loss<const AT: usize>(key: &'static str, label: &'static str, letter: char, help: &'static str) -> Column {
    let (get, explain) = (loss_at::<AT>, explain_loss::<AT>);
    Column { register: "debts", key, label, letter, help, width: 10, numeric: true, get, explain }
}

const fn level<const AT: usize>(key: &'static str, label: &'static str, letter: char, help: &'static str) -> Column {
    let (get, explain) = (level_at::<AT>, explain_level::<AT>);
    Column { register: "debts", key, label, letter, help, width: 4, numeric: true, get, explain }
}

fn loss_at<const AT: usize>(facts: &Facts, id: &Id) -> Derived {
    facts.debts.get(id).and_then(|account| account.losses[AT]).map_or(Derived::Nothing, Derived::Money)
}

fn level_at<const AT: usize>(facts: &Facts, id: &Id) -> Derived {
    facts.debts.get(id).and_then(|account| account.levels[AT]).map_or(Derived::Nothing, Derived::Whole)
}

/// A value of an open debt's account.
fn of(facts: &Facts, id: &Id, get: fn(&Account) -> Derived) -> Derived {
    facts.debts.get(id).map_or(Derived::Nothing, get)
}

/// Debts first, then sprints, then features.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "debts",
        key: "rank",
        label: "Rank",
        letter: 'A',
        help: "Its place among the open ones by what paying it avoids in six months for each day of work.",
        width: 4,
        numeric: true,
        get: |facts, id| of(facts, id, |a| a.rank.map_or(Derived::Nothing, |n| Derived::Whole(n as i64))),
        explain: explain_rank,
    },
    Column {
        register: "debts",
        key: "state",
        label: "State",
        letter: 'S',
        help: "What follows from class, sprint, trigger and hours lost: ok, mon, act or ?.",
        width: 5,
        numeric: false,
        get: |facts, id| of(facts, id, |a| Derived::Word(a.state.key())),
        explain: explain_state,
    },
    level::<0>("risk_3m", "3 mo", 't', "Level 0 to 9 after three months; one more where it is undocumented."),
    level::<1>("risk_6m", "6 mo", 'x', "Level 0 to 9 after six months; one more where it is undocumented."),
    level::<2>("risk_12m", "12 mo", 'y', "Level 0 to 9 after a year; one more where it is undocumented."),
    loss::<0>("loss_3m", "Loss 3 mo", 'U', "Expected loss in money if it is left for three months."),
    loss::<1>("loss_6m", "Loss 6 mo", 'V', "Expected loss in money if it is left for six months."),
    loss::<2>("loss_12m", "Loss 12 mo", 'W', "Expected loss in money if it is left for a year."),
    Column {
        register: "debts",
        key: "loss_days",
        label: "In days",
        letter: 'Y',
        help: "The loss at six months in person-days at the day rate.",
        width: 0,
        numeric: true,
        get: |facts, id| {
            of(facts, id, |a| match (a.losses[1], a.principal, a.days) {
                (Some(loss), Some(cost), Some(days)) if cost > 0.0 => {
                    let share = loss * days / cost;
                    if share.is_finite() { Derived::Days(share) } else { Derived::Nothing }
                }
                _ => Derived::Nothing,
            })
        },
        explain: explain_loss::<1>,
    },
    Column {
        register: "debts",
        key: "avoided_per_day",
        label: "A day avoids",
        letter: 'P',
        help: "Loss avoided at six months for each day of mending; it ranks the debts.",
        width: 0,
        numeric: true,
        get: |facts, id| of(facts, id, |a| a.per_day.map_or(Derived::Nothing, Derived::Money)),
        explain: explain_rank,
    },
    Column {
        register: "debts",
        key: "principal",
        label: "Mending costs",
        letter: 'M',
        help: "Its work at the day rate.",
        width: 0,
        numeric: true,
        get: |facts, id| of(facts, id, |a| a.principal.map_or(Derived::Nothing, Derived::Money)),
        explain: explain_principal,
    },
    Column {
        register: "debts",
        key: "interest",
        label: "A month costs",
        letter: 'g',
        help: "What leaving it costs in a month: the expected loss, and the hours it cost of late.",
        width: 0,
        numeric: true,
        get: |facts, id| of(facts, id, |a| a.interest.map_or(Derived::Nothing, Derived::Money)),
        explain: explain_principal,
    },
    Column {
        register: "debts",
        key: "break_even",
        label: "Break-even",
        letter: 'E',
        help: "The day by which leaving it has cost as much as mending it.",
        width: 10,
        numeric: false,
        get: |facts, id| of(facts, id, |a| a.break_even.map_or(Derived::Nothing, Derived::when)),
        explain: explain_principal,
    },
    Column {
        register: "debts",
        key: "counts_as",
        label: "Counts as",
        letter: 'K',
        help: "undocumented where it was taken on purpose and lacks its document or its sprint.",
        width: 0,
        numeric: false,
        get: |facts, id| {
            of(facts, id, |a| if a.lacks.is_some() { Derived::Word("undocumented") } else { Derived::Nothing })
        },
        explain: explain_state,
    },
    Column {
        register: "debts",
        key: "admitted",
        label: "Why now",
        letter: 'a',
        help: "blocks, touched, waits, parked; unplaced has none of these reasons to be paid or left.",
        width: 0,
        numeric: false,
        get: |facts, id| of(facts, id, |a| if a.open { Derived::Word(a.admission.word()) } else { Derived::Nothing }),
        explain: explain_state,
    },
    Column {
        register: "debts",
        key: "mend",
        label: "Mend",
        letter: 'F',
        help: "How near the trigger is that it waits for: overdue, due, near, not yet or ?.",
        width: 0,
        numeric: false,
        get: |facts, id| of(facts, id, |a| a.fires.map_or(Derived::Nothing, |due| Derived::Word(due.word()))),
        explain: explain_state,
    },
    Column {
        register: "debts",
        key: "lost",
        label: "Lost so far",
        letter: 'L',
        help: "The hours it cost since it was found, in money.",
        width: 0,
        numeric: true,
        get: |facts, id| {
            of(facts, id, |a| a.accrued.and_then(|lost| lost.money).map_or(Derived::Nothing, Derived::Money))
        },
        explain: explain_lost,
    },
    Column {
        register: "debts",
        key: "pays_back",
        label: "Pays back",
        letter: 'J',
        help: "The hours it cost of late, carried on for the payback time, as a share of mending; from 100 % on it is due.",
        width: 0,
        numeric: true,
        get: |facts, id| {
            of(facts, id, |a| a.accrued.and_then(|lost| lost.share).map_or(Derived::Nothing, Derived::Share))
        },
        explain: explain_lost,
    },
    Column {
        register: "debts",
        key: "impact",
        label: "Impact",
        letter: 'X',
        help: "What it does to stability and to pace, 0 to 3 each, by the weights of both.",
        width: 0,
        numeric: true,
        get: |facts, id| of(facts, id, |a| a.impact.map_or(Derived::Nothing, Derived::Number)),
        explain: explain_impact,
    },
    Column {
        register: "sprints",
        key: "ends",
        label: "Ends",
        letter: 'L',
        help: "Its last working day.",
        width: 10,
        numeric: false,
        get: |facts, id| sprint(facts, id, |paid| Derived::Day(paid.end)),
        explain: explain_sprint,
    },
    Column {
        register: "sprints",
        key: "planned_share",
        label: "Planned",
        letter: 'P',
        help: "The share of its days that was set aside for debt.",
        width: 8,
        numeric: true,
        get: |facts, id| sprint(facts, id, |paid| paid.planned_share.map_or(Derived::Word("?"), Derived::Percent)),
        explain: explain_sprint,
    },
    Column {
        register: "sprints",
        key: "paid_share",
        label: "Paid",
        letter: 'A',
        help: "The share of its days that was spent on debt.",
        width: 8,
        numeric: true,
        get: |facts, id| sprint(facts, id, |paid| paid.paid_share.map_or(Derived::Nothing, Derived::Percent)),
        explain: explain_sprint,
    },
    Column {
        register: "sprints",
        key: "reserve",
        label: "Reserved",
        letter: 'R',
        help: "The share of its days that is planned for anything but features.",
        width: 0,
        numeric: true,
        get: |facts, id| sprint(facts, id, |paid| paid.reserve.map_or(Derived::Nothing, Derived::Percent)),
        explain: explain_sprint,
    },
    Column {
        register: "features",
        key: "will_take",
        label: "Will take",
        letter: 'W',
        help: "Days it will take, by what features of its size take now and by how many domains it touches.",
        width: 9,
        numeric: true,
        get: |facts, id| facts.debts.build.of(id).map_or(Derived::Nothing, Derived::Days),
        explain: explain_feature,
    },
];

fn sprint(facts: &Facts, id: &Id, get: fn(&Paid) -> Derived) -> Derived {
    facts.debts.rule.get(id).map_or(Derived::Nothing, get)
}

fn both<'s>(sight: &'s Sight<'_>, id: &Id) -> Option<(&'s Debt, &'s Account)> {
    Some((sight.plan.debts.get(id)?, sight.facts.debts.get(id)?))
}

fn not_said(text: Option<String>) -> String {
    text.unwrap_or_else(|| "not said".to_string())
}

/// With what a loss is worked out from.
fn with_peril(why: Why, debt: &Debt, id: &Id) -> Why {
    why.with("chance a month", not_said(debt.hazard.map(|n| format!("{} %", short(n)))))
        .from("debts", id, "hazard")
        .with("damage", not_said(debt.damage.map(|money| money.to_string())))
        .from("debts", id, "damage")
}

fn explain_loss<const AT: usize>(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (debt, account) = both(sight, id)?;
    let months = MONTHS[AT];
    let Some(loss) = account.losses[AT] else {
        let rule = match account.open {
            true => "The loss needs a chance a month and a damage; without them the levels rank it.",
            false => "It is paid off, so nothing more is lost by leaving it.",
        };
        return Some(with_peril(Why::new(rule, SOURCE), debt, id));
    };
    let chance = short(debt.hazard.unwrap_or(0.0));
    let damage = debt.damage.map_or("0".to_string(), |money| money.to_string());
    let rule = match debt.recurring {
        true => {
            let growth = sight.facts.growth.users.as_ref().map_or(0.0, |users| super::loss::monthly(users.weekly));
            format!(
                "{damage} at {chance} % a month, again and again, growing with the users by {} % a month: {} over {months} months.",
                short(100.0 * growth),
                short(loss),
            )
        }
        false => {
            format!("{damage} with a chance of {chance} % in every month, once: {} after {months} months.", short(loss))
        }
    };
    let mut why = with_peril(Why::new(rule, SOURCE), debt, id);
    if let (Some(rate), true) = (sight.plan.product().day_rate.filter(|rate| rate.units() > 0.0), AT == 1) {
        why = why.with("at the day rate", format!("{} person-days", short(loss / rate.units())));
    }
    Some(why)
}

const LEVELS: [&str; 3] = ["risk_3m", "risk_6m", "risk_12m"];

fn explain_level<const AT: usize>(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (debt, account) = both(sight, id)?;
    let entered = [debt.risk_3m, debt.risk_6m, debt.risk_12m][AT];
    let rule = match (account.levels[AT], account.lacks) {
        (Some(level), Some(lacks)) => {
            format!("{level}: one more than was entered, since it has {} and so is undocumented.", lacks.word())
        }
        (Some(level), None) => format!("{level} of 9, as it was entered."),
        (None, _) => "Nobody said how bad it is by then.".to_string(),
    };
    Some(Why::new(rule, SOURCE).with("entered", not_said(entered.map(|n| n.to_string()))).from("debts", id, LEVELS[AT]))
}

fn explain_rank(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (debt, account) = both(sight, id)?;
    let of = sight.facts.debts.ranked().count();
    let place = account.rank.map_or("It has no place".to_string(), |place| format!("Place {place} of {of} open ones"));
    let days = account.days.map_or("?".to_string(), short);
    let rule = match (account.per_day, account.level_per_day) {
        _ if !account.open => "It is paid off and ranks no more.".to_string(),
        (Some(money), _) => format!(
            "{place}: {} lost in six months over {days} days of work are {} for each day.",
            account.losses[1].map_or("?".to_string(), short),
            short(money),
        ),
        (None, Some(levels)) => format!(
            "{place}: without chance and damage, level {} at six months over {days} days of work, {} for each; those with money come first.",
            account.levels[1].unwrap_or(0),
            short(levels),
        ),
        (None, None) => format!("{place}: a rank needs its effort, and chance and damage or a level at six months."),
    };
    let why = with_peril(Why::new(rule, SOURCE), debt, id);
    Some(
        why.with("level at six months", not_said(account.levels[1].map(|n| n.to_string())))
            .from("debts", id, "risk_6m")
            .with("effort", not_said(debt.effort.map(|span| span.to_string())))
            .from("debts", id, "effort"),
    )
}

fn explain_principal(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (debt, account) = both(sight, id)?;
    let money = |n: Option<f64>| n.map_or("?".to_string(), short);
    let end = match account.break_even {
        Some(When::On(day)) => format!(" Left alone, it has cost as much by {}.", day.words()),
        Some(When::Never) => " Left alone, it never costs as much.".to_string(),
        None => String::new(),
    };
    let rule = format!(
        "Mending takes {} at the day rate; leaving it costs {} in the coming month.{end}",
        money(account.principal),
        money(account.interest),
    );
    let why = Why::new(rule, "debt as a trade: what is owed, and what owing costs")
        .with("effort", not_said(debt.effort.map(|span| span.to_string())))
        .from("debts", id, "effort")
        .with("day rate", not_said(sight.plan.product().day_rate.map(|rate| rate.to_string())));
    Some(with_peril(why, debt, id))
}

fn explain_state(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (debt, account) = both(sight, id)?;
    let mut reasons: Vec<String> = Vec::new();
    if !account.open {
        reasons.push("It is paid off.".to_string());
    }
    if let Some(lacks) = account.lacks {
        reasons.push(format!(
            "It was taken on purpose and has {}: it counts as undocumented, and its levels rise by one.",
            lacks.word()
        ));
    }
    let trigger = debt.fix_when.id().and_then(|id| sight.plan.triggers.get(id));
    let name = trigger.map_or("its trigger".to_string(), |trigger| trigger.name.show().to_string());
    match account.fires {
        Some(Due::Overdue) => reasons.push(format!("{name} has fired: it costs now.")),
        Some(Due::Due) => reasons.push(format!("{name} fires within a month: it is due.")),
        Some(Due::Near) => reasons.push(format!("{name} fires within three months.")),
        Some(Due::NotYet) => reasons.push(format!("{name} is far off.")),
        Some(Due::Unknown) => reasons.push(format!("When {name} fires is not known.")),
        None => {}
    }
    if account.accrued.is_some_and(|lost| lost.due) {
        reasons.push("The hours it costs pay for mending it within the payback time.".to_string());
    }
    match account.admission {
        _ if !account.open => {}
        Admission::Blocks => reasons.push("Something waits for it.".to_string()),
        Admission::Touched(Some(day)) => reasons.push(format!("Work from {} on touches it anyway.", day.words())),
        Admission::Touched(None) => reasons.push("Open work touches it anyway.".to_string()),
        Admission::Waits => {}
        Admission::Parked => reasons.push("It is parked, and its note says why.".to_string()),
        Admission::Unplaced => reasons
            .push("It blocks nothing, no open work touches it, it waits for no trigger and is not parked.".to_string()),
    }
    let why = Why::new(reasons.join(" "), SOURCE)
        .with("class", not_said(debt.class.map(|class| class.word().to_string())))
        .from("debts", id, "class")
        .with("document", if debt.document.is_empty() { "none".to_string() } else { debt.document.show().to_string() })
        .from("debts", id, "document")
        .with("sprint", debt.sprint.id().map_or("none".to_string(), Id::to_string))
        .from("debts", id, "sprint")
        .with("mend when", debt.fix_when.id().map_or("none".to_string(), Id::to_string))
        .from("debts", id, "fix_when");
    Some(why)
}

fn explain_lost(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (debt, account) = both(sight, id)?;
    let lost = account.accrued?;
    let payback = sight.plan.product().payback;
    let money = |n: Option<f64>| n.map_or(String::new(), |n| format!(" ({} in money)", short(n)));
    let share = match lost.share {
        Some(share) if lost.due => format!(", {} % of what mending takes: it is due", short(share)),
        Some(share) => format!(", {} % of what mending takes: not yet due", short(share)),
        None => String::new(),
    };
    let rule = format!(
        "{} hours{} so far, {} of them{} in the last {RECENT} days; carried on for {payback}{share}.",
        short(lost.hours),
        money(lost.money),
        short(lost.recent),
        money(lost.recent_money),
    );
    let mut why = Why::new(rule, "fix it when it costs, not before")
        .with("payback", payback.to_string())
        .with("effort", not_said(debt.effort.map(|span| span.to_string())))
        .from("debts", id, "effort");
    for (day, hours) in debt.cost.0.iter().rev().take(6) {
        why = why.with("hours lost", short(*hours)).on(*day).from("debts", id, "cost");
    }
    Some(why)
}

fn explain_impact(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (_, account) = both(sight, id)?;
    let weights = sight.facts.debts.weights;
    let impact = account.impact?;
    let grade = |grade: Option<i64>| grade.map_or("not said".to_string(), |n| n.to_string());
    let by = match weights.priced {
        true => "weighed by the prices of an hour of outage and of a blocked hour",
        false => "both weigh alike until an hour of outage and a blocked hour have a price",
    };
    let rule = format!(
        "Stability {} at {} and pace {} at {}: {} of 3; {by}.",
        grade(account.stability),
        short(weights.stability),
        grade(account.velocity),
        short(weights.velocity),
        short(impact),
    );
    Some(
        Why::new(rule, "a debt register ranks by what debts do to stability and to pace, kept apart")
            .with("on stability", grade(account.stability))
            .from("debts", id, "stability")
            .with("on pace", grade(account.velocity))
            .from("debts", id, "velocity"),
    )
}

fn explain_sprint(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (sprint, paid) = (sight.plan.sprints.get(id)?, sight.facts.debts.rule.get(id)?);
    let share = |n: Option<f64>| n.map_or("? %".to_string(), |n| format!("{} %", short(n)));
    let rule = format!(
        "{} of {} days were due for debt ({}), {} were paid ({}); all that is no feature reserves {}. The promise is {} %.",
        short(paid.due),
        paid.capacity.map_or("?".to_string(), short),
        share(paid.planned_share),
        short(paid.done),
        share(paid.paid_share),
        share(paid.reserve),
        short(sight.facts.debts.rule.target),
    );
    Some(
        Why::new(rule, SHARE)
            .with("starts", paid.start.words())
            .from("sprints", id, "start")
            .with("capacity", not_said(sprint.capacity.map(short)))
            .from("sprints", id, "capacity")
            .with("planned for debt", not_said(sprint.debt_planned.map(short)))
            .from("sprints", id, "debt_planned")
            .with("spent on debt", not_said(sprint.debt_done.map(short)))
            .from("sprints", id, "debt_done")
            .with("other work", not_said(sprint.other_planned.map(short)))
            .from("sprints", id, "other_planned"),
    )
}

fn explain_feature(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (feature, days) = (sight.plan.features.get(id)?, sight.facts.debts.build.of(id)?);
    let size = feature.size?;
    let usual = sight.facts.debts.build.usual[size as usize]?;
    let rule = format!(
        "Features of size {} take {} days now for one domain; this one touches {}, each further one makes it {} times as long: {}.",
        size.word(),
        short(usual),
        feature.domains.0.len(),
        short(super::build::COUPLING),
        short(days),
    );
    Some(
        Why::new(rule, "product decisions get dearer with every part they touch")
            .with("size", size.word())
            .from("features", id, "size")
            .with("domains", feature.domains.0.len().to_string())
            .from("features", id, "domains"),
    )
}
