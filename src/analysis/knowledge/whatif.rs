//! What would be if somebody left, were away, had half the time, or came.

use super::{ALONE, Area, answers_for};
use crate::analysis::capacity::{elapsed, share};
use crate::model::{Address, Day, Id, Person, Plan};

/// Something that could happen to somebody.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    Leaves(Id),
    /// Gone for two weeks: what leans on them waits, and comes back.
    Away(Id),
    HalfTime(Id),
    /// Somebody comes on the day their row says, with its ramp and mentor.
    Hired(Id),
}

/// What follows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effect {
    /// Areas that have nobody any more, and those that have one person left.
    pub nobody: Vec<Id>,
    pub single: Vec<Id>,
    /// Areas that have two, or somebody, once a newcomer has learned what their mentor knows.
    pub relieved: Vec<Id>,
    /// What has nobody to answer for it any more: triggers, debts, cadences and tasks.
    pub unowned: Vec<Address>,
    /// Person-days a week that are lost; below nought they are won.
    pub days_a_week: f64,
    /// The day on which a newcomer has given back what their mentor's time took; `None` where that never is.
    pub even: Option<Day>,
    /// Weeks by which the forecast slips; put in by whoever has one.
    pub slip: Option<f64>,
}

/// The share of a newcomer's own week that their mentor gives while the ramp lasts.
pub const MENTORING: f64 = 0.2;
/// Calendar days of a ramp that nobody said.
const RAMP: f64 = 42.0;

/// What follows if all of these happen. Linear in what is known.
pub fn what_if(plan: &Plan, areas: &[Area<'_>], whats: &[What]) -> Effect {
    let mut effect = Effect::default();
    let gone: Vec<&Id> = whats
        .iter()
        .filter_map(|what| if let What::Leaves(id) | What::Away(id) = what { Some(id) } else { None })
        .collect();
    for area in areas {
        let able = area.levels.iter().filter(|known| known.counts && known.level >= ALONE);
        let left = able.filter(|known| !gone.contains(&&known.person.id)).count();
        match (area.able, left) {
            (before, 0) if before > 0 => effect.nobody.push(area.domain.id.clone()),
            (before, 1) if before > 1 => effect.single.push(area.domain.id.clone()),
            _ => {}
        }
    }
    for what in whats {
        let (What::Leaves(id) | What::Away(id) | What::HalfTime(id) | What::Hired(id)) = what;
        let Some(person) = plan.people.get(id) else { continue };
        let days = 5.0 * share(plan, person);
        match what {
            What::Leaves(_) | What::Away(_) => {
                effect.days_a_week += days;
                effect.unowned.extend(answers_for(plan, id));
            }
            What::HalfTime(_) => effect.days_a_week += days / 2.0,
            What::Hired(_) => {
                effect.days_a_week -= days;
                effect.even = person.joins.and_then(|joins| even(plan, person, joins));
                effect.relieved = relieved(areas, person);
            }
        }
    }
    // What two who leave both work on is named once.
    effect.unowned.sort();
    effect.unowned.dedup();
    effect
}

/// The day on which the work of a newcomer, who gives the more of their share the longer the ramp lasts and all of it
/// after, makes up for their mentor's.
fn even(plan: &Plan, person: &Person, joins: Day) -> Option<Day> {
    let full = share(plan, person);
    let ramp = person.ramp.map_or(RAMP, elapsed);
    let cost = if person.mentor.id().is_some() { MENTORING } else { 0.0 };
    if full <= 0.0 {
        return None;
    }
    // In the ramp `full * t² / (2 ramp)` is given and `cost * t` taken; from its end on `full` a day is given.
    let inside = 2.0 * cost * ramp / full;
    let days = if inside <= ramp { inside } else { ramp + (cost * ramp - full * ramp / 2.0) / full };
    (days < 1e6).then(|| joins.plus((days - 1e-6).ceil() as i64)).flatten()
}

/// Areas that only the mentor, or nobody else, carries.
fn relieved(areas: &[Area<'_>], person: &Person) -> Vec<Id> {
    let Some(mentor) = person.mentor.id() else { return Vec::new() };
    let knows = |area: &&Area<'_>| {
        let known = area.levels.iter().find(|known| known.person.id == *mentor);
        area.able < 2 && known.is_some_and(|known| known.level >= ALONE)
    };
    areas.iter().filter(knows).map(|area| area.domain.id.clone()).collect()
}
