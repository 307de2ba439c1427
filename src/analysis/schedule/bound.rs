//! How early everything could be done at best: no schedule that keeps to people's shares is earlier.

use std::collections::BTreeSet;

use super::DAY;
use super::network::Network;
use super::place::{Laid, Site, Size};

/// The larger of the longest chain, each piece with its people to itself, and of the work that falls to some people
/// beside their hours: of every set of people who work together, and from every moment on from which some of their work
/// can start. Linear in the pieces and the
/// days for every set of people.
pub fn bound(net: &Network, site: &Site, order: &[u32], sizes: &[Size], laid: &mut Laid) -> i64 {
    let chain = site.alone(order, sizes, laid);
    let counted: Vec<usize> = counted(net);
    let heads: Vec<i64> = laid.start.clone();
    let least: Vec<i64> = (0..sizes.len()).map(|node| laid.end[node] - laid.start[node]).collect();
    let tails = tails(net, &least);
    let mut bound = chain;
    for people in sets(net, &counted) {
        let theirs: Vec<usize> = counted
            .iter()
            .copied()
            .filter(|node| {
                let crew = &net.nodes[*node].crew;
                sizes[*node].effort > 0 && !crew.is_empty() && crew.iter().all(|worker| people.contains(worker))
            })
            .collect();
        // Work that others may take on when these leave is not theirs alone.
        let stay = people.iter().any(|worker| net.calendar.workers[*worker].until == usize::MAX);
        if theirs.is_empty() || !stay {
            continue;
        }
        let hours = hours(net, &people);
        // From the latest start to the earliest: each more piece, and then all of these from that moment on.
        let mut theirs = theirs;
        theirs.sort_by_key(|node| -heads[*node]);
        let (mut work, mut tail) = (0, i64::MAX);
        for (at, node) in theirs.iter().enumerate() {
            work += sizes[*node].effort;
            tail = tail.min(tails[*node]);
            if theirs.get(at + 1).is_none_or(|next| heads[*next] < heads[*node])
                && let Some(end) = worked_off(&hours, people.len() as i64, heads[*node], work)
            {
                bound = bound.max(end + tail);
            }
        }
    }
    bound
}

/// The nodes that the finish waits for, if not for themselves then for what comes after them.
fn counted(net: &Network) -> Vec<usize> {
    let mut needed: Vec<bool> = net.nodes.iter().map(|node| node.counts).collect();
    // Bonds run forward, so one pass from the last node suffices.
    let mut into: Vec<Vec<usize>> = vec![Vec::new(); needed.len()];
    net.bonds.iter().for_each(|bond| into[bond.to].push(bond.from));
    for node in (0..needed.len()).rev() {
        if needed[node] {
            into[node].iter().for_each(|from| needed[*from] = true);
        }
    }
    (0..needed.len()).filter(|node| needed[*node]).collect()
}

/// The people of each piece, and all of them together.
fn sets(net: &Network, counted: &[usize]) -> BTreeSet<BTreeSet<usize>> {
    let crews = counted.iter().map(|node| net.nodes[*node].crew.iter().copied().collect::<BTreeSet<usize>>());
    let mut sets: BTreeSet<BTreeSet<usize>> = crews.filter(|crew| !crew.is_empty()).collect();
    sets.insert(sets.iter().flatten().copied().collect());
    sets
}

/// The minutes of these people before each day, and after the last.
fn hours(net: &Network, people: &BTreeSet<usize>) -> Vec<i64> {
    let calendar = &net.calendar;
    let mut sum = 0;
    let mut hours = vec![0];
    for day in 0..calendar.len() {
        sum += people.iter().map(|worker| i64::from(calendar.workers[*worker].minutes[day])).sum::<i64>();
        hours.push(sum);
    }
    hours
}

/// When so much work is done by people with these hours who do nothing else from a moment on.
fn worked_off(hours: &[i64], people: i64, from: i64, work: i64) -> Option<i64> {
    let (day, off) = ((from / DAY).max(0) as usize, from % DAY);
    let (first, next) = (*hours.get(day)?, *hours.get(day + 1)?);
    // From within a day, what was done of it before may have been rounded by a minute each.
    let work = if off > 0 { (work - people - 1).max(0) } else { work };
    let today = (next - first) * (DAY - off) / DAY;
    if work <= today {
        return Some(from + if today > 0 { (DAY - off) * work / today } else { 0 });
    }
    let wanted = next + work - today;
    let end = hours.partition_point(|sum| *sum < wanted);
    let (before, after) = (hours[end.checked_sub(1)?], *hours.get(end)?);
    Some((end as i64 - 1) * DAY + DAY * (wanted - before) / (after - before).max(1))
}

/// What must still pass between each node's end and the finish.
fn tails(net: &Network, least: &[i64]) -> Vec<i64> {
    use crate::model::Tie;
    let mut after_end = vec![0_i64; least.len()];
    let mut after_start = least.to_vec();
    let mut out: Vec<Vec<&super::Bond>> = vec![Vec::new(); least.len()];
    net.bonds.iter().for_each(|bond| out[bond.from].push(bond));
    for node in (0..least.len()).rev() {
        let counts = net.nodes[node].counts;
        let (mut end, mut start) = if counts { (0, least[node]) } else { (i64::MIN / 4, i64::MIN / 4) };
        for bond in &out[node] {
            match bond.tie {
                Tie::FS => end = end.max(bond.lag + after_start[bond.to]),
                Tie::FF => end = end.max(bond.lag + after_end[bond.to]),
                Tie::SS => start = start.max(bond.lag + after_start[bond.to]),
            }
        }
        after_end[node] = end;
        after_start[node] = start.max(least[node] + end);
    }
    after_end
}
