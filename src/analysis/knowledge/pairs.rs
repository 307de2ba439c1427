//! The cheapest way to two people in every area: who learns what from whom, when, and how long that takes.

use std::collections::BTreeMap;

use super::{ALONE, Area, is_here};
use crate::model::field::Record;
use crate::model::{Day, Id, Person, Plan, Span, Task, TaskKind, Unit};
use crate::text::{Raw, show};

/// People who are enough for an area.
pub const ENOUGH: usize = 2;
/// Minutes of work of both together that a hand-over takes where nobody said: six days.
const HAND_OVER: u64 = 6 * DAY;
const DAY: u64 = 480;
/// Minutes that each further area makes a learner's own ones dearer: half a day of changing between them.
pub const MORE: u64 = DAY / 2;
/// Hours a week that somebody can give to pairing.
pub const HOURS: u64 = 8;

/// Who learns an area.
#[derive(Clone, PartialEq, Debug)]
pub struct Pairing {
    pub area: Id,
    pub learner: Id,
    /// Who teaches; where nobody here knows it, it is worked out alone.
    pub teacher: Option<Id>,
    /// Minutes of work of both together.
    pub work: u64,
    pub weeks: u64,
    pub starts: Day,
    pub ends: Day,
    /// Whether the teacher leaves before the end.
    pub too_late: bool,
}

/// The plan of all pairings.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Way {
    /// In the order in which they begin.
    pub pairings: Vec<Pairing>,
    /// Minutes of all of them, with what changing between areas takes.
    pub work: u64,
    /// Areas for which there are too few people to come to two.
    pub short: Vec<Id>,
}

/// What it takes that somebody learns an area, in minutes of both together: the hand-over as entered, else six days; half of
/// it where they have seen the area; three quarters where they can mend an area beside it; half as much again where
/// nobody can teach it.
pub fn cost(plan: &Plan, area: &Area<'_>, person: &Person, areas: &[Area<'_>]) -> u64 {
    let whole =
        area.domain.transfer.map_or(HAND_OVER, |span| (span.work_days() * DAY as f64).round().clamp(0.0, 1e9) as u64);
    let seen = level(area, &person.id) > 0;
    let near = plan.links.iter().any(|link| {
        let other = match (link.from.id(), link.to.id()) {
            (Some(from), Some(to)) if *from == area.domain.id => to,
            (Some(from), Some(to)) if *to == area.domain.id => from,
            _ => return false,
        };
        let beside = areas.binary_search_by(|area| area.domain.id.cmp(other)).ok();
        beside.is_some_and(|at| level(&areas[at], &person.id) >= ALONE)
    });
    let taught = area.levels.iter().any(|known| known.level >= ALONE);
    let mut minutes = whole;
    minutes = if seen { minutes / 2 } else { minutes };
    minutes = if near { minutes * 3 / 4 } else { minutes };
    if taught { minutes } else { minutes * 3 / 2 }
}

fn level(area: &Area<'_>, person: &Id) -> i64 {
    area.levels.iter().find(|known| known.person.id == *person).map_or(0, |known| known.level)
}

