//! The timeline as a figure: from the schedule and its forecast to bars.

use crate::analysis::schedule::overload::{Week, weeks};
use crate::analysis::schedule::{DAY, Forecast, Network, Row, Schedule, View};
use crate::figure::gantt::{Bar, Gantt, Hours, Load, Milestone};
use crate::model::{Day, Plan};
use crate::text::{Shown, show, word};

/// The chart of a plan: every row that is left or done, in the order of the network, the target and the milestones, and
/// people's weeks. Without a forecast, bars have no tails.
pub fn gantt(plan: &Plan, net: &Network, schedule: &Schedule, forecast: Option<&Forecast>, today: Day) -> Gantt {
    let today = if net.view == View::Bare { net.calendar.today } else { today };
    let mut bars: Vec<Bar> = Vec::new();
    let mut place = vec![0; net.rows.len()];
    let top = |row: &Row| row.within.is_none();
    // Phases that are done come first: they were.
    bars.extend(net.done.iter().filter(|done| done.within.is_none() && done.at.register == "phases").map(over(plan)));
    for (at, row) in net.rows.iter().enumerate() {
        place[at] = bars.len();
        bars.push(bar(plan, net, schedule, forecast, at, today));
        let last = net.rows.get(at + 1).is_none_or(top);
        if last {
            let phase = row.within.map_or(&row.at, |phase| &net.rows[phase].at);
            bars.extend(net.done.iter().filter(|done| done.within.as_ref() == Some(phase)).map(over(plan)));
        }
    }
    bars.extend(net.done.iter().filter(|done| done.within.is_none() && done.at.register == "tasks").map(over(plan)));
    for bond in net.bonds.iter().filter(|bond| bond.said) {
        let (from, to) = (place[net.nodes[bond.from].row], place[net.nodes[bond.to].row]);
        if from != to && !bars[to].after.contains(&from) {
            bars[to].after.push(from);
        }
    }
    let mut milestones: Vec<Milestone> =
        net.target.map(|day| Milestone { day, name: word("Target"), target: true }).into_iter().collect();
    let dated = plan.milestones.iter().filter_map(|row| Some((row.at?, row)));
    milestones.extend(dated.map(|(day, row)| Milestone { day, name: row.name.show(), target: false }));
    let people = if net.view == View::Bare { Vec::new() } else { loads(net, &weeks(net, schedule)) };
    Gantt { from: today, to: today, today, bars, milestones, people }.framed()
}

fn bar(plan: &Plan, net: &Network, schedule: &Schedule, told: Option<&Forecast>, at: usize, today: Day) -> Bar {
    let row = &net.rows[at];
    let (start, end) = schedule.row(net, at);
    let work = (net.calendar.starts(start), net.calendar.ends(end).max(net.calendar.starts(start)));
    let later = (end + schedule.slack(net, at)).min(schedule.finish);
    let slack = (row.counts && later > end).then(|| net.calendar.ends(later)).filter(|day| *day > work.1);
    let tail = told.and_then(|told| told.rows.get(at)).map(|outcome| {
        let day = |minute: i64| net.calendar.ends(minute);
        (day(outcome.end.p50), day(outcome.end.p90))
    });
    Bar {
        at: row.at.clone(),
        name: row.name.clone(),
        depth: usize::from(row.within.is_some()),
        done: begun(plan, net, row, end - start, today),
        work: Some(work),
        critical: schedule.critical(net, at),
        slack,
        tail,
        after: Vec::new(),
        note: note(net, row),
    }
}

/// What is done of a row that is under way: as long as its share of the whole says, up to yesterday, and not before the
/// review began. When it really began, the plan does not say.
fn begun(plan: &Plan, net: &Network, row: &Row, left: i64, today: Day) -> Option<(Day, Day)> {
    let progress = row.progress.clamp(0.0, 99.0);
    if progress <= 0.0 || net.view == View::Bare {
        return None;
    }
    let yesterday = today.plus(-1)?;
    let days = (left as f64 / DAY as f64 * progress / (100.0 - progress) * 7.0 / 5.0).ceil().clamp(1.0, 3_650.0);
    let first = today.plus(-(days as i64))?;
    let first = match plan.product().review_start {
        // What is left says nothing certain of when it began; the review's first day does.
        Some(start) if row.at.register == "phases" => start,
        Some(start) => first.max(start),
        None => first,
    };
    Some((first.min(yesterday), yesterday))
}

/// The bar of a row that is done: the day it was finished on, where it is known.
fn over(plan: &Plan) -> impl Fn(&crate::analysis::schedule::Done) -> Bar + '_ {
    let start = plan.product().review_start;
    move |done| {
        let from = |on: Day| match start {
            Some(start) if done.at.register == "phases" => start.min(on),
            _ => on,
        };
        Bar {
            at: done.at.clone(),
            name: done.name.clone(),
            depth: usize::from(done.within.is_some()),
            done: done.on.map(|on| (from(on), on)),
            work: None,
            critical: false,
            slack: None,
            tail: None,
            after: Vec::new(),
            note: word("done"),
        }
    }
}

fn note(net: &Network, row: &Row) -> Shown {
    let crew = &net.nodes[row.first].crew;
    match (crew.as_slice(), row.within) {
        ([one], Some(_)) => net.calendar.workers[*one].name.cut(10),
        _ if row.progress > 0.0 => show(format!("{:.0} %", row.progress.floor())),
        _ => Shown::default(),
    }
}

/// People with their weeks; those who are never asked for anything are left out.
fn loads(net: &Network, weeks: &[Week]) -> Vec<Load> {
    let mut loads = Vec::new();
    for (worker, person) in net.calendar.workers.iter().enumerate() {
        let mine: Vec<&Week> = weeks.iter().filter(|week| week.worker == worker).collect();
        if mine.iter().all(|week| week.asked == 0 && week.given == 0) {
            continue;
        }
        let hours = |minutes: i64| minutes as f64 / 60.0;
        let told = mine.iter().map(|week| Hours {
            monday: week.monday,
            has: hours(week.has),
            given: hours(week.given),
            asked: hours(week.asked),
            over: week.is_over(),
        });
        loads.push(Load {
            name: person.name.clone(),
            share: show(format!("{:.0} %", person.share)),
            weeks: told.collect(),
        });
    }
    loads
}
