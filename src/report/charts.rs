//! The charts of the plan: a trigger's readings against its limit, a metric's readings, a data decision's cost as the
//! users grow.

use super::words::Say;
use crate::analysis::data::MULTIPLES;
use crate::analysis::trend::{Dates, Line, When};
use crate::analysis::triggers;
use crate::figure::chart::Chart;
use crate::model::{Address, Day, Metric, Op};

/// The chart that belongs to a row, where there is one.
pub fn of(say: &Say, at: &Address) -> Option<Chart> {
    match at.register {
        "triggers" => of_trigger(say, at),
        "metrics" => {
            let metric = say.plan.metrics.get(&at.id)?;
            of_metric(say, metric, metric.bar, None)
        }
        "models" => of_model(say, at),
        _ => None,
    }
}

fn of_trigger(say: &Say, at: &Address) -> Option<Chart> {
    let trigger = say.plan.triggers.get(&at.id)?;
    let metric = triggers::metric(say.plan, trigger)?;
    let limit = match trigger.op {
        Op::Above | Op::Below => trigger.threshold,
        Op::Jump | Op::Event => None,
    };
    let crosses = say.facts.triggers.get(&at.id).and_then(|watch| watch.crosses).filter(|_| limit.is_some());
    of_metric(say, metric, limit, crosses)
}

/// Days shown after the last reading where no crossing asks for more, and the most that are shown in all.
const AHEAD: i64 = 30;
const MOST: i64 = 730;

fn of_metric(say: &Say, metric: &Metric, limit: Option<f64>, crosses: Option<Dates>) -> Option<Chart> {
    let all = &metric.readings.0;
    if all.len() < 2 {
        return None;
    }
    let line = say.facts.growth.lines.get(&metric.id);
    let (first, last) = (*all.first_key_value()?.0, *all.last_key_value()?.0);
    let far = |when: When| when.day().filter(|day| day.since(first) <= MOST);
    let ahead = last.max(say.today).plus(AHEAD)?;
    let to = crosses.and_then(|dates| far(dates.p90).or(far(dates.p50))).map_or(ahead, |day| day.max(ahead));
    let out = |day: &Day| line.is_some_and(|line| line.left_out.contains(day));
    let (left_out, readings) = all.iter().map(|(day, n)| (*day, *n)).partition(|(day, _)| out(day));
    let crosses = crosses.and_then(|dates| Some((far(dates.p50)?, far(dates.p10), far(dates.p90))));
    let unit = metric.unit.show().to_string();
    let line = line.map_or(Vec::new(), |line| sampled(line, first, to));
    let chart = Chart {
        from: first,
        to,
        low: 0.0,
        high: 0.0,
        readings,
        left_out,
        line,
        limit,
        crosses,
        today: say.today,
        unit,
    };
    Some(chart.framed())
}

/// Points a curve is drawn through.
const SAMPLES: i64 = 24;

fn sampled(line: &Line, from: Day, to: Day) -> Vec<(Day, f64)> {
    let days = to.since(from).max(1);
    let each = (0..=SAMPLES).filter_map(|n| from.plus(days * n / SAMPLES));
    each.map(|day| (day, line.at(day))).filter(|(_, n)| n.is_finite()).collect()
}

/// What a data decision costs on the days on which the users are 1, 10, 50 and 100 times as many.
fn of_model(say: &Say, at: &Address) -> Option<Chart> {
    let (cost, users) = (say.facts.data.get(&at.id)?, say.facts.growth.users.as_ref()?);
    let days = [Some(users.on), users.x10.p50.day(), users.x50.p50.day(), users.x100.p50.day()];
    let known: Vec<(Day, f64)> = (0..MULTIPLES.len()).filter_map(|n| Some((days[n]?, cost.days[n]?))).collect();
    if known.len() < 2 {
        return None;
    }
    let (from, to) = (known[0].0.min(say.today), known[known.len() - 1].0);
    let crosses = cost.last_cheap.and_then(When::day).filter(|day| *day >= from && *day <= to);
    let chart = Chart {
        from,
        to,
        low: 0.0,
        high: 0.0,
        line: known.clone(),
        readings: known,
        left_out: Vec::new(),
        limit: None,
        crosses: crosses.map(|day| (day, None, None)),
        today: say.today,
        unit: "d".to_string(),
    };
    Some(chart.framed())
}
