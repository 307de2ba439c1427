//! The links as a graph: circles, bridges, who fails with whom, the order of cuts.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use petgraph::algo::articulation_points::articulation_points;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};

use super::{Cut, Need, is_inner, is_separated};
use crate::model::{Day, Id, LinkKind, Plan, Separation};

/// Domains by their place in the file; links to themselves and to nothing are left out.
pub(super) struct Net {
    pub ids: Vec<Id>,
    /// From, to, kind, and the link's place in the file.
    pub links: Vec<(usize, usize, LinkKind, usize)>,
    /// By domain: places in `links` of those that begin or end there.
    touch: Vec<Vec<usize>>,
    /// By domain: those that lean on it by more than events, each once.
    hard: Vec<Vec<usize>>,
    circles: Vec<Vec<usize>>,
    bridges: BTreeSet<usize>,
}

impl Net {
    pub fn of(plan: &Plan) -> Net {
        let ids: Vec<Id> = plan.domains.iter().map(|domain| domain.id.clone()).collect();
        let mut links = Vec::new();
        let mut touch = vec![Vec::new(); ids.len()];
        for (at, link) in plan.links.iter().enumerate() {
            let place = |id: Option<&Id>| id.and_then(|id| plan.domains.place(id).ok());
            let (Some(from), Some(to)) = (place(link.from.id()), place(link.to.id())) else { continue };
            if from != to {
                touch[from].push(links.len());
                touch[to].push(links.len());
                links.push((from, to, link.kind, at));
            }
        }
        let mut hard: Vec<Vec<usize>> = vec![Vec::new(); ids.len()];
        links.iter().filter(|link| link.2 != LinkKind::Event).for_each(|link| hard[link.1].push(link.0));
        for list in &mut hard {
            list.sort_unstable();
            list.dedup();
        }
        let (circles, bridges) = (circles(ids.len(), &links), bridges(ids.len(), &links));
        Net { ids, links, touch, hard, circles, bridges }
    }

    pub fn circles(&self) -> Vec<Vec<Id>> {
        let named = |circle: &Vec<usize>| circle.iter().map(|at| self.ids[*at].clone()).collect();
        self.circles.iter().map(named).collect()
    }

    pub fn is_bridge(&self, at: usize) -> bool {
        self.bridges.contains(&at)
    }

    /// The links that begin or end at a domain.
    pub fn touching(&self, at: usize) -> impl Iterator<Item = &(usize, usize, LinkKind, usize)> {
        self.touch[at].iter().map(|link| &self.links[*link])
    }

    /// The domains a domain leans on, each once.
    pub fn leans_on(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let on: BTreeSet<usize> = self.touching(at).filter(|link| link.0 == at).map(|link| link.1).collect();
        on.into_iter()
    }

    /// The domains that lean on a domain, each once.
    pub fn leaning(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let from: BTreeSet<usize> = self.touching(at).filter(|link| link.1 == at).map(|link| link.0).collect();
        from.into_iter()
    }

    /// The domains at either end of a domain's links, each once.
    pub fn beside(&self, at: usize) -> BTreeSet<usize> {
        self.leans_on(at).chain(self.leaning(at)).collect()
    }

    /// What fails with a domain, nearest first: everything that leans on it by more than events, and what leans on that.
    pub fn blast(&self, at: usize) -> Vec<Id> {
        let mut seen = vec![false; self.ids.len()];
        seen[at] = true;
        let mut hit = vec![at];
        let mut next = 0;
        while let Some(here) = hit.get(next).copied() {
            next += 1;
            for from in &self.hard[here] {
                if !std::mem::replace(&mut seen[*from], true) {
                    hit.push(*from);
                }
            }
        }
        hit.into_iter().skip(1).map(|at| self.ids[at].clone()).collect()
    }

