//! What it costs to put off a data decision.

use crate::model::{DataModel, Plan, Status};

/// An open data decision and the price of waiting.
#[derive(Clone, Debug)]
pub struct Wait<'p> {
    pub model: &'p DataModel,
    /// Person-days at a hundred times today's users less those at ten times: what waiting for growth costs.
    pub days: Option<f64>,
}

/// The open data decisions: pinned ones first, then the dearest to put off, those without figures last.
pub fn waits(plan: &Plan) -> Vec<Wait<'_>> {
    let open = plan.models.iter().filter(|model| model.status != Status::Done);
    let mut found: Vec<Wait> = open
        .map(|model| {
            let days = model.cost_100x.zip(model.cost_10x).map(|(late, soon)| late.work_days() - soon.work_days());
            Wait { model, days }
        })
        .collect();
    let rank = |wait: &Wait| wait.days.unwrap_or(f64::NEG_INFINITY);
    found.sort_by(|a, b| {
        let pinned = a.model.pinned.is_empty().cmp(&b.model.pinned.is_empty());
        pinned.then(rank(b).total_cmp(&rank(a)))
    });
    found
}
