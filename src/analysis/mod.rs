//! Everything that is computed from a plan. Pure; `today` and all that comes from outside stands in [`World`].

pub mod agenda;
pub mod checks;
pub mod data;
pub mod debt;
pub mod growth;
pub mod knowledge;
pub mod next;
pub mod readiness;
pub mod triggers;

use crate::model::{Day, Plan};

/// What an analysis may know beside the plan.
#[derive(Clone, PartialEq, Debug)]
pub struct World {
    pub today: Day,
}

/// Every derived result that is cheap, computed once for a plan.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub findings: Vec<checks::Finding>,
    pub readiness: Vec<readiness::Part>,
    pub next: Vec<next::Step>,
    /// Rows that a template or an import put there and nobody confirmed.
    pub guesses: usize,
}

/// All facts of a plan. Linear in its rows.
pub fn facts(plan: &Plan, world: &World) -> Facts {
    let findings = checks::findings(plan);
    let readiness = readiness::parts(plan, &findings);
    let guesses = checks::guesses(plan);
    let next = next::steps(plan, world, &findings, guesses);
    Facts { findings, readiness, next, guesses }
}