/// Who learns which area at the least cost: `areas` by how many learners each lacks and what each person would cost
/// (`None`: cannot learn it). A person's second area costs [`MORE`] besides, the third twice that, and so on. Exact: each
/// learner is a unit of flow from an area through a person, sent along the cheapest way that is left (Ahuja, Magnanti and
/// Orlin, *Network Flows*, 1993, chapter 9). Gives the persons by area and the whole cost.
pub fn assign(areas: &[(usize, Vec<Option<u64>>)], people: usize) -> (Vec<Vec<usize>>, u64) {
    let mut chosen: Vec<Vec<usize>> = vec![Vec::new(); areas.len()];
    let mut load = vec![0_u64; people];
    for start in 0..areas.len() {
        while chosen[start].len() < areas[start].0 {
            let (at_area, at_person) = ways(areas, &chosen, start, people);
            let end = |person: &usize| at_person[*person].map(|(cost, _)| cost + (load[*person] * MORE) as i64);
            let Some(last) = (0..people).filter(|person| end(person).is_some()).min_by_key(end) else { break };
            load[last] += 1;
            // Back to the area, each person on the way pushed on from the area they had.
            let mut person = last;
            while let Some((_, area)) = at_person[person] {
                chosen[area].push(person);
                let Some((_, pushed)) = at_area[area].filter(|_| area != start) else { break };
                chosen[area].retain(|other| *other != pushed);
                person = pushed;
            }
        }
    }
    let direct: u64 =
        areas.iter().zip(&chosen).flat_map(|((_, costs), who)| who.iter().filter_map(|p| costs[*p])).sum();
    let more: u64 = load.iter().map(|n| MORE * (n * n.saturating_sub(1) / 2)).sum();
    chosen.iter_mut().for_each(|who| who.sort_unstable());
    (chosen, direct + more)
}

/// What it costs to come somewhere, and from where.
type Label = Option<(i64, usize)>;

/// The cheapest ways from an area to every area and person: to a person who could learn an area, and back from a person who
/// learns an area to that area, which then needs another one.
fn ways(
    areas: &[(usize, Vec<Option<u64>>)],
    chosen: &[Vec<usize>],
    start: usize,
    people: usize,
) -> (Vec<Label>, Vec<Label>) {
    let (mut at_area, mut at_person): (Vec<Label>, Vec<Label>) = (vec![None; areas.len()], vec![None; people]);
    at_area[start] = Some((0, usize::MAX));
    loop {
        let mut changed = false;
        for (area, (_, costs)) in areas.iter().enumerate() {
            let Some((so_far, _)) = at_area[area] else { continue };
            for (person, label) in at_person.iter_mut().enumerate() {
                let Some(cost) = costs[person].filter(|_| !chosen[area].contains(&person)) else { continue };
                let cost = so_far + cost as i64;
                if label.is_none_or(|(known, _)| cost < known) {
                    *label = Some((cost, area));
                    changed = true;
                }
            }
        }
        for (area, (_, costs)) in areas.iter().enumerate().filter(|(area, _)| *area != start) {
            for person in &chosen[area] {
                let (Some((so_far, _)), Some(cost)) = (at_person[*person], costs[*person]) else { continue };
                let cost = so_far - cost as i64;
                if at_area[area].is_none_or(|(known, _)| cost < known) {
                    at_area[area] = Some((cost, *person));
                    changed = true;
                }
            }
        }
        if !changed {
            return (at_area, at_person);
        }
    }
}

