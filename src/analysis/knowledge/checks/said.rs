//! What is said of people and areas and does not hold: who alone knows two sides, teams that do not count, names on paper,
//! levels that are old.

use std::collections::{BTreeMap, BTreeSet};

use super::domains;
use crate::analysis::checks::{Hit, State, and_more, at, named, together};
use crate::analysis::column::{Sight, listed};
use crate::analysis::knowledge::doubt::HALF;
use crate::analysis::knowledge::{ALONE, Area, Doubt, areas, bridges, counts, doubts, is_here};
use crate::model::field::Record;
use crate::model::{Id, Knowledge, PersonKind};

/// People who hold two sides together of whom is told.
const BRIDGES: usize = 5;

/// Only areas with two people or more: that one person alone holds an area is said elsewhere.
pub fn bridging(sight: &Sight<'_>) -> Vec<Hit> {
    let mut shared = areas(sight.plan, sight.world.today);
    shared.retain(|area| area.able > 1);
    let each = bridges(&shared).into_iter().take(BRIDGES).filter_map(|who| {
        let (one, other) = sides(&shared, &who)?;
        let message = format!(
            "Only {} could mend both {} and {}: without them no one knows both sides.",
            super::person(sight.plan, &who),
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

pub fn outside(sight: &Sight<'_>) -> Vec<Hit> {
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
pub fn papers(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let mut by: BTreeMap<Id, Vec<Doubt>> = BTreeMap::new();
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

pub fn stale(sight: &Sight<'_>) -> Vec<Hit> {
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
