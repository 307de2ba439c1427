//! Data decisions: what each costs now and at ten, fifty and a hundred times the users, and until when it is cheap.

use super::capacity;
use super::column::{Column, Derived, Sight, Why, short};
use super::growth::{Growth, users};
use super::objectives::{Kept, KeptKind};
use super::trend::{HORIZON, When};
use super::{Facts, World};
use crate::model::{DataModel, Day, Id, Plan, Span, Status};

/// The multiples of today's users at which a decision is priced.
pub const MULTIPLES: [f64; 4] = [1.0, 10.0, 50.0, 100.0];

/// What is concluded of a data decision.
#[derive(Clone, PartialEq, Debug)]
pub struct Cost {
    pub id: Id,
    pub open: bool,
    /// Person-days now and at 10, 50 and 100 times the users.
    pub days: [Option<f64>; 4],
    /// Whether each is worked out from rows and rates, rather than from the span somebody typed.
    pub worked_out: [bool; 4],
    /// Person-days that waiting from ten to a hundred times the users costs.
    pub waiting: Option<f64>,
    /// 1 to 3 among the open ones, by what waiting costs; pinned ones come first.
    pub top: Option<usize>,
    pub pinned: bool,
    /// The last day on which it costs no more than today's estimate at its upper end.
    pub last_cheap: Option<When>,
    /// Money now and at each multiple: the days at the day rate, and the downtime at what an hour of it costs.
    pub money: [Option<f64>; 4],
    /// The share of a month's error budget that its downtime takes, in percent.
    pub budget_share: Option<f64>,
}

/// Every data decision, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub all: Vec<Cost>,
    /// Places of the open ones: pinned ones first, then the dearest to put off, those without figures last.
    order: Vec<usize>,
    /// Person-days that the people here today give in a year.
    pub year: f64,
}

impl Data {
    pub fn get(&self, id: &Id) -> Option<&Cost> {
        self.all.binary_search_by(|cost| cost.id.cmp(id)).ok().map(|at| &self.all[at])
    }

    /// The open decisions: pinned ones first, then the dearest to put off, those without figures last.
    pub fn ranked(&self) -> impl Iterator<Item = &Cost> {
        self.order.iter().map(|at| &self.all[*at])
    }
}

/// How many decisions are singled out.
const TOP: usize = 3;
/// A week of writing to both the old and the new shape takes a person-day of care.
const CARE: f64 = 1.0;
/// Hours of a backfill that one person-day looks after: it runs by itself, and somebody checks on it.
const HOURS_A_DAY: f64 = 24.0;
/// A point estimate of today counts as reaching so much higher.
const SLACK: f64 = 1.1;

/// All decisions. Linear.
pub fn data(plan: &Plan, world: &World, growth: &Growth, objectives: &[Kept]) -> Data {
    let budget = objectives.iter().find_map(|kept| match kept.kind {
        KeptKind::Budget { allowed, .. } if allowed > 0.0 => Some(allowed),
        _ => None,
    });
    let mut all: Vec<Cost> = plan.models.iter().map(|model| cost(plan, world, growth, budget, model)).collect();
    let mut order: Vec<usize> = (0..all.len()).filter(|at| all[*at].open).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&all[*a], &all[*b]);
        let waiting = |cost: &Cost| cost.waiting.unwrap_or(f64::NEG_INFINITY);
        b.pinned.cmp(&a.pinned).then(waiting(b).total_cmp(&waiting(a)))
    });
    let priced = |at: &&usize| all[**at].waiting.is_some() || all[**at].pinned;
    let top: Vec<usize> = order.iter().filter(priced).take(TOP).copied().collect();
    for (place, at) in top.into_iter().enumerate() {
        all[at].top = Some(place + 1);
    }
    Data { all, order, year: capacity::year(plan, world.today) }
}

