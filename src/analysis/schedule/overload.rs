//! Weeks in which somebody is asked for more than they give, if everything started as soon as its links allow; and what
//! could be done about it.

use super::level::{Schedule, likely};
use super::network::{Network, Part};
use super::place::Site;
use super::{DAY, View, level_like, reading};
use crate::edit::{Edit, apply};
use crate::model::value::Value;
use crate::model::{Address, Day, Link, Plan, Tie};
use crate::register::product;
use crate::text::{Shown, show};

/// One person's week.
#[derive(Clone, PartialEq, Debug)]
pub struct Week {
    /// The person's place in the calendar, and the Monday.
    pub worker: usize,
    pub monday: Day,
    /// Minutes they have, are asked for, and give in the levelled schedule.
    pub has: i64,
    pub asked: i64,
    pub given: i64,
    /// The rows that ask, with their minutes, the one that asks for most first.
    pub rows: Vec<(usize, i64)>,
}

impl Week {
    /// Minutes over what they have.
    pub fn over(&self) -> i64 {
        (self.asked - self.has).max(0)
    }

    pub fn is_over(&self) -> bool {
        // A few minutes are rounding.
        self.asked > self.has + 15
    }
}

/// The weeks of everybody up to the finish, by person and then by week. Linear in the days on which work lies.
pub fn weeks(net: &Network, schedule: &Schedule) -> Vec<Week> {
    let site = Site::of(net);
    let sizes = likely(net);
    let mut laid = site.room();
    let mut asked = Vec::new();
    for node in 0..net.nodes.len() as u32 {
        laid.taken = Some(Vec::new());
        site.alone(&[node], &sizes, &mut laid);
        asked.append(&mut laid.taken.take().unwrap_or_default());
    }
    let last = net.calendar.ends(schedule.placed.iter().map(|place| place.end).max().unwrap_or(0));
    let mondays = mondays(net.calendar.day(0), last);
    let week = |day: usize| {
        let day = net.calendar.day(day as i64);
        mondays.partition_point(|monday| *monday <= day).checked_sub(1)
    };
    let mut all: Vec<Week> = Vec::new();
    for worker in 0..net.calendar.workers.len() {
        let fresh = |monday: &Day| Week { worker, monday: *monday, has: 0, asked: 0, given: 0, rows: Vec::new() };
        all.extend(mondays.iter().map(fresh));
    }
    let place = |worker: usize, day: usize| week(day).map(|week| worker * mondays.len() + week);
    for (worker, person) in net.calendar.workers.iter().enumerate() {
        for (day, minutes) in person.minutes.iter().enumerate() {
            if net.calendar.day(day as i64) > last {
                break;
            }
            if let Some(at) = place(worker, day) {
                all[at].has += i64::from(*minutes);
            }
        }
    }
    for part in asked {
        if let Some(at) = place(part.worker, part.day) {
            let (row, minutes) = (net.nodes[part.node].row, i64::from(part.minutes));
            all[at].asked += minutes;
            match all[at].rows.iter_mut().find(|(known, _)| *known == row) {
                Some((_, sum)) => *sum += minutes,
                None => all[at].rows.push((row, minutes)),
            }
        }
    }
    for part in &schedule.taken {
        if let Some(at) = place(part.worker, part.day) {
            all[at].given += i64::from(part.minutes);
        }
    }
    all.iter_mut().for_each(|week| week.rows.sort_by_key(|(row, minutes)| (-minutes, *row)));
    all
}

/// The Mondays of the weeks from one day to another.
pub fn mondays(from: Day, to: Day) -> Vec<Day> {
    let back = i64::from(from.0.weekday().to_monday_zero_offset());
    let first = from.plus(-back).unwrap_or(from);
    let weeks = to.since(first).max(0) / 7;
    (0..=weeks.min(2_000)).filter_map(|week| first.plus(7 * week)).collect()
}

/// Something that can be done about a week.
#[derive(Clone, PartialEq, Debug)]
pub struct Way {
    /// In words, as an order.
    pub what: Shown,
    pub edit: Edit,
    /// Minutes by which the finish on the likely values moves; below nought is earlier.
    pub moves: i64,
}

/// Up to three ways out of a week that is over: something moves into the next one, somebody else takes something over,
/// the person gives more. Each is a change that the plan takes; each costs one search for a schedule.
pub fn ways(plan: &Plan, net: &Network, schedule: &Schedule, week: &Week, weeks: &[Week], today: Day) -> Vec<Way> {
    let found = [shift(plan, net, schedule, week), hand_over(plan, net, week, weeks), raise(plan, net, week)];
    let tried = |(what, edit): (String, Edit)| {
        let after = apply(plan, &edit).ok()?;
        let net = (Network::of(&after, today, View::People), net);
        let finish = level_like(&net.0, net.1, schedule).finish;
        Some(Way { what: show(what), edit, moves: finish - schedule.finish })
    };
    found.into_iter().flatten().filter_map(tried).collect()
}

