//! Everything that is computed from a plan. Pure; `today` and all that comes from outside stands in [`World`].

pub mod agenda;
pub mod bites;
pub mod capacity;
pub mod checks;
pub mod column;
pub mod data;
pub mod debt;
pub mod fixwhen;
pub mod governance;
pub mod growth;
pub mod knowledge;
pub mod ladder;
pub mod map;
pub mod next;
pub mod objectives;
pub mod readiness;
pub mod roadmap;
pub mod schedule;
pub mod trend;
pub mod triggers;

use std::sync::Arc;

use crate::model::{Day, Plan};

pub use governance::review::LastReview;

/// What an analysis may know beside the plan.
#[derive(Clone, PartialEq, Debug)]
pub struct World {
    pub today: Day,
    /// The plan as it was at the last review, where it is known.
    pub last_review: Option<Arc<LastReview>>,
}

impl World {
    /// This day, and nothing known of the last review.
    pub fn on(today: Day) -> World {
        World { today, last_review: None }
    }
}

/// Every derived result that is cheap, computed once for a plan.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub growth: growth::Growth,
    pub triggers: triggers::Triggers,
    pub objectives: Vec<objectives::Kept>,
    pub data: data::Data,
    pub map: map::Map,
    pub carried: knowledge::Carried,
    pub roadmap: roadmap::Roadmap,
    /// The timeline, which is slow: absent until somebody asked for it.
    pub ahead: Option<Arc<schedule::Ahead>>,
    pub debts: debt::Debts,
    pub governance: governance::Governance,
    pub findings: Vec<checks::Finding>,
    pub waived: Vec<checks::Waived>,
    /// Checks whose inputs the plan does not have.
    pub waiting: Vec<&'static checks::Check>,
    pub readiness: Vec<readiness::Part>,
    pub next: Vec<next::Step>,
    /// Rows that a template or an import put there and nobody confirmed.
    pub guesses: usize,
}

/// All facts of a plan but its timeline. Linear in its rows.
pub fn facts(plan: &Plan, world: &World) -> Facts {
    facts_with(plan, world, None)
}

/// All facts and the timeline, made on so many threads; their number changes nothing but the time it takes.
pub fn complete(plan: &Plan, world: &World, threads: usize) -> Facts {
    facts_with(plan, world, Some(Arc::new(schedule::Ahead::of(plan, world.today, threads, None))))
}

/// All facts with a timeline that is known already: that of this plan.
pub fn facts_with(plan: &Plan, world: &World, ahead: Option<Arc<schedule::Ahead>>) -> Facts {
    let growth = growth::growth(plan, world);
    let triggers = triggers::triggers(plan, world, &growth);
    let objectives = objectives::objectives(plan, world);
    let data = data::data(plan, world, &growth, &objectives);
    let map = map::map(plan, world, &triggers, &data);
    let carried = knowledge::carried(plan, world.today, &map);
    let roadmap = roadmap::roadmap(plan, world, &growth);
    let debts = debt::debts(plan, world, &growth, &triggers);
    let known = Facts { growth, triggers, objectives, data, map, carried, roadmap, debts, ..Facts::default() };
    let mut facts = Facts { ahead, ..known };
    facts.governance = governance::governance(plan, world, &facts);
    let checks::Verdict { findings, waived, waiting } = checks::verdict(plan, world, &facts);
    facts.readiness = readiness::parts(plan, &findings);
    facts.guesses = checks::guesses(plan);
    facts.next = next::steps(plan, world, &findings, facts.guesses);
    Facts { findings, waived, waiting, ..facts }
}
