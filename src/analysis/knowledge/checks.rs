//! What must not be of knowledge: areas with nobody, people who go before somebody else knows, papers that say what is not
//! so, hiring that begins too late.

mod ahead;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use super::{ALONE, Area, Held, areas, counts};
use crate::analysis::checks::{About, Check, Hit, State, at, named, together};
use crate::analysis::column::Sight;
use crate::analysis::triggers::AHEAD;
use crate::model::{Address, Day, Id, PersonKind, Plan};
use crate::text::Shown;

/// Checks of who knows what, and of the team's way through the stages.
pub const CHECKS: &[Check] = &[
    Check {
        about: About {
            id: "nobody-knows",
            what: "areas that nobody could mend alone",
            why: "When such an area fails at night, it stays down until somebody has learned it.",
            minutes: 60,
        },
        needs: "somebody who knows an area",
        ready: any_known,
        find: nobody,
    },
    Check {
        about: About {
            id: "one-knows",
            what: "areas that hang on one person",
            why: "One illness, one holiday or one better offer stops everything that waits on them.",
            minutes: 60,
        },
        needs: "somebody who knows an area, and two people",
        ready: |plan| any_known(plan) && plan.people.len() > 1,
        find: single,
    },
    Check {
        about: About {
            id: "leaves-untaught",
            what: "people who leave before anybody else knows what they know",
            why: "After the last day the hand-over costs as much as learning it from the code.",
            minutes: 60,
        },
        needs: "somebody who leaves",
        ready: |plan| any_known(plan) && plan.people.iter().any(|person| person.leaves.is_some()),
        find: leaving,
    },
    Check {
        about: About {
            id: "one-bridge",
            what: "people who alone know two sides of the system",
            why: "Faults between two sides are found by who knows both.",
            minutes: 60,
        },
        needs: "two people for some areas",
        ready: |plan| any_known(plan) && plan.people.len() > 2,
        find: said::bridging,
    },
    Check {
        about: About {
            id: "team-outside",
            what: "teams outside that know an area and do not count",
            why: "A team that gets only tickets keeps the code running and cannot say why it is as it is.",
            minutes: 60,
        },
        needs: "an external team",
        ready: |plan| plan.people.iter().any(|person| person.kind == PersonKind::ExternalTeam),
        find: said::outside,
    },
    Check {
        about: About {
            id: "owner-knows",
            what: "owners and backups who could mend what is theirs",
            why: "A name on paper is asked first at night, and cannot help.",
            minutes: 10,
        },
        needs: "an owner or backup of a domain, and somebody who knows an area",
        ready: |plan| {
            any_known(plan)
                && plan.domains.iter().any(|domain| domain.owner.id().is_some() || domain.backup.id().is_some())
        },
        find: said::papers,
    },
    Check {
        about: About {
            id: "old-knowledge",
            what: "levels that nobody has made sure of for long",
            why: "What somebody has not touched for half a year they first have to read again.",
            minutes: 10,
        },
        needs: "a level with the day it was made sure of",
        ready: |plan| plan.knowledge.iter().any(|row| row.verified.is_some()),
        find: said::stale,
    },
    Check {
        about: About {
            id: "no-successor",
            what: "what a team of one leaves to whoever comes after",
            why: "If you do not come back tomorrow, somebody has to bring the product back from what is written down.",
            minutes: 120,
        },
        needs: "one person, and a product that is launched or has a map",
        ready: |plan| !plan.people.is_empty() && (plan.product().launched.is_some() || plan.domains.len() > 2),
        find: ahead::alone,
    },
    Check {
        about: About {
            id: "hire-by",
            what: "hires that must be looked for to be there when a stage begins",
            why: "Searching and learning take longer than the growth that asks for them.",
            minutes: 60,
        },
        needs: "growth stages with a team, and users",
        ready: |plan| plan.stages.iter().any(|stage| stage.heads_min.is_some()),
        find: ahead::hires,
    },
];

fn any_known(plan: &Plan) -> bool {
    plan.knowledge.iter().any(|row| row.level.is_some_and(|level| level > 0))
}

fn person(plan: &Plan, id: &Id) -> Shown {
    plan.people.get(id).map(|person| person.name.show()).unwrap_or_default()
}

/// Whoever has seen the area best and could learn the rest, with the row that says so; else the area itself.
fn learner(area: &Area<'_>, plan: &Plan) -> (Address, &'static str, String) {
    let seen = area.levels.iter().filter(|known| known.counts && known.level < ALONE);
    let id = &area.domain.id;
    match seen.min_by_key(|known| (-known.level, &known.person.id)) {
        Some(known) => {
            let row = Id::join(&[known.person.id.as_str(), id.as_str()]);
            let who = known.person.name.show();
            let fix = format!("teach {who}, who has seen it, then outgrow know {} {id} 2", known.person.id);
            match plan.knowledge.get(&row) {
                Some(_) => (at("knowledge", &row), "level", fix),
                None => (at("domains", id), "backup", fix),
            }
        }
        None => (at("domains", id), "backup", format!("teach somebody, then outgrow know PERSON {id} 2")),
    }
}

