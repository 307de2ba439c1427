//! What is said of knowledge and does not fit together, and how old it is.

use super::{ALONE, Area, is_here};
use crate::model::field::Record;
use crate::model::{Address, Day, Evidence, Id, Knowledge, PersonKind, Plan};
use crate::text::{Shown, show};

/// Two things that are said and do not fit.
#[derive(Clone, PartialEq, Debug)]
pub struct Doubt {
    pub at: Address,
    /// The field that mends it.
    pub field: &'static str,
    /// Whom it is about.
    pub who: Id,
    pub says: Shown,
}

/// Days after which half of the trust in a level is gone. A proposal: nothing measured validates one value.
pub const HALF: f64 = 180.0;

/// How far a level is to be trusted, of a hundred, by the day somebody last made sure; `None` where nobody did.
pub fn trust(row: &Knowledge, today: Day) -> Option<f64> {
    let age = today.since(row.verified?).max(0) as f64;
    let trust = (100.0 * (-age / HALF * std::f64::consts::LN_2).exp()).round();
    Some(if row.evidence == Evidence::Guess { trust / 2.0 } else { trust })
}

/// Everything that contradicts itself: owners and backups who do not know or are not there, levels that are only guessed,
/// teams outside that do not count. Linear in areas and what is known of them.
pub fn doubts(plan: &Plan, areas: &[Area<'_>], today: Day) -> Vec<Doubt> {
    let mut found = Vec::new();
    for area in areas {
        let domain = area.domain;
        let mut add = |field, who: &Id, says: String| {
            let at = Address { register: "domains", id: domain.id.clone() };
            found.push(Doubt { at, field, who: who.clone(), says: show(says) });
        };
        let name = domain.name.show();
        for (field, role, id) in [("owner", "owner", domain.owner.id()), ("backup", "backup", domain.backup.id())] {
            let Some(person) = id.and_then(|id| plan.people.get(id)) else { continue };
            let who = person.name.show();
            if !is_here(person, today) {
                add(field, &person.id, format!("{who} is {role} of {name} and not here today."));
                continue;
            }
            match level(area, &person.id) {
                0 => add(field, &person.id, format!("{who} is {role} of {name}, and nothing says they know it.")),
                level if level < ALONE => {
                    add(field, &person.id, format!("{who} is {role} of {name} and could not mend it alone."));
                }
                _ => {}
            }
        }
        if let Some(owner) = domain.owner.id().filter(|owner| domain.backup.id() == Some(owner)) {
            add("backup", owner, format!("Owner and backup of {name} are one person."));
        }
    }
    for row in plan.knowledge.iter().filter(|row| row.level.is_some_and(|level| level >= ALONE)) {
        let Some(person) = row.person.id().and_then(|id| plan.people.get(id)) else { continue };
        let Some(domain) = row.domain.id().and_then(|id| plan.domains.get(id)) else { continue };
        let (who, name) = (person.name.show(), domain.name.show());
        let mut add = |field, says: String| {
            found.push(Doubt {
                at: Address { register: "knowledge", id: Record::id(&**row).clone() },
                field,
                who: person.id.clone(),
                says: show(says),
            });
        };
        if row.evidence == Evidence::Guess || row.guess {
            add("evidence", format!("That {who} could mend {name} alone is a guess."));
        }
        let conditions = [person.shared_context, person.same_ceremonies, person.clear_ownership];
        let missing = conditions.iter().filter(|met| !**met).count();
        if person.kind == PersonKind::ExternalTeam && missing > 0 {
            let says = format!(
                "{who} knows {name} and does not count: {missing} of three conditions for a team outside fail."
            );
            add("level", says);
        }
    }
    found
}

fn level(area: &Area<'_>, person: &Id) -> i64 {
    area.levels.iter().find(|known| known.person.id == *person).map_or(0, |known| known.level)
}
