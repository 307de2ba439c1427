//! Growth: the line through each metric, the users and when they multiply, the three dimensions a product grows in.

use std::collections::BTreeMap;

use super::World;
use super::column::{Column, Derived, Sight, Why, short};
use super::trend::{Dates, Draws, Line, When};
use crate::model::{Day, Feature, Id, Metric, MetricRole, Plan, Stage, Task, TaskKind};

/// Everything about growth.
#[derive(Clone, Debug, Default)]
pub struct Growth {
    /// By metric; only those with readings enough for a line.
    pub lines: BTreeMap<Id, Line>,
    pub users: Option<UserGrowth>,
    pub dimensions: Vec<Dimension>,
}

/// The users' growth at the rate of their line.
#[derive(Clone, Debug)]
pub struct UserGrowth {
    pub metric: Id,
    pub count: f64,
    pub on: Day,
    /// As a share of itself.
    pub weekly: f64,
    /// When they are 10, 50 and 100 times what was last read.
    pub x10: Dates,
    pub x50: Dates,
    pub x100: Dates,
    /// The next stage by users, and when it begins.
    pub next_stage: Option<(Id, Dates)>,
    line: Line,
    draws: Draws,
}

impl UserGrowth {
    /// When the users are so many times what was last read.
    pub fn reaches(&self, multiple: f64) -> Dates {
        self.line.dates(multiple * self.count, false, &self.draws)
    }
}

/// One of the three dimensions in which a product grows at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    pub name: &'static str,
    /// The last six months, oldest first, one value a month.
    pub values: Vec<f64>,
    /// Growth a month as a share of itself over those months; `None` where there is nothing to compare.
    pub monthly: Option<f64>,
    /// Open work planned for it.
    pub planned: usize,
    /// It grows fastest, and nothing is planned for it.
    pub ahead: bool,
}

/// The last reading of the users, and the stages around it.
#[derive(Clone, Debug)]
pub struct Users<'p> {
    pub count: f64,
    pub on: Day,
    /// Whether the metric is a guess.
    pub guess: bool,
    /// The stage this many users belong to.
    pub stage: Option<&'p Stage>,
    /// The next one, by the number at which it begins.
    pub next: Option<&'p Stage>,
}

/// The metric of a role.
pub fn of_role(plan: &Plan, role: MetricRole) -> Option<&Metric> {
    plan.metrics.iter().find(|metric| metric.role == role).map(|metric| &**metric)
}

/// The last reading of a metric.
pub fn last(metric: &Metric) -> Option<(Day, f64)> {
    metric.readings.0.last_key_value().map(|(day, n)| (*day, *n))
}

/// The users as last read; `None` while nobody has measured them.
pub fn users(plan: &Plan) -> Option<Users<'_>> {
    let metric = of_role(plan, MetricRole::Users)?;
    let (on, count) = last(metric)?;
    let from = |stage: &Stage| stage.users_from.unwrap_or(0.0);
    let stages = || plan.stages.iter().map(|stage| &**stage);
    let holds = |stage: &&Stage| from(stage) <= count && stage.users_to.is_none_or(|to| count < to);
    let stage = stages().filter(holds).max_by(|a, b| from(a).total_cmp(&from(b)));
    let next = stages().filter(|stage| from(stage) > count).min_by(|a, b| from(a).total_cmp(&from(b)));
    Some(Users { count, on, guess: metric.guess, stage, next })
}

/// All of it. Linear in the readings; ranges are drawn for the users alone.
pub fn growth(plan: &Plan, world: &World) -> Growth {
    let line = |metric: &Metric| Line::through(&metric.readings.0, metric.role == MetricRole::Users);
    let lines = plan.metrics.iter().filter_map(|metric| Some((metric.id.clone(), line(metric)?))).collect();
    let users = user_growth(plan, &lines);
    Growth { users, lines, dimensions: dimensions(plan, world.today) }
}

fn user_growth(plan: &Plan, lines: &BTreeMap<Id, Line>) -> Option<UserGrowth> {
    let metric = of_role(plan, MetricRole::Users)?;
    let now = users(plan)?;
    let line = lines.get(&metric.id)?;
    let draws = line.draws(seed(plan, &metric.id));
    let at = |value: f64| line.dates(value, false, &draws);
    Some(UserGrowth {
        metric: metric.id.clone(),
        count: now.count,
        on: now.on,
        weekly: line.weekly_growth().filter(|rate| rate.is_finite())?,
        x10: at(10.0 * now.count),
        x50: at(50.0 * now.count),
        x100: at(100.0 * now.count),
        next_stage: now.next.and_then(|stage| Some((stage.id.clone(), at(stage.users_from?)))),
        line: line.clone(),
        draws,
    })
}