/// The cheapest way to two people in every area, with dates: what is critical first, then what most leans on; nobody pairs
/// more than [`HOURS`] a week, or on two areas at once. `leaning` says how much leans on an area.
pub fn way(plan: &Plan, areas: &[Area<'_>], today: Day, leaning: impl Fn(&Id) -> usize) -> Way {
    let people: Vec<&Person> =
        plan.people.iter().map(|person| &**person).filter(|person| super::counts(person, today)).collect();
    let lacking: Vec<&Area<'_>> = areas.iter().filter(|area| area.able < ENOUGH).collect();
    let costs: Vec<(usize, Vec<Option<u64>>)> = lacking
        .iter()
        .map(|area| {
            let each =
                people.iter().map(|person| (level(area, &person.id) < ALONE).then(|| cost(plan, area, person, areas)));
            (ENOUGH - area.able, each.collect())
        })
        .collect();
    let (chosen, work) = assign(&costs, people.len());
    let short = lacking.iter().zip(&costs).zip(&chosen).filter(|((_, (lack, _)), who)| who.len() < *lack);
    let short = short.map(|((area, _), _)| area.domain.id.clone()).collect();
    let mut open: Vec<(usize, usize)> =
        chosen.iter().enumerate().flat_map(|(area, who)| who.iter().map(move |person| (area, *person))).collect();
    let price = |(area, person): (usize, usize)| costs[area].1[person].unwrap_or(0);
    open.sort_by_key(|(area, person)| {
        let domain = lacking[*area].domain;
        (-domain.critical.unwrap_or(0), usize::MAX - leaning(&domain.id), price((*area, *person)), *area, *person)
    });
    // Weeks from the next Monday on until which somebody is busy.
    let mut busy: BTreeMap<&Id, u64> = BTreeMap::new();
    let monday = next_monday(today);
    let mut pairings = Vec::new();
    for (at, person) in open {
        let (area, learner, work) = (lacking[at], people[person], price((at, person)));
        let free = |id: &Id| busy.get(id).copied().unwrap_or(0);
        let teachers = area
            .levels
            .iter()
            .filter(|known| known.level >= ALONE && is_here(known.person, today) && known.person.id != learner.id);
        let teacher = teachers.min_by_key(|known| (free(&known.person.id), -known.level, &known.person.id));
        let from = free(&learner.id).max(teacher.map_or(0, |known| free(&known.person.id)));
        // Each gives half of the work; who learns alone gives all of it.
        let own = if teacher.is_some() { work.div_ceil(2) } else { work };
        let weeks = own.div_ceil(HOURS * 60).max(1);
        let day = |week: u64| monday.plus(7 * i64::try_from(week).unwrap_or(i64::MAX / 7));
        let (Some(starts), Some(ends)) = (day(from), day(from + weeks)) else { continue };
        busy.insert(&learner.id, from + weeks);
        if let Some(known) = teacher {
            busy.insert(&known.person.id, from + weeks);
        }
        pairings.push(Pairing {
            area: area.domain.id.clone(),
            learner: learner.id.clone(),
            teacher: teacher.map(|known| known.person.id.clone()),
            work,
            weeks,
            starts,
            ends,
            too_late: teacher.and_then(|known| known.person.leaves).is_some_and(|leaves| leaves < ends),
        });
    }
    pairings.sort_by_key(|pairing| pairing.starts);
    Way { pairings, work, short }
}

/// Today, if it is a Monday, else the next one.
fn next_monday(today: Day) -> Day {
    let past = i64::from(today.0.weekday().to_monday_zero_offset());
    today.plus((7 - past) % 7).unwrap_or(today)
}

/// The plan with a task for each of these pairings. The difference of both plans is the edit.
pub fn with_tasks(plan: &Plan, pairings: &[Pairing]) -> Plan {
    let mut next = plan.clone();
    let name = |id: &Id| plan.people.get(id).map_or_else(|| id.to_string(), |person| person.name.raw().to_string());
    for pairing in pairings {
        let area =
            plan.domains.get(&pairing.area).map_or_else(|| pairing.area.to_string(), |d| d.name.raw().to_string());
        let title = match &pairing.teacher {
            Some(teacher) => format!("{} learns {area} from {}", name(&pairing.learner), name(teacher)),
            None => format!("{} works out {area}", name(&pairing.learner)),
        };
        let id = Id::slug(&title, Task::ABOUT.singular).free(|id| next.tasks.get(id).is_some());
        let days = (pairing.work as f64 / DAY as f64 * 100.0).round() / 100.0;
        let mut task = Task {
            id,
            name: Raw::from(show(title).to_string()),
            kind: Some(TaskKind::Team),
            planned: Some(pairing.starts),
            effort: Some(Span { min: days, mode: None, max: days, unit: Unit::Days }),
            elapsed: Some(Span { min: pairing.weeks as f64, mode: None, max: pairing.weeks as f64, unit: Unit::Weeks }),
            ..Task::default()
        };
        task.domains.0 = [pairing.area.clone()].into();
        task.people.0 = std::iter::once(&pairing.learner).chain(&pairing.teacher).cloned().collect();
        task.people.0.sort();
        next.tasks.put(task);
    }
    next
}
