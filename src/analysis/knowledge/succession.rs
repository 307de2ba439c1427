//! A team of one: what somebody named would need to bring the product back.

use super::{ALONE, Area, counts};
use crate::model::{Day, Domain, DomainKind, Id, PersonKind, Plan, Process, Standing};

/// What must be brought back when the only person is gone.
#[derive(Clone, PartialEq, Debug)]
pub struct Piece {
    pub what: &'static str,
    /// The area it is; nothing where the map has none for it.
    pub area: Option<Id>,
    /// Whether it is written down: a note, a proof or an accepted decision.
    pub written: bool,
    /// Hours that a stranger needs for it; `None` where nobody said what the hand-over takes.
    pub hours: Option<f64>,
}

/// What there is for the day on which the only person does not come.
#[derive(Clone, PartialEq, Debug)]
pub struct Pack {
    pub person: Id,
    /// Who would take over: a backup, else a team outside.
    pub stranger: Option<Id>,
    pub pieces: Vec<Piece>,
    /// Hours of all pieces, where each is known.
    pub hours: Option<f64>,
    /// The last day on which somebody tried it, and whether anything in the plan says so.
    pub drill: Option<Day>,
}

/// What an area is found by, in its id or name.
const PIECES: [(&str, &[&str]); 3] = [
    ("deploy", &["deploy", "release", "infra", "hosting", "server"]),
    ("billing", &["billing", "payment", "invoice", "pay"]),
    ("data", &["backup", "restore", "database", "data"]),
];

/// The pack, where exactly one person counts today; `None` for a team, and where nobody is there. Linear.
pub fn pack(plan: &Plan, areas: &[Area<'_>], today: Day) -> Option<Pack> {
    let mut here = plan.people.iter().filter(|person| counts(person, today));
    let person = here.next().filter(|_| here.next().is_none())?;
    let known = |id: &&Id| **id != person.id && plan.people.get(id).is_some();
    let backup = areas.iter().filter_map(|area| area.domain.backup.id()).find(known);
    let outside = || {
        let team = plan.people.iter().find(|other| other.id != person.id && other.kind == PersonKind::ExternalTeam);
        team.map(|team| &team.id)
    };
    let pieces: Vec<Piece> = PIECES.iter().map(|(what, words)| piece(plan, areas, what, words)).collect();
    let hours: Option<Vec<f64>> = pieces.iter().map(|piece| piece.hours).collect();
    Some(Pack {
        person: person.id.clone(),
        stranger: backup.or_else(outside).cloned(),
        hours: hours.map(|hours| hours.iter().sum()),
        pieces,
        drill: drill(plan),
    })
}

fn piece(plan: &Plan, areas: &[Area<'_>], what: &'static str, words: &[&str]) -> Piece {
    let named = |domain: &Domain| {
        let name = domain.name.raw().to_lowercase();
        words.iter().any(|word| domain.id.as_str().contains(word) || name.contains(word))
    };
    let found = areas.iter().find(|area| named(area.domain));
    let running = || areas.iter().find(|area| what == "deploy" && area.domain.kind == DomainKind::Operations);
    let area = found.or_else(running);
    let domain = area.map(|area| area.domain);
    let decided = |domain: &Domain| {
        let decisions = plan.decisions.iter().filter(|row| row.standing == Standing::Accepted);
        decisions.into_iter().any(|row| row.domains.0.contains(&domain.id))
    };
    let written = domain.is_some_and(|domain| !domain.note.0.is_empty() || !domain.proof.is_empty() || decided(domain));
    let hours = domain.and_then(|domain| domain.transfer).map(|span| span.work_days() * 8.0);
    // Who has seen it needs half of it.
    let seen = area
        .is_some_and(|area| area.levels.iter().any(|known| !known.counts && known.level >= 1 && known.level < ALONE));
    let hours = hours.map(|hours| if seen { hours / 2.0 } else { hours });
    Piece { what, area: domain.map(|domain| domain.id.clone()), written, hours }
}

/// The last day of a recurring event that is a drill by its name, or of a security process.
fn drill(plan: &Plan) -> Option<Day> {
    let drills = plan.cadences.iter().filter(|row| {
        let name = row.name.raw().to_lowercase();
        row.process == Some(Process::Security) || name.contains("drill") || name.contains("restore")
    });
    drills.filter_map(|row| row.held.0.keys().next_back().copied()).max()
}
