//! What keeps the timeline from being trusted. Known once the timeline is computed; silent before.

use super::{Trouble, why};
use crate::analysis::checks::{About, Check, Hit, State};
use crate::analysis::column::{Sight, listed};
use crate::model::{Address, Plan};
use crate::register::{PRODUCT, product};

/// Checks of the timeline.
pub const CHECKS: &[Check] = &[
    Check {
        about: About {
            id: "time-target",
            what: "the chance to meet the target",
            why: "A day that is met in one run of three is a hope; whoever was told it plans on it.",
            minutes: 30,
        },
        needs: "a target and something left to do",
        ready: |plan| plan.product().target.is_some() && is_work(plan),
        find: target,
    },
    Check {
        about: About {
            id: "time-nobody",
            what: "work whose people give it no time",
            why: "What nobody has hours for is not late, it is not done.",
            minutes: 5,
        },
        needs: "a phase or a task",
        ready: is_work,
        find: |sight| flaws(sight, Trouble::NoTime, State::Act),
    },
    Check {
        about: About {
            id: "time-leaves",
            what: "work that its people leave before it is done",
            why: "Half done work of somebody who left is begun again by somebody who knows less.",
            minutes: 20,
        },
        needs: "a phase or a task",
        ready: is_work,
        find: |sight| flaws(sight, Trouble::Leaves, State::Act),
    },
    Check {
        about: About {
            id: "time-past",
            what: "days of the timeline that are past",
            why: "What was to be over by now is counted as if it were to come, or not at all.",
            minutes: 2,
        },
        needs: "a phase or a task",
        ready: is_work,
        find: |sight| flaws(sight, Trouble::Past, State::Mon),
    },
    Check {
        about: About {
            id: "time-unsized",
            what: "work of no size",
            why: "What is reckoned as nothing makes the finish look nearer than it is.",
            minutes: 2,
        },
        needs: "a phase or a task",
        ready: is_work,
        find: |sight| flaws(sight, Trouble::Unsized, State::Mon),
    },
];

fn is_work(plan: &Plan) -> bool {
    !plan.phases.is_empty() || !plan.tasks.is_empty()
}

/// One finding a kind of flaw, however many rows have it: the first is where mending begins.
fn flaws(sight: &Sight<'_>, trouble: Trouble, state: State) -> Vec<Hit> {
    let Some(ahead) = &sight.facts.ahead else { return Vec::new() };
    let all = ahead.net.flaws.iter().chain(&ahead.schedule.flaws);
    let mut found = all.filter(|flaw| flaw.trouble == trouble && !flaw.rows.is_empty());
    let Some(first) = found.next() else { return Vec::new() };
    let mut others: Vec<Address> = first.rows[1..].to_vec();
    let rest: Vec<&super::Flaw> = found.collect();
    others.extend(rest.iter().filter_map(|flaw| flaw.rows.first().cloned()));
    let mut message = first.message.to_string();
    if !rest.is_empty() {
        let named: Vec<String> = rest.iter().take(3).filter_map(|flaw| Some(flaw.rows.first()?.to_string())).collect();
        let mut named: Vec<&str> = named.iter().map(String::as_str).collect();
        let more = rest.len() - named.len();
        let count = format!("{more} more");
        if more > 0 {
            named.push(&count);
        }
        message.push_str(&format!(" The same with {}.", listed(&named)));
    }
    let at = first.rows[0].clone();
    let value = match first.field {
        "target" | "review_start" => "+6w",
        "planned" => "+1w",
        "effort" | "elapsed" => "2d",
        "share" | "lead_share" => "35",
        "people" => "ID",
        _ => "VALUE",
    };
    let fix = match at.register {
        PRODUCT => format!("outgrow set product {}={value}", first.field),
        _ => format!("outgrow set {at} {}={value}", first.field),
    };
    vec![Hit::new(state, at, first.field, message).fix(fix).with(others)]
}

/// Shares of the runs below which a target is a finding: to be acted on, and to be watched.
const ACT: f64 = 0.5;
const WATCH: f64 = 0.8;

fn target(sight: &Sight<'_>) -> Vec<Hit> {
    let Some(ahead) = &sight.facts.ahead else { return Vec::new() };
    let Some((day, chance)) = ahead.net.target.zip(ahead.forecast.target_chance) else { return Vec::new() };
    if ahead.is_over() || chance >= WATCH {
        return Vec::new();
    }
    let by = ahead.forecast.days;
    let first = why::finish(&ahead.net, &ahead.schedule).into_iter().map(|step| step.at).next();
    let message = format!(
        "The target, {}, is met in {:.0} of 100 runs; half of them end by {}, 9 in 10 by {}.",
        day.words(),
        chance * 100.0,
        by.p50.words(),
        by.p90.words()
    );
    let at = product();
    let state = if chance < ACT { State::Act } else { State::Mon };
    let fix = "outgrow forecast shows what decides the date; screen 7 what would meet it";
    vec![Hit::new(state, at, "target", message).fix(fix).bites(Some(day)).with(first.into_iter().collect())]
}
