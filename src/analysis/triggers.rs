//! Infrastructure triggers: how near each limit is, when it is crossed, and until when starting is early enough.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::capacity::{calendar_days, elapsed, share_of};
use super::checks::State;
use super::column::{Column, Derived, Sight, Why, short};
use super::growth::{self, Growth, last, seed};
use super::trend::{Dates, FEWEST, When};
use crate::model::cell::Choice;
use crate::model::{
    Address, Day, Id, Metric, MetricRole, Op, Plan, Prerequisite, Sensor, Statistic, Status, Task, Trigger,
};

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
    /// The last readings, oldest first.
    pub recent: Vec<f64>,
}

impl Watch {
    /// The word for a day that is not known: `blind` where the trigger could not see it, else `?`.
    fn unknown(&self) -> Derived {
        let blind = self.blind.is_some_and(|blind| blind != Blind::Stale);
        Derived::Word(if blind { "blind" } else { "?" })
    }
}

/// What must be done before a trigger's own work can start.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Chain {
    /// Calendar days of the longest chain.
    pub days: f64,
    /// Whether somebody on it gives no time, so that it is never done.
    pub never: bool,
    /// Its links, first to last: the row, its person-days, its calendar days.
    pub links: Vec<(Address, f64, f64)>,
    /// Prerequisites that are open and have no work of their own: they add nothing, since nobody knows how much.
    pub unpriced: Vec<&'static str>,
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
    let after = |months: f64| plan.product().launched.and_then(|d| d.plus((months * 365.25 / 12.0).round() as i64));
    let window = month_after(plan, 12).zip(month_after(plan, 18)).or(after(12.0).zip(after(18.0)));
    Triggers { all, window }
}

fn month_after(plan: &Plan, months: i64) -> Option<Day> {
    let day = plan.product().launched?;
    Day::typed(&format!("+{months}mo"), day).ok()
}

fn watch(plan: &Plan, today: Day, growth: &Growth, work: &Work<'_>, trigger: &Trigger) -> Watch {
    let metric = trigger.metric.id().and_then(|id| plan.metrics.get(id));
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
        recent: metric.map_or(Vec::new(), recent),
    }
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

/// The plan's open work, and what of it waits for what.
struct Work<'p> {
    /// By the address of what is blocked: the debts that have to go first.
    debts: BTreeMap<String, Vec<&'p crate::model::Debt>>,
    /// Open tasks by the trigger they are the work of.
    tasks: BTreeMap<&'p Id, Vec<&'p Task>>,
}

impl<'p> Work<'p> {
    fn of(plan: &'p Plan) -> Work<'p> {
        let mut work = Work { debts: BTreeMap::new(), tasks: BTreeMap::new() };
        for debt in plan.debts.iter().filter(|debt| super::debt::is_open(debt)) {
            for blocked in &debt.blocks.0 {
                work.debts.entry(blocked.to_string()).or_default().push(debt);
            }
        }
        for task in plan.tasks.iter().filter(|task| task.status != Status::Done) {
            if let Some(trigger) = task.trigger.id() {
                work.tasks.entry(trigger).or_default().push(task);
            }
        }
        work
    }

    fn is_planned(&self, trigger: &Id) -> bool {
        self.tasks.contains_key(trigger)
    }

    /// The longest chain of work that must be done before a trigger's own: debts that block it or its tasks, tasks
    /// that come before its tasks, and what blocks those in turn. What waits for nothing of the rest is done side by
    /// side, so the longest way decides. Circles end where they close. Linear in what comes before.
    fn before(&self, plan: &'p Plan, trigger: &Trigger) -> Chain {
        let own = self.tasks.get(&trigger.id).map_or(&[][..], Vec::as_slice);
        let steps = self.steps(plan, trigger, own);
        let ways = own.iter().map(|task| self.prior(plan, trigger, task, &steps));
        let debt = self.debt(plan, trigger, &format!("triggers/{}", trigger.id)).map(Prior::Debt);
        let longest = ways.chain([debt]).flatten().max_by(|a, b| a.days(&steps).total_cmp(&b.days(&steps)));
        let links = longest.map_or(Vec::new(), |prior| prior.links(&steps));
        let named = [
            (trigger.stateless_first, "no state on the instance"),
            (trigger.sessions_first, "a shared session store"),
            (trigger.replication_first, "database replication"),
        ];
        let open = named.into_iter().filter(|(state, _)| *state == Prerequisite::Open).map(|(_, name)| name);
        // Each piece of work counts for one of them; those beyond have none of their own.
        let unpriced = open.skip(links.len()).collect();
        let never = links.iter().any(|(.., days)| days.is_infinite());
        let links: Vec<Link> =
            links.into_iter().map(|(at, work, days)| (at, work, if days.is_finite() { days } else { 0.0 })).collect();
        Chain { days: links.iter().map(|(.., days)| days).sum(), never, links, unpriced }
    }

    /// Every open task that comes before some others, with the longest way up to its end.
    fn steps(&self, plan: &'p Plan, trigger: &Trigger, last: &[&'p Task]) -> Steps<'p> {
        let mut steps = Steps::new();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<_> =
            last.iter().flat_map(|task| open_before(plan, task)).map(|task| (task, false)).collect();
        while let Some((task, all_before_are_known)) = stack.pop() {
            if all_before_are_known {
                let days = task.effort.or(trigger.effort).map_or(0.0, |span| span.work_days());
                let own = link(plan, "tasks", &task.id, task.owner.id(), days);
                let prior = self.prior(plan, trigger, task, &steps);
                let days = own.2 + prior.as_ref().map_or(0.0, |prior| prior.days(&steps));
                steps.insert(&task.id, Step { own, days, prior });
            } else if seen.insert(&task.id) {
                stack.push((task, true));
                stack.extend(open_before(plan, task).map(|before| (before, false)));
            }
        }
        steps
    }

    /// What takes longest of all that must be done before a task.
    fn prior(&self, plan: &'p Plan, trigger: &Trigger, task: &'p Task, steps: &Steps<'p>) -> Option<Prior<'p>> {
        // One that is not known yet closes a circle.
        let tasks = open_before(plan, task).filter(|before| steps.contains_key(&before.id));
        let tasks = tasks.map(|before| Prior::Task(&before.id));
        let debt = self.debt(plan, trigger, &format!("tasks/{}", task.id)).map(Prior::Debt);
        tasks.chain(debt).max_by(|a, b| a.days(steps).total_cmp(&b.days(steps)))
    }

    /// The longest of the debts that block something.
    fn debt(&self, plan: &Plan, trigger: &Trigger, at: &str) -> Option<Link> {
        let each = self.debts.get(at).into_iter().flatten().map(|debt| {
            let days = debt.effort.or(trigger.effort).map_or(0.0, |span| span.work_days());
            link(plan, "debts", &debt.id, debt.owner.id(), days)
        });
        each.max_by(|a, b| a.2.total_cmp(&b.2))
    }
}