/// The seed for what is drawn of a row: the plan's, told apart by the row's id.
pub fn seed(plan: &Plan, id: &Id) -> u64 {
    let start = (plan.product().seed as u64) ^ 0xcbf2_9ce4_8422_2325;
    id.as_str().bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Months that are looked back on.
const MONTHS: i64 = 6;
/// Growth a month beside which nothing counts as growing.
const NOTABLE: f64 = 0.02;

/// Usage, complexity and organisation: users; live features times domains; people times domains.
fn dimensions(plan: &Plan, today: Day) -> Vec<Dimension> {
    let months = || (0..=MONTHS).rev().filter_map(|back| today.plus(-(back as f64 * 365.25 / 12.0).round() as i64));
    let domains = plan.domains.len() as f64;
    let users = of_role(plan, MetricRole::Users);
    let read = |day: Day| users.and_then(|m| m.readings.0.range(..=day).next_back()).map_or(0.0, |(_, n)| *n);
    let live = |day: Day| {
        plan.features.iter().filter(|f: &&std::sync::Arc<Feature>| f.finished.is_some_and(|d| d <= day)).count()
    };
    let here = |day: Day| plan.people.iter().filter(|person| super::knowledge::is_here(person, day)).count();
    let planned = |kinds: &[TaskKind]| {
        let open = |task: &Task| {
            task.status != crate::model::Status::Done && task.kind.is_some_and(|kind| kinds.contains(&kind))
        };
        plan.tasks.iter().filter(|task| open(task)).count()
    };
    let of = |name, values: Vec<f64>, kinds: &[TaskKind]| {
        let monthly = monthly(&values);
        Dimension { name, values, monthly, planned: planned(kinds), ahead: false }
    };
    let mut all = vec![
        of("usage", months().map(read).collect(), &[TaskKind::Infrastructure]),
        of("complexity", months().map(|day| live(day) as f64 * domains).collect(), &[TaskKind::Architecture]),
        of("organisation", months().map(|day| here(day) as f64 * domains).collect(), &[TaskKind::Team]),
    ];
    let fastest = all.iter().filter_map(|d| d.monthly).fold(NOTABLE, f64::max);
    for dimension in &mut all {
        dimension.ahead = dimension.planned == 0 && dimension.monthly.is_some_and(|rate| rate >= fastest);
    }
    all
}

/// Mean growth a month between the first value above nought and the last one.
fn monthly(values: &[f64]) -> Option<f64> {
    let first = values.iter().position(|n| *n > 0.0)?;
    let months = values.len() - 1 - first;
    let (from, to) = (values[first], *values.last()?);
    let rate = (months > 0 && to > 0.0).then(|| (to / from).powf(1.0 / months as f64) - 1.0);
    rate.filter(|rate| rate.is_finite())
}

/// The metrics a stage is steered by, in the order in which they are asked for.
pub fn pack(progress: crate::model::Progress) -> &'static [MetricRole] {
    use crate::model::Progress;
    use MetricRole::*;
    match progress {
        Progress::Validation | Progress::Mvp => &[Users, TimeToLaunch, Activation, Retention],
        Progress::Fit => &[Users, Mau, Cac, Ltv, Mrr, Uptime],
        Progress::Scaling => &[Users, Mrr, LatencyApi, LatencyDb, Uptime, Satisfaction],
    }
}

/// Roles of the stage's pack that nothing measures.
pub fn blind_spots(plan: &Plan) -> Vec<MetricRole> {
    let read = |role: MetricRole| of_role(plan, role).and_then(last).is_some();
    pack(plan.product().progress.unwrap_or_default()).iter().copied().filter(|role| !read(*role)).collect()
}

/// A figure that is worked out from several metrics.
#[derive(Clone, PartialEq, Debug)]
pub struct Ratio {
    pub name: &'static str,
    pub value: f64,
    /// How it is worked out, in words.
    pub rule: &'static str,
}

/// What infrastructure costs a month once a stage begins: today's bill of the domains, and what every trigger that is
/// crossed by then adds.
#[derive(Clone, PartialEq, Debug)]
pub struct StageCost {
    pub stage: Id,
    pub users: f64,
    pub on: Option<When>,
    pub month: f64,
    /// What the triggers crossed on the way from the stage before add.
    pub added: f64,
    pub per_user: f64,
}

/// The cost at each stage that still lies ahead; empty where no cost is entered.
pub fn stage_costs(plan: &Plan, growth: &Growth, triggers: &super::triggers::Triggers) -> Vec<StageCost> {
    let bill: f64 = plan.domains.iter().filter_map(|domain| domain.cost.0.values().next_back()).sum();
    let steps: Vec<(Option<When>, f64)> = triggers
        .all
        .iter()
        .filter(|watch| watch.state != super::checks::State::Done)
        .filter_map(|watch| {
            let cost = plan.triggers.get(&watch.id)?.cost_month?.units();
            Some((watch.crosses.map(|dates| dates.p50), cost))
        })
        .collect();
    let (Some(now), true) = (users(plan), bill > 0.0 || !steps.is_empty()) else { return Vec::new() };
    let mut ahead: Vec<(f64, &Stage)> =
        plan.stages.iter().filter_map(|stage| Some((stage.users_from.filter(|n| *n > now.count)?, &**stage))).collect();
    ahead.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut before = 0.0;
    let each = ahead.into_iter().map(|(users, stage)| {
        let on = growth.users.as_ref().map(|growth| growth.reaches(users / now.count).p50);
        let by = |when: &Option<When>| when.zip(on).is_some_and(|(step, on)| step <= on && step != When::Never);
        let crossed: f64 = steps.iter().filter(|(when, _)| by(when)).map(|(_, cost)| cost).sum();
        let added = crossed - before;
        before = crossed;
        StageCost {
            stage: stage.id.clone(),
            users,
            on,
            month: bill + crossed,
            added,
            per_user: (bill + crossed) / users,
        }
    });
    each.filter(|cost| cost.month.is_finite() && cost.per_user.is_finite()).collect()
}

