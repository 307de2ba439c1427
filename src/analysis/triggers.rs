//! Infrastructure triggers: how near each limit is, when it is crossed, and until when starting is early enough. `first`
//! knows what must be done before, `columns` tells and explains.

mod columns;
mod first;

use super::World;
use super::capacity::{calendar_days, elapsed, share_of};
use super::checks::State;
use super::growth::{self, Growth, last, seed};
use super::trend::{Dates, When};
use crate::model::{Day, Id, Metric, MetricRole, Money, Op, Plan, Sensor, Statistic, Status, Trigger};

pub use columns::COLUMNS;
pub use first::Chain;
use first::Work;

/// What is concluded of a trigger.
#[derive(Clone, PartialEq, Debug)]
pub struct Watch {
    pub id: Id,
    pub state: State,
    /// The last reading, and its day.
    pub now: Option<(Day, f64)>,
    /// How much of the limit is used up, in percent: 100 is reached. Nothing for an event, and where no share can be
    /// told, as of a limit of nought.
    pub percent: Option<f64>,
    /// Whether the last reading lies at the limit or beyond.
    pub reached: bool,
    /// When the limit is crossed; a limit that is reached has the day of the first reading that did. `None`: not known.
    pub crosses: Option<Dates>,
    /// The last day on which starting is early enough: the crossing less lead, work and what must come first.
    pub start_by: Option<When>,
    /// The same for the early end of the crossing's range.
    pub start_by_p10: Option<When>,
    pub weeks_left: Option<f64>,
    /// Calendar days.
    pub lead: f64,
    /// Person-days; `None` where nobody said.
    pub effort: Option<f64>,
    /// Calendar days at the owner's share of the week.
    pub work: Option<f64>,
    pub first: Chain,
    pub blind: Option<Blind>,
    pub balance: Option<Balance>,
    /// Money a month for each user at the next stage.
    pub per_user: Option<f64>,
    /// Money in the first year: the work at the day rate, what is paid once, and every month's; `None` where nothing of
    /// it is known.
    pub cost_year: Option<f64>,
    /// The last readings, oldest first.
    pub recent: Vec<f64>,
}

/// Why a trigger cannot see its limit coming.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blind {
    NoMetric,
    NoSensor,
    /// The last reading is old beside how often they were taken before.
    Stale,
    /// A mean or a median where the slow ones count.
    Statistic,
}

impl Blind {
    /// The field that gives it sight: of the metric, or of the trigger where it names none.
    pub fn field(self) -> &'static str {
        match self {
            Blind::NoMetric => "metric",
            Blind::NoSensor | Blind::Stale => "readings",
            Blind::Statistic => "statistic",
        }
    }

    pub fn sentence(self) -> &'static str {
        match self {
            Blind::NoMetric => "it names no metric; give it the one whose limit it is",
            Blind::NoSensor => "nothing measures its metric; record a reading, or say what does",
            Blind::Stale => "its last reading is old; record one of today",
            Blind::Statistic => "a mean or median hides the slow ones; measure p95, p99 or the maximum",
        }
    }
}

/// The two ways to be wrong about when to build.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Balance {
    /// Work is planned although less than half of the limit is used up.
    Early,
    /// The limit is reached, and no work is planned.
    Late,
}

/// Every trigger, and what bears on all of them.
#[derive(Clone, Debug, Default)]
pub struct Triggers {
    /// In the order of the file.
    pub all: Vec<Watch>,
    /// Twelve and eighteen months after launch, between which these limits are usually met.
    pub window: Option<(Day, Day)>,
}

impl Triggers {
    pub fn get(&self, id: &Id) -> Option<&Watch> {
        self.all.binary_search_by(|watch| watch.id.cmp(id)).ok().map(|at| &self.all[at])
    }

    /// Those that are not done, the one whose work must start first at the top; where that is not known comes last.
    pub fn urgent(&self) -> Vec<&Watch> {
        let mut found: Vec<&Watch> = self.all.iter().filter(|watch| watch.state != State::Done).collect();
        let rank = |watch: &Watch| match watch.start_by {
            Some(When::On(day)) => (0, Some(day)),
            None => (1, None),
            Some(When::Never) => (2, None),
        };
        found.sort_by_key(|watch| rank(watch));
        found
    }

    /// Those that are not done, the nearest to its limit first, otherwise in the order of the file.
    pub fn nearest(&self) -> Vec<&Watch> {
        let mut found: Vec<&Watch> = self.all.iter().filter(|watch| watch.state != State::Done).collect();
        found.sort_by(|a, b| b.percent.unwrap_or(-1.0).total_cmp(&a.percent.unwrap_or(-1.0)));
        found
    }
}