/// The open tasks that a task comes after.
fn open_before<'p>(plan: &'p Plan, task: &'p Task) -> impl Iterator<Item = &'p Task> {
    let before = task.after.0.iter().filter_map(|link| plan.tasks.get(&link.to));
    before.filter(|before| before.status != Status::Done)
}

/// By task: the longest way to its end.
type Steps<'p> = BTreeMap<&'p Id, Step<'p>>;

struct Step<'p> {
    own: Link,
    /// Calendar days of the whole way, its own among them; endless where somebody on it gives no time.
    days: f64,
    prior: Option<Prior<'p>>,
}

/// What comes right before a step.
enum Prior<'p> {
    Task(&'p Id),
    Debt(Link),
}

impl Prior<'_> {
    fn days(&self, steps: &Steps<'_>) -> f64 {
        match self {
            Prior::Task(id) => steps.get(id).map_or(0.0, |step| step.days),
            Prior::Debt((.., days)) => *days,
        }
    }

    /// The way that ends here, first to last.
    fn links(&self, steps: &Steps<'_>) -> Vec<Link> {
        let (mut links, mut here) = (Vec::new(), Some(self));
        while let Some(prior) = here {
            let step = match prior {
                Prior::Task(id) => steps.get(id),
                Prior::Debt(link) => {
                    links.push(link.clone());
                    None
                }
            };
            links.extend(step.map(|step| step.own.clone()));
            here = step.and_then(|step| step.prior.as_ref());
        }
        links.reverse();
        links
    }
}

/// A row, its person-days and its calendar days; endless where nobody gives it any time.
type Link = (Address, f64, f64);

fn link(plan: &Plan, register: &'static str, id: &Id, owner: Option<&Id>, person_days: f64) -> Link {
    let endless = if person_days > 0.0 { f64::INFINITY } else { 0.0 };
    let days = calendar_days(person_days, share_of(plan, owner)).unwrap_or(endless);
    (Address { register, id: id.clone() }, person_days, days)
}

const SOURCE: &str = "the readiness review, phase 4: when an infrastructure choice is looked at again";

