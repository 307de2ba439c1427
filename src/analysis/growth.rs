//! Where growth stands: users as last read, and the stage they put the product in.

use crate::model::{Day, MetricRole, Plan, Stage};

/// The last reading of the users, and the stages around it.
#[derive(Clone, Debug)]
pub struct Users<'p> {
    pub count: f64,
    pub on: Day,
    /// Whether the metric is a guess.
    pub guess: bool,
    /// The stage this many users belong to.
    pub stage: Option<&'p Stage>,
    /// The next one, by the number at which it begins.
    pub next: Option<&'p Stage>,
}

/// The users as last read; `None` while nobody has measured them.
pub fn users(plan: &Plan) -> Option<Users<'_>> {
    let metric = plan.metrics.iter().find(|metric| metric.role == MetricRole::Users)?;
    let (on, count) = metric.readings.0.last_key_value().map(|(day, n)| (*day, *n))?;
    let from = |stage: &Stage| stage.users_from.unwrap_or(0.0);
    let stages = || plan.stages.iter().map(|stage| &**stage);
    let holds = |stage: &&Stage| from(stage) <= count && stage.users_to.is_none_or(|to| count < to);
    let stage = stages().filter(holds).max_by(|a, b| from(a).total_cmp(&from(b)));
    let next = stages().filter(|stage| from(stage) > count).min_by(|a, b| from(a).total_cmp(&from(b)));
    Some(Users { count, on, guess: metric.guess, stage, next })
}
