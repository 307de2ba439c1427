//! Signs that something comes due, cannot be seen, or does not add up.

use super::{About, Check, Hit, State, at};
use crate::analysis::column::{Sight, listed, short};
use crate::analysis::growth::{self, blind_spots};
use crate::analysis::ladder::{self, Rung};
use crate::analysis::objectives::KeptKind;
use crate::analysis::trend::When;
use crate::analysis::triggers::Balance;
use crate::model::cell::Choice;
use crate::model::{DataModelKind, Op, Status};
use crate::register::product;

/// Triggers first, then data, objectives, growth.
pub const CHECKS: &[Check] = &[
    Check {
        about: About {
            id: "start-by",
            what: "work that must start to be ready in time",
            why: "After the last safe day to start, the limit is met before the work is done.",
            minutes: 30,
        },
        needs: "a trigger",
        ready: |plan| !plan.triggers.is_empty(),
        find: start_by,
    },
    Check {
        about: About {
            id: "blind-trigger",
            what: "triggers that cannot see their limit coming",
            why: "What nobody measures, or measures by its mean, fires without a warning.",
            minutes: 5,
        },
        needs: "a trigger with a reading somewhere",
        ready: |plan| plan.metrics.iter().any(|metric| !metric.readings.0.is_empty()),
        find: blind,
    },
    Check {
        about: About {
            id: "too-early",
            what: "work planned long before its limit",
            why: "Days spent on load that is not there are missing where it hurts today.",
            minutes: 10,
        },
        needs: "a task that answers a trigger",
        ready: |plan| plan.tasks.iter().any(|task| task.trigger.id().is_some()),
        find: |sight| unbalanced(sight, Balance::Early),
    },
    Check {
        about: About {
            id: "too-late",
            what: "limits that are reached with no work planned",
            why: "From here on every week of growth is paid for in failures.",
            minutes: 10,
        },
        needs: "a trigger with a reading",
        ready: |plan| !plan.triggers.is_empty(),
        find: |sight| unbalanced(sight, Balance::Late),
    },
    Check {
        about: About {
            id: "unpriced-prerequisite",
            what: "prerequisites without work of their own",
            why: "The latest start leaves them out as long as nobody says how long they take.",
            minutes: 10,
        },
        needs: "a trigger with an open prerequisite",
        ready: |plan| !plan.triggers.is_empty(),
        find: unpriced,
    },
    Check {
        about: About {
            id: "no-owner",
            what: "triggers that are due and nobody's",
            why: "Work that belongs to nobody starts after the date that was computed for it.",
            minutes: 2,
        },
        needs: "a trigger that is due, and people",
        ready: |plan| !plan.triggers.is_empty() && !plan.people.is_empty(),
        find: unowned,
    },
    Check {
        about: About {
            id: "decide-by",
            what: "data decisions whose day is near or past",
            why: "A data decision that is not taken is taken by the next table somebody adds.",
            minutes: 60,
        },
        needs: "a data decision with a day",
        ready: |plan| plan.models.iter().any(|model| model.decide_by.is_some()),
        find: decide_by,
    },
    Check {
        about: About {
            id: "gets-dearer",
            what: "the costliest data decisions while they are still cheap",
            why: "After this day the same change costs more than today's estimate at its upper end.",
            minutes: 60,
        },
        needs: "what a data decision costs now and later, and the users' growth",
        ready: |plan| plan.models.iter().any(|model| model.cost_now.is_some()),
        find: gets_dearer,
    },
    Check {
        about: About {
            id: "analytics-apart",
            what: "reports off the main database before the first enterprise",
            why: "One customer's report of four minutes locks the tables everybody works on: 9.3 % of a month at 99.9 %.",
            minutes: 60,
        },
        needs: "a milestone with an enterprise and a decision on analytics",
        ready: |plan| plan.models.iter().any(|model| model.kind == Some(DataModelKind::Analytics)),
        find: analytics,
    },
    Check {
        about: About {
            id: "error-budget",
            what: "error budgets that are used up or will be",
            why: "With nothing left to fail, every risky change has to wait.",
            minutes: 30,
        },
        needs: "an uptime objective and an incident",
        ready: |plan| !plan.objectives.is_empty() && !plan.incidents.is_empty(),
        find: budgets,
    },
    Check {
        about: About {
            id: "latency-parts",
            what: "parts of a latency that add up to more than the whole",
            why: "Each part may keep its promise and the whole breaks it all the same.",
            minutes: 10,
        },
        needs: "an objective that is part of another",
        ready: |plan| plan.objectives.iter().any(|objective| objective.part_of.id().is_some()),
        find: parts,
    },
    Check {
        about: About {
            id: "blind-spots",
            what: "the metrics of your stage",
            why: "What a stage is steered by has to be read before it can be steered.",
            minutes: 10,
        },
        needs: "the product's progress and a first reading",
        ready: |plan| {
            plan.product().progress.is_some() && plan.metrics.iter().any(|metric| !metric.readings.0.is_empty())
        },
        find: spots,
    },
    Check {
        about: About {
            id: "outgrown-side",
            what: "the side that grows fastest has work planned for it",
            why: "Usage, complexity and organisation grow at once; the one without work becomes the brake.",
            minutes: 20,
        },
        needs: "six months of users, features or people",
        ready: |plan| {
            let users = growth::of_role(plan, crate::model::MetricRole::Users);
            users.is_some_and(|metric| metric.readings.0.len() > 2)
        },
        find: outgrown,
    },
    Check {
        about: About {
            id: ladder::CHECK,
            what: "database steps in their order",
            why: "Each step of the ladder is ten times the work of the one before and brings less while that is undone.",
            minutes: 20,
        },
        needs: "an answer to a step of the database ladder",
        ready: |plan| plan.answers.iter().any(|answer| answer.question.raw().starts_with(ladder::PREFIX)),
        find: ladder_order,
    },
];

