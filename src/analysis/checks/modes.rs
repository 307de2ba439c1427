//! The six ways in which products fail to scale, each as a check on the plan.

use super::{About, Check, Hit, State, at};
use crate::analysis::column::Sight;
use crate::analysis::knowledge::{ALONE, areas};
use crate::analysis::trend::When;
use crate::analysis::triggers;
use crate::model::{
    DataModelKind, Day, KeyType, MetricRole, Milestone, MilestoneKind, PersonKind, Stateless, Status, Tenancy,
};

/// FM1 to FM6.
pub const CHECKS: &[Check] = &[
    Check {
        about: About {
            id: "FM1",
            what: "a map of the inside",
            why: "One day of drawing where the parts meet can save a quarter of rewriting later.",
            minutes: 60,
        },
        needs: "a first domain",
        ready: |plan| !plan.domains.is_empty(),
        find: no_map,
    },
    Check {
        about: About {
            id: "FM2",
            what: "counted keys under several tenants",
            why: "Counted integer keys collide when tenants are merged or moved, and show customers how few they are.",
            minutes: 60,
        },
        needs: "the product's tenancy and a decision on primary keys",
        ready: |plan| plan.product().tenancy.is_some() && !plan.models.is_empty(),
        find: counted_keys,
    },
    Check {
        about: About {
            id: "FM3",
            what: "newcomers who lean on one expert",
            why: "A hire is slow while the one person who could explain things is also the one who builds them.",
            minutes: 30,
        },
        needs: "a planned hire with a mentor",
        ready: |plan| plan.people.iter().any(|person| person.kind == PersonKind::PlannedHire),
        find: lone_mentor,
    },
    Check {
        about: About {
            id: "FM4",
            what: "servers by load while sessions live on the instance",
            why: "A second server logs people out at random until no state lives on the first; failures then spread.",
            minutes: 30,
        },
        needs: "a trigger on people at once",
        ready: |plan| !plan.triggers.is_empty(),
        find: stateful_scaling,
    },
    Check {
        about: About {
            id: "FM5",
            what: "flags before selling to enterprises",
            why: "What cannot be switched off for one customer has to be rolled back for all of them.",
            minutes: 120,
        },
        needs: "a milestone with an enterprise",
        ready: |plan| plan.milestones.iter().any(|row| is_enterprise(row)),
        find: no_flags,
    },
    Check {
        about: About {
            id: "FM6",
            what: "reviews that change something",
            why: "A review after which no debt was moved is a meeting, and the debts grow on.",
            minutes: 60,
        },
        needs: "two reviews that say how many debts were acted on",
        ready: |plan| plan.reviews.iter().filter(|review| review.acted.is_some()).count() > 1,
        find: idle_reviews,
    },
];

fn is_enterprise(milestone: &Milestone) -> bool {
    matches!(milestone.kind, Some(MilestoneKind::EnterpriseDemo | MilestoneKind::EnterpriseLive))
}

/// The next promise to an enterprise.
pub fn next_enterprise<'p>(sight: &Sight<'p>) -> Option<(&'p Milestone, Day)> {
    let today = sight.world.today;
    let ahead = sight.plan.milestones.iter().filter(|row| is_enterprise(row));
    ahead.filter_map(|row| Some((&**row, row.at.filter(|day| *day >= today)?))).min_by_key(|(_, day)| *day)
}

fn no_map(sight: &Sight<'_>) -> Vec<Hit> {
    let plan = sight.plan;
    let (domains, links) = (plan.domains.len(), plan.links.len());
    if domains >= 3 && links > 0 {
        return Vec::new();
    }
    let Some(first) = plan.domains.iter().next() else { return Vec::new() };
    let message = match domains {
        0..3 => format!("The map has {domains} of the three domains that make it one."),
        _ => format!("The map has {domains} domains and no link: nobody can see what hangs on what."),
    };
    let fix = if domains < 3 { "outgrow add domains NAME" } else { "outgrow link FROM TO call" };
    vec![Hit::new(State::Mon, at("domains", &first.id), "name", message).fix(fix)]
}

fn counted_keys(sight: &Sight<'_>) -> Vec<Hit> {
    let several = match sight.plan.product().tenancy {
        Some(Tenancy::Multi) => "serves several tenants",
        Some(Tenancy::PlannedMulti) => "is to serve several tenants",
        _ => return Vec::new(),
    };
    let counted = sight.plan.models.iter().filter(|model| {
        model.kind == Some(DataModelKind::PrimaryKeys)
            && model.key_type == KeyType::Integers
            && model.status != Status::Done
    });
    let each = counted.map(|model| {
        let cost = sight.facts.data.get(&model.id);
        let message = format!("{}: keys are counted integers, and the product {several}.", model.name.show());
        let fix = format!("decide on uuid or structured keys, then outgrow done models/{}", model.id);
        let cheap = cost.and_then(|cost| cost.last_cheap).and_then(When::day);
        let bites = [model.decide_by, cheap].into_iter().flatten().min();
        Hit::new(State::Act, at("models", &model.id), "key_type", message).fix(fix).bites(bites)
    });
    each.collect()
}

