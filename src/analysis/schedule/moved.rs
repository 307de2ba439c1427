//! Which change moved the finish, and by how much.

use super::level::Schedule;
use super::{Draws, Network, View, forecast, level, level_like};
use crate::diff::diff;
use crate::edit::{Edit, apply};
use crate::model::{Address, Day, Plan};
use crate::register::register;
use crate::text::{Shown, show};

/// How the middle of the forecast moved from one plan to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Moved {
    /// Minutes by which half of the runs are done later; below nought, earlier.
    pub minutes: i64,
    /// What moved it, the strongest first; together they are the whole. Those that moved nothing are left out.
    pub drivers: Vec<Driver>,
}

/// A change and what it did.
#[derive(Clone, PartialEq, Debug)]
pub struct Driver {
    /// In words: `share of Ana, 35 to 45`.
    pub what: Shown,
    pub at: Address,
    pub field: Option<&'static str>,
    pub minutes: i64,
}

/// Registers a schedule is made from.
const READ: [&str; 4] = ["product", "people", "phases", "tasks"];
/// Changes told apart; what goes beyond is told as one.
const MOST: usize = 8;
/// Runs for each.
const RUNS: usize = 2_000;

/// The changes that lie between two plans, each put on top of those before it: what the middle moved by at each. One
/// schedule and a forecast a change, with the same chances drawn, so that only the change is seen.
pub fn moved(before: &Plan, after: &Plan, today: Day, draws: Draws) -> Moved {
    let draws = Draws { runs: draws.runs.min(RUNS), ..draws };
    let groups = groups(before, after);
    let mut at = Middle::of(before, today, draws, None);
    let first = at.minutes;
    let mut plan = before.clone();
    let mut drivers = Vec::new();
    let mut waiting: Option<Group> = None;
    let count = groups.len();
    for (n, mut group) in groups.into_iter().enumerate() {
        if let Some(earlier) = waiting.take() {
            group.edits.splice(0..0, earlier.edits);
        }
        // What the plan takes only together with the next change is told with it; the last step always ends at `after`.
        let next = match apply(&plan, &Edit::Several(group.edits.clone())) {
            _ if n + 1 == count => after.clone(),
            Ok(next) => next,
            Err(_) => {
                waiting = Some(group);
                continue;
            }
        };
        let then = Middle::of(&next, today, draws, Some(&at));
        let minutes = then.minutes - at.minutes;
        if minutes != 0 {
            drivers.push(Driver { what: show(group.what), at: group.at, field: group.field, minutes });
        }
        (plan, at) = (next, then);
    }
    drivers.sort_by_key(|driver| -driver.minutes.abs());
    Moved { minutes: at.minutes - first, drivers }
}

struct Middle {
    net: Network,
    schedule: Schedule,
    minutes: i64,
}

impl Middle {
    fn of(plan: &Plan, today: Day, draws: Draws, like: Option<&Middle>) -> Middle {
        let net = Network::of(plan, today, View::People);
        let schedule = match like {
            Some(like) => level_like(&net, &like.net, &like.schedule),
            None => level(&net),
        };
        let minutes = forecast(&net, &schedule, draws).minutes.p50;
        Middle { net, schedule, minutes }
    }
}

struct Group {
    what: String,
    at: Address,
    field: Option<&'static str>,
    edits: Vec<Edit>,
}

/// The changes that a schedule reads, a field at a time; a row that comes or goes is one change.
fn groups(before: &Plan, after: &Plan) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let edit = diff(before, after);
    edit.each(&mut |single| {
        let (Edit::Put { at, .. } | Edit::Remove { at }) = single else { return };
        if !READ.contains(&at.register) {
            return;
        }
        let known = |plan: &Plan| register(at.register).is_some_and(|home| home.get(plan, &at.id).is_some());
        let (was, is) = (known(before), known(after));
        let field = match single {
            Edit::Put { field, .. } if was && is => Some(*field),
            _ => None,
        };
        let same = |group: &&mut Group| group.at == *at && group.field == field && (field.is_none() || was != is);
        if let Some(group) = groups.iter_mut().find(same) {
            group.edits.push(single.clone());
            return;
        }
        let what = match field {
            None => format!("{} {}", name(if is { after } else { before }, at), if is { "added" } else { "removed" }),
            Some(field) => change(before, after, at, field),
        };
        groups.push(Group { what, at: at.clone(), field, edits: vec![single.clone()] });
    });
    if groups.len() > MOST {
        let rest = groups.split_off(MOST - 1);
        let count = rest.len();
        let first = rest[0].at.clone();
        let edits = rest.into_iter().flat_map(|group| group.edits).collect();
        groups.push(Group { what: format!("{count} other changes"), at: first, field: None, edits });
    }
    groups
}

fn name(plan: &Plan, at: &Address) -> String {
    let home = register(at.register);
    let named = home.and_then(|home| home.get(plan, &at.id).map(|row| home.name_of(row).to_string()));
    named.unwrap_or_else(|| at.to_string())
}

/// A field's change in words.
fn change(before: &Plan, after: &Plan, at: &Address, field: &'static str) -> String {
    let said = |plan: &Plan| {
        let home = register(at.register)?;
        let place = home.find(field)?;
        let text = home.get(plan, &at.id)?.cell(place).get().typed().show().cut(40).to_string();
        Some(if text.is_empty() { "empty".to_string() } else { text })
    };
    let label = register(at.register).and_then(|home| Some(home.field(home.find(field)?).label)).unwrap_or(field);
    let of = if at.register == "product" { String::new() } else { format!(" of {}", name(after, at)) };
    match (said(before), said(after)) {
        (Some(was), Some(is)) => format!("{label}{of}, {was} to {is}"),
        _ => format!("{label}{of}"),
    }
}