/// What the figures of the plan say together; those whose inputs are missing are left out.
pub fn ratios(plan: &Plan, today: Day) -> Vec<Ratio> {
    let read = |role| of_role(plan, role).and_then(last).map(|(_, n)| n);
    let count = users(plan).map(|users| users.count).filter(|n| *n > 0.0);
    let engineers = plan.people.iter().filter(|person| super::knowledge::is_here(person, today)).count() as f64;
    let spent: f64 = plan.domains.iter().filter_map(|d| d.cost.0.values().next_back()).sum();
    let debt: f64 =
        plan.debts.iter().filter(|d| super::debt::is_open(d)).filter_map(|d| d.effort).map(|e| e.work_days()).sum();
    let capacity = super::capacity::year(plan, today);
    let part = |above: Option<f64>, below: Option<f64>| Some(above? / below.filter(|n| *n > 0.0)?);
    let all = [
        (
            "LTV / CAC",
            part(read(MetricRole::Ltv), read(MetricRole::Cac)),
            "lifetime value over cost of winning a customer",
        ),
        (
            "revenue / engineer",
            part(read(MetricRole::Mrr).map(|n| 12.0 * n), Some(engineers)),
            "twelve months of recurring revenue over people here today",
        ),
        ("cost / user", part(Some(spent).filter(|n| *n > 0.0), count), "what the domains cost a month over users"),
        (
            "debt ratio",
            part(Some(debt).filter(|n| *n > 0.0), Some(capacity)),
            "effort in open debts over the person-days of a year",
        ),
    ];
    let finite = |(name, value, rule): (&'static str, Option<f64>, &'static str)| {
        value.filter(|n| n.is_finite()).map(|value| Ratio { name, value, rule })
    };
    all.into_iter().filter_map(finite).collect()
}

/// What is computed of a metric.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "metrics",
        key: "slope",
        label: "Slope",
        letter: 'y',
        help: "How much the line through the readings climbs a day; for users its logarithm.",
        width: 0,
        numeric: true,
        get: |facts, id| facts.growth.lines.get(id).map_or(Derived::Word("?"), |line| Derived::Number(line.slope)),
        explain: explain_line,
    },
    Column {
        register: "metrics",
        key: "a_week",
        label: "A week",
        letter: 'w',
        help: "How much the line through the readings climbs a week; for users in percent.",
        width: 8,
        numeric: true,
        get: |facts, id| match facts.growth.lines.get(id) {
            Some(line) => match line.weekly_growth() {
                Some(share) => Derived::Percent(100.0 * share),
                None => Derived::Number(7.0 * line.slope),
            },
            None => Derived::Word("?"),
        },
        explain: explain_line,
    },
    Column {
        register: "metrics",
        key: "left_out",
        label: "Left out",
        letter: 'l',
        help: "Days whose reading lies too far from the others to count.",
        width: 0,
        numeric: false,
        get: |facts, id| {
            facts.growth.lines.get(id).map_or(Derived::Nothing, |line| Derived::DayList(line.left_out.clone()))
        },
        explain: explain_line,
    },
];

fn explain_line(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let metric = sight.plan.metrics.get(id)?;
    let source = "least squares on days; far readings by the median absolute deviation";
    let Some(line) = sight.facts.growth.lines.get(id) else {
        let n = metric.readings.0.len();
        return Some(
            Why::new(format!("A line needs three readings on different days; there are {n}."), source)
                .with("readings", n.to_string())
                .from("metrics", id, "readings"),
        );
    };
    let rate = match line.weekly_growth() {
        Some(weekly) if weekly.is_finite() => format!("grows by {:.1} % a week", 100.0 * weekly),
        Some(_) => "grows beyond all measure".to_string(),
        None => format!("changes by {} a week", short(7.0 * line.slope)),
    };
    let mut why = Why::new(format!("The line through {} readings {rate}.", line.count()), source);
    for (day, n) in metric.readings.0.iter().rev().take(8) {
        let far = if line.left_out.contains(day) { " (left out: too far from the others)" } else { "" };
        why = why.with("reading", format!("{}{far}", short(*n))).on(*day).from("metrics", id, "readings");
    }
    Some(why)
}
