//! The timeline for TaskJuggler 3, so that another scheduler can check ours.
//!
//! What it cannot say stands in a comment: hours that grow over a ramp, links with a lead, and that work may be spread
//! over more than one piece at a time. Shares are efficiencies: somebody at 35 % gets 35 minutes of work done in a
//! hundred. Our order of pieces goes along as their priority.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::analysis::schedule::{Bond, Network, Part, Schedule, View, WEEK};
use crate::model::{Address, Day, Plan, Tie};

/// A project file of what is left, on the likely amounts. Makes a report `outgrow` with the dates of every row when it
/// is scheduled.
pub fn tjp(plan: &Plan, net: &Network, schedule: &Schedule) -> String {
    let start = net.calendar.day(0);
    let weeks = 26 + 2 * schedule.finish / WEEK;
    let mut out = String::new();
    let _ = writeln!(out, "# The timeline of {}: likely amounts of what is left.", comment(plan.product().name.raw()));
    let _ = writeln!(out, "# Ours ends on {}.", net.calendar.ends(schedule.finish).words());
    // A zone without summer time; only days are compared.
    let _ = writeln!(
        out,
        "project outgrow {} {start} +{weeks}w {{\n  timezone \"Africa/Abidjan\"\n  timingresolution 15min\n  now {start}\n  timeformat \"%Y-%m-%d\"\n}}\n",
        quoted(plan.product().name.raw())
    );
    if net.view == View::People {
        for day in plan.product().holidays.0.iter().filter(|day| **day >= start) {
            let _ = writeln!(out, "leaves holiday \"Holiday\" {day}");
        }
    }
    resources(&mut out, plan, net, start);
    // What waits for a day waits for a milestone on it: a start of its own would be a fixed one.
    let days: BTreeSet<i64> = net.nodes.iter().map(|node| node.release).filter(|minute| *minute > 0).collect();
    for minute in days {
        let day = net.calendar.starts(minute);
        let _ = writeln!(out, "task day_{minute} \"{}\" {{ milestone start {day}-09:00 }}", day.words());
    }
    let mut rank = vec![0; net.nodes.len()];
    schedule.order.iter().enumerate().for_each(|(place, node)| rank[*node as usize] = place);
    for (at, row) in net.rows.iter().enumerate().filter(|(_, row)| row.within.is_none()) {
        match net.nodes[row.first].part {
            Part::Whole => piece(&mut out, net, row.first, &rank, 0),
            _ => {
                let _ = writeln!(out, "task {} {} {{", own(&row.at), quoted(row.name.as_str()));
                for part in &net.rows[at].parts {
                    piece(&mut out, net, net.rows[*part].first, &rank, 1);
                }
                let _ = writeln!(out, "}}");
                gate(&mut out, net, row.last, 0);
            }
        }
    }
    out += "\ntaskreport \"outgrow\" {\n  formats csv\n  timeformat \"%Y-%m-%d\"\n  columns id, start, end\n}\n";
    out
}

/// The people, with their shares and the days they are not there.
fn resources(out: &mut String, plan: &Plan, net: &Network, start: Day) {
    for (at, worker) in net.calendar.workers.iter().enumerate() {
        let _ = writeln!(
            out,
            "resource r{at} {} {{\n  efficiency {:.4}",
            quoted(worker.name.as_str()),
            worker.share / 100.0
        );
        let person = worker.id.as_ref().and_then(|id| plan.people.get(id));
        if let Some(person) = person {
            for range in person.away.0.iter().filter(|range| range.last >= start) {
                let _ = writeln!(out, "  leaves annual {} - {}", range.first, next(range.last));
            }
            if let Some(day) = person.joins.filter(|day| *day > start) {
                let _ = writeln!(out, "  leaves unemployed {start} - {day}");
            }
            if let Some(day) = person.leaves {
                let gone = next(day).max(start);
                let _ = writeln!(out, "  leaves unemployed {gone} - {}", gone.plus(3_650).unwrap_or(gone));
            }
            if person.ramp.is_some() && person.joins.is_some() {
                let _ = writeln!(
                    out,
                    "  # Hours grow over {} from the first day; here they are full at once.",
                    said(person.ramp)
                );
            }
        }
        let _ = writeln!(out, "}}");
    }
}