fn cost(plan: &Plan, world: &World, growth: &Growth, budget: Option<f64>, model: &DataModel) -> Cost {
    let spans = [model.cost_now, model.cost_10x, model.cost_50x, model.cost_100x];
    let users = users(plan).map(|users| users.count);
    let (mut days, mut worked_out) = ([None; 4], [false; 4]);
    for at in 0..4 {
        days[at] = spans[at].map(|span| span.work_days());
        if days[at].is_none() {
            days[at] = from_rows(model, users, MULTIPLES[at]);
            worked_out[at] = days[at].is_some();
        }
    }
    let down_hours = model.downtime.map(hours);
    let money = days.map(|days| {
        let work = days? * plan.product().day_rate?.units();
        let down = down_hours.zip(plan.product().down_hour).map_or(0.0, |(hours, rate)| hours * rate.units());
        Some(work + down).filter(|money| money.is_finite())
    });
    Cost {
        id: model.id.clone(),
        open: model.status != Status::Done,
        waiting: days[3].zip(days[1]).map(|(late, soon)| late - soon),
        top: None,
        pinned: !model.pinned.is_empty(),
        last_cheap: last_cheap(world.today, growth, model, &days),
        money,
        budget_share: down_hours
            .zip(budget)
            .map(|(hours, allowed)| 100.0 * 60.0 * hours / allowed)
            .filter(|share| share.is_finite()),
        days,
        worked_out,
    }
}

fn hours(span: Span) -> f64 {
    span.likely() * span.unit.calendar_days() * 24.0
}

/// The rows of a table today: as they are said, else by the users.
pub fn rows(model: &DataModel, users: Option<f64>) -> Option<f64> {
    model.rows.or_else(|| Some(model.rows_per_user? * users?))
}

/// Hours that rewriting every row takes, in the table and in each that refers to it; `None` where rows or rate are not
/// known.
pub fn backfill_hours(model: &DataModel, users: Option<f64>, multiple: f64) -> Option<f64> {
    let rate = model.backfill_per_s.filter(|rate| *rate > 0.0)?;
    let now = rows(model, users)?;
    let tables = 1.0 + model.tables.unwrap_or(0.0).max(0.0);
    let hours = now.max(0.0) * multiple * tables / rate / 3600.0;
    hours.is_finite().then_some(hours)
}

/// Person-days from what is known of the rows: the change itself, as it is estimated for today; the backfill of every
/// row in the table and in each table that refers to it; the weeks of writing to both.
fn from_rows(model: &DataModel, users: Option<f64>, multiple: f64) -> Option<f64> {
    let then = backfill_hours(model, users, multiple)? / HOURS_A_DAY;
    let now = backfill_hours(model, users, 1.0)? / HOURS_A_DAY;
    let both = model.dual_write.map_or(0.0, |span| capacity::elapsed(span) / 7.0 * CARE);
    let fixed = model.cost_now.map_or(0.0, |span| span.work_days());
    let days = fixed + then - now.min(fixed) + both;
    days.is_finite().then_some(days)
}

/// The last day on which the work still costs no more than today's estimate at its upper end, as the users grow along
/// their line and the cost from one multiple to the next in proportion to the users.
fn last_cheap(today: Day, growth: &Growth, model: &DataModel, days: &[Option<f64>; 4]) -> Option<When> {
    let now = days[0]?;
    let upper = match model.cost_now {
        Some(span) if span.max > span.min => span.max * span.unit.work_days(),
        _ => now * SLACK,
    };
    let known: Vec<(f64, f64)> = MULTIPLES.iter().zip(days).filter_map(|(m, d)| Some((*m, (*d)?))).collect();
    if known.len() < 2 {
        return None;
    }
    let multiple = known.windows(2).find_map(|pair| {
        let ((low, cheap), (high, dear)) = (pair[0], pair[1]);
        (dear > upper).then(|| if cheap >= upper { low } else { low + (high - low) * (upper - cheap) / (dear - cheap) })
    });
    let Some(multiple) = multiple else { return Some(When::Never) };
    let users = growth.users.as_ref()?;
    if users.weekly <= 0.0 {
        return Some(When::Never);
    }
    let weeks = multiple.ln() / users.weekly.ln_1p();
    let ahead = (7.0 * weeks).floor();
    if !ahead.is_finite() || ahead > HORIZON {
        return Some(When::Never);
    }
    // The count was taken on a day that is past; cheap days that are over are over.
    users.on.plus(ahead as i64).map(|day| When::On(day.max(users.on))).or(Some(When::On(today)))
}

