//! Which layer each box stands in: circles are broken, what belongs together is found, what hangs on it is peeled off.

use std::collections::{BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Net;

/// Boxes that hang together, each in its layer.
pub(super) struct Ranked {
    /// By box of the net; those of other parts have none.
    pub rank: Vec<Option<usize>>,
    pub layers: usize,
    /// Boxes that stay when everything that hangs on one other is taken away, in order; of a tree its root.
    pub core: Vec<usize>,
    /// The others with the box they hang on, nearer ones first.
    pub hanging: Vec<Hanging>,
    /// Lines of the part, by number in the net: from the lower layer to the higher, and whether that turned it around.
    pub lines: Vec<Turned>,
}

/// A box that hangs on the rest by one other box.
#[derive(Clone, Copy)]
pub(super) struct Hanging {
    pub node: usize,
    pub on: usize,
    /// How many steps from the core.
    pub depth: usize,
}

/// A line in the direction of the layers.
#[derive(Clone, Copy)]
pub(super) struct Turned {
    pub line: usize,
    pub low: usize,
    pub high: usize,
    pub back: bool,
}

/// The parts with lines, the one with the first core box first. Linear but for the ranks.
pub(super) fn parts(net: &Net) -> Vec<Ranked> {
    let count = net.nodes.len();
    let back = backward(net);
    let mut near: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    for edge in &net.edges {
        near[edge.from].insert(edge.to);
        near[edge.to].insert(edge.from);
    }
    let left = peeled(&near);
    let mut part = vec![None; count];
    let mut found: Vec<Ranked> = Vec::new();
    for start in 0..count {
        if part[start].is_some() || near[start].is_empty() {
            continue;
        }
        let members = reach(start, &near);
        members.iter().for_each(|node| part[*node] = Some(found.len()));
        let mut core: Vec<usize> = members.iter().copied().filter(|node| left[*node]).collect();
        if core.is_empty() {
            // A tree: its first box that is no leaf.
            core.extend(
                members.iter().copied().filter(|node| near[*node].len() > 1).min().or(members.first().copied()),
            );
        }
        core.sort_unstable();
        found.push(Ranked { rank: vec![None; count], layers: 0, core, hanging: Vec::new(), lines: Vec::new() });
    }
    for (at, edge) in net.edges.iter().enumerate() {
        let Some(part) = part[edge.from] else { continue };
        let (low, high) = if back[at] { (edge.to, edge.from) } else { (edge.from, edge.to) };
        found[part].lines.push(Turned { line: at, low, high, back: back[at] });
    }
    for ranked in &mut found {
        rank(ranked, &near);
    }
    found.sort_by_key(|ranked| ranked.core.first().copied());
    found
}

fn reach(start: usize, near: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut seen = BTreeSet::from([start]);
    let mut stack = vec![start];
    while let Some(node) = stack.pop() {
        stack.extend(near[node].iter().copied().filter(|next| seen.insert(*next)));
    }
    seen.into_iter().collect()
}

/// Which boxes are left when those with one neighbour are taken away again and again.
fn peeled(near: &[BTreeSet<usize>]) -> Vec<bool> {
    let mut degree: Vec<usize> = near.iter().map(BTreeSet::len).collect();
    let mut left = vec![true; near.len()];
    let mut bare: Vec<usize> = (0..near.len()).filter(|node| degree[*node] <= 1).collect();
    while let Some(node) = bare.pop() {
        if !std::mem::replace(&mut left[node], false) {
            continue;
        }
        for next in near[node].iter().filter(|next| left[**next]) {
            degree[*next] -= 1;
            if degree[*next] <= 1 {
                bare.push(*next);
            }
        }
    }
    left
}

/// Which lines are turned around so that no circle is left: within each circle of circles, those against an order in
/// which boxes that mostly give come before boxes that mostly take (Eades, Lin and Smyth, *A fast and effective heuristic
/// for the feedback arc set problem*, 1993).
fn backward(net: &Net) -> Vec<bool> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in &net.nodes {
        graph.add_node(());
    }
    for edge in &net.edges {
        graph.add_edge(NodeIndex::new(edge.from), NodeIndex::new(edge.to), ());
    }
    let mut circle = vec![usize::MAX; net.nodes.len()];
    let mut place = vec![0; net.nodes.len()];
    for (number, members) in kosaraju_scc(&graph).into_iter().enumerate() {
        if members.len() < 2 {
            continue;
        }
        let mut members: Vec<usize> = members.into_iter().map(NodeIndex::index).collect();
        members.sort_unstable();
        members.iter().for_each(|node| circle[*node] = number);
        for (at, node) in giving_first(net, &members, &circle, number).into_iter().enumerate() {
            place[node] = at;
        }
    }
    let inside = |from: usize, to: usize| circle[from] != usize::MAX && circle[from] == circle[to];
    net.edges.iter().map(|edge| inside(edge.from, edge.to) && place[edge.from] > place[edge.to]).collect()
}