fn start_by(sight: &Sight<'_>) -> Vec<Hit> {
    let today = sight.world.today;
    let each = sight.plan.triggers.iter().filter_map(|trigger| {
        let watch = sight.facts.triggers.get(&trigger.id)?;
        if watch.state != State::Act && watch.state != State::Mon {
            return None;
        }
        let name = trigger.name.show();
        let crosses = watch.crosses.and_then(|dates| dates.p50.day());
        let start = watch.start_by.and_then(When::day);
        let message = match (watch.reached, crosses, start) {
            (true, Some(day), _) if trigger.op == Op::Jump => {
                format!("{name}: the jump that counts came with the reading of {}.", day.words())
            }
            (true, Some(day), _) => {
                format!("{name}: its limit is reached since {}.", day.words())
            }
            (_, Some(day), Some(start)) if trigger.op == Op::Event => format!(
                "{name} is needed on {}; to be ready, work {} to start by {}.",
                day.words(),
                if start <= today { "had" } else { "has" },
                start.words(),
            ),
            (_, Some(day), Some(start)) if start <= today => format!(
                "{name}: the limit is crossed about {}; to be ready, work had to start by {}.",
                day.words(),
                start.words(),
            ),
            (_, Some(day), Some(start)) => format!(
                "{name}: the limit is crossed about {}; to be ready, work has to start by {}.",
                day.words(),
                start.words(),
            ),
            _ => format!("{name}: its limit comes, and nobody gives any time of the week to the work before it."),
        };
        let fix = format!("outgrow set triggers/{} status=act", trigger.id);
        Some(Hit::new(watch.state, at("triggers", &trigger.id), "status", message).fix(fix).bites(crosses))
    });
    each.collect()
}

fn blind(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.plan.triggers.iter().filter_map(|trigger| {
        let watch = sight.facts.triggers.get(&trigger.id)?;
        let blind = watch.blind?;
        let message = format!("{} is blind: {}.", trigger.name.show(), blind.sentence());
        let metric = trigger.metric.id().filter(|id| sight.plan.metrics.get(id).is_some());
        let (row, field) = match metric {
            Some(id) => (at("metrics", id), blind.field()),
            None => (at("triggers", &trigger.id), "metric"),
        };
        let fix = match (metric, blind.field()) {
            (Some(id), "statistic") => format!("outgrow set metrics/{id} statistic=p95"),
            (Some(id), _) => format!("outgrow record {id} NUMBER"),
            (None, _) => format!("outgrow set triggers/{} metric=METRIC", trigger.id),
        };
        Some(Hit::new(State::Mon, row, field, message).fix(fix).with(vec![at("triggers", &trigger.id)]))
    });
    each.collect()
}