/// What is computed of a trigger.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "triggers",
        key: "state",
        label: "State",
        letter: 'A',
        help: "What follows from reading, limit and work: ok, mon, act, blind or ?.",
        width: 5,
        numeric: false,
        get: |facts, id| facts.triggers.get(id).map_or(Derived::Nothing, |w| Derived::Word(w.state.key())),
        explain: explain_state,
    },
    Column {
        register: "triggers",
        key: "now",
        label: "Now",
        letter: 'w',
        help: "The last reading of its metric.",
        width: 7,
        numeric: true,
        get: |facts, id| match facts.triggers.get(id).map(|w| w.now) {
            Some(Some((_, n))) => Derived::Number(n),
            Some(None) => Derived::Word("?"),
            None => Derived::Nothing,
        },
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "percent",
        label: "Of limit",
        letter: 'p',
        help: "How much of the limit is used up; 100 % is reached.",
        width: 14,
        numeric: true,
        get: |facts, id| facts.triggers.get(id).and_then(|w| w.percent).map_or(Derived::Nothing, Derived::Share),
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "trend",
        label: "Last 12",
        letter: 'T',
        help: "Its last twelve readings, from their least to their most.",
        width: 12,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id) {
            Some(watch) if watch.recent.len() > 1 => Derived::Series(watch.recent.clone()),
            _ => Derived::Nothing,
        },
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "crosses",
        label: "Crosses",
        letter: 'X',
        help: "The day in which the line through the readings reaches the limit.",
        width: 10,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id) {
            Some(Watch { crosses: Some(dates), .. }) => Derived::Dates(*dates),
            Some(watch) => watch.unknown(),
            None => Derived::Nothing,
        },
        explain: explain_crossing,
    },
    Column {
        register: "triggers",
        key: "start_by",
        label: "Start by",
        letter: 'b',
        help: "The last day on which starting is early enough: the crossing less lead, work and what must come first.",
        width: 10,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id) {
            Some(Watch { start_by: Some(when), .. }) => Derived::when(*when),
            Some(watch) => watch.unknown(),
            None => Derived::Nothing,
        },
        explain: explain_start,
    },
    Column {
        register: "triggers",
        key: "weeks_left",
        label: "Weeks",
        letter: 'k',
        help: "Weeks until then; below nought it is late.",
        width: 6,
        numeric: true,
        get: |facts, id| facts.triggers.get(id).and_then(|w| w.weeks_left).map_or(Derived::Nothing, Derived::Number),
        explain: explain_start,
    },
    Column {
        register: "triggers",
        key: "balance",
        label: "Balance",
        letter: 'B',
        help: "early: work is planned below half of the limit; late: the limit is reached and nothing is planned.",
        width: 0,
        numeric: false,
        get: |facts, id| match facts.triggers.get(id).and_then(|w| w.balance) {
            Some(Balance::Early) => Derived::Word("early"),
            Some(Balance::Late) => Derived::Word("late"),
            None => Derived::Nothing,
        },
        explain: explain_state,
    },
    Column {
        register: "triggers",
        key: "per_user",
        label: "A user",
        letter: 'U',
        help: "Its cost a month for each user at the next stage.",
        width: 0,
        numeric: true,
        get: |facts, id| facts.triggers.get(id).and_then(|w| w.per_user).map_or(Derived::Nothing, Derived::Number),
        explain: |sight, id| {
            let (trigger, watch) = (sight.plan.triggers.get(id)?, sight.facts.triggers.get(id)?);
            let stage = growth::users(sight.plan)?.next?;
            let rule = format!(
                "{} a month for each user, once there are {}.",
                short(watch.per_user?),
                short(stage.users_from?)
            );
            Some(
                Why::new(rule, SOURCE)
                    .with("cost a month", trigger.cost_month?.to_string())
                    .from("triggers", id, "cost_month")
                    .with("next stage", stage.name.show().to_string())
                    .from("stages", &stage.id, "users_from"),
            )
        },
    },
];

fn words(when: When) -> String {
    when.day().map_or("never at this rate".to_string(), |day| day.words())
}

fn explain_crossing(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (trigger, watch) = (sight.plan.triggers.get(id)?, sight.facts.triggers.get(id)?);
    let metric = trigger.metric.id().and_then(|id| sight.plan.metrics.get(id));
    let limit = trigger.threshold.map_or("no limit".to_string(), short);
    let rule = match (trigger.op, watch.crosses) {
        (Op::Event, Some(dates)) => format!("It is dated: {}.", words(dates.p50)),
        (Op::Event, None) => "It comes when somebody asks for it; a date in `event` gives it a day.".to_string(),
        (Op::Jump, _) => match metric.and_then(jump) {
            Some(jump) => {
                format!("The last reading is {} % above the one a month before; {limit} % counts.", short(jump))
            }
            None => "A jump needs a second reading, 20 to 45 days before the last.".to_string(),
        },
        (_, Some(dates)) if watch.reached => {
            format!("The limit of {limit} is reached since {}.", words(dates.p50))
        }
        (_, Some(dates)) => format!(
            "The line through the readings reaches {limit}: {}. Four in five lines that fit as well do between {} and {}.",
            words(dates.p50),
            words(dates.p10),
            words(dates.p90),
        ),
        (_, None) if watch.blind.is_some() => {
            format!("It is blind: {}.", watch.blind.map_or("", Blind::sentence))
        }
        (_, None) => {
            let n = metric.map_or(0, |metric| metric.readings.0.len());
            format!("A line needs {FEWEST} readings on different days; there are {n}.")
        }
    };
    let mut why = Why::new(rule, SOURCE).with("limit", limit).from("triggers", id, "threshold");
    if let Some(metric) = metric {
        if let Some(line) = sight.facts.growth.lines.get(&metric.id) {
            why = why.with("a week", short(7.0 * line.slope)).from("metrics", &metric.id, "readings");
        }
        for (day, n) in metric.readings.0.iter().rev().take(6) {
            why = why.with("reading", short(*n)).on(*day).from("metrics", &metric.id, "readings");
        }
    }
    Some(why)
}