fn giving_first(net: &Net, members: &[usize], circle: &[usize], number: usize) -> Vec<usize> {
    let count = net.nodes.len();
    let (mut out, mut into): (Vec<Vec<usize>>, Vec<Vec<usize>>) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for edge in net.edges.iter().filter(|edge| circle[edge.from] == number && circle[edge.to] == number) {
        out[edge.from].push(edge.to);
        into[edge.to].push(edge.from);
    }
    // How many it still gives to and takes from.
    let mut gives: Vec<i64> = out.iter().map(|list| list.len() as i64).collect();
    let mut takes: Vec<i64> = into.iter().map(|list| list.len() as i64).collect();
    let mut rest = members.to_vec();
    let (mut first, mut last) = (Vec::new(), Vec::new());
    while !rest.is_empty() {
        let sink = rest.iter().position(|node| gives[*node] == 0);
        let source = || rest.iter().position(|node| takes[*node] == 0);
        // Of equal ones the first by id: the last of `max_by_key` when they are gone through backwards.
        let most = || (0..rest.len()).rev().max_by_key(|at| gives[rest[*at]] - takes[rest[*at]]);
        let Some(at) = sink.or_else(source).or_else(most) else { break };
        let node = rest.remove(at);
        out[node].iter().for_each(|to| takes[*to] -= 1);
        into[node].iter().for_each(|from| gives[*from] -= 1);
        if sink.is_some() { last.push(node) } else { first.push(node) }
    }
    last.reverse();
    first.extend(last);
    first
}

/// Ranks of the core: the longest way from a source, then drawn together; of the others one beside what they hang on.
fn rank(ranked: &mut Ranked, near: &[BTreeSet<usize>]) {
    let core: BTreeSet<usize> = ranked.core.iter().copied().collect();
    let count = near.len();
    let mut rank: Vec<Option<i64>> = vec![None; count];
    let (mut out, mut into) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for line in ranked.lines.iter().filter(|line| core.contains(&line.low) && core.contains(&line.high)) {
        out[line.low].push(line.high);
        into[line.high].push(line.low);
    }
    // In an order in which each comes after all it follows from.
    let mut open: Vec<usize> = into.iter().map(Vec::len).collect();
    let mut ready: VecDeque<usize> = ranked.core.iter().copied().filter(|node| open[*node] == 0).collect();
    let mut sorted = Vec::new();
    while let Some(node) = ready.pop_front() {
        sorted.push(node);
        rank[node] = Some(into[node].iter().filter_map(|from| rank[*from]).max().map_or(0, |most| most + 1));
        for to in &out[node] {
            open[*to] -= 1;
            if open[*to] == 0 {
                ready.push_back(*to);
            }
        }
    }
    draw_together(&sorted, &out, &into, &mut rank);
    hang(ranked, near, &mut rank);
    let least = rank.iter().flatten().copied().min().unwrap_or(0);
    ranked.rank = rank.into_iter().map(|rank| rank.map(|rank| (rank - least) as usize)).collect();
    ranked.layers = ranked.rank.iter().flatten().copied().max().map_or(0, |most| most + 1);
}

/// Moves boxes, and boxes together with what is tight around them, where the lines get shorter in all.
fn draw_together(sorted: &[usize], out: &[Vec<usize>], into: &[Vec<usize>], rank: &mut [Option<i64>]) {
    let at = |rank: &[Option<i64>], node: usize| rank[node].unwrap_or(0);
    for _ in 0..8 {
        let mut moved = false;
        for node in sorted.iter().chain(sorted.iter().rev()).copied() {
            let low = into[node].iter().map(|from| at(rank, *from) + 1).max();
            let high = out[node].iter().map(|to| at(rank, *to) - 1).min();
            let wish = match into[node].len().cmp(&out[node].len()) {
                std::cmp::Ordering::Less => high,
                std::cmp::Ordering::Greater => low,
                std::cmp::Ordering::Equal => None,
            };
            if let Some(wish) = wish.filter(|wish| *wish != at(rank, node)) {
                rank[node] = Some(wish);
                moved = true;
            }
        }
        // Everything that can be reached from a box over lines forward moves right, or backward moves left, with it.
        for node in sorted.iter().copied() {
            moved |= shift(node, out, into, rank, 1) || shift(node, into, out, rank, -1);
        }
        if !moved {
            break;
        }
    }
}

/// Moves a box one layer on (`way` 1: along `ahead`), with all that has to make room; kept where lines get shorter.
fn shift(node: usize, ahead: &[Vec<usize>], behind: &[Vec<usize>], rank: &mut [Option<i64>], way: i64) -> bool {
    let at = |rank: &[Option<i64>], node: usize| rank[node].unwrap_or(0);
    let mut inside = vec![false; rank.len()];
    inside[node] = true;
    let mut group = vec![node];
    let mut seen = 0;
    while let Some(next) = group.get(seen).copied() {
        seen += 1;
        for to in &ahead[next] {
            if (at(rank, *to) - at(rank, next)) * way == 1 && !std::mem::replace(&mut inside[*to], true) {
                group.push(*to);
            }
        }
    }
    let outside = |list: &[usize]| list.iter().filter(|other| !inside[**other]).count() as i64;
    let change: i64 = group.iter().map(|member| outside(&behind[*member]) - outside(&ahead[*member])).sum();
    if change >= 0 {
        return false;
    }
    group.iter().for_each(|member| rank[*member] = Some(at(rank, *member) + way));
    true
}

/// The boxes that hang on the core, breadth first.
fn hang(ranked: &mut Ranked, near: &[BTreeSet<usize>], rank: &mut [Option<i64>]) {
    let down: BTreeSet<(usize, usize)> = ranked.lines.iter().map(|line| (line.low, line.high)).collect();
    let mut queue: VecDeque<(usize, usize)> = ranked.core.iter().map(|node| (*node, 0)).collect();
    let mut seen: BTreeSet<usize> = ranked.core.iter().copied().collect();
    while let Some((on, depth)) = queue.pop_front() {
        for node in near[on].iter().copied() {
            if !seen.insert(node) {
                continue;
            }
            let side = if down.contains(&(on, node)) { 1 } else { -1 };
            rank[node] = rank[on].map(|rank| rank + side);
            ranked.hanging.push(Hanging { node, on, depth: depth + 1 });
            queue.push_back((node, depth + 1));
        }
    }
}