    /// The order of cuts: what is leaned on comes before what leans on it, since a part that is cut off can be called from
    /// both sides while it must not reach back; circles count as one. Among those that could be next the one that is asked
    /// for first, or that something which is asked for waits for; then the one with more yes to the three questions.
    pub fn order(&self, plan: &Plan, cuts: &[Cut]) -> Vec<Id> {
        let count = self.ids.len();
        // The knot of each domain: its circle, or itself.
        let mut knot: Vec<usize> = (0..count).collect();
        for circle in &self.circles {
            circle.iter().for_each(|at| knot[*at] = circle[0]);
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
        (0..count).for_each(|at| members[knot[at]].push(at));
        let (mut before, mut behind) = (vec![BTreeSet::new(); count], vec![BTreeSet::new(); count]);
        // What is somebody else's or apart already keeps nothing waiting.
        let counts = |at: usize| plan.domains.nth(at).is_some_and(|domain| is_inner(domain) && !is_separated(domain));
        for (from, to, ..) in self.links.iter().filter(|link| counts(link.0) && counts(link.1)) {
            let (from, to) = (knot[*from], knot[*to]);
            if from != to {
                before[from].insert(to);
                behind[to].insert(from);
            }
        }
        let far = Day(jiff::civil::Date::MAX);
        let asked = |at: usize| match cuts[at].need {
            Need::Forced { on, .. } => on,
            _ => far,
        };
        let eager = |at: usize| (asked(at), Reverse(cuts[at].score()), at);
        let mut due: Vec<Day> =
            (0..count).map(|at| members[at].iter().map(|m| asked(*m)).min().unwrap_or(far)).collect();
        // From what leans on nothing to what nothing leans on; then back, handing down what is due first.
        let sorted = sorted(&before, &behind, &members, |_| 0);
        for at in sorted.iter().rev() {
            let first = behind[*at].iter().map(|from| due[*from]).min().unwrap_or(far);
            due[*at] = due[*at].min(first);
        }
        let score = |at: usize| members[at].iter().map(|m| cuts[*m].score()).max().unwrap_or(0);
        let keys: Vec<(Day, Reverse<usize>)> = (0..count).map(|at| (due[at], Reverse(score(at)))).collect();
        let found = self::sorted(&before, &behind, &members, |at| keys[at]);
        let mut order = Vec::new();
        for at in found {
            let mut own = members[at].clone();
            own.sort_by_key(|member| eager(*member));
            let cut = |member: &usize| {
                let domain = plan.domains.nth(*member);
                domain.is_some_and(|domain| {
                    is_inner(domain) && !is_separated(domain) && domain.separation != Some(Separation::Stay)
                })
            };
            order.extend(own.into_iter().filter(cut).map(|member| self.ids[member].clone()));
        }
        order
    }
}

/// Knots in an order in which each comes after those it leans on; of several that could be next the least by the key.
fn sorted<K: Ord>(
    before: &[BTreeSet<usize>],
    behind: &[BTreeSet<usize>],
    members: &[Vec<usize>],
    key: impl Fn(usize) -> K,
) -> Vec<usize> {
    let mut open: Vec<usize> = before.iter().map(BTreeSet::len).collect();
    let mut ready: BinaryHeap<Reverse<(K, usize)>> = BinaryHeap::new();
    let free = (0..members.len()).filter(|at| !members[*at].is_empty() && open[*at] == 0);
    ready.extend(free.map(|at| Reverse((key(at), at))));
    let mut found = Vec::new();
    while let Some(Reverse((_, at))) = ready.pop() {
        found.push(at);
        for next in &behind[at] {
            open[*next] -= 1;
            if open[*next] == 0 {
                ready.push(Reverse((key(*next), *next)));
            }
        }
    }
    found
}

fn circles(count: usize, links: &[(usize, usize, LinkKind, usize)]) -> Vec<Vec<usize>> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(count, links.len());
    for _ in 0..count {
        graph.add_node(());
    }
    for (from, to, ..) in links {
        graph.add_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
    }
    let found = kosaraju_scc(&graph).into_iter().filter(|circle| circle.len() > 1);
    let mut found: Vec<Vec<usize>> = found
        .map(|circle| {
            let mut circle: Vec<usize> = circle.into_iter().map(NodeIndex::index).collect();
            circle.sort_unstable();
            circle
        })
        .collect();
    found.sort();
    found
}

/// Domains without which what hangs together falls apart.
fn bridges(count: usize, links: &[(usize, usize, LinkKind, usize)]) -> BTreeSet<usize> {
    let mut graph: UnGraph<(), ()> = UnGraph::with_capacity(count, links.len());
    for _ in 0..count {
        graph.add_node(());
    }
    let pairs: BTreeSet<(usize, usize)> = links.iter().map(|link| (link.0.min(link.1), link.0.max(link.1))).collect();
    for (one, other) in pairs {
        graph.add_edge(NodeIndex::new(one), NodeIndex::new(other), ());
    }
    articulation_points(&graph).into_iter().map(NodeIndex::index).collect()
}
