//! Who could mend what alone: the areas, and how many people carry each.

use std::collections::BTreeMap;

use crate::model::{Day, Domain, DomainKind, Id, Person, PersonKind, Plan};

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
