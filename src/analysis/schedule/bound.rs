//! How early everything could be done at best: no schedule that keeps to people's shares is earlier.

use std::collections::BTreeSet;

use super::DAY;
use super::network::Network;
use super::place::{Laid, Site, Size};

/// The larger of the longest chain, each piece with its people to itself, and of the work that falls to some people
/// beside their hours: of every set of people who work together, and from every moment on from which some of their work
/// can start. In the worst case cubic in the pieces that share people; a millisecond at sixty.
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
        let from: BTreeSet<i64> = theirs.iter().map(|node| heads[*node]).collect();
        for from in from {
            let after = theirs.iter().filter(|node| heads[**node] >= from);
            let work: i64 = after.clone().map(|node| sizes[*node].effort).sum();
            let tail = after.map(|node| tails[*node]).min().unwrap_or(0);
            if let Some(end) = worked_off(net, &people, from, work) {
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

/// When so much work of these people is done if they do nothing else from a moment on.
fn worked_off(net: &Network, people: &BTreeSet<usize>, from: i64, work: i64) -> Option<i64> {
    let calendar = &net.calendar;
    // From within a day, what was done of it before may have been rounded by a minute each.
    let mut left = if from % DAY > 0 { (work - people.len() as i64 - 1).max(0) } else { work };
    for day in (from / DAY).max(0) as usize..calendar.len() {
        let off = if day as i64 == from / DAY { from % DAY } else { 0 };
        let all: i64 = people.iter().map(|worker| i64::from(calendar.workers[*worker].minutes[day])).sum();
        let free = all * (DAY - off) / DAY;
        if free >= left {
            return Some(day as i64 * DAY + off + if free > 0 { (DAY - off) * left / free } else { 0 });
        }
        left -= free;
    }
    None
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
