//! The database ladder: the steps in the order in which they pay, each locked until the one before is done or waived.
//!
//! The steps are questions of the `answers` register: `yes` is done, `partly` is begun.

use super::checks::waiver_of;
use super::data;
use super::growth::Growth;
use super::trend::{Dates, When};
use crate::model::{Address, Day, Id, Plan, Reply};

/// What the questions' ids start with.
pub const PREFIX: &str = "ladder-";

/// The check that speaks of a step out of its order.
pub const CHECK: &str = "ladder-order";

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub struct Rung {
    /// The question's id.
    pub id: &'static str,
    pub what: &'static str,
    /// What tells that it is enough, or how far it carries.
    pub bar: &'static str,
    pub done: bool,
    pub begun: bool,
    /// Accepted as left out, by a waiver of `ladder-order` on its answer.
    pub waived: bool,
    /// The first step before it that is neither done nor waived.
    pub locked_by: Option<&'static str>,
}

/// Rows that one well-indexed node carries.
pub const NODE_ROWS: f64 = 50e6;

const STEPS: [(&str, &str, &str); 6] = [
    ("ladder-indexes", "indexes on foreign keys and filtered columns", "every query under a second on today's rows"),
    ("ladder-slow-queries", "the ten slowest queries, logged and mended", "none of the ten over 200 ms at p95"),
    ("ladder-replicas", "read replicas", "reports and lists off the node that writes"),
    ("ladder-pooling", "a pool of connections", "more people at once than connections"),
    ("ladder-partitions", "partitions of the largest tables", "tens of millions of rows in one table"),
    ("ladder-shards", "shards", "more writes than one node takes; terabytes"),
];

/// The steps with what the plan says of them.
pub fn ladder(plan: &Plan, today: Day) -> Vec<Rung> {
    let mut locked_by = None;
    let each = STEPS.into_iter().map(|(id, what, bar)| {
        let reply = plan.answers.iter().find(|answer| answer.question.raw() == id).map(|answer| answer.answer);
        let row = Id::parse(id).map(|id| Address { register: "answers", id });
        let waived = row.is_some_and(|row| waiver_of(plan, today, CHECK, &row).is_some());
        let done = reply == Some(Reply::Yes);
        let rung = Rung { id, what, bar, done, begun: done || reply == Some(Reply::Partly), waived, locked_by };
        if !done && !waived {
            locked_by = locked_by.or(Some(id));
        }
        rung
    });
    each.collect()
}

/// The largest number of rows a data decision names, and when growth along the users' line takes it to what one node
/// carries. `None` where no rows are known.
pub fn rows(plan: &Plan, growth: &Growth) -> Option<(f64, Option<When>)> {
    let users = super::growth::users(plan).map(|users| users.count);
    let known = plan.models.iter().filter_map(|model| data::rows(model, users));
    let most = known.filter(|rows| *rows > 0.0).max_by(f64::total_cmp)?;
    let full = growth.users.as_ref().map(|users| users.reaches(NODE_ROWS / most));
    Some((most, full.map(|dates: Dates| dates.p50)))
}
