//! When more time or less work makes the finish later: it can, since the order in which work is taken changes with it
//! (Graham, *Bounds on multiprocessing timing anomalies*, 1969). Then it is said, and not shown as if it were the plan's.

use std::cmp::Ordering;

use super::{Forecast, days};
use crate::diff::diff;
use crate::edit::Edit;
use crate::model::cell::Cell;
use crate::model::value::Value;
use crate::model::{Address, Plan, Span};
use crate::register::{Row, register};
use crate::text::{Shown, show};

/// A finish that is later although everything that changed should make it earlier.
#[derive(Clone, PartialEq, Debug)]
pub struct Anomaly {
    /// Minutes by which half of the runs are done later.
    pub minutes: i64,
    pub sentence: Shown,
}

/// Looks at an edit's two sides; nothing where the finish is not later, or where something else changed as well.
pub fn anomaly(before: (&Plan, &Forecast), after: (&Plan, &Forecast)) -> Option<Anomaly> {
    let minutes = after.1.minutes.p50 - before.1.minutes.p50;
    if minutes <= 0 || !only_helps(before.0, after.0) {
        return None;
    }
    let sentence = format!(
        "This gives more time or takes work away, and still half of the runs end {:.1} working days later: the order \
         in which the work is taken up has changed. Keeping to the order of before is the safer reading.",
        days(minutes)
    );
    Some(Anomaly { minutes, sentence: show(sentence) })
}

/// Whether all that lies between two plans, as far as a schedule reads it, is more time or less work.
pub fn only_helps(before: &Plan, after: &Plan) -> bool {
    let (mut any, mut all) = (false, true);
    let edit = diff(before, after);
    edit.each(&mut |single| {
        let help = match single {
            Edit::Remove { at } => match at.register {
                "tasks" | "phases" => Some(true),
                "people" => Some(false),
                _ => None,
            },
            Edit::Put { at, field, .. } => helps(before, after, at, field),
            Edit::Several(_) => None,
        };
        if let Some(help) = help {
            any = true;
            all &= help;
        }
    });
    any && all
}

/// Whether a changed field gives more time or less work; nothing where no schedule reads it.
fn helps(before: &Plan, after: &Plan, at: &Address, field: &'static str) -> Option<bool> {
    let home = register(at.register)?;
    let place = home.find(field)?;
    let cell = |plan: &Plan| home.get(plan, &at.id).map(|row: &dyn Row| (row.cell(place) as &dyn Cell).get());
    let (was, is) = (cell(before), cell(after)?);
    // A new person helps, new work does not.
    let Some(was) = was else {
        return match at.register {
            "people" => Some(true),
            "tasks" | "phases" => Some(false),
            _ => None,
        };
    };
    let less = |was: f64, is: f64| Some(is <= was);
    let more = |was: f64, is: f64| Some(is >= was);
    match (at.register, field, &was, &is) {
        ("product", "lead_days", Value::Number(was), Value::Number(is)) => less(*was, *is),
        ("product", "lead_share", Value::Number(was), Value::Number(is)) => more(*was, *is),
        ("product", "holidays", was, is) => Some(is.entries().iter().all(|day| was.entries().contains(day))),
        ("product", "network" | "review_start" | "lead", ..) => Some(false),
        ("people", "share", Value::Number(was), Value::Number(is)) => more(*was, *is),
        ("people", "share", Value::Number(_), Value::Nothing) => Some(true),
        ("people", "away", was, is) => Some(is.entries().iter().all(|range| was.entries().contains(range))),
        ("people", "leaves", Value::Day(was), Value::Day(is)) => Some(is >= was),
        ("people", "leaves", _, Value::Nothing) => Some(true),
        ("people", "joins", Value::Day(was), Value::Day(is)) => Some(is <= was),
        ("people", "share" | "leaves" | "joins" | "ramp" | "kind", ..) => Some(false),
        ("phases" | "tasks", "effort" | "elapsed", Value::Span(was), Value::Span(is)) => Some(shorter(was, is)),
        ("phases", "crash", Value::Number(was), Value::Number(is)) => less(*was, *is),
        ("phases" | "tasks", "progress", Value::Number(was), Value::Number(is)) => more(*was, *is),
        ("phases" | "tasks", "progress", Value::Nothing, _) => Some(true),
        ("phases" | "tasks", "finished", Value::Nothing, Value::Day(_)) => Some(true),
        ("phases" | "tasks", "status", _, Value::Choice(is)) => (*is == "done").then_some(true),
        ("tasks", "planned", Value::Day(was), Value::Day(is)) => Some(is <= was),
        ("tasks", "planned", _, Value::Nothing) => Some(true),
        ("tasks", "after", was, is) => Some(is.entries().iter().all(|link| was.entries().contains(link))),
        ("phases" | "tasks", "people", was, is) => {
            Some(!was.is_empty() && was.entries().iter().all(|id| is.entries().contains(id)))
        }
        ("phases" | "tasks", "effort" | "elapsed" | "crash" | "planned" | "after" | "phase" | "progress", ..) => {
            Some(false)
        }
        ("phases" | "tasks", "finished", ..) => Some(false),
        _ => None,
    }
}

fn shorter(was: &Span, is: &Span) -> bool {
    let days = |span: &Span| [span.min, span.likely(), span.max].map(|n| n * span.unit.work_days());
    days(was).iter().zip(days(is)).all(|(was, is)| is.partial_cmp(was) != Some(Ordering::Greater))
}
