//! When six usual shortcuts are worth mending: each by readings or dated promises, with the one that decided it.

use super::World;
use super::growth::{Growth, last, of_role};
use super::trend::When;
use super::triggers::Triggers;
use crate::model::{Address, Day, MetricRole, MilestoneKind, Plan};

/// How near the moment is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Due {
    /// It hurts already.
    Overdue,
    /// Now, or within the time it takes.
    Due,
    /// Within a quarter.
    Near,
    NotYet,
    /// Nothing that would tell is read or dated.
    Unknown,
}

impl Due {
    pub fn word(self) -> &'static str {
        match self {
            Due::Overdue => "overdue",
            Due::Due => "due",
            Due::Near => "near",
            Due::NotYet => "not yet",
            Due::Unknown => "?",
        }
    }
}

/// One shortcut and what decides.
#[derive(Clone, PartialEq, Debug)]
pub struct FixWhen {
    pub what: &'static str,
    /// When it is to be mended, in words.
    pub when: &'static str,
    pub due: Due,
    /// The day of it, where one is known.
    pub on: Option<Day>,
    /// What decided, in words: `Page load 2.9 s on 9 Nov`.
    pub decided: String,
    pub at: Option<Address>,
}

/// Days within which something is due, and near.
const DUE: i64 = 30;
const NEAR: i64 = 90;
/// Milliseconds from which a job in the request makes people wait.
const LONG_JOB: f64 = 500.0;
/// Milliseconds at p95 from which a database is slow.
const SLOW_QUERY: f64 = 200.0;

/// The six, in the order of the playbook.
pub fn fix_when(plan: &Plan, world: &World, growth: &Growth, triggers: &Triggers) -> Vec<FixWhen> {
    let look = Look { plan, today: world.today, growth, triggers };
    vec![
        look.pages(),
        look.limit("no background jobs", "work in the request times out or feels slow", MetricRole::JobMax, LONG_JOB),
        look.limit("no caching", "the database is busy or reads slow down", MetricRole::LatencyDb, SLOW_QUERY),
        look.monolith(),
        look.promise(
            "an awkward API",
            "a mobile app or a public API starts",
            &[MilestoneKind::MobileApp, MilestoneKind::PublicApi],
        ),
        look.promise(
            "no audit log",
            "an enterprise is sold to, or asks for it",
            &[MilestoneKind::EnterpriseDemo, MilestoneKind::EnterpriseLive],
        ),
    ]
}

struct Look<'p> {
    plan: &'p Plan,
    today: Day,
    growth: &'p Growth,
    triggers: &'p Triggers,
}

