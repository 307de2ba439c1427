//! Rewrite or mend: three questions, how far mending the worst alone would go, and the decision record that follows.

use super::{Debts, is_open};
use crate::analysis::column::short;
use crate::edit::Edit;
use crate::model::value::Value;
use crate::model::{Address, Day, Id, Plan};
use crate::text::{Raw, Shown};

/// The questions, in their order; a rewrite takes a yes to one of the first two and to the last.
pub const QUESTIONS: [&str; 3] = [
    "Does the data model misstate the business, so that no migration mends it?",
    "Can the stack not reach the goal, whatever is done with it?",
    "Would mending the worst alone bring less than 80 % of the benefit?",
];

/// The share of a rewrite's benefit from which mending is enough.
pub const ENOUGH: f64 = 80.0;

/// How far mending goes.
#[derive(Clone, PartialEq, Debug)]
pub struct Reach {
    /// The debts to mend, the most benefit for a day first, until they reach [`ENOUGH`] or there is no more.
    pub debts: Vec<Id>,
    /// Percent of a rewrite's benefit that they bring together, at most 100.
    pub benefit: f64,
    /// Person-days they take, of those that say so, and how many do not.
    pub days: f64,
    pub unsaid: usize,
    /// Whether that is enough.
    pub enough: bool,
}

/// The debts that say what of a rewrite's benefit mending them brings; `None` where none does. Sorts them.
pub fn reach(plan: &Plan) -> Option<Reach> {
    let open = plan.debts.iter().filter(|debt| is_open(debt));
    let mut known: Vec<(&Id, f64, Option<f64>)> = open
        .filter_map(|debt| Some((&debt.id, debt.benefit?.clamp(0.0, 100.0), debt.effort.map(|span| span.work_days()))))
        .filter(|(_, benefit, _)| *benefit > 0.0)
        .collect();
    if known.is_empty() {
        return None;
    }
    // What says no effort comes last: nobody knows whether it is worth it.
    let per_day = |row: &(&Id, f64, Option<f64>)| row.2.map_or(-1.0, |days| row.1 / days.max(0.125));
    known.sort_by(|a, b| per_day(b).total_cmp(&per_day(a)));
    let mut reach = Reach { debts: Vec::new(), benefit: 0.0, days: 0.0, unsaid: 0, enough: false };
    for (id, benefit, days) in known {
        if reach.benefit >= ENOUGH {
            break;
        }
        reach.debts.push(id.clone());
        reach.benefit = (reach.benefit + benefit).min(100.0);
        match days {
            Some(days) => reach.days += days,
            None => reach.unsaid += 1,
        }
    }
    reach.enough = reach.benefit >= ENOUGH;
    Some(reach)
}

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Rewrite,
    Mend,
}

/// The verdict on three answers: a rewrite only where the model or the stack cannot hold, and mending the worst would not
/// bring most of the benefit all the same.
pub fn verdict([model, stack, too_little]: [bool; 3]) -> Verdict {
    if (model || stack) && too_little { Verdict::Rewrite } else { Verdict::Mend }
}

/// The third answer, as the plan's figures give it; `None` where no debt says what mending it brings.
pub fn computed(plan: &Plan) -> Option<bool> {
    reach(plan).map(|reach| !reach.enough)
}

/// What a rewrite of the whole would take beside mending, as a ratio: of the work in all open debts over that of those to
/// mend. `None` where no work is known.
pub fn cost_ratio(plan: &Plan, rewrite_days: f64) -> Option<f64> {
    let reach = reach(plan)?;
    (reach.days > 0.0).then(|| rewrite_days / reach.days).filter(|ratio| ratio.is_finite())
}

/// A decision record that follows from the answers, with the row it makes.
pub fn draft(plan: &Plan, debts: &Debts, today: Day, answers: [bool; 3]) -> (Edit, Address) {
    let verdict = verdict(answers);
    let name = match verdict {
        Verdict::Rewrite => "Rewrite the product step by step",
        Verdict::Mend => "Mend what hurts, no rewrite",
    };
    let row = Id::slug(name, "decision").free(|id| plan.decisions.get(id).is_some());
    let at = Address { register: "decisions", id: row };
    let prose = |lines: Vec<String>| Value::Prose(lines.into_iter().map(Raw::from).collect());
    let put = |field, value| Edit::Put { at: at.clone(), field, value };
    let said = |yes: bool| if yes { "yes" } else { "no" };
    let context = QUESTIONS.iter().zip(answers).map(|(question, yes)| format!("{question} {}.", capital(said(yes))));
    let reach = reach(plan);
    let names = |ids: &[Id]| -> Vec<Shown> {
        ids.iter().filter_map(|id| plan.debts.get(id)).map(|debt| debt.name.show()).collect()
    };
    let mut options = vec!["- Rewrite: a new product beside the old one, traffic moved over step by step.".to_string()];
    options.push(match &reach {
        Some(reach) => format!(
            "- Mend {} debts in {} person-days: {} % of the benefit.",
            reach.debts.len(),
            short(reach.days),
            short(reach.benefit),
        ),
        None => "- Mend the debts at the top of the ranking; what share of the benefit that is nobody has said.".into(),
    });
    let mut choice = vec![match verdict {
        Verdict::Rewrite => "Rewrite, one part after the other; nothing is halted for it.".to_string(),
        Verdict::Mend => "Mend first, in this order:".to_string(),
    }];
    if verdict == Verdict::Mend {
        let first: Vec<Id> = match &reach {
            Some(reach) => reach.debts.clone(),
            None => debts.ranked().take(3).map(|account| account.id.clone()).collect(),
        };
        choice.extend(names(&first).into_iter().map(|name| format!("- {name}")));
    }
    let consequences = match verdict {
        Verdict::Rewrite => vec![
            "Both sides run until the last of the traffic has moved; every change is made twice meanwhile.".to_string(),
        ],
        Verdict::Mend => vec!["The shape stays; what this does not reach is looked at again then.".to_string()],
    };
    let edit = Edit::Several(vec![
        put("name", Value::Text(Raw::from(name))),
        put("date", Value::Day(today)),
        put("context", prose(context.collect())),
        put("options", prose(options)),
        put("choice", prose(choice)),
        put("consequences", prose(consequences)),
    ]);
    (edit, at)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