const SOURCE: &str = "the readiness review, phase 2: the price of a data decision at 10, 50 and 100 times the users";

const fn price<const AT: usize>(key: &'static str, label: &'static str, letter: char, help: &'static str) -> Column {
    let explain = explain_price::<AT>;
    Column { register: "models", key, label, letter, help, width: 7, numeric: true, get: days_at::<AT>, explain }
}

const fn money<const AT: usize>(key: &'static str, label: &'static str, letter: char, help: &'static str) -> Column {
    let (get, explain) = (money_at::<AT>, explain_price::<AT>);
    Column { register: "models", key, label, letter, help, width: 0, numeric: true, get, explain }
}

fn money_at<const AT: usize>(facts: &Facts, id: &Id) -> Derived {
    facts.data.get(id).and_then(|cost| cost.money[AT]).map_or(Derived::Nothing, Derived::Money)
}

fn days_at<const AT: usize>(facts: &Facts, id: &Id) -> Derived {
    let Some((cost, days)) = facts.data.get(id).and_then(|cost| Some((cost, cost.days[AT]?))) else {
        return Derived::Nothing;
    };
    // Where nobody gives any time it takes all there is.
    let share = Some(days / facts.data.year).filter(|share| share.is_finite()).unwrap_or(1.0);
    Derived::Cost { days, share, money: cost.money[AT] }
}

/// What is computed of a data decision.
pub const COLUMNS: &[Column] = &[
    Column {
        register: "models",
        key: "top",
        label: "Top",
        letter: 'P',
        help: "1 to 3: where waiting costs most; pinned ones first.",
        width: 3,
        numeric: true,
        get: |facts, id| {
            facts.data.get(id).and_then(|cost| cost.top).map_or(Derived::Nothing, |n| Derived::Whole(n as i64))
        },
        explain: explain_waiting,
    },
    price::<0>("cost_now", "Now", 'W', "Person-days it takes now."),
    price::<1>("cost_10x", "10x", 'X', "Person-days at ten times the users."),
    price::<2>("cost_50x", "50x", 'Y', "Person-days at fifty times the users."),
    price::<3>("cost_100x", "100x", 'Z', "Person-days at a hundred times the users."),
    Column {
        register: "models",
        key: "waiting_cost",
        label: "Waiting",
        letter: 'V',
        help: "Cost of waiting: person-days at a hundred times the users less those at ten times.",
        width: 8,
        numeric: true,
        get: |facts, id| facts.data.get(id).and_then(|cost| cost.waiting).map_or(Derived::Word("?"), Derived::Days),
        explain: explain_waiting,
    },
    Column {
        register: "models",
        key: "last_cheap_date",
        label: "Cheap until",
        letter: 'L',
        help: "The last day on which it costs no more than today's estimate at its upper end.",
        width: 11,
        numeric: false,
        get: |facts, id| facts.data.get(id).and_then(|cost| cost.last_cheap).map_or(Derived::Word("?"), Derived::when),
        explain: explain_cheap,
    },
    money::<0>("money_now", "Money", 'M', "What it costs now: days at the day rate, downtime at the price of an hour."),
    money::<3>("money_100x", "Money at 100x", 'H', "What it costs at a hundred times the users."),
    Column {
        register: "models",
        key: "budget_share",
        label: "Of the budget",
        letter: 'F',
        help: "The share of the error budget that its downtime takes.",
        width: 0,
        numeric: true,
        get: |facts, id| {
            facts.data.get(id).and_then(|cost| cost.budget_share).map_or(Derived::Nothing, Derived::Percent)
        },
        explain: |sight, id| {
            let (model, share) = (sight.plan.models.get(id)?, sight.facts.data.get(id)?.budget_share?);
            let rule = format!("Its downtime takes {} % of what may fail in the window.", short(share));
            Some(Why::new(rule, SOURCE).with("downtime", model.downtime?.to_string()).from("models", id, "downtime"))
        },
    },
];

