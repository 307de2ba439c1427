//! What must not be of knowledge: areas with nobody, people who go before somebody else knows, papers that say what is not
//! so, hiring that begins too late.

use std::collections::{BTreeMap, BTreeSet};

use super::doubt::HALF;
use super::{ALONE, Area, Held, areas, bridges, counts, doubts, is_here, pack};
use crate::analysis::checks::{About, Check, Hit, State, and_more, at, named, together};
use crate::analysis::column::{Sight, listed, short};
use crate::analysis::trend::When;
use crate::analysis::triggers::AHEAD;
use crate::model::field::Record;
use crate::model::{Address, Day, Id, Knowledge, PersonKind, Plan};
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
        find: bridging,
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
        find: outside,
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
        find: papers,
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
        find: stale,
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
        find: alone,
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
        find: hires,
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

/// People who hold two sides together of whom is told.
const BRIDGES: usize = 5;

/// Only areas with two people or more: that one person alone holds an area is said elsewhere.
fn bridging(sight: &Sight<'_>) -> Vec<Hit> {
    let mut shared = areas(sight.plan, sight.world.today);
    shared.retain(|area| area.able > 1);
    let each = bridges(&shared).into_iter().take(BRIDGES).filter_map(|who| {
        let (one, other) = sides(&shared, &who)?;
        let message = format!(
            "Only {} could mend both {} and {}: without them no one knows both sides.",
            person(sight.plan, &who),
            one.domain.name.show(),
            other.domain.name.show(),
        );
        let fix = format!("teach somebody of the one side the other, then outgrow know PERSON {} 2", other.domain.id);
        let hit = Hit::new(State::Mon, at("people", &who), "role", message);
        Some(hit.fix(fix).with(domains(&[&one.domain.id, &other.domain.id])))
    });
    each.collect()
}

/// An area on either side of somebody who holds them together.
fn sides<'a, 'p>(all: &'a [Area<'p>], who: &Id) -> Option<(&'a Area<'p>, &'a Area<'p>)> {
    fn able<'a, 'p>(area: &'a Area<'p>) -> impl Iterator<Item = &'p Id> + use<'a, 'p> {
        area.levels.iter().filter(|known| known.counts && known.level >= ALONE).map(|known| &known.person.id)
    }
    let mine: Vec<&Area> = all.iter().filter(|area| able(area).any(|id| id == who)).collect();
    let first = mine.first()?;
    let mut held: BTreeMap<&Id, Vec<&Area>> = BTreeMap::new();
    for area in all {
        able(area).for_each(|id| held.entry(id).or_default().push(area));
    }
    // Everybody who is reached from the first area without them.
    let mut reached: BTreeSet<&Id> = BTreeSet::new();
    let mut next: Vec<&Id> = able(first).filter(|id| *id != who).collect();
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            let beside = held.get(id).into_iter().flatten().flat_map(|area| able(area));
            next.extend(beside.filter(|id| *id != who && !reached.contains(*id)));
        }
    }
    let other = mine.iter().find(|area| !able(area).any(|id| reached.contains(id)))?;
    Some((first, other))
}

fn outside(sight: &Sight<'_>) -> Vec<Hit> {
    let plan = sight.plan;
    let teams = plan.people.iter().filter(|person| person.kind == PersonKind::ExternalTeam);
    let each = teams.filter(|team| is_here(team, sight.world.today)).filter_map(|team| {
        let conditions = [
            (team.shared_context, "shared_context", "sees why things are as they are"),
            (team.same_ceremonies, "same_ceremonies", "sits in the same meetings"),
            (team.clear_ownership, "clear_ownership", "owns areas"),
        ];
        let missing: Vec<_> = conditions.into_iter().filter(|(met, ..)| !met).collect();
        let (_, field, _) = missing.first()?;
        let knows = |row: &&std::sync::Arc<Knowledge>| {
            row.person.id() == Some(&team.id) && row.level.is_some_and(|level| level >= ALONE)
        };
        let known: Vec<&Id> = plan.knowledge.iter().filter(knows).filter_map(|row| row.domain.id()).collect();
        if known.is_empty() {
            return None;
        }
        let says: Vec<&str> = missing.iter().map(|(.., says)| *says).collect();
        let message = format!(
            "{} knows {} and does not count until it {}.",
            team.name.show(),
            named(plan, &known),
            listed(&says),
        );
        let set: Vec<String> = missing.iter().map(|(_, field, _)| format!("{field}=yes")).collect();
        let fix = format!("see to it, then outgrow set people/{} {}", team.id, set.join(" "));
        Some(Hit::new(State::Mon, at("people", &team.id), field, message).fix(fix).with(domains(&known)))
    });
    each.collect()
}

