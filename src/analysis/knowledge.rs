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

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Plan {
        crate::store::read::read(include_bytes!("../../assets/templates/demo.ron")).expect("the demo reads").0
    }

    fn able(day: &str) -> Vec<(String, usize)> {
        let plan = demo();
        let today = Day::parse(day).expect("a day");
        let weak = areas(&plan, today).into_iter().filter(|area| area.able < 2);
        weak.map(|area| (area.domain.id.to_string(), area.able)).collect()
    }

    #[test]
    fn the_demo_hangs_on_single_people() {
        let all = areas(&demo(), Day::parse("2026-11-16").expect("a day")).len();
        assert_eq!(all, 9, "the payment provider is no area of ours");
        let weak = |list: &[(&str, usize)]| list.iter().map(|(id, n)| (id.to_string(), *n)).collect::<Vec<_>>();
        let now = [("billing", 1), ("deploy", 1), ("inspections", 1), ("reports", 0)];
        assert_eq!(able("2026-11-16"), weak(&now));
        let later = [("billing", 1), ("deploy", 1), ("dispatch", 1), ("inspections", 0), ("reports", 0)];
        assert_eq!(able("2027-01-30"), weak(&later), "a contractor takes what they know along");
    }
}