/// Days ahead in which a start is watched.
pub const AHEAD: i64 = 90;
/// A reading is old after so many days, or after so many times the usual pause between readings.
const STALE_DAYS: f64 = 30.0;
const STALE_TIMES: f64 = 4.0;
/// Below this share of the limit planned work is early.
const EARLY: f64 = 50.0;

/// All triggers. Linear in rows and readings; a range is drawn for each that has a line.
pub fn triggers(plan: &Plan, world: &World, growth: &Growth) -> Triggers {
    let work = Work::of(plan);
    let all = plan.triggers.iter().map(|trigger| watch(plan, world.today, growth, &work, trigger)).collect();
    Triggers { all, window: month_after(plan, 12).zip(month_after(plan, 18)) }
}

fn month_after(plan: &Plan, months: i64) -> Option<Day> {
    let day = plan.product().launched?;
    Day::typed(&format!("+{months}mo"), day).ok()
}

/// The metric whose limit a trigger is.
pub fn metric<'p>(plan: &'p Plan, trigger: &Trigger) -> Option<&'p Metric> {
    trigger.metric.id().and_then(|id| plan.metrics.get(id))
}

fn watch(plan: &Plan, today: Day, growth: &Growth, work: &Work<'_>, trigger: &Trigger) -> Watch {
    let metric = metric(plan, trigger);
    let now = metric.and_then(last);
    let percent = percent(trigger, metric);
    let share = share_of(plan, trigger.owner.id());
    let effort = trigger.effort.map(|span| span.work_days());
    let days = effort.map_or(Some(0.0), |days| calendar_days(days, share));
    let lead = trigger.lead.map_or(0.0, elapsed);
    let first = work.before(plan, trigger);
    let reached = is_reached(trigger, now, percent);
    let blind = blind(trigger, metric, today);
    // What a mean or nothing says of the limit is no date; an old reading says one that is doubtful.
    let sees = matches!(blind, None | Some(Blind::Stale));
    let crosses = crossing(plan, trigger, metric, growth, reached).filter(|_| sees);
    let before = days.map(|days| lead + days + first.days).filter(|_| !first.never);
    let start = |when: When| match (when, before) {
        (When::On(day), Some(before)) => day.plus(-(before.ceil() as i64)).map(When::On),
        (When::On(_), None) => None,
        (When::Never, _) => Some(When::Never),
    };
    let start_by = crosses.and_then(|dates| start(dates.p50));
    let weeks_left = start_by.and_then(When::day).map(|day| (day.since(today) as f64 / 7.0 * 10.0).round() / 10.0);
    let state = match (trigger.status, blind, start_by) {
        (Status::Done, ..) => State::Done,
        _ if reached => State::Act,
        (_, Some(_), _) => State::Blind,
        (_, None, None) if trigger.op == Op::Event && trigger.event.is_none() => State::Ok,
        (_, None, None) if trigger.op == Op::Jump && percent.is_some() => State::Ok,
        // A crossing that is known, and nobody who gives any time to what must be done before it.
        (_, None, None) if crosses.is_some() => State::Act,
        (_, None, None) => State::Unknown,
        (_, None, Some(When::Never)) => State::Ok,
        (_, None, Some(When::On(day))) if day <= today => State::Act,
        (_, None, Some(When::On(day))) if day.since(today) <= AHEAD => State::Mon,
        (_, None, Some(When::On(_))) => State::Ok,
    };
    let planned = work.is_planned(&trigger.id);
    let balance = match percent {
        _ if trigger.status == Status::Done => None,
        _ if reached => (!planned).then_some(Balance::Late),
        Some(percent) => (percent < EARLY && planned).then_some(Balance::Early),
        None => None,
    };
    let next = growth::users(plan).and_then(|users| users.next).and_then(|stage| stage.users_from);
    let per_user = trigger.cost_month.zip(next.filter(|n| *n > 0.0)).map(|(cost, users)| cost.units() / users);
    let per_user = per_user.filter(|cost| cost.is_finite());
    Watch {
        id: trigger.id.clone(),
        state,
        now,
        percent,
        reached,
        crosses,
        start_by,
        start_by_p10: crosses.and_then(|dates| start(dates.p10)),
        weeks_left,
        lead,
        effort,
        work: effort.and(days),
        first,
        blind,
        balance,
        per_user,
        cost_year: cost_year(plan, trigger, effort),
        recent: metric.map_or(Vec::new(), recent),
    }
}

/// Months that the cost of answering a trigger is told for.
const MONTHS: f64 = 12.0;