const FIELDS: [&str; 4] = ["cost_now", "cost_10x", "cost_50x", "cost_100x"];

fn explain_price<const AT: usize>(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let (model, cost) = (sight.plan.models.get(id)?, sight.facts.data.get(id)?);
    let days = cost.days[AT]?;
    let spans = [model.cost_now, model.cost_10x, model.cost_50x, model.cost_100x];
    let money = cost.money[AT].map_or(String::new(), |money| format!(", {} in money", short(money)));
    let mut why = match spans[AT] {
        Some(span) => {
            let rule = format!("{span} in likely person-days: {}{money}.", short(days));
            Why::new(rule, SOURCE).with(FIELDS[AT], span.to_string()).from("models", id, FIELDS[AT])
        }
        None => {
            let rule = format!(
                "The change, the backfill of {} times today's rows and the weeks of writing to both: {} person-days{money}.",
                short(MULTIPLES[AT]),
                short(days),
            );
            let said = |n: Option<f64>| n.map_or("not said".to_string(), short);
            Why::new(rule, SOURCE)
                .with("rows", said(model.rows))
                .from("models", id, "rows")
                .with("tables that refer to it", said(model.tables))
                .from("models", id, "tables")
                .with("rows a second", said(model.backfill_per_s))
                .from("models", id, "backfill_per_s")
                .with("writing to both", model.dual_write.map_or("not said".to_string(), |span| span.to_string()))
                .from("models", id, "dual_write")
        }
    };
    if let Some(rate) = sight.plan.product().day_rate {
        why = why.with("day rate", rate.to_string());
    }
    Some(why)
}

fn explain_waiting(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let cost = sight.facts.data.get(id)?;
    let Some(waiting) = cost.waiting else {
        let rule = "The cost of waiting needs what it takes at ten and at a hundred times the users.";
        return Some(Why::new(rule, SOURCE).with("at ten times", "not said").from("models", id, "cost_10x"));
    };
    let place = match (cost.top, cost.pinned) {
        (Some(place), true) => format!(" It is pinned, at place {place}."),
        (Some(place), false) => format!(" Among the open ones that is place {place}."),
        (None, _) => String::new(),
    };
    let said = |at: usize| cost.days[at].map_or("?".to_string(), short);
    let rule = format!(
        "{} person-days at a hundred times the users less {} at ten: {}.{place}",
        said(3),
        said(1),
        short(waiting)
    );
    Some(
        Why::new(rule, SOURCE)
            .with("at a hundred times", said(3))
            .from("models", id, "cost_100x")
            .with("at ten times", said(1))
            .from("models", id, "cost_10x"),
    )
}

fn explain_cheap(sight: &Sight<'_>, id: &Id) -> Option<Why> {
    let cost = sight.facts.data.get(id)?;
    let rule = match cost.last_cheap {
        Some(When::On(day)) if day < sight.world.today => {
            format!("It stopped being as cheap as today's estimate on {}.", day.words())
        }
        Some(When::On(day)) => format!(
            "Until {} it costs no more than today's estimate at its upper end, at the rate at which the users grow.",
            day.words(),
        ),
        Some(When::Never) => "It gets no dearer at the rate at which the users grow.".to_string(),
        None => "That needs the cost now and later, and the users' growth.".to_string(),
    };
    let mut why = Why::new(rule, SOURCE);
    if let Some(users) = &sight.facts.growth.users {
        why = why
            .with("users", short(users.count))
            .on(users.on)
            .from("metrics", &users.metric, "readings")
            .with("growth a week", format!("{:.1} %", 100.0 * users.weekly));
        if let When::On(day) = users.x10.p50 {
            why = why.with("ten times the users", day.words());
        }
    }
    Some(why)
}
