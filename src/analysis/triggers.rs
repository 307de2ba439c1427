//! How near each infrastructure limit is.

use crate::model::{Day, Metric, Op, Plan, Status, Trigger};

/// A trigger beside what was last read of its metric.
#[derive(Clone, Debug)]
pub struct Watch<'p> {
    pub trigger: &'p Trigger,
    pub metric: Option<&'p Metric>,
    pub last: Option<(Day, f64)>,
    /// How much of the limit is used up, in percent: 100 is reached. Only for limits that are a level; a jump
    /// and an event have none.
    pub percent: Option<f64>,
}

/// Every trigger that is not done, the nearest to its limit first, otherwise in the order of the file.
pub fn watches(plan: &Plan) -> Vec<Watch<'_>> {
    let open = plan.triggers.iter().filter(|trigger| trigger.status != Status::Done);
    let mut found: Vec<Watch> = open.map(|trigger| watch(plan, trigger)).collect();
    found.sort_by(|a, b| b.percent.unwrap_or(-1.0).total_cmp(&a.percent.unwrap_or(-1.0)));
    found
}

/// One trigger's reading against its limit.
pub fn watch<'p>(plan: &'p Plan, trigger: &'p Trigger) -> Watch<'p> {
    let metric = trigger.metric.id().and_then(|id| plan.metrics.get(id));
    let last = metric.and_then(|metric| metric.readings.0.last_key_value()).map(|(day, n)| (*day, *n));
    let limit = trigger.threshold.filter(|limit| *limit > 0.0);
    let reading = last.map(|(_, n)| n).filter(|n| *n > 0.0);
    let percent = match (trigger.op, reading, limit) {
        (Op::Above, Some(n), Some(limit)) => Some(100.0 * n / limit),
        (Op::Below, Some(n), Some(limit)) => Some(100.0 * limit / n),
        _ => None,
    };
    Watch { trigger, metric, last, percent }
}
