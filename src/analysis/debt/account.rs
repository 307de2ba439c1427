//! One debt: what leaving it costs, what mending it costs, when the one has eaten the other, and why it may be paid now.

use std::cmp::Ordering;

use super::loss::{MONTH, again, once, repeated, single};
use super::{Weights, is_open};
use crate::analysis::checks::State;
use crate::analysis::fixwhen::Due;
use crate::analysis::trend::{HORIZON, When};
use crate::analysis::triggers::Triggers;
use crate::model::{Day, Debt, DebtClass, Id, Plan, Status};

/// Months after which a loss is told.
pub const MONTHS: [u32; 3] = [3, 6, 12];

/// What is concluded of a debt.
#[derive(Clone, PartialEq, Debug)]
pub struct Account {
    pub id: Id,
    pub open: bool,
    pub state: State,
    /// What an intentional debt lacks of what would make it acceptable.
    pub lacks: Option<Lack>,
    /// Expected loss in money if it is left for 3, 6 and 12 months; `None` without chance and damage.
    pub losses: [Option<f64>; 3],
    /// The levels 0 to 9 that were entered; one more where it is undocumented.
    pub levels: [Option<i64>; 3],
    /// Person-days of mending.
    pub days: Option<f64>,
    /// What mending costs in money.
    pub principal: Option<f64>,
    /// What leaving it costs in the coming month: the expected loss, and a month of the hours it cost of late.
    pub interest: Option<f64>,
    /// Loss avoided at six months for each day of mending, in money and in levels.
    pub per_day: Option<f64>,
    pub level_per_day: Option<f64>,
    /// Its place among the open ones, from 1; `None` where nothing tells one.
    pub rank: Option<usize>,
    /// When leaving it has cost as much as mending.
    pub break_even: Option<When>,
    pub accrued: Option<Accrued>,
    pub admission: Admission,
    /// How near the trigger is that it waits for.
    pub fires: Option<Due>,
    /// Stability and pace, 0 to 3, and both weighted.
    pub stability: Option<i64>,
    pub velocity: Option<i64>,
    pub impact: Option<f64>,
}

/// What an intentional debt lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lack {
    Document,
    Sprint,
    Both,
}

impl Lack {
    pub fn word(self) -> &'static str {
        match self {
            Lack::Document => "no document",
            Lack::Sprint => "no sprint",
            Lack::Both => "neither document nor sprint",
        }
    }

    /// The field that mends it first.
    pub fn field(self) -> &'static str {
        if self == Lack::Sprint { "sprint" } else { "document" }
    }
}

/// Hours that it has cost so far.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Accrued {
    pub hours: f64,
    /// Of the last 90 days.
    pub recent: f64,
    /// The same in money, where an hour has a price.
    pub money: Option<f64>,
    pub recent_money: Option<f64>,
    /// Share of the cost of mending that they come to within the time in which it is to pay back, in percent.
    pub share: Option<f64>,
    /// Whether mending earns itself back within that time.
    pub due: bool,
}

/// Days in which hours count as of late.
pub const RECENT: i64 = 90;

/// Why a debt may be paid now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    /// It holds up a trigger or a task.
    Blocks,
    /// Open work touches that code anyway; the day it is planned for.
    Touched(Option<Day>),
    /// It waits for a trigger.
    Waits,
    /// Left for now, with a reason in its note.
    Parked,
    /// None of these.
    Unplaced,
}

impl Admission {
    pub fn word(self) -> &'static str {
        match self {
            Admission::Blocks => "blocks",
            Admission::Touched(_) => "touched",
            Admission::Waits => "waits",
            Admission::Parked => "parked",
            Admission::Unplaced => "unplaced",
        }
    }
}

/// By what open debts are ordered.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Merit {
    Money(f64),
    Levels(f64),
    Unknown,
}

impl Merit {
    pub fn is_known(self) -> bool {
        self != Merit::Unknown
    }

    /// A total order: more is more, money above levels above nothing.
    pub fn total(&self, other: &Merit) -> Ordering {
        let rank = |merit: &Merit| match merit {
            Merit::Money(_) => 2,
            Merit::Levels(_) => 1,
            Merit::Unknown => 0,
        };
        rank(self).cmp(&rank(other)).then_with(|| match (self, other) {
            (Merit::Money(a), Merit::Money(b)) | (Merit::Levels(a), Merit::Levels(b)) => a.total_cmp(b),
            _ => Ordering::Equal,
        })
    }
}

impl Account {
    pub(super) fn merit(&self) -> Merit {
        match (self.per_day, self.level_per_day) {
            (Some(money), _) => Merit::Money(money),
            (None, Some(levels)) => Merit::Levels(levels),
            (None, None) => Merit::Unknown,
        }
    }

    /// Whether it counts as undocumented: taken on purpose, and lacking what makes that acceptable.
    pub fn is_undocumented(&self) -> bool {
        self.lacks.is_some()
    }
}

/// Least work that a debt is reckoned with: an hour. What takes no time at all is simply done.
const LEAST: f64 = 0.125;

