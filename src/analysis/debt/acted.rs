//! What reviews moved: debts whose status or sprint changed from one to the next.

use crate::model::{Day, Debt, Id, Plan};

use super::is_open;

/// Debts that were changed between two plans by a decision: their status or their sprint is another one, or they are new
/// in a sprint. Linear.
pub fn between(before: &Plan, after: &Plan) -> Vec<Id> {
    let changed = |now: &&std::sync::Arc<Debt>| match before.debts.get(&now.id) {
        Some(then) => then.status != now.status || then.sprint != now.sprint,
        None => now.sprint.id().is_some() || !is_open(now),
    };
    after.debts.iter().filter(changed).map(|debt| debt.id.clone()).collect()
}

/// One review, and how many debts it moved.
#[derive(Clone, PartialEq, Debug)]
pub struct Moved {
    pub review: Id,
    pub on: Day,
    /// As somebody wrote it down; `None` where nobody did.
    pub acted: Option<i64>,
    /// The same as a share of the debts that are in the plan today, in percent.
    pub rate: Option<f64>,
}

/// Every review by its day. The share is of today's debts: how many there were then is not kept.
pub fn rates(plan: &Plan) -> Vec<Moved> {
    let all = plan.debts.len() as f64;
    let each = plan.reviews.iter().filter_map(|review| {
        let acted = review.acted.map(|acted| acted.max(0));
        let rate = acted.filter(|_| all > 0.0).map(|acted| (100.0 * acted as f64 / all).min(100.0));
        Some(Moved { review: crate::model::field::Record::id(&**review).clone(), on: review.at?, acted, rate })
    });
    let mut found: Vec<Moved> = each.collect();
    found.sort_by_key(|moved| moved.on);
    found
}
