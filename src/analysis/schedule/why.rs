//! What decides a date: the chain from the finish back to the start, and the chain in words.

use super::level::Schedule;
use super::network::Network;
use super::place::{Cause, Laid, Site};
use super::{DAY, WEEK, days};
use crate::model::{Address, Tie};
use crate::text::{Shown, show};

/// Which part of a node a step of the chain is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stretch {
    /// Its own length.
    Body,
    /// Only its end, which waits for something else's.
    End,
    /// Only its start, with which something else starts.
    Start,
}

/// Walks the chain that decides the finish, from the end back. Every step goes to a node that was laid before, so it
/// ends; linear in the nodes.
pub(super) fn trace(net: &Network, site: &Site, laid: &Laid, step: &mut dyn FnMut(usize, Stretch)) {
    let counted = (0..site.len()).filter(|node| site.counts[*node]);
    let Some(node) = counted.max_by_key(|node| (laid.end[*node], std::cmp::Reverse(*node))) else { return };
    back(net, |node| (laid.started[node], laid.ended[node]), node, step);
}

/// The same from the end of any node, told what held its start and its end.
fn back(net: &Network, causes: impl Fn(usize) -> (Cause, Cause), node: usize, step: &mut dyn FnMut(usize, Stretch)) {
    let (mut node, mut at_end) = (node, true);
    loop {
        let (mut cause, ended) = causes(node);
        if at_end {
            match ended {
                Cause::Free => step(node, Stretch::Body),
                Cause::Hours(other) => {
                    step(node, Stretch::Body);
                    cause = Cause::Hours(other);
                }
                Cause::Bond(bond) => {
                    step(node, Stretch::End);
                    node = net.bonds[bond as usize].from;
                    continue;
                }
                Cause::Day => {
                    step(node, Stretch::End);
                    return;
                }
            }
        } else {
            step(node, Stretch::Start);
        }
        match cause {
            Cause::Free | Cause::Day => return,
            Cause::Hours(other) => (node, at_end) = (other as usize, true),
            Cause::Bond(bond) => {
                let bond = &net.bonds[bond as usize];
                (node, at_end) = (bond.from, bond.tie != Tie::SS);
            }
        }
    }
}

/// One link of the chain behind a date.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub at: Address,
    pub stretch: Stretch,
    /// Minutes from and to which it decides.
    pub start: i64,
    pub end: i64,
    /// A sentence: why then, and until when.
    pub sentence: Shown,
}

/// The chain behind the finish, from the first piece to the last.
pub fn finish(net: &Network, schedule: &Schedule) -> Vec<Step> {
    let counted = (0..net.nodes.len()).filter(|node| net.nodes[*node].counts);
    let last = counted.max_by_key(|node| (schedule.placed[*node].end, std::cmp::Reverse(*node)));
    last.map_or(Vec::new(), |node| chain(net, schedule, node))
}

/// The chain behind the end of a row of the network.
pub fn row(net: &Network, schedule: &Schedule, row: usize) -> Vec<Step> {
    chain(net, schedule, net.rows[row].last)
}

/// Why a row starts when it does, in a sentence.
pub fn sentence(net: &Network, schedule: &Schedule, row: usize) -> Shown {
    let parts = net.rows[row].parts.iter().map(|part| net.rows[*part].first);
    let first = parts.min_by_key(|node| schedule.placed[*node].start).unwrap_or(net.rows[row].first);
    let name = &net.rows[row].name;
    let start = net.calendar.starts(schedule.placed[first].start).words();
    show(match reason(net, schedule, first) {
        Some(reason) => format!("{name} starts on {start}: {reason}."),
        None => format!("{name} starts on {start}; nothing holds it back."),
    })
}

