//! What pages of people and of areas say of who knows what.

use super::names;
use crate::analysis::knowledge::{self, ALONE, Area, ENOUGH, What, answers_for, areas, is_here, trust, what_if};
use crate::model::Id;
use crate::report::doc::{Block, Tone, Words};
use crate::report::words::{Say, joined, number};
use crate::text::{show, word};

/// What a person's own page says: what stops without them, what would be if they left.
pub fn of_person(say: &Say, id: &Id) -> Vec<Block> {
    let all = areas(say.plan, say.today);
    if let Some(person) = say.plan.people.get(id).filter(|person| !is_here(person, say.today)) {
        let knew = |area: &&Area| area.levels.iter().any(|known| known.person.id == *id && known.level >= ALONE);
        let lost: Vec<Id> =
            all.iter().filter(|area| area.able == 0).filter(knew).map(|area| area.domain.id.clone()).collect();
        let who = person.name.show();
        let told = match (lost.is_empty(), person.joins.filter(|day| *day > say.today)) {
            (_, Some(day)) => format!("{who} joins on {}.", day.words()),
            (true, None) => format!("{who} is not here today; what they could mend alone has somebody else."),
            (false, None) => {
                format!("{who} is not here today, and nobody is left for {}.", names(say, "domains", &lost))
            }
        };
        return vec![Block::Heading(2, Words::from("Without them")), Block::Para(Words::from(show(told)))];
    }
    let known: Vec<&Area> = all
        .iter()
        .filter(|area| area.levels.iter().any(|known| known.person.id == *id && known.counts && known.level >= ALONE))
        .collect();
    let answers = answers_for(say.plan, id);
    if known.is_empty() && answers.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading(2, Words::from("Without them"))];
    let alone = say.facts.carried.single().filter(|held| held.holders[0] == *id);
    let stops: Vec<Words> = alone.filter_map(|held| Some(Words::new().with(Tone::Mon, held.says(say.plan)?))).collect();
    match stops.is_empty() {
        true => blocks.push(Block::Para(Words::from("Nothing stops: every area they could mend has somebody else."))),
        false => blocks.push(Block::List(stops)),
    }
    let effect = what_if(say.plan, &all, &[What::Leaves(id.clone())]);
    let mut pairs = Vec::new();
    if !effect.nobody.is_empty() {
        pairs.push((word("Nobody left for"), Words::from(names(say, "domains", &effect.nobody))));
    }
    if !effect.single.is_empty() {
        pairs.push((word("One person for"), Words::from(names(say, "domains", &effect.single))));
    }
    if !effect.unowned.is_empty() {
        let rows = effect.unowned.iter().map(|at| say.place(at));
        pairs.push((word("Without an owner"), joined(rows)));
    }
    pairs.push((word("Lost a week"), Words::from(format!("{} person-days", number(effect.days_a_week)))));
    blocks.push(Block::Pairs(pairs));
    blocks
}

/// What an area's own page says: who could mend it, who has seen it, what stops with it.
pub fn of_area(say: &Say, id: &Id) -> Vec<Block> {
    let Some(held) = say.facts.carried.get(id) else { return Vec::new() };
    let all = areas(say.plan, say.today);
    let Some(area) = all.iter().find(|area| area.domain.id == *id).filter(|area| !area.levels.is_empty()) else {
        return Vec::new();
    };
    let mut pairs = vec![(
        word("Could mend it"),
        match held.holders.is_empty() {
            true => Words::new().with(Tone::Act, "nobody"),
            false => joined(held.holders.iter().map(|id| say.name("people", id))),
        },
    )];
    let seen = area.levels.iter().filter(|known| known.counts && known.level < ALONE);
    let seen = joined(seen.map(|known| say.name("people", &known.person.id)));
    if !seen.is_empty() {
        pairs.push((word("Have seen it"), seen));
    }
    let away = area.levels.iter().filter(|known| !known.counts);
    let away = joined(away.map(|known| say.name("people", &known.person.id)));
    if !away.is_empty() {
        pairs.push((word("Do not count"), away));
    }
    let sure = say.plan.knowledge.iter().filter(|row| row.domain.id() == Some(id)).filter_map(|row| {
        let (day, trust) = (row.verified?, trust(row, say.today)?);
        let name = say.name("people", row.person.id()?);
        Some(name.dim(format!(" on {}, to be trusted by {} %", day.short(say.today), number(trust))))
    });
    let sure = joined(sure);
    if !sure.is_empty() {
        pairs.push((word("Made sure of"), sure));
    }
    if held.holders.len() < ENOUGH && !held.stops.is_empty() {
        pairs.push((word("Stops with it"), joined(held.stops.iter().map(|at| say.place(at)))));
    }
    vec![Block::Heading(2, Words::from("Who knows it")), Block::Pairs(pairs)]
}

/// The cheapest way out for an area that hangs on one person or nobody: who learns it of whom, and until when.
pub fn out_of(say: &Say, id: &Id) -> Vec<Block> {
    let all = areas(say.plan, say.today);
    let leaning = |area: &Id| say.facts.carried.get(area).map_or(0, |held| held.stops.len());
    let way = knowledge::way(say.plan, &all, say.today, leaning);
    let told = way.pairings.iter().filter(|pairing| pairing.area == *id).map(|pairing| {
        let mut words = say.name("people", &pairing.learner).plain(" learns it");
        words = match &pairing.teacher {
            Some(teacher) => {
                words = words.plain(" of ");
                words.0.extend(say.name("people", teacher).0);
                words
            }
            None => words.plain(" from the code, since nobody can teach it"),
        };
        let days = pairing.work as f64 / 480.0;
        let words = words.plain(format!(
            ": {} person-days, from {} to {}",
            number(days),
            pairing.starts.short(say.today),
            pairing.ends.short(say.today)
        ));
        if pairing.too_late { words.with(Tone::Act, ", after the teacher leaves") } else { words }
    });
    let told: Vec<Words> = told.collect();
    match (told.is_empty(), way.short.contains(id)) {
        (false, _) => vec![Block::List(told)],
        (true, true) => {
            vec![Block::Para(Words::from("There are too few people to come to two here: it takes a hire."))]
        }
        (true, false) => Vec::new(),
    }
}
