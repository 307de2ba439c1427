//! Debt: what is owed, what leaving it costs, which to pay first, and whether the promised share of each sprint was paid.
//! `account` works out one debt, `loss` what leaving it costs, `share` the part of every sprint that belongs to debt, `fits` what to pay with the days
//! that are owed, `build` whether building gets slower, `acted` what reviews moved, `stabilise` what comes before
//! everything else, `rewrite` whether mending is enough; `checks` finds, `columns` tells and
//! explains.

mod account;
pub mod acted;
pub mod build;
pub mod checks;
mod columns;
pub mod fits;
mod loss;
pub mod rewrite;
pub mod share;
pub mod stabilise;

use super::World;
use super::capacity::elapsed;
use super::growth::Growth;
use super::readiness::{PHASES, progress};
use super::triggers::Triggers;
use crate::model::cell::Choice;
use crate::model::{Day, Debt, DebtClass, Id, Money, Plan, Status};

pub use account::{Account, Accrued, Admission, Lack, MONTHS};
pub use columns::COLUMNS;

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

/// Everything that is concluded of the debts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Debts {
    /// In the order of the file.
    pub all: Vec<Account>,
    /// Places of the open ones, the one to pay first at the front.
    order: Vec<usize>,
    pub rule: share::Rule,
    pub build: build::BuildTime,
    pub audit: Option<Audit>,
    /// How much the two axes weigh against each other.
    pub weights: Weights,
}

impl Debts {
    pub fn get(&self, id: &Id) -> Option<&Account> {
        self.all.binary_search_by(|account| account.id.cmp(id)).ok().map(|at| &self.all[at])
    }

    /// The open debts, the one to pay first at the front: by money avoided for each day of work, then, where chance and
    /// damage are not known, by the levels for each day, then those that say neither.
    pub fn ranked(&self) -> impl Iterator<Item = &Account> {
        self.order.iter().map(|at| &self.all[*at])
    }
}

/// How much a point on stability and one on pace weigh; together one. Where the price of an hour of outage and of a blocked
/// hour are both known, in proportion to them; else alike.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weights {
    pub stability: f64,
    pub velocity: f64,
    /// Whether the prices decided.
    pub priced: bool,
}

impl Default for Weights {
    fn default() -> Self {
        Weights { stability: 0.5, velocity: 0.5, priced: false }
    }
}

fn weights(plan: &Plan) -> Weights {
    let product = plan.product();
    let known = product.down_hour.zip(product.blocked_hour).map(|(down, blocked)| (down.units(), blocked.units()));
    match known {
        Some((down, blocked)) if down >= 0.0 && blocked >= 0.0 && down + blocked > 0.0 => {
            let stability = down / (down + blocked);
            Weights { stability, velocity: 1.0 - stability, priced: true }
        }
        _ => Weights::default(),
    }
}

/// The audit of debts that launch revealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Audit {
    /// The sixtieth day after launch.
    pub due: Day,
    pub done: bool,
    /// Whether the plan was only begun after that day: then the audit is late from the start, and said once.
    pub late_start: bool,
}

/// Days after launch by which the audit is due.
pub const AUDIT_DAYS: i64 = 60;

fn audit(plan: &Plan) -> Option<Audit> {
    let product = plan.product();
    let due = product.launched?.plus(AUDIT_DAYS)?;
    let phase = plan.phases.iter().find(|phase| phase.id.as_str() == PHASES[4]);
    let done = phase.and_then(|phase| progress(plan, phase)).is_some_and(|done| done >= 100.0);
    // A plan that does not say when its review began cannot show that it was there in time.
    let late_start = product.review_start.is_none_or(|start| start > due);
    Some(Audit { due, done, late_start })
}

/// What a level weighs beside money when days are filled: hardly anything, so that it decides only among levels.
const LITTLE: f64 = 1e-6;

/// All debts, and what bears on all of them. Linear in rows, but for sorting.
pub fn debts(plan: &Plan, world: &World, growth: &Growth, triggers: &Triggers) -> Debts {
    let book = account::Book {
        today: world.today,
        day_rate: plan.product().day_rate.map(Money::units).filter(|rate| *rate > 0.0),
        blocked_hour: plan.product().blocked_hour.map(Money::units).filter(|rate| *rate > 0.0),
        payback: elapsed(plan.product().payback),
        growth: growth.users.as_ref().map_or(0.0, |users| loss::monthly(users.weekly)),
        weights: weights(plan),
        plan,
        triggers,
    };
    let mut all: Vec<Account> = plan.debts.iter().map(|debt| book.account(debt)).collect();
    let mut order: Vec<usize> = (0..all.len()).filter(|at| all[*at].open).collect();
    order.sort_by(|a, b| all[*b].merit().total(&all[*a].merit()));
    for (place, at) in order.iter().enumerate() {
        all[*at].rank = all[*at].merit().is_known().then_some(place + 1);
    }
    let worth = |account: &Account| account.losses[1].or(account.levels[1].map(|level| level as f64 * LITTLE));
    let items = order.iter().map(|at| &all[*at]).filter_map(|account| {
        Some(fits::Item { id: &account.id, days: account.days?, worth: worth(account).unwrap_or(0.0) })
    });
    let rule = share::rule(plan, world.today).with_fits(&items.collect::<Vec<_>>());
    Debts { rule, build: build::build_time(plan, world.today), audit: audit(plan), weights: book.weights, all, order }
}
