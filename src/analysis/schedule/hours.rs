//! How many hours a week the lead would have to give for the target to be met.

use super::overload::give;
use super::{Draws, Network, View, forecast, level};
use crate::edit::{Edit, apply};
use crate::model::{Day, Plan};
use crate::text::Shown;

/// What it would take.
#[derive(Clone, PartialEq, Debug)]
pub enum Needed {
    /// The plan has no target, or nothing is left to do.
    Nothing,
    /// From this share on.
    Share(Share),
    /// Not even with the whole week: the chance then.
    Never { name: Shown, chance: f64 },
}

/// A share of the week that is enough.
#[derive(Clone, PartialEq, Debug)]
pub struct Share {
    /// The lead.
    pub name: Shown,
    /// Percent of the week, now and needed.
    pub now: f64,
    pub percent: f64,
    /// Hours a week of forty.
    pub hours: f64,
    /// The chance to meet the target at that share.
    pub chance: f64,
    pub edit: Edit,
}

/// Runs for each share that is tried.
const RUNS: usize = 1_000;

/// The least whole percent of the lead's week at which at least `chance` of the runs meet the target. Tries at most
/// eight shares, each with a schedule and a thousand runs.
pub fn needed(plan: &Plan, today: Day, draws: Draws, chance: f64) -> Needed {
    let net = Network::of(plan, today, View::People);
    if net.target.is_none() || !net.rows.iter().any(|row| row.counts) || net.calendar.workers.is_empty() {
        return Needed::Nothing;
    }
    // The lead is the first who enters the calendar.
    let lead = &net.calendar.workers[0];
    let at = |percent: f64| {
        let after = apply(plan, &give(plan, &net, 0, percent)).ok()?;
        let net = Network::of(&after, today, View::People);
        let told = forecast(&net, &level(&net), Draws { runs: draws.runs.min(RUNS), ..draws });
        told.target_chance
    };
    let all = at(100.0).unwrap_or(0.0);
    if all < chance {
        return Needed::Never { name: lead.name.clone(), chance: all };
    }
    let (mut low, mut high, mut found) = (0, 100, all);
    while high - low > 1 {
        let middle = (low + high) / 2;
        match at(f64::from(middle)) {
            Some(there) if there >= chance => (high, found) = (middle, there),
            _ => low = middle,
        }
    }
    let percent = f64::from(high);
    Needed::Share(Share {
        name: lead.name.clone(),
        now: lead.share,
        percent,
        hours: percent * 0.4,
        chance: found,
        edit: give(plan, &net, 0, percent),
    })
}