fn unbalanced(sight: &Sight<'_>, balance: Balance) -> Vec<Hit> {
    let each = sight.plan.triggers.iter().filter_map(|trigger| {
        let watch = sight.facts.triggers.get(&trigger.id)?;
        if watch.balance != Some(balance) {
            return None;
        }
        let name = trigger.name.show();
        let mine = |task: &&std::sync::Arc<crate::model::Task>| {
            task.status != Status::Done && task.trigger.id() == Some(&trigger.id)
        };
        let task = sight.plan.tasks.iter().find(mine);
        Some(match (balance, task) {
            (Balance::Early, Some(task)) => {
                let message = format!(
                    "{}: planned, and {name} has used {:.0} % of its limit; below half that is early.",
                    task.name.show(),
                    watch.percent?,
                );
                let fix = format!("outgrow set tasks/{} planned=DAY, or outgrow rm tasks/{}", task.id, task.id);
                let hit = Hit::new(State::Mon, at("tasks", &task.id), "planned", message);
                hit.fix(fix).bites(task.planned).with(vec![at("triggers", &trigger.id)])
            }
            _ => {
                let message = format!("{name}: its limit is reached, and no task answers it.");
                let fix = format!("outgrow add tasks \"{name}\" trigger={}", trigger.id);
                let crosses = watch.crosses.and_then(|dates| dates.p50.day());
                Hit::new(State::Act, at("triggers", &trigger.id), "solution", message).fix(fix).bites(crosses)
            }
        })
    });
    each.collect()
}

fn unpriced(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.plan.triggers.iter().filter_map(|trigger| {
        let watch = sight.facts.triggers.get(&trigger.id)?;
        let (unpriced, open) = (watch.first.unpriced, watch.first.open.as_slice());
        if unpriced == 0 || watch.state == State::Done || watch.now.is_none() {
            return None;
        }
        let how_many = if unpriced == open.len() { String::new() } else { format!("{unpriced} of ") };
        let message = format!(
            "{} needs {} first; for {how_many}{} no debt or task says how long that takes.",
            trigger.name.show(),
            listed(open),
            if open.len() == 1 { "it".to_string() } else { format!("these {}", open.len()) },
        );
        let fix = format!("outgrow add debts NAME effort=1w blocks=triggers/{}", trigger.id);
        let bites = watch.start_by.and_then(When::day);
        Some(Hit::new(State::Mon, at("triggers", &trigger.id), "sessions_first", message).fix(fix).bites(bites))
    });
    each.collect()
}

fn unowned(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.plan.triggers.iter().filter(|trigger| trigger.owner.id().is_none()).filter_map(|trigger| {
        let watch = sight.facts.triggers.get(&trigger.id)?;
        if !matches!(watch.state, State::Act | State::Mon) {
            return None;
        }
        let message = format!("{} is due and has no owner.", trigger.name.show());
        let fix = format!("outgrow set triggers/{} owner=PERSON", trigger.id);
        let bites = watch.start_by.and_then(When::day);
        Some(Hit::new(State::Mon, at("triggers", &trigger.id), "owner", message).fix(fix).bites(bites))
    });
    each.collect()
}

/// Days before a decision's day in which it is near.
const NEAR: i64 = 28;

fn decide_by(sight: &Sight<'_>) -> Vec<Hit> {
    let today = sight.world.today;
    let open = sight.plan.models.iter().filter(|model| model.status != Status::Done);
    let each = open.filter_map(|model| {
        let day = model.decide_by.filter(|day| day.since(today) <= NEAR)?;
        let name = model.name.show();
        let (state, message) = match day < today {
            true => (State::Act, format!("{name} was to be decided by {}.", day.words())),
            false => (State::Mon, format!("{name} is to be decided by {}.", day.words())),
        };
        let fix = format!("decide, then outgrow done models/{}", model.id);
        Some(Hit::new(state, at("models", &model.id), "status", message).fix(fix).bites(Some(day)))
    });
    each.collect()
}

fn gets_dearer(sight: &Sight<'_>) -> Vec<Hit> {
    let today = sight.world.today;
    let each = sight.facts.data.all.iter().filter(|cost| cost.top.is_some()).filter_map(|cost| {
        let When::On(day) = cost.last_cheap? else { return None };
        if day.since(today) > NEAR {
            return None;
        }
        let name = sight.plan.models.get(&cost.id)?.name.show();
        let waiting = short(cost.waiting.unwrap_or(0.0));
        let message = match day < today {
            true => {
                format!("{name} has been getting dearer since {}; waiting on costs {waiting} person-days.", day.words())
            }
            false => {
                format!("{name}: as cheap as today until {}; waiting longer costs {waiting} person-days.", day.words())
            }
        };
        let fix = format!("decide, then outgrow done models/{}", cost.id);
        Some(Hit::new(State::Mon, at("models", &cost.id), "status", message).fix(fix).bites(Some(day)))
    });
    each.collect()
}