fn domains(ids: &[&Id]) -> Vec<Address> {
    ids.iter().map(|id| at("domains", id)).collect()
}

fn nobody(sight: &Sight<'_>) -> Vec<Hit> {
    let plan = sight.plan;
    let all = areas(plan, sight.world.today);
    let bare = all.iter().filter(|area| area.able == 0);
    let (told, untold): (Vec<&Area>, Vec<&Area>) = bare.partition(|area| !area.levels.is_empty());
    let mut hits: Vec<Hit> = told
        .into_iter()
        .map(|area| {
            let (row, field, fix) = learner(area, plan);
            let held = sight.facts.carried.get(&area.domain.id);
            let message = held.and_then(|held| held.says(plan)).unwrap_or_default();
            let others = if row.register == "domains" { Vec::new() } else { domains(&[&area.domain.id]) };
            Hit::new(State::Act, row, field, message.to_string()).fix(fix).with(others)
        })
        .collect();
    let untold = untold.into_iter().map(|area| &area.domain.id);
    for ids in together(sight, "nobody-knows", untold, |id| at("domains", id)) {
        let message = format!("Of {} nobody is said to know anything.", named(plan, &ids));
        let fix = format!("outgrow know PERSON {} LEVEL, from 0 to 3", ids[0]);
        let hit = Hit::new(State::Mon, at("domains", ids[0]), "owner", message);
        hits.push(hit.fix(fix).with(domains(&ids[1..])));
    }
    hits
}

/// Areas by the one person who could mend them.
fn alone_on<'s>(sight: &Sight<'s>) -> BTreeMap<&'s Id, Vec<&'s Held>> {
    let mut by: BTreeMap<&Id, Vec<&Held>> = BTreeMap::new();
    for held in sight.facts.carried.single() {
        by.entry(&held.holders[0]).or_default().push(held);
    }
    by
}

/// The day somebody leaves, if that is still to come.
fn leaves(sight: &Sight<'_>, id: &Id) -> Option<Day> {
    sight.plan.people.get(id)?.leaves.filter(|day| *day >= sight.world.today)
}

fn single(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    if plan.people.iter().filter(|person| counts(person, today)).count() < 2 {
        return Vec::new();
    }
    let all = areas(plan, today);
    // Who leaves is told of with the day.
    let staying = alone_on(sight).into_iter().filter(|(who, _)| leaves(sight, who).is_none());
    let each = staying.filter_map(|(who, held)| {
        let ids: Vec<&Id> = held.iter().map(|held| &held.area).collect();
        let message = match &held[..] {
            [one] => one.says(plan)?.to_string(),
            _ => {
                let stops: BTreeSet<&Address> = held.iter().flat_map(|held| &held.stops).collect();
                let end = if stops.is_empty() { String::new() } else { format!("; {} rows wait on them", stops.len()) };
                format!("Without {} nobody could mend {}{end}.", person(plan, who), named(plan, &ids))
            }
        };
        let first = all.iter().find(|area| area.domain.id == *ids[0])?;
        let (row, field, fix) = learner(first, plan);
        let mut others = domains(&ids);
        others.retain(|at| *at != row);
        others.push(at("people", who));
        Some(Hit::new(State::Mon, row, field, message).fix(fix).with(others))
    });
    each.collect()
}

fn leaving(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let all = areas(plan, today);
    let going = plan.people.iter().filter(|person| counts(person, today));
    let each = going.filter_map(|going| {
        let last = leaves(sight, &going.id)?;
        let after = last.plus(1)?;
        // How many could mend it alone on the day after.
        let left = |area: &Area| {
            let able = area.levels.iter().filter(|known| known.level >= ALONE && known.counts);
            able.filter(|known| counts(known.person, after)).count()
        };
        let holds = |area: &&Area| {
            area.levels.iter().any(|known| known.person.id == going.id && known.level >= ALONE && known.counts)
        };
        let ids = |n: usize| -> Vec<&Id> {
            all.iter().filter(holds).filter(|area| left(area) == n).map(|area| &area.domain.id).collect()
        };
        let (bare, thin) = (ids(0), ids(1));
        let first = bare.first()?;
        let then = match thin.len() {
            0 => String::new(),
            1 => format!(" {} then hangs on one person.", named(plan, &thin)),
            _ => format!(" {} then hang on one person each.", named(plan, &thin)),
        };
        let message = format!(
            "{} leaves on {}, and nobody else could mend {}.{then}",
            going.name.show(),
            last.words(),
            named(plan, &bare),
        );
        let state = if last.since(today) <= AHEAD { State::Act } else { State::Mon };
        let fix = format!("teach somebody before, then outgrow know PERSON {first} 2");
        let hit = Hit::new(state, at("people", &going.id), "leaves", message);
        Some(hit.fix(fix).bites(Some(last)).with(domains(&[&bare[..], &thin[..]].concat())))
    });
    each.collect()
}