fn lone_mentor(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let areas = areas(plan, today);
    let hires = plan.people.iter().filter(|person| person.kind == PersonKind::PlannedHire);
    let each = hires.filter_map(|hire| {
        let mentor = hire.mentor.id()?;
        let alone: Vec<_> = areas
            .iter()
            .filter(|area| {
                let mut able = area.levels.iter().filter(|known| known.counts && known.level >= ALONE);
                able.next().is_some_and(|known| known.person.id == *mentor) && able.next().is_none()
            })
            .collect();
        let first = alone.first()?;
        let busy = plan.phases.iter().any(|phase| phase.status != Status::Done && phase.people.0.contains(mentor))
            || plan.tasks.iter().any(|task| task.status != Status::Done && task.people.0.contains(mentor));
        let name = plan.people.get(mentor).map(|person| person.name.show()).unwrap_or_default();
        let more = if alone.len() > 1 { format!(" and {} more", alone.len() - 1) } else { String::new() };
        let work = if busy { ", and has work in this review besides" } else { "" };
        let message = format!(
            "{} is to learn from {name}, who alone could fix {}{more}{work}.",
            hire.name.show(),
            first.domain.name.show(),
        );
        let fix = format!("outgrow know PERSON {} 2", first.domain.id);
        let state = if busy { State::Act } else { State::Mon };
        let others = alone.iter().map(|area| at("domains", &area.domain.id)).collect();
        Some(Hit::new(state, at("people", &hire.id), "mentor", message).fix(fix).bites(hire.joins).with(others))
    });
    each.collect()
}

fn stateful_scaling(sight: &Sight<'_>) -> Vec<Hit> {
    let plan = sight.plan;
    let state = match plan.product().stateless {
        Stateless::Yes => return Vec::new(),
        Stateless::Partly => "some state still lives on the instance",
        Stateless::No => "state lives on the instance",
        Stateless::Unknown => "nobody has said whether state lives on the instance",
    };
    let watched = plan.triggers.iter().filter(|trigger| {
        let metric = triggers::metric(plan, trigger);
        metric.is_some_and(|metric| metric.role == MetricRole::Concurrent)
    });
    let each = watched.filter_map(|trigger| {
        let open = |task: &crate::model::Task| task.status != Status::Done && task.trigger.id() == Some(&trigger.id);
        let task = plan.tasks.iter().find(|task| open(task));
        let watch = sight.facts.triggers.get(&trigger.id)?;
        let acts = trigger.status == Status::Act || watch.state == State::Act;
        if task.is_none() && !acts {
            return None;
        }
        let what = task.map_or_else(|| trigger.name.show(), |task| task.name.show());
        let message = format!("{what}: servers are to be added by load while {state}.");
        let fix = "take sessions off the instance first, then outgrow set product stateless=yes";
        let crosses = watch.crosses.and_then(|dates| dates.p50.day());
        let bites = task.and_then(|task| task.planned).or(crosses);
        let others = task.iter().map(|task| at("tasks", &task.id)).collect();
        let field = "stateless_first";
        Some(Hit::new(State::Act, at("triggers", &trigger.id), field, message).fix(fix).bites(bites).with(others))
    });
    each.collect()
}

/// Days before a promise within which its groundwork must be done.
const CLOSE: i64 = 60;

fn no_flags(sight: &Sight<'_>) -> Vec<Hit> {
    let Some((milestone, day)) = next_enterprise(sight) else { return Vec::new() };
    if !sight.plan.flags.is_empty() {
        return Vec::new();
    }
    let message = format!("{} is on {}, and there is no feature flag.", milestone.name.show(), day.words());
    let state = if day.since(sight.world.today) <= CLOSE { State::Act } else { State::Mon };
    let hit = Hit::new(state, at("milestones", &milestone.id), "at", message);
    vec![hit.fix("outgrow add flags \"First switch\" kind=release").bites(Some(day))]
}

fn idle_reviews(sight: &Sight<'_>) -> Vec<Hit> {
    let mut held: Vec<_> = sight.plan.reviews.iter().filter_map(|review| Some((review.at?, review))).collect();
    held.sort_by_key(|(day, _)| *day);
    let [.., (before, first), (last, second)] = held[..] else { return Vec::new() };
    if first.acted != Some(0) || second.acted != Some(0) {
        return Vec::new();
    }
    let message = format!("The reviews of {} and {} moved no debt into a sprint.", before.words(), last.words(),);
    let next = sight.plan.cadences.iter().filter_map(|cadence| {
        let review = cadence.process == Some(crate::model::Process::ArchitectureReview);
        cadence.next.filter(|_| review)
    });
    let row = crate::model::field::Record::id(&**second);
    let hit = Hit::new(State::Act, at("reviews", row), "acted", message);
    vec![hit.fix("outgrow set debts/ID sprint=SPRINT for what the review chose").bites(next.min())]
}
