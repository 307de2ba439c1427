//! Governance: what recurs and was missed, what each promise needs to be in place, who is on call, which decisions are due.
//! `calendar` counts the steps of a cadence, `agenda` puts every day ahead into one list, `gates` holds processes against
//! milestones, `records` finds decisions that nobody wrote down, `rota` shares the hours on call, `review` walks over what
//! the next review has to decide; `checks` finds,
//! `columns` tells and explains.

pub mod agenda;
pub mod calendar;
pub mod checks;
mod columns;
pub mod gates;
pub mod records;
pub mod review;
pub mod rota;

use super::{Facts, World};
use crate::model::{FlagKind, Id, Plan, Process, Status};

pub use columns::COLUMNS;

/// Everything of governance that is cheap.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Governance {
    /// Every cadence, in the order of the file.
    pub cadences: Vec<calendar::Steps>,
    pub gates: Vec<gates::Gate>,
    pub records: Vec<records::Due>,
    /// Every flag that is not done, in the order of the file.
    pub flags: Vec<Flag>,
    pub bench: rota::Bench,
    /// Hours a month that all cadences take together.
    pub hours: f64,
}

impl Governance {
    pub fn cadence(&self, id: &Id) -> Option<&calendar::Steps> {
        self.cadences.binary_search_by(|steps| steps.id.cmp(id)).ok().map(|at| &self.cadences[at])
    }

    pub fn flag(&self, id: &Id) -> Option<&Flag> {
        self.flags.binary_search_by(|flag| flag.id.cmp(id)).ok().map(|at| &self.flags[at])
    }

    /// Flags whose day is past.
    pub fn stale(&self) -> usize {
        self.flags.iter().filter(|flag| flag.late.is_some_and(|days| days > 0)).count()
    }
}

/// What is concluded of a flag.
#[derive(Clone, PartialEq, Debug)]
pub struct Flag {
    pub id: Id,
    /// Days since it should be gone; below nought there is time left.
    pub late: Option<i64>,
    /// Days since it was made.
    pub age: Option<i64>,
    /// Whether it is one that must go again and has no day for it.
    pub endless: bool,
    pub owned: bool,
}

fn flags(plan: &Plan, world: &World) -> Vec<Flag> {
    let open = plan.flags.iter().filter(|flag| flag.status != Status::Done);
    let each = open.map(|flag| Flag {
        id: flag.id.clone(),
        late: flag.expires.map(|day| world.today.since(day)),
        age: flag.created.map(|day| world.today.since(day)),
        endless: flag.expires.is_none() && matches!(flag.kind, FlagKind::Release | FlagKind::Experiment),
        owned: flag.owner.id().is_some_and(|id| plan.people.get(id).is_some()),
    });
    each.collect()
}

/// The four processes that are asked for before a Series A.
pub const FOUR: [Process; 4] = [Process::Adr, Process::Flags, Process::OnCall, Process::ArchitectureReview];

/// All of it. Linear in rows and in the steps that are told.
pub fn governance(plan: &Plan, world: &World, facts: &Facts) -> Governance {
    let cadences: Vec<calendar::Steps> =
        plan.cadences.iter().map(|cadence| calendar::steps(plan, world.today, cadence)).collect();
    let bench = rota::bench(plan, world.today);
    let hours = cadences.iter().filter_map(|steps| steps.hours).sum();
    let gates = gates::gates(plan, world.today, &cadences, &bench);
    let records = records::due(plan, world, facts);
    Governance { cadences, gates, records, flags: flags(plan, world), bench, hours }
}