fn analytics(sight: &Sight<'_>) -> Vec<Hit> {
    let Some((milestone, day)) = super::modes::next_enterprise(sight) else { return Vec::new() };
    let open = sight
        .plan
        .models
        .iter()
        .filter(|model| model.kind == Some(DataModelKind::Analytics) && model.status != Status::Done);
    let each = open.map(|model| {
        let message = format!(
            "{} is open, and {} is on {}: its first report would run where everybody works.",
            model.name.show(),
            milestone.name.show(),
            day.words(),
        );
        let fix = format!("decide on a replica or a warehouse, then outgrow done models/{}", model.id);
        let hit = Hit::new(State::Mon, at("models", &model.id), "status", message).fix(fix);
        hit.bites(Some(day)).with(vec![at("milestones", &milestone.id)])
    });
    each.collect()
}

fn budgets(sight: &Sight<'_>) -> Vec<Hit> {
    let today = sight.world.today;
    let each = sight.facts.objectives.iter().filter_map(|kept| {
        let KeptKind::Budget { days, allowed, used, exhausted } = kept.kind else { return None };
        let name = sight.plan.objectives.get(&kept.id)?.name.show();
        let (used_said, allowed_said) = (short(used), short(allowed));
        let (state, message) = match exhausted? {
            day if used > allowed => (
                State::Act,
                format!("{name}: {used_said} minutes failed, {allowed_said} are allowed; used up on {}.", day.words()),
            ),
            day if day.since(today) as f64 <= days => (
                State::Mon,
                format!(
                    "{name}: {used_said} of {allowed_said} minutes are used; at this rate the rest lasts until {}.",
                    day.words()
                ),
            ),
            _ => return None,
        };
        let fix = "hold back risky changes until older incidents leave the window";
        Some(Hit::new(state, at("objectives", &kept.id), "target", message).fix(fix).bites(exhausted))
    });
    each.collect()
}

fn parts(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.facts.objectives.iter().filter_map(|kept| {
        let KeptKind::Parts { limit, sum, parts } = kept.kind else { return None };
        if sum <= limit {
            return None;
        }
        let name = sight.plan.objectives.get(&kept.id)?.name.show();
        let (sum, limit) = (short(sum), short(limit));
        let message = format!("{name}: its {parts} parts add up to {sum}, the whole is to stay within {limit}.");
        let others = sight.plan.objectives.iter().filter(|part| part.part_of.id() == Some(&kept.id));
        let others = others.map(|part| at("objectives", &part.id)).collect();
        let hit = Hit::new(State::Act, at("objectives", &kept.id), "target", message).with(others);
        Some(hit.fix("lower a part's target until the sum fits, or raise the whole"))
    });
    each.collect()
}

fn spots(sight: &Sight<'_>) -> Vec<Hit> {
    let missing: Vec<&str> = blind_spots(sight.plan).into_iter().map(|role| role.word()).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("Nothing measures {}, by which your stage is steered.", listed(&missing));
    let fix = format!("outgrow add metrics NAME role={}", missing[0]);
    vec![Hit::new(State::Mon, product(), "progress", message).fix(fix)]
}

fn outgrown(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.facts.growth.dimensions.iter().filter(|dimension| dimension.ahead).map(|dimension| {
        let rate = 100.0 * dimension.monthly.unwrap_or(0.0);
        let kind = match dimension.name {
            "usage" => "infrastructure",
            "complexity" => "architecture",
            _ => "team",
        };
        let message =
            format!("{} grows fastest, by {rate:.0} % a month, and no task is planned for it.", dimension.name);
        Hit::new(State::Mon, product(), "constraint", capitalised(&message))
            .fix(format!("outgrow add tasks NAME kind={kind}"))
    });
    each.collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn ladder_order(sight: &Sight<'_>) -> Vec<Hit> {
    let rungs = ladder::ladder(sight.plan, sight.world.today);
    let skipped = |rung: &&Rung| rung.begun && rung.locked_by.is_some();
    let each = rungs.iter().filter(skipped).filter_map(|rung| {
        let before = rungs.iter().find(|other| Some(other.id) == rung.locked_by)?;
        let answer = sight.plan.answers.iter().find(|answer| answer.question.raw() == rung.id)?;
        let message = format!("{} is under way before {} is done.", capitalised(rung.what), before.what);
        let fix = format!("outgrow set answers/{} answer=yes once that is done, or waive this", before.id);
        let row = crate::model::field::Record::id(&**answer);
        Some(Hit::new(State::Mon, at("answers", row), "answer", message).fix(fix))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::triggers::AHEAD;

    #[test]
    fn what_is_watched_lies_within_the_horizon_of_decisions() {
        const { assert!(NEAR < AHEAD) };
        assert_eq!(capitalised("usage grows"), "Usage grows");
    }
}