fn explain_start(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (trigger, watch) = (sight.plan.triggers.get(id)?, sight.facts.triggers.get(id)?);
    let rule = match (watch.start_by, watch.crosses) {
        (Some(When::On(day)), Some(dates)) => format!(
            "{} less {} days of lead, {} of work and {} of what must come first: {}.",
            words(dates.p50),
            short(watch.lead),
            short(watch.work.unwrap_or(0.0)),
            short(watch.first.days),
            day.words(),
        ),
        (Some(When::Never), _) => "The limit is not reached at this rate, so nothing has to start.".to_string(),
        (None, Some(_)) => {
            "Nobody gives any time of the week to this work or to what must come first, so it can never start early enough.".to_string()
        }
        (_, None) => "No day is known on which the limit is crossed.".to_string(),
    };
    let share = share_of(sight.plan, trigger.owner.id());
    let mut why = Why::new(rule, SOURCE);
    if let Some(dates) = watch.crosses {
        why = why.with("crosses", words(dates.p50)).from("triggers", id, "threshold");
    }
    why = why.with("lead", format!("{} calendar days", short(watch.lead))).from("triggers", id, "lead");
    why = match watch.effort {
        Some(effort) => why
            .with("work", format!("{} person-days at {:.0} % of a week", short(effort), 100.0 * share))
            .from("triggers", id, "effort"),
        None => why.with("work", "not said, so it adds nothing").from("triggers", id, "effort"),
    };
    for (at, work, days) in &watch.first.links {
        let row = crate::register::register(at.register).and_then(|home| Some((home, home.get(sight.plan, &at.id)?)));
        let name = row.map_or(String::new(), |(home, row)| home.name_of(row).to_string());
        let days = if *days > 0.0 || *work <= 0.0 {
            format!("{} calendar days", short(*days))
        } else {
            "and nobody gives any time".to_string()
        };
        why = why.with("first", format!("{name}: {} person-days, {days}", short(*work)));
        if let Some(input) = why.inputs.last_mut() {
            input.at = Some((at.clone(), "effort"));
        }
    }
    for name in &watch.first.unpriced {
        why = why.with("first", format!("{name}: ? (open, and no work of its own says how long)"));
    }
    Some(why)
}

fn explain_state(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let watch = sight.facts.triggers.get(id)?;
    if let Some(blind) = watch.blind.filter(|_| watch.state == State::Blind) {
        return Some(explain_blind(sight, id, blind));
    }
    let mut why = explain_start(sight, id)?;
    let rule = match watch.state {
        State::Act if watch.reached => "The limit is reached.".to_string(),
        State::Act => "The last day to start early enough is here or past.".to_string(),
        State::Mon => format!("It has to start within {AHEAD} days."),
        State::Ok => "Nothing has to start within the next three months.".to_string(),
        State::Done => "It is done.".to_string(),
        State::Blind | State::Unknown => "There are too few readings to say when the limit is crossed.".to_string(),
    };
    let balance = match watch.balance {
        Some(Balance::Early) => " Work on it is planned although less than half of the limit is used up.",
        Some(Balance::Late) => " No work on it is planned.",
        None => "",
    };
    why.rule = crate::text::show(format!("{rule}{balance} {}", why.rule));
    Some(why)
}

fn explain_blind(sight: &Sight<'_>, id: &Id, blind: Blind) -> Why {
    let why = Why::new(format!("It is blind: {}.", blind.sentence()), SOURCE);
    let metric = sight.plan.triggers.get(id).and_then(|trigger| trigger.metric.id());
    let Some(metric) = metric.and_then(|id| sight.plan.metrics.get(id)) else {
        return why.with("metric", "none").from("triggers", id, "metric");
    };
    let statistic = metric.statistic.map_or("not said", |statistic| statistic.word());
    let why = match (blind, last(metric)) {
        (Blind::Statistic, _) => why.with("statistic", statistic),
        (_, Some((day, n))) => why.with("last reading", short(n)).on(day),
        (_, None) => why.with("readings", "none"),
    };
    why.from("metrics", &metric.id, blind.field())
}