fn cost_year(plan: &Plan, trigger: &Trigger, effort: Option<f64>) -> Option<f64> {
    let work = effort.zip(plan.product().day_rate).map(|(days, rate)| days * rate.units());
    let once = trigger.cost_once.map(Money::units);
    let months = trigger.cost_month.map(|cost| MONTHS * cost.units());
    let known: Vec<f64> = [work, once, months].into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.iter().sum()).filter(|sum: &f64| sum.is_finite())
}

/// Readings that a small picture of a metric shows.
const RECENT: usize = 12;

fn recent(metric: &Metric) -> Vec<f64> {
    let skip = metric.readings.0.len().saturating_sub(RECENT);
    metric.readings.0.values().skip(skip).copied().collect()
}

/// Whether the last reading lies at the limit or beyond; whatever the sign of either.
fn is_reached(trigger: &Trigger, now: Option<(Day, f64)>, percent: Option<f64>) -> bool {
    match trigger.op {
        Op::Above | Op::Below => {
            now.zip(trigger.threshold).is_some_and(|((_, now), limit)| is_beyond(trigger.op, now, limit))
        }
        Op::Jump => percent.is_some_and(|percent| percent >= 100.0),
        Op::Event => false,
    }
}

fn is_beyond(op: Op, reading: f64, limit: f64) -> bool {
    if op == Op::Below { reading <= limit } else { reading >= limit }
}

/// How much of the limit the last reading uses up; for a jump, the jump beside the one that counts.
fn percent(trigger: &Trigger, metric: Option<&Metric>) -> Option<f64> {
    let limit = trigger.threshold.filter(|limit| *limit > 0.0)?;
    let metric = metric?;
    let (_, now) = last(metric)?;
    let percent = match trigger.op {
        Op::Above if now >= 0.0 => 100.0 * now / limit,
        Op::Below if now > 0.0 => 100.0 * limit / now,
        Op::Jump => 100.0 * jump(metric)? / limit,
        _ => return None,
    };
    percent.is_finite().then_some(percent)
}

/// Change of the last reading on the one about a month before, in percent; readings 20 to 45 days apart compare.
pub fn jump(metric: &Metric) -> Option<f64> {
    let (day, now) = last(metric)?;
    let month = 365.25 / 12.0;
    let apart = |before: &Day| (day.since(*before) as f64 - month).abs();
    let before = metric.readings.0.iter().filter(|(before, _)| (20..=45).contains(&day.since(**before)));
    let (_, then) = before.min_by(|a, b| apart(a.0).total_cmp(&apart(b.0)))?;
    (*then > 0.0).then(|| 100.0 * (now / then - 1.0)).filter(|percent| percent.is_finite())
}

fn crossing(plan: &Plan, trigger: &Trigger, metric: Option<&Metric>, growth: &Growth, reached: bool) -> Option<Dates> {
    match trigger.op {
        Op::Event => return trigger.event.map(Dates::known),
        Op::Jump => return if reached { last(metric?).map(|(day, _)| Dates::known(day)) } else { None },
        Op::Above | Op::Below => {}
    }
    let (metric, limit) = (metric?, trigger.threshold?);
    let down = trigger.op == Op::Below;
    if reached {
        // The first of the readings that have stayed beyond the limit.
        let run = metric.readings.0.iter().rev().take_while(|(_, n)| is_beyond(trigger.op, **n, limit)).last();
        return run.map(|(day, _)| Dates::known(*day));
    }
    let line = growth.lines.get(&metric.id)?;
    Some(line.dates(limit, down, &line.draws(seed(plan, &trigger.id))))
}

/// Whether a trigger can see its limit coming, and if not, why.
fn blind(trigger: &Trigger, metric: Option<&Metric>, today: Day) -> Option<Blind> {
    if matches!(trigger.op, Op::Event) || trigger.status == Status::Done {
        return None;
    }
    let Some(metric) = metric else { return Some(Blind::NoMetric) };
    if metric.readings.0.is_empty() && metric.sensor == Sensor::None {
        return Some(Blind::NoSensor);
    }
    use MetricRole::{JobMax, LatencyApi, LatencyDb, PageLoad, QueueLag};
    let slow_ones_count = matches!(metric.role, JobMax | LatencyApi | LatencyDb | PageLoad | QueueLag);
    if slow_ones_count && matches!(metric.statistic, Some(Statistic::Mean | Statistic::P50)) {
        return Some(Blind::Statistic);
    }
    let days: Vec<Day> = metric.readings.0.keys().copied().collect();
    let pauses: Vec<f64> = days.windows(2).map(|pair| pair[1].since(pair[0]) as f64).collect();
    let old = (STALE_TIMES * super::trend::median(&pauses)).max(STALE_DAYS);
    let stale = days.last().is_some_and(|day| today.since(*day) as f64 > old);
    stale.then_some(Blind::Stale)
}