fn chain(net: &Network, schedule: &Schedule, node: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let causes = |node: usize| (schedule.placed[node].started, schedule.placed[node].ended);
    back(net, causes, node, &mut |node, stretch| steps.push((node, stretch)));
    steps.reverse();
    // What only opens and closes a phase says nothing of its own.
    let told = steps.into_iter().filter(|(node, stretch)| {
        let closes = net.nodes[*node].part == super::Part::Closing;
        let own = matches!(schedule.placed[*node].ended, Cause::Bond(bond) if !net.bonds[bond as usize].said);
        net.nodes[*node].part == super::Part::Whole || (closes && *stretch == Stretch::End && !own)
    });
    told.map(|(node, stretch)| step(net, schedule, node, stretch)).collect()
}

fn step(net: &Network, schedule: &Schedule, node: usize, stretch: Stretch) -> Step {
    let place = &schedule.placed[node];
    let name = net.name(node);
    let starts = net.calendar.starts(place.start).words();
    let ends = net.calendar.ends(place.end).words();
    let sentence = match stretch {
        Stretch::Body => {
            let why = reason(net, schedule, node).map_or(String::new(), |reason| format!(", since {reason}"));
            let short = match place.ended {
                Cause::Hours(other) => {
                    format!(", longer than it must, since {} takes hours of the same people", net.name(other as usize))
                }
                _ => String::new(),
            };
            let takes = said_days(place.end - place.start);
            format!("{name} starts on {starts}{why}, and takes {takes}, to {ends}{short}.")
        }
        Stretch::End => match place.ended {
            Cause::Bond(bond) => {
                let bond = &net.bonds[bond as usize];
                let other = net.name(bond.from);
                match bond.lag {
                    0 => format!("{name} ends on {ends}, since it cannot end before {other} does."),
                    lag if lag > 0 => {
                        format!("{name} ends on {ends}, {} after {other}, as its link asks.", said_days(lag))
                    }
                    lag => format!("{name} ends on {ends}, at most {} before {other}.", said_days(-lag)),
                }
            }
            _ => format!("{name} ends on {ends}, a set time after work that is done."),
        },
        Stretch::Start => {
            let why = reason(net, schedule, node).map_or(String::new(), |reason| format!(", since {reason}"));
            format!("{name} starts on {starts}{why}.")
        }
    };
    let (start, end) = match stretch {
        Stretch::Body => (place.start, place.end),
        Stretch::End => (place.end, place.end),
        Stretch::Start => (place.start, place.start),
    };
    Step { at: net.nodes[node].at.clone(), stretch, start, end, sentence: show(sentence) }
}

/// What holds the start of a node, as the end of a sentence.
fn reason(net: &Network, schedule: &Schedule, node: usize) -> Option<String> {
    match schedule.placed[node].started {
        Cause::Free => None,
        Cause::Day if net.nodes[node].release > net.begin || net.begin == 0 => {
            Some("it is not to start before that day".to_string())
        }
        Cause::Day => Some("the review starts on that day".to_string()),
        Cause::Hours(other) => {
            let crew: Vec<&str> =
                net.nodes[node].crew.iter().map(|worker| net.calendar.workers[*worker].name.as_str()).collect();
            let has = if crew.len() > 1 { "have" } else { "has" };
            Some(format!("{} {has} no hours before, because of {}", crew.join(" and "), net.name(other as usize)))
        }
        Cause::Bond(bond) => {
            let bond = &net.bonds[bond as usize];
            // A task waits for what its phase waits for.
            if !bond.said {
                return reason(net, schedule, bond.from);
            }
            let other = net.name(bond.from);
            let does = if bond.tie == Tie::SS { "starts" } else { "ends" };
            Some(match bond.lag {
                0 => format!("it waits until {other} {does}"),
                lag if lag > 0 => format!("it waits until {} after {other} {does}", said_days(lag)),
                lag => format!("it may start {} before {other} {does}", said_days(-lag)),
            })
        }
    }
}

/// A length in working days, or weeks where that is a whole number.
pub fn said_days(minutes: i64) -> String {
    if minutes >= WEEK && minutes % WEEK == 0 {
        return plural(minutes / WEEK, "week");
    }
    if minutes % DAY == 0 {
        return plural(minutes / DAY, "working day");
    }
    format!("{:.1} working days", days(minutes))
}

fn plural(n: i64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