impl Look<'_> {
    fn none(what: &'static str, when: &'static str, decided: &str) -> FixWhen {
        FixWhen { what, when, due: Due::Unknown, on: None, decided: decided.to_string(), at: None }
    }

    fn by_day(&self, day: Day) -> Due {
        match day.since(self.today) {
            days if days < 0 => Due::Overdue,
            days if days <= DUE => Due::Due,
            days if days <= NEAR => Due::Near,
            _ => Due::NotYet,
        }
    }

    /// A metric against its trigger's threshold, its own bar or the usual one: past it overdue, else by the day its
    /// line crosses.
    fn limit(&self, what: &'static str, when: &'static str, role: MetricRole, usual: f64) -> FixWhen {
        let Some(metric) = of_role(self.plan, role) else { return Look::none(what, when, "nothing measures it") };
        let Some((day, now)) = last(metric) else { return Look::none(what, when, "no reading yet") };
        let trigger = self.plan.triggers.iter().find(|trigger| trigger.metric.id() == Some(&metric.id));
        let limit = trigger.and_then(|trigger| trigger.threshold).or(metric.bar).unwrap_or(usual);
        let crosses = match trigger.and_then(|trigger| self.triggers.get(&trigger.id)).and_then(|watch| watch.crosses) {
            Some(dates) => Some(dates.p50),
            None => self.growth.lines.get(&metric.id).map(|line| line.reaches(limit, false)),
        };
        let (due, on) = match crosses {
            _ if now >= limit => (Due::Overdue, Some(day)),
            Some(When::On(day)) => (self.by_day(day.max(self.today)), Some(day)),
            Some(When::Never) => (Due::NotYet, None),
            None => (Due::Unknown, None),
        };
        let said = |n: f64| super::column::short(n);
        let decided = format!("{} {} of {} on {}", metric.name.show(), said(now), said(limit), day.short(self.today));
        let at = Some(Address { register: "metrics", id: metric.id.clone() });
        FixWhen { what, when, due, on, decided, at }
    }

    /// Page load that climbs while fewer people stay.
    fn pages(&self) -> FixWhen {
        let (what, when) = ("slow database queries", "page load drives people away");
        let load = of_role(self.plan, MetricRole::PageLoad);
        let stay = of_role(self.plan, MetricRole::Retention);
        let Some((load, stay)) = load.zip(stay) else {
            return Look::none(what, when, "page load and retention are not both measured");
        };
        let lines = self.growth.lines.get(&load.id).zip(self.growth.lines.get(&stay.id));
        let Some((slower, staying)) = lines else {
            return Look::none(what, when, "fewer than three readings of page load or of retention");
        };
        let over = load.bar.zip(last(load)).is_some_and(|(bar, (_, now))| now > bar);
        let due = match (slower.slope > 0.0, staying.slope < 0.0, over) {
            (true, true, true) => Due::Overdue,
            (true, true, false) => Due::Due,
            (_, _, true) | (true, false, false) => Due::Near,
            _ => Due::NotYet,
        };
        let way = |slope: f64| if slope > 0.0 { "rises" } else { "falls" };
        let decided = format!(
            "{} {}, {} {}",
            load.name.show(),
            way(slower.slope),
            stay.name.show().to_string().to_lowercase(),
            way(staying.slope),
        );
        let at = Some(Address { register: "metrics", id: load.id.clone() });
        FixWhen { what, when, due, on: None, decided, at }
    }

    /// Teams that wait on one another, or releases that get rarer.
    fn monolith(&self) -> FixWhen {
        let (what, when) = ("one monolith", "teams wait on one another, or releases get rarer");
        let line = |role| {
            let metric = of_role(self.plan, role)?;
            Some((metric, self.growth.lines.get(&metric.id)?))
        };
        let blocked = line(MetricRole::TeamBlocked).filter(|(_, line)| line.slope > 0.0);
        let rarer = line(MetricRole::Deploys).filter(|(_, line)| line.slope < 0.0);
        let known = line(MetricRole::TeamBlocked).or(line(MetricRole::Deploys));
        let Some((metric, _)) = blocked.or(rarer).or(known) else {
            return Look::none(what, when, "neither waiting nor releases have three readings");
        };
        let due = match (blocked, rarer) {
            (Some(_), Some(_)) => Due::Overdue,
            (None, None) => Due::NotYet,
            _ => Due::Due,
        };
        let decided = match (blocked, rarer) {
            (None, None) => format!("{} is steady", metric.name.show()),
            _ => format!("{} gets worse", metric.name.show()),
        };
        let at = Some(Address { register: "metrics", id: metric.id.clone() });
        FixWhen { what, when, due, on: None, decided, at }
    }

    /// The next promise of these kinds; one that is past and stands there makes it overdue.
    fn promise(&self, what: &'static str, when: &'static str, kinds: &[MilestoneKind]) -> FixWhen {
        let dated = self.plan.milestones.iter().filter(|row| row.kind.is_some_and(|kind| kinds.contains(&kind)));
        let Some((day, row)) = dated.filter_map(|row| Some((row.at?, row))).min_by_key(|(day, _)| *day) else {
            return FixWhen { due: Due::NotYet, ..Look::none(what, when, "no such promise is dated") };
        };
        FixWhen {
            what,
            when,
            due: self.by_day(day),
            on: Some(day),
            decided: format!("{} on {}", row.name.show(), day.short(self.today)),
            at: Some(Address { register: "milestones", id: row.id.clone() }),
        }
    }
}
