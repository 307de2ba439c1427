//! What is owed: open debts and the work in them, by class.

use crate::model::cell::Choice;
use crate::model::{Debt, DebtClass, Money, Plan, Status};

/// Debts counted together.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Owed {
    pub count: usize,
    /// Person-days of work, of those that say how much.
    pub days: f64,
    /// How many do not say.
    pub unsaid: usize,
    /// How many are guesses.
    pub guesses: usize,
}

impl Owed {
    fn add(&mut self, debt: &Debt) {
        self.count += 1;
        self.guesses += usize::from(debt.guess);
        match debt.effort {
            Some(effort) => self.days += effort.work_days(),
            None => self.unsaid += 1,
        }
    }

    /// The work at the plan's day rate.
    pub fn cost(&self, plan: &Plan) -> Option<Money> {
        plan.product().day_rate.and_then(|rate| Money::from_units(rate.units() * self.days))
    }
}

/// Whether a debt is still owed.
pub fn is_open(debt: &Debt) -> bool {
    debt.status != Status::Done && debt.resolved.is_none()
}

/// All open debts together.
pub fn owed(plan: &Plan) -> Owed {
    let mut all = Owed::default();
    plan.debts.iter().filter(|debt| is_open(debt)).for_each(|debt| all.add(debt));
    all
}

/// Open debts by class, in the order of the classes; those without one last. Empty classes are left out. The
/// parts add up to [`owed`].
pub fn by_class(plan: &Plan) -> Vec<(Option<DebtClass>, Owed)> {
    let classes = DebtClass::ALL.iter().map(|class| Some(*class)).chain([None]);
    classes
        .map(|class| {
            let mut part = Owed::default();
            let mine = plan.debts.iter().filter(|debt| is_open(debt) && debt.class == class);
            mine.for_each(|debt| part.add(debt));
            (class, part)
        })
        .filter(|(_, part)| part.count > 0)
        .collect()
}
