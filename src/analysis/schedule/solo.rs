//! The plan by one person alone, by both readings of what a phase-week takes from them.

use super::{Draws, Forecast, Network, View, forecast, level};
use crate::model::{Day, Plan};

/// One reading.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// Person-days that a phase-week takes.
    pub lead_days: f64,
    pub forecast: Forecast,
}

/// Person-days a phase-week takes when most of it is waiting and others' work, and when it is all the lead's own.
pub const READINGS: [f64; 2] = [0.8, 1.75];

/// What is left of the phases, all of it the lead's: light and full. Two schedules and forecasts.
pub fn solo(plan: &Plan, today: Day, draws: Draws) -> [Reading; 2] {
    READINGS.map(|lead_days| {
        let alone = alone(plan, lead_days);
        let net = Network::of(&alone, today, View::People);
        Reading { lead_days, forecast: forecast(&net, &level(&net), draws) }
    })
}

fn alone(plan: &Plan, lead_days: f64) -> Plan {
    let mut alone = plan.clone();
    let mut product = plan.product().clone();
    product.lead_days = lead_days;
    alone.product.put(product);
    for phase in plan.phases.iter().filter(|phase| !phase.people.0.is_empty()) {
        let mut phase = (**phase).clone();
        phase.people = Default::default();
        alone.phases.put(phase);
    }
    for task in &plan.tasks {
        // Work besides the review is another matter.
        if task.phase.id().is_none() && !plan.phases.is_empty() {
            alone.tasks.take(&task.id);
        } else if !task.people.0.is_empty() {
            let mut task = (**task).clone();
            task.people = Default::default();
            alone.tasks.put(task);
        }
    }
    alone
}
