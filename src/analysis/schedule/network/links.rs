//! The links between pieces of work: those somebody wrote and those the plan's network gives, and what is done where
//! they run in circles.

use std::collections::{BTreeSet, VecDeque};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::super::flaw::Trouble;
use super::super::{DAY, WEEK, reading};
use super::build::{Build, MOST, address};
use super::{Bond, Network, Node};
use crate::model::{Address, Day, Id, Link, Phase, Tie};

impl Build<'_> {
    pub(super) fn links(&mut self) {
        for phase in &self.plan.phases {
            if phase.after.0.is_empty() {
                self.given(phase);
            } else {
                self.written("phases", &phase.id, &phase.after.0, |id| {
                    self.plan.phases.get(id).map(|phase| phase.finished)
                });
            }
        }
        for task in &self.plan.tasks {
            self.written("tasks", &task.id, &task.after.0, |id| self.plan.tasks.get(id).map(|task| task.finished));
        }
    }

    /// The links the plan's network gives one of the shipped phases.
    fn given(&mut self, phase: &Phase) {
        let network = self.plan.product().network;
        let Some(to) = reading::PHASES.iter().position(|id| *id == phase.id.as_str()) else { return };
        self.net.reading = Some(reading::sentence(network));
        for (from, _, tie, lag) in reading::links(network).iter().filter(|(_, end, ..)| *end == to) {
            let other = self.plan.phases.iter().find(|row| row.id.as_str() == reading::PHASES[*from]);
            let Some(other) = other else { continue };
            let (from, to) = (address("phases", &other.id), address("phases", &phase.id));
            self.link(&from, &to, *tie, lag * WEEK, other.finished);
        }
    }

    /// Links somebody wrote, in turn.
    fn written(&mut self, register: &'static str, id: &Id, links: &[Link], find: impl Fn(&Id) -> Option<Option<Day>>) {
        let to = address(register, id);
        for link in links {
            let Some(finished) = find(&link.to) else {
                if self.rows.contains_key(&to) {
                    let message = format!("{to} waits for {}, which is not there; that link is left out.", link.to);
                    self.flaw(Trouble::Missing, vec![to.clone()], "after", message);
                }
                continue;
            };
            let minutes = link.lag.map_or(0, |lag| {
                let minutes = (lag.span.likely() * lag.span.unit.work_days() * DAY as f64).clamp(0.0, MOST);
                if lag.early { -(minutes.round() as i64) } else { minutes.round() as i64 }
            });
            self.link(&address(register, &link.to), &to, link.tie, minutes, finished);
        }
    }

    fn link(&mut self, from: &Address, to: &Address, tie: Tie, lag: i64, finished: Option<Day>) {
        let Some(to) = self.rows.get(to).map(|row| self.net.rows[*row].clone()) else { return };
        let Some(from) = self.rows.get(from).map(|row| self.net.rows[*row].clone()) else {
            // What is done holds nothing back but by a lag that still runs.
            if let Some(day) = finished.filter(|_| lag > 0) {
                let bound = self.net.calendar.closes(day) + lag;
                match tie {
                    Tie::FS => self.net.nodes[to.first].release = self.net.nodes[to.first].release.max(bound),
                    Tie::FF => self.net.nodes[to.last].close = self.net.nodes[to.last].close.max(bound),
                    Tie::SS => {}
                }
            }
            return;
        };
        // What is under way has started.
        if tie == Tie::SS && lag <= 0 && from.progress > 0.0 {
            return;
        }
        let (from, to) = match tie {
            Tie::FS => (from.last, to.first),
            Tie::SS => (from.first, to.first),
            Tie::FF => (from.last, to.last),
        };
        self.net.bonds.push(Bond { from, to, tie, lag, said: true });
    }

    /// Links that run in circles are cut, and the nodes brought into an order in which each follows what it waits for.
    pub(super) fn finish(mut self) -> Network {
        while let Some(circle) = self.circle() {
            self.cut(circle);
        }
        let graph = self.graph();
        let mut waiting = vec![0_usize; self.net.nodes.len()];
        self.net.bonds.iter().for_each(|bond| waiting[bond.to] += 1);
        let mut ready: BTreeSet<(usize, usize)> = (0..waiting.len())
            .filter(|node| waiting[*node] == 0)
            .map(|node| (self.net.nodes[node].row, node))
            .collect();
        let mut order = Vec::with_capacity(waiting.len());
        while let Some((_, node)) = ready.pop_first() {
            order.push(node);
            for next in graph.neighbors(NodeIndex::new(node)) {
                waiting[next.index()] -= 1;
                if waiting[next.index()] == 0 {
                    ready.insert((self.net.nodes[next.index()].row, next.index()));
                }
            }
        }
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        let mut nodes: Vec<Option<Node>> = std::mem::take(&mut self.net.nodes).into_iter().map(Some).collect();
        self.net.nodes = order.iter().filter_map(|old| nodes[*old].take()).collect();
        for bond in &mut self.net.bonds {
            (bond.from, bond.to) = (place[bond.from], place[bond.to]);
        }
        for row in &mut self.net.rows {
            (row.first, row.last) = (place[row.first], place[row.last]);
        }
        self.least_busy_first();
        self.dates();
        self.net
    }

    fn graph(&self) -> DiGraph<(), usize> {
        let mut graph = DiGraph::with_capacity(self.net.nodes.len(), self.net.bonds.len());
        for _ in &self.net.nodes {
            graph.add_node(());
        }
        for (at, bond) in self.net.bonds.iter().enumerate() {
            graph.add_edge(NodeIndex::new(bond.from), NodeIndex::new(bond.to), at);
        }
        graph
    }

    /// The bonds of one shortest circle, in turn; one that starts at the first row that is in any.
    fn circle(&self) -> Option<Vec<usize>> {
        let graph = self.graph();
        let tied = |node: &NodeIndex| graph.neighbors(*node).any(|next| next == *node);
        let parts = tarjan_scc(&graph).into_iter().filter(|part| part.len() > 1 || part.iter().any(tied));
        let row = |node: &NodeIndex| (self.net.nodes[node.index()].row, node.index());
        let start = parts.filter_map(|part| part.into_iter().min_by_key(row)).min_by_key(row)?;
        // Breadth first from there and back to it.
        let mut came: Vec<Option<usize>> = vec![None; self.net.nodes.len()];
        let mut queue = VecDeque::from([start.index()]);
        while let Some(node) = queue.pop_front() {
            for (at, bond) in self.net.bonds.iter().enumerate().filter(|(_, bond)| bond.from == node) {
                if came[bond.to].is_none() {
                    came[bond.to] = Some(at);
                    queue.push_back(bond.to);
                }
            }
        }
        let mut circle = Vec::new();
        let mut node = start.index();
        loop {
            let at = came[node]?;
            circle.push(at);
            node = self.net.bonds[at].from;
            if node == start.index() {
                circle.reverse();
                return Some(circle);
            }
        }
    }

    /// Takes the last written link out of a circle and names its rows.
    fn cut(&mut self, circle: Vec<usize>) {
        let mut rows: Vec<usize> = circle.iter().map(|at| self.net.nodes[self.net.bonds[*at].from].row).collect();
        rows.dedup();
        // Between a phase and its tasks nothing runs back, so a circle has a link that somebody wrote.
        let last = circle.iter().rev().find(|at| self.net.bonds[**at].said).or(circle.last());
        let Some(last) = last.copied() else { return };
        let bond = self.net.bonds.remove(last);
        let address = |row: usize| self.net.rows[row].at.clone();
        let to = address(self.net.nodes[bond.to].row);
        let from = address(self.net.nodes[bond.from].row);
        let mut said: Vec<String> = rows.iter().map(|row| address(*row).to_string()).collect();
        said.push(said[0].clone());
        let way = said.join(" > ");
        let mut named = vec![to.clone()];
        named.extend(rows.into_iter().map(address).filter(|at| *at != to));
        let message = format!("Work waits for itself: {way}; {to} is reckoned as if it did not wait for {from}.");
        self.flaw(Trouble::Cycle, named, "after", message);
    }
}