/// A piece of work: its hours, its least length beside them, and what holds its end.
fn piece(out: &mut String, net: &Network, at: usize, rank: &[usize], depth: usize) {
    let node = &net.nodes[at];
    let pad = "  ".repeat(depth);
    let row = &net.rows[node.row];
    let _ = writeln!(out, "{pad}task {} {} {{", own(&node.at), quoted(row.name.as_str()));
    let priority = 1_000 - (900 * rank[at] / net.nodes.len().max(1));
    let _ = writeln!(out, "{pad}  priority {priority}");
    let hours = |minutes: i64| minutes as f64 / 60.0;
    // The start has a milestone of its own: a link to the start of a row and one to its end do not go together on one.
    let mut held = starts(net, at);
    held.extend(row.within.map_or(Vec::new(), |phase| starts(net, net.rows[phase].first)));
    if node.release > 0 {
        held.push(format!("depends day_{}", node.release));
    }
    let after = if held.is_empty() { "" } else { " depends !open" };
    if !held.is_empty() {
        milestone(out, "open", &held, depth + 1);
    }
    let work = node.effort.likely > 0 && !node.crew.is_empty();
    if work {
        let crew: Vec<String> = node.crew.iter().map(|worker| format!("r{worker}")).collect();
        let effort = hours(node.effort.likely).max(0.25);
        let _ =
            writeln!(out, "{pad}  task work \"work\" {{ effort {effort:.2}h allocate {}{after} }}", crew.join(", "));
    }
    if node.floor.likely > 0 || !work {
        let length = match node.floor.likely {
            0 => "milestone".to_string(),
            floor => format!("length {:.2}h", hours(floor).max(0.25)),
        };
        let _ = writeln!(out, "{pad}  task wait \"wait\" {{ {length}{after} }}");
    }
    let _ = writeln!(out, "{pad}}}");
    gate(out, net, at, depth);
}

/// The links that hold a node's start.
fn starts(net: &Network, at: usize) -> Vec<String> {
    into(net, at, |tie| tie != Tie::FF).map(|bond| depends(net, bond)).collect()
}

/// A milestone behind a row that waits for what holds the row's end, and for the row. Inside the row TaskJuggler would
/// see a circle when its start waits for the same one.
fn gate(out: &mut String, net: &Network, at: usize, depth: usize) {
    let mut held: Vec<String> = into(net, at, |tie| tie == Tie::FF).map(|bond| depends(net, bond)).collect();
    if !held.is_empty() {
        held.push(format!("depends {}", path(net, at)));
        let at = &net.nodes[at].at;
        milestone(out, &format!("{}_closes", own(at)), &held, depth);
    }
}

/// The links into a node that somebody wrote, or its network gives.
fn into(net: &Network, at: usize, which: impl Fn(Tie) -> bool) -> impl Iterator<Item = &Bond> {
    net.bonds.iter().filter(move |bond| bond.to == at && bond.said && which(bond.tie))
}

fn milestone(out: &mut String, name: &str, held: &[String], depth: usize) {
    let pad = "  ".repeat(depth);
    let _ = writeln!(out, "{pad}task {name} \"{name}\" {{\n{pad}  milestone");
    for line in held {
        let _ = writeln!(out, "{pad}  {line}");
    }
    let _ = writeln!(out, "{pad}}}");
}

fn depends(net: &Network, bond: &Bond) -> String {
    let gated = bond.tie != Tie::SS && into(net, bond.from, |tie| tie == Tie::FF).next().is_some();
    let from = path(net, bond.from) + if gated { "_closes" } else { "" };
    let end = if bond.tie == Tie::SS { "onstart" } else { "onend" };
    match bond.lag {
        0 => format!("depends {from} {{ {end} }}"),
        lag if lag > 0 => format!("depends {from} {{ {end} gaplength {:.2}h }}", lag as f64 / 60.0),
        lag => format!("# waits for {from}, but {:.1} h early: that cannot be said here", -lag as f64 / 60.0),
    }
}

/// A row's full name: a task of a phase stands inside it.
fn path(net: &Network, at: usize) -> String {
    let row = &net.rows[net.nodes[at].row];
    match row.within {
        Some(phase) => format!("{}.{}", own(&net.rows[phase].at), own(&row.at)),
        None => own(&row.at),
    }
}

/// An id as TaskJuggler takes them: no hyphens, and a letter first.
fn own(at: &Address) -> String {
    let register = if at.register == "phases" { "p" } else { "t" };
    format!("{register}_{}", at.id.as_str().replace('-', "_"))
}

fn next(day: Day) -> Day {
    day.plus(1).unwrap_or(day)
}

fn said(span: Option<crate::model::Span>) -> String {
    span.map_or(String::new(), |span| span.to_string())
}

/// Text in quotes, without what would end them.
fn quoted(text: &str) -> String {
    // A dollar sign before a brace would call a macro.
    let plain = crate::text::show(text).to_string().replace(['"', '\\'], "'").replace("${", "$ {");
    format!("\"{}\"", if plain.trim().is_empty() { "-" } else { &plain })
}

fn comment(text: &str) -> String {
    crate::text::show(text).to_string()
}