/// Everything that all debts are reckoned with.
pub(super) struct Book<'p> {
    pub plan: &'p Plan,
    pub triggers: &'p Triggers,
    pub today: Day,
    pub day_rate: Option<f64>,
    pub blocked_hour: Option<f64>,
    /// Calendar days in which mending is to earn itself back.
    pub payback: f64,
    /// Growth of the users a month, as a share of itself.
    pub growth: f64,
    pub weights: Weights,
}

impl Book<'_> {
    pub fn account(&self, debt: &Debt) -> Account {
        let open = is_open(debt);
        let days = debt.effort.map(|span| span.work_days()).filter(|days| days.is_finite());
        let principal = days.zip(self.day_rate).map(|(days, rate)| days * rate).filter(|n| n.is_finite());
        let lacks = lack(debt).filter(|_| open);
        let (losses, levels) = match open {
            true => (self.losses(debt), levels(debt, lacks.is_some())),
            false => ([None; 3], [None; 3]),
        };
        let work = days.map(|days| days.max(LEAST));
        let accrued = self.accrued(debt, days, principal);
        let fires = debt.fix_when.id().map(|id| self.fires(id)).filter(|_| open);
        let admission = self.admission(debt);
        let (stability, velocity) = (grade(debt.stability), grade(debt.velocity));
        let mut account = Account {
            id: debt.id.clone(),
            open,
            state: State::Unknown,
            lacks,
            losses,
            levels,
            days,
            principal,
            interest: self.interest(debt, accrued.as_ref()).filter(|_| open),
            per_day: losses[1].zip(work).map(|(loss, days)| loss / days).filter(|n| n.is_finite()),
            level_per_day: levels[1].zip(work).map(|(level, days)| level as f64 / days).filter(|n| n.is_finite()),
            rank: None,
            break_even: principal.and_then(|cost| self.break_even(debt, cost, accrued.as_ref())).filter(|_| open),
            accrued,
            admission,
            fires,
            stability,
            velocity,
            impact: self.impact(stability, velocity),
        };
        account.state = self.state(debt, &account);
        account
    }

    fn state(&self, debt: &Debt, account: &Account) -> State {
        let fires = matches!(account.fires, Some(Due::Overdue | Due::Due));
        let pays = account.accrued.is_some_and(|accrued| accrued.due);
        match account {
            account if !account.open => State::Done,
            _ if fires || pays => State::Act,
            account if account.lacks.is_some() || account.admission == Admission::Unplaced => State::Mon,
            _ if debt.class.is_none() || account.days.is_none() => State::Unknown,
            account if account.fires == Some(Due::Near) => State::Mon,
            _ => State::Ok,
        }
    }

    /// Chance a month between nought and one, and damage in money.
    fn peril(&self, debt: &Debt) -> Option<(f64, f64)> {
        let chance = debt.hazard.map(|percent| (percent / 100.0).clamp(0.0, 1.0))?;
        Some((chance, debt.damage?.units().max(0.0)))
    }

    fn losses(&self, debt: &Debt) -> [Option<f64>; 3] {
        let Some((chance, damage)) = self.peril(debt) else { return [None; 3] };
        MONTHS.map(|months| {
            let loss = match debt.recurring {
                true => again(chance, damage, self.growth, months),
                false => once(chance, damage, months),
            };
            Some(loss).filter(|loss| loss.is_finite())
        })
    }

    /// What an hour that it costs is worth: as the plan says, else an eighth of a day.
    fn hour(&self) -> Option<f64> {
        self.blocked_hour.or(self.day_rate.map(|rate| rate / 8.0))
    }

    fn accrued(&self, debt: &Debt, days: Option<f64>, principal: Option<f64>) -> Option<Accrued> {
        if debt.cost.0.is_empty() {
            return None;
        }
        let counts = |day: &Day| *day <= self.today && debt.found.is_none_or(|found| *day >= found);
        let hours = |days: i64| -> f64 {
            let near = debt.cost.0.iter().filter(|(day, _)| counts(day) && self.today.since(**day) < days);
            near.map(|(_, hours)| hours.max(0.0)).sum()
        };
        let (all, recent) = (hours(i64::MAX), hours(RECENT));
        let money = |hours: f64| self.hour().map(|price| hours * price).filter(|n| n.is_finite());
        let ahead = self.payback / RECENT as f64;
        // Both sides in money where there is any, else both in hours.
        let sides = match (money(recent), principal) {
            (Some(cost), Some(fix)) => Some((cost * ahead, fix)),
            _ => days.map(|days| (recent * ahead, days * 8.0)),
        };
        let sides = sides.filter(|(cost, fix)| cost.is_finite() && fix.is_finite());
        Some(Accrued {
            hours: all,
            recent,
            money: money(all),
            recent_money: money(recent),
            share: sides.filter(|(_, fix)| *fix > 0.0).map(|(cost, fix)| 100.0 * cost / fix),
            due: is_open(debt) && sides.is_some_and(|(cost, fix)| recent > 0.0 && cost >= fix),
        })
    }

    fn interest(&self, debt: &Debt, accrued: Option<&Accrued>) -> Option<f64> {
        let peril = self.peril(debt).map(|(chance, damage)| chance * damage);
        let hours = accrued.and_then(|accrued| accrued.recent_money).map(|money| money / RECENT as f64 * MONTH);
        match (peril, hours) {
            (None, None) => None,
            (peril, hours) => Some(peril.unwrap_or(0.0) + hours.unwrap_or(0.0)).filter(|n| n.is_finite()),
        }
    }

    /// When the loss that has to be expected, with the hours it costs besides, has come to what mending costs.
    fn break_even(&self, debt: &Debt, cost: f64, accrued: Option<&Accrued>) -> Option<When> {
        let daily = accrued.and_then(|accrued| accrued.recent_money).unwrap_or(0.0) / RECENT as f64;
        let months = match self.peril(debt) {
            _ if cost <= 0.0 => Some(0.0),
            None if daily > 0.0 => Some(cost / daily / MONTH),
            None => return None,
            Some((chance, damage)) if daily > 0.0 => self.meets(cost, |month| {
                let loss = match debt.recurring {
                    true => again(chance, damage, self.growth, month),
                    false => once(chance, damage, month),
                };
                loss + daily * MONTH * f64::from(month)
            }),
            Some((chance, damage)) if debt.recurring => repeated(cost, chance * damage, self.growth),
            Some((chance, damage)) => single(cost, chance, damage),
        };
        let days = months.map(|months| (months * MONTH).floor()).filter(|days| (0.0..HORIZON).contains(days));
        Some(days.and_then(|days| self.today.plus(days as i64)).map_or(When::Never, When::On))
    }

    /// The month, with its fraction, in which a sum that grows by the month comes to a cost, within ten years.
    fn meets(&self, cost: f64, sum: impl Fn(u32) -> f64) -> Option<f64> {
        let mut before = 0.0;
        for month in 1..=120 {
            let after = sum(month);
            if after >= cost {
                let part = if after > before { (cost - before) / (after - before) } else { 1.0 };
                return Some(f64::from(month - 1) + part);
            }
            before = after;
        }
        None
    }

    /// How near a trigger is: reached, within a month, within a quarter.
    fn fires(&self, id: &Id) -> Due {
        let Some(watch) = self.triggers.get(id) else { return Due::Unknown };
        match watch.crosses.map(|dates| dates.p50) {
            _ if watch.reached => Due::Overdue,
            Some(When::Never) => Due::NotYet,
            Some(When::On(day)) => match day.since(self.today) {
                days if days < 0 => Due::Overdue,
                0..=30 => Due::Due,
                31..=90 => Due::Near,
                _ => Due::NotYet,
            },
            None => Due::Unknown,
        }
    }

    fn admission(&self, debt: &Debt) -> Admission {
        let open = |at: &crate::model::Address| match at.register {
            "triggers" => self.plan.triggers.get(&at.id).is_some_and(|row| row.status != Status::Done),
            _ => self.plan.tasks.get(&at.id).is_some_and(|row| row.status != Status::Done),
        };
        if debt.blocks.0.iter().any(open) {
            return Admission::Blocks;
        }
        let tasks = debt.touched_by.0.iter().filter_map(|id| self.plan.tasks.get(id));
        let mut tasks = tasks.filter(|task| task.status != Status::Done).peekable();
        if tasks.peek().is_some() {
            return Admission::Touched(tasks.filter_map(|task| task.planned).min());
        }
        match debt {
            debt if debt.fix_when.id().is_some() => Admission::Waits,
            debt if debt.status == Status::Monitor && !debt.note.0.is_empty() => Admission::Parked,
            _ => Admission::Unplaced,
        }
    }

    fn impact(&self, stability: Option<i64>, velocity: Option<i64>) -> Option<f64> {
        if stability.is_none() && velocity.is_none() {
            return None;
        }
        let points = |grade: Option<i64>| grade.unwrap_or(0) as f64;
        Some(self.weights.stability * points(stability) + self.weights.velocity * points(velocity))
    }
}

fn grade(grade: Option<i64>) -> Option<i64> {
    grade.map(|grade| grade.clamp(0, 3))
}

/// The most a level can be.
const WORST: i64 = 9;

fn levels(debt: &Debt, undocumented: bool) -> [Option<i64>; 3] {
    let raised = |level: i64| (level.clamp(0, WORST) + i64::from(undocumented)).min(WORST);
    [debt.risk_3m, debt.risk_6m, debt.risk_12m].map(|level| level.map(raised))
}

fn lack(debt: &Debt) -> Option<Lack> {
    if debt.class != Some(DebtClass::Intentional) {
        return None;
    }
    match (debt.document.is_empty(), debt.sprint.id().is_none()) {
        (true, true) => Some(Lack::Both),
        (true, false) => Some(Lack::Document),
        (false, true) => Some(Lack::Sprint),
        (false, false) => None,
    }
}