/// The row with most slack waits until the week after.
fn shift(plan: &Plan, net: &Network, schedule: &Schedule, week: &Week) -> Option<(String, Edit)> {
    let next = week.monday.plus(7)?;
    let whole = |row: usize| net.nodes[net.rows[row].first].part == Part::Whole;
    let free = |row: usize| if net.rows[row].counts { schedule.slack(net, row) } else { i64::MAX };
    let rows = week.rows.iter().map(|(row, _)| *row).filter(|row| whole(*row) && net.rows[*row].progress <= 0.0);
    let row = rows.filter(|row| free(*row) > 0).max_by_key(|row| free(*row))?;
    let at = &net.rows[row].at;
    let name = &net.rows[row].name;
    if at.register == "tasks" {
        let what = format!("Move {name} to the week of {}", next.short(week.monday));
        return Some((what, Edit::Put { at: at.clone(), field: "planned", value: Value::Day(next) }));
    }
    // A phase has no day of its own: it waits for what takes most of the week beside it.
    let (other, _) = week.rows.iter().find(|(other, _)| *other != row && net.rows[*other].at.register == "phases")?;
    let phase = plan.phases.get(&at.id)?;
    let mut links = if phase.after.0.is_empty() { given(plan, at) } else { phase.after.0.clone() };
    let other = &net.rows[*other];
    links.retain(|link| link.to != other.at.id);
    links.push(Link { to: other.at.id.clone(), tie: Tie::FS, lag: None });
    let edit = Edit::Put { at: at.clone(), field: "after", value: Value::Links(links).settled() };
    Some((format!("Let {name} wait for {}", other.name), edit))
}

/// The links a phase has from the plan's network, as they would be written.
fn given(plan: &Plan, at: &Address) -> Vec<Link> {
    let Some(place) = reading::PHASES.iter().position(|id| *id == at.id.as_str()) else { return Vec::new() };
    let mine = reading::links(plan.product().network).iter().filter(|(_, to, ..)| *to == place);
    let written = mine.filter_map(|(from, _, tie, weeks)| {
        let lag = if *weeks == 0 { String::new() } else { format!("+{weeks}w") };
        Link::parse(&format!("{}:{tie:?}{lag}", reading::PHASES[*from])).ok()
    });
    written.filter(|link| plan.phases.get(&link.to).is_some()).collect()
}

/// Whoever has most hours left that week takes over what asks for most.
fn hand_over(plan: &Plan, net: &Network, week: &Week, weeks: &[Week]) -> Option<(String, Edit)> {
    let spare = |other: &&Week| other.has - other.asked.max(other.given);
    let others = weeks.iter().filter(|other| other.monday == week.monday && other.worker != week.worker);
    // People who have no work at all yet are not in the calendar; those come first.
    let idle = plan.people.iter().find(|person| {
        crate::analysis::knowledge::is_here(person, week.monday)
            && crate::analysis::capacity::share(plan, person) > 0.0
            && !net.calendar.workers.iter().any(|worker| worker.id.as_ref() == Some(&person.id))
    });
    let (id, name) = match idle {
        Some(person) => (person.id.clone(), person.name.show()),
        None => {
            let other = others.filter(|other| spare(other) > DAY / 2).max_by_key(spare)?;
            let worker = &net.calendar.workers[other.worker];
            (worker.id.clone()?, worker.name.clone())
        }
    };
    let whole = |row: usize| net.nodes[net.rows[row].first].part == Part::Whole;
    let (row, _) = week.rows.iter().find(|(row, _)| whole(*row))?;
    let at = net.rows[*row].at.clone();
    let what = format!("Let {name} take {}", net.rows[*row].name);
    Some((what, Edit::Put { at, field: "people", value: Value::Refs(vec![id]) }))
}

/// The person gives as much as is asked for, in steps of five percent.
fn raise(plan: &Plan, net: &Network, week: &Week) -> Option<(String, Edit)> {
    let worker = &net.calendar.workers[week.worker];
    if week.has <= 0 || worker.share >= 100.0 {
        return None;
    }
    let wanted = worker.share * week.asked as f64 / week.has as f64;
    let share = ((wanted / 5.0).ceil() * 5.0).min(100.0);
    let edit = give(plan, net, week.worker, share);
    let what = if share < wanted {
        format!("Raise {} to {share:.0} %, which is not yet enough", worker.name)
    } else {
        format!("Raise {} from {:.0} to {share:.0} %", worker.name, worker.share)
    };
    Some((what, edit))
}

/// The edit that sets a person's share, or that of the implied lead.
pub(super) fn give(plan: &Plan, net: &Network, worker: usize, share: f64) -> Edit {
    match net.calendar.workers[worker].id.as_ref().and_then(|id| plan.people.get(id)) {
        Some(person) => {
            let at = Address { register: "people", id: person.id.clone() };
            Edit::Put { at, field: "share", value: Value::Number(share) }
        }
        None => Edit::Put { at: product(), field: "lead_share", value: Value::Number(share) },
    }
}
