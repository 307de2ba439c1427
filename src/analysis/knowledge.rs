//! Who could mend what alone: the areas, how many people carry each, what stops without them, and the cheapest way out.
//! `bus` counts, `stops` knows what leans on whom, `doubt` what contradicts itself, `whatif` what would be, `pairs` who
//! should learn what, `succession` what a team of one leaves behind.

mod bus;
pub mod checks;
mod doubt;
mod pairs;
mod slip;
mod stops;
mod succession;
mod whatif;

use std::collections::BTreeMap;

use super::map::Map;
use crate::model::{Address, Day, Domain, DomainKind, Id, Person, PersonKind, Plan};
use crate::text::{Shown, show};

pub use bus::{Bus, EXACT, bus};
pub use doubt::{Doubt, HALF, doubts, trust};
pub use pairs::{ENOUGH, HOURS, MORE, Pairing, Way, assign, cost, way, with_tasks};
pub use slip::slip;
pub use stops::{answers_for, bridges, graph};
pub use succession::{Pack, Piece, pack};
pub use whatif::{Effect, MENTORING, What, what_if};

/// The level from which somebody mends an area without help.
pub const ALONE: i64 = 2;

/// One area and what people know of it.
#[derive(Clone, Debug)]
pub struct Area<'p> {
    pub domain: &'p Domain,
    /// People who could mend it alone and count today.
    pub able: usize,
    /// Levels above nought, by person.
    pub levels: Vec<Level<'p>>,
}

/// What one person knows of an area.
#[derive(Clone, Copy, Debug)]
pub struct Level<'p> {
    pub person: &'p Person,
    pub level: i64,
    /// Whether the person counts today.
    pub counts: bool,
    pub guess: bool,
}

/// Whether a person works on the product on this day.
pub fn is_here(person: &Person, today: Day) -> bool {
    person.kind != PersonKind::Bot
        && (person.kind != PersonKind::PlannedHire || person.joins.is_some())
        && person.joins.is_none_or(|day| day <= today)
        && person.leaves.is_none_or(|day| day >= today)
}

/// Whether what a person knows counts on this day: they are there, and an external team sees the context, joins
/// the ceremonies and owns its areas.
pub fn counts(person: &Person, today: Day) -> bool {
    let inside = person.kind != PersonKind::ExternalTeam
        || (person.shared_context && person.same_ceremonies && person.clear_ownership);
    inside && is_here(person, today)
}

/// Every area of the plan, in the order of the file; systems of others are none. Linear in the rows.
pub fn areas(plan: &Plan, today: Day) -> Vec<Area<'_>> {
    let mut known: BTreeMap<&Id, Vec<Level>> = BTreeMap::new();
    for row in &plan.knowledge {
        let person = row.person.id().and_then(|id| plan.people.get(id));
        if let (Some(person), Some(domain), Some(level)) = (person, row.domain.id(), row.level.filter(|l| *l > 0)) {
            let level = Level { person, level, counts: counts(person, today), guess: row.guess };
            known.entry(domain).or_default().push(level);
        }
    }
    let inner = plan.domains.iter().filter(|domain| domain.kind != DomainKind::External);
    inner
        .map(|domain| {
            let levels = known.remove(&domain.id).unwrap_or_default();
            let able = levels.iter().filter(|known| known.level >= ALONE && known.counts).count();
            Area { domain, able, levels }
        })
        .collect()
}

/// What is concluded of an area.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    pub area: Id,
    /// People who count today and could mend it alone, the one who leads it first.
    pub holders: Vec<Id>,
    /// What stops with it: domains, triggers, debts, tasks.
    pub stops: Vec<Address>,
}

/// Who carries what today.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Carried {
    /// In the order of the file; systems of others are none.
    pub areas: Vec<Held>,
    /// The overall bus factor, where the team is small enough for it to cost nothing: [`AT_ONCE`]. Else ask [`bus`].
    pub bus: Option<Bus>,
    /// People without whom areas that hang together fall apart.
    pub bridges: Vec<Id>,
}

/// People and areas up to which the overall bus factor is computed with everything else.
pub const AT_ONCE: (usize, usize) = (12, 40);

impl Carried {
    pub fn get(&self, area: &Id) -> Option<&Held> {
        self.areas.binary_search_by(|held| held.area.cmp(area)).ok().map(|at| &self.areas[at])
    }

    /// Areas that nobody could mend.
    pub fn nobody(&self) -> impl Iterator<Item = &Held> {
        self.areas.iter().filter(|held| held.holders.is_empty())
    }

    /// Areas that one person alone could mend.
    pub fn single(&self) -> impl Iterator<Item = &Held> {
        self.areas.iter().filter(|held| held.holders.len() == 1)
    }
}

impl Held {
    /// What stops if its people are away, in a sentence; nothing where there is somebody left.
    pub fn says(&self, plan: &Plan) -> Option<Shown> {
        let name = |id: &Id| plan.domains.get(id).map_or_else(|| show(id.to_string()), |domain| domain.name.show());
        let area = name(&self.area);
        let start = match &self.holders[..] {
            [] => format!("Nobody could mend {area} today"),
            [one] => {
                let who = plan.people.get(one).map(|person| person.name.show()).unwrap_or_default();
                format!("Without {who} nobody could mend {area}")
            }
            _ => return None,
        };
        let count = |register: &str| self.stops.iter().filter(|at| at.register == register).count();
        let counted = [("domains", "other area"), ("triggers", "trigger"), ("debts", "debt"), ("tasks", "task")];
        let counted: Vec<String> = counted
            .into_iter()
            .map(|(register, word)| (count(register), word))
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") })
            .collect();
        let counted: Vec<&str> = counted.iter().map(String::as_str).collect();
        let end = if counted.is_empty() {
            String::new()
        } else {
            let verb = if self.stops.len() == 1 { "waits" } else { "wait" };
            format!("; {} {verb} on it", super::column::listed(&counted))
        };
        Some(show(format!("{start}{end}.")))
    }
}

/// Who carries what. Linear in the rows; the overall bus factor only of small teams.
pub fn carried(plan: &Plan, today: Day, map: &Map) -> Carried {
    let areas = areas(plan, today);
    let mut stops = stops::stops(plan, map);
    let held = areas.iter().map(|area| {
        let mut able: Vec<&Level> = area.levels.iter().filter(|known| known.counts && known.level >= ALONE).collect();
        able.sort_by_key(|known| (-known.level, &known.person.id));
        Held {
            area: area.domain.id.clone(),
            holders: able.into_iter().map(|known| known.person.id.clone()).collect(),
            stops: stops.remove(&area.domain.id).unwrap_or_default(),
        }
    });
    let held: Vec<Held> = held.collect();
    let people = plan.people.iter().filter(|person| counts(person, today)).count();
    let small = people <= AT_ONCE.0 && areas.len() <= AT_ONCE.1;
    Carried { bus: small.then(|| bus(&areas)), bridges: bridges(&areas), areas: held }
}
