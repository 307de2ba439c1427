//! Days of the map: what asks for a cut and when, until when starting is early enough, how traffic moves over.

use std::collections::BTreeMap;

use super::{Cut, Force, Need, day, is_inner, is_separated};
use crate::analysis::World;
use crate::analysis::capacity::{calendar_days, share_of};
use crate::analysis::data::Data;
use crate::analysis::trend::{Line, When};
use crate::analysis::triggers::Triggers;
use crate::model::{DataModelKind, Day, Domain, Id, MilestoneKind, Money, Plan, Separation, Status};

/// Days after which a domain that nothing asks for is looked at again: a year.
pub const NEXT: i64 = 365;

/// Traffic on its way from the old side to the new one.
#[derive(Clone, PartialEq, Debug)]
pub struct Move {
    /// Percent on the new side, and the day of that reading.
    pub percent: f64,
    pub on: Day,
    /// Percent a week, along the line through the readings; `None` with too few of them.
    pub rate: Option<f64>,
    /// The day on which all of it is over, at that rate.
    pub finish: Option<When>,
    /// What running both sides costs a week.
    pub week: Option<Money>,
    /// What that comes to from today until the finish.
    pub until: Option<f64>,
    /// Days since the share last grew.
    pub still: i64,
}

impl Move {
    pub fn is_over(&self) -> bool {
        self.percent >= 100.0
    }
}

/// What asks for each domain to be cut, in the order of the file. Linear.
pub(super) fn needs(plan: &Plan, world: &World, triggers: &Triggers, data: &Data) -> Vec<Need> {
    let mut asked: BTreeMap<&Id, (Day, Force)> = BTreeMap::new();
    let mut ask = |domain: &'_ Id, on: Day, by: Force| {
        let Some(known) = plan.domains.get(domain).map(|domain| &domain.id) else { return };
        if asked.get(known).is_none_or(|(first, _)| on < *first) {
            asked.insert(known, (on, by));
        }
    };
    for trigger in plan.triggers.iter().filter(|trigger| trigger.status != Status::Done) {
        let crosses = triggers.get(&trigger.id).and_then(|watch| watch.crosses);
        if let Some(on) = day(crosses.map(|dates| dates.p50)) {
            trigger.domains.0.iter().for_each(|domain| ask(domain, on, Force::Trigger(trigger.id.clone())));
        }
    }
    for model in plan.models.iter().filter(|model| model.status != Status::Done) {
        let cheap = day(data.get(&model.id).and_then(|cost| cost.last_cheap));
        if let Some(on) = [model.decide_by, cheap].into_iter().flatten().min() {
            model.domains.0.iter().for_each(|domain| ask(domain, on, Force::Decision(model.id.clone())));
        }
        // Reports and tenants must stand before the first enterprise comes.
        if matches!(model.kind, Some(DataModelKind::Analytics | DataModelKind::Tenancy)) {
            for milestone in &plan.milestones {
                let enterprise =
                    matches!(milestone.kind, Some(MilestoneKind::EnterpriseDemo | MilestoneKind::EnterpriseLive));
                if let Some(on) = milestone.at.filter(|on| enterprise && *on >= world.today) {
                    model.domains.0.iter().for_each(|domain| ask(domain, on, Force::Milestone(milestone.id.clone())));
                }
            }
        }
    }
    let base = plan.product().review_start.unwrap_or(world.today);
    let months = |months: i64| Day::typed(&format!("+{months}mo"), base).ok();
    let (half, year) = (months(6), months(12));
    let next = base.plus(NEXT).unwrap_or(base);
    plan.domains
        .iter()
        .map(|domain| {
            if !is_inner(domain) || is_separated(domain) {
                return Need::None;
            }
            let own = match domain.separation {
                Some(Separation::Now) => Some(base),
                Some(Separation::HalfYear) => half,
                Some(Separation::Year) => year,
                _ => None,
            };
            let own = own.map(|on| (on, Force::Horizon));
            let first = asked.remove(&domain.id).into_iter().chain(own).min_by_key(|(on, _)| *on);
            first.map_or(Need::NotBefore(next), |(on, by)| Need::Forced { on, by })
        })
        .collect()
}

/// Work, days and traffic of a domain whose need is known.
pub(super) fn time(plan: &Plan, world: &World, domain: &Domain, cut: &mut Cut) {
    cut.moved = moved(world, domain);
    if cut.need == Need::None {
        return;
    }
    // Traffic that is over is work that is done.
    let left = cut.moved.as_ref().map_or(1.0, |moved| ((100.0 - moved.percent) / 100.0).clamp(0.0, 1.0));
    cut.work = domain.effort.map(|effort| effort.work_days() * left);
    cut.money = cut.work.zip(plan.product().day_rate).and_then(|(days, rate)| Money::from_units(days * rate.units()));
    let share = share_of(plan, domain.owner.id());
    cut.calendar = calendar_days(cut.work.unwrap_or(0.0), share);
    if let (Need::Forced { on, .. }, Some(days)) = (&cut.need, cut.calendar) {
        // What differs from a whole day by the last bits is that day.
        cut.latest = Some((days - 1e-6).ceil()).filter(|days| *days < 1e6).and_then(|days| on.plus(-(days as i64)));
        cut.slack = cut.latest.map(|day| (day.since(world.today) as f64 / 7.0 * 10.0).round() / 10.0);
    }
}

fn moved(world: &World, domain: &Domain) -> Option<Move> {
    let readings = &domain.moved.0;
    let (on, percent) = readings.last_key_value().map(|(on, percent)| (*on, *percent))?;
    let line = Line::through(readings, false);
    let rate = line.as_ref().map(|line| 7.0 * line.slope);
    let finish = match &line {
        _ if percent >= 100.0 => Some(When::On(on)),
        Some(line) => Some(line.reaches(100.0, false)),
        None => None,
    };
    let weeks = day(finish).map(|finish| (finish.since(world.today) as f64 / 7.0).max(0.0));
    let grew = readings.iter().rev().take_while(|(_, n)| **n >= percent).last().map_or(on, |(day, _)| *day);
    Some(Move {
        percent,
        on,
        rate,
        finish,
        week: domain.double_run,
        until: weeks.zip(domain.double_run).map(|(weeks, week)| weeks * week.units()),
        still: world.today.since(grew).max(0),
    })
}