/// One hit for each person whose name stands where they do not know.
fn papers(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let mut by: BTreeMap<Id, Vec<super::Doubt>> = BTreeMap::new();
    for doubt in doubts(plan, &areas(plan, today), today).into_iter().filter(|doubt| doubt.at.register == "domains") {
        by.entry(doubt.who.clone()).or_default().push(doubt);
    }
    let each = by.into_iter().map(|(who, doubts)| {
        let first = &doubts[0];
        let more = and_more(doubts.len() - 1, "area");
        let area = &first.at.id;
        let fix = format!("outgrow know {who} {area} LEVEL, or outgrow set domains/{area} {}=PERSON", first.field);
        let others = doubts[1..].iter().map(|doubt| doubt.at.clone()).collect();
        let message = format!("{}{more}", first.says);
        Hit::new(State::Mon, first.at.clone(), first.field, message).fix(fix).with(others)
    });
    each.collect()
}

fn stale(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let who = |row: &Knowledge| row.person.id().and_then(|id| plan.people.get(id));
    let mut old: Vec<_> = plan
        .knowledge
        .iter()
        .filter(|row| row.level.is_some_and(|level| level >= ALONE))
        .filter(|row| who(row).is_some_and(|person| counts(person, today)))
        .filter_map(|row| Some((row.verified.filter(|day| today.since(*day) as f64 > HALF)?, row)))
        .collect();
    old.sort_by_key(|(day, _)| *day);
    let groups = together(sight, "old-knowledge", old, |(_, row)| at("knowledge", Record::id(&***row)));
    let each = groups.into_iter().map(|group| {
        let (day, first) = group[0];
        let more = and_more(group.len() - 1, "level");
        let (id, name) = (Record::id(&**first), who(first).map(|person| person.name.show()).unwrap_or_default());
        let area = first.domain.id().map(|id| named(plan, &[id])).unwrap_or_default();
        let message = format!("That {name} could mend {area} alone was last made sure of on {}.{more}", day.words());
        let others = group[1..].iter().map(|(_, row)| at("knowledge", Record::id(&***row))).collect();
        let fix = format!("ask, then outgrow set knowledge/{id} verified=today");
        Hit::new(State::Mon, at("knowledge", id), "verified", message).fix(fix).with(others)
    });
    each.collect()
}

/// A pack that is missing is no alarm: one sentence with all that is not there.
fn alone(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let Some(pack) = pack(plan, &areas(plan, today), today) else { return Vec::new() };
    let unwritten: Vec<&str> = pack.pieces.iter().filter(|piece| !piece.written).map(|piece| piece.what).collect();
    let mut missing = Vec::new();
    if !unwritten.is_empty() {
        missing.push(format!("nothing is written down on {}", listed(&unwritten)));
    }
    if pack.stranger.is_none() {
        missing.push("nobody is named who would take over".to_string());
    }
    if pack.drill.is_none() {
        missing.push("nobody has tried it".to_string());
    }
    if missing.is_empty() {
        return Vec::new();
    }
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let message = format!("For the day on which {} does not come, {}.", person(plan, &pack.person), listed(&missing));
    let piece = pack.pieces.iter().find(|piece| !piece.written).and_then(|piece| piece.area.as_ref());
    let (row, field, fix) = match (piece, &pack.stranger) {
        (Some(area), _) => {
            (at("domains", area), "note", format!("outgrow set domains/{area} note=\"WHERE IT IS WRITTEN\""))
        }
        (None, None) if !unwritten.is_empty() => (
            at("people", &pack.person),
            "note",
            "outgrow add domains \"Deploy\" kind=operations note=\"WHERE IT IS WRITTEN\"".to_string(),
        ),
        (None, None) => (at("people", &pack.person), "note", "outgrow add people NAME kind=external-team".to_string()),
        (None, Some(_)) => {
            (at("people", &pack.person), "note", "outgrow add cadences \"Restore drill\" every=3mo".to_string())
        }
    };
    vec![Hit::new(State::Mon, row, field, message).fix(fix)]
}

fn hires(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today, roadmap) = (sight.plan, sight.world.today, &sight.facts.roadmap);
    let each = roadmap.stages.iter().filter_map(|step| {
        let stage = plan.stages.get(&step.stage)?;
        let missing = step.missing.filter(|missing| *missing > 0)?;
        let (name, least) = (stage.name.show(), short(stage.heads_min?));
        let fix = format!("outgrow add people NAME kind=planned-hire joins=DAY stage={}", stage.id);
        if step.begun {
            // Stages that are over want nothing any more.
            let here = roadmap.by_users.as_ref() == Some(&step.stage);
            let message = format!("{name} has begun with {} of {least} people.", step.heads);
            return here.then(|| Hit::new(State::Mon, at("stages", &stage.id), "heads_min", message).fix(fix));
        }
        let When::On(begins) = step.enters?.p50 else { return None };
        let by = step.hire_by?;
        if by.since(today) > AHEAD {
            return None;
        }
        let (state, verb) = if by <= today { (State::Act, "had") } else { (State::Mon, "has") };
        let message = format!(
            "{name} begins about {} and asks for {least} people; {} by then. To find {missing} more, the search \
             {verb} to begin by {}.",
            begins.words(),
            if step.heads == 1 { "1 is there".to_string() } else { format!("{} are there", step.heads) },
            by.words(),
        );
        let hit = Hit::new(state, at("stages", &stage.id), "heads_min", message);
        Some(hit.fix(fix).bites(Some(begins)))
    });
    each.collect()
}
