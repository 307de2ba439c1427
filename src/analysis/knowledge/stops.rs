//! What leans on people: areas on those who know them, and on areas other domains, triggers, debts, cadences and tasks.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::articulation_points::articulation_points;
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};

use super::{ALONE, Area};
use crate::analysis::debt;
use crate::analysis::map::Map;
use crate::model::{Address, Id, Plan, Status};

/// What stops with each area, by the area's id: the domains that fail with it, then open triggers, debts and tasks that
/// name it. Linear.
pub(super) fn stops(plan: &Plan, map: &Map) -> BTreeMap<Id, Vec<Address>> {
    let mut found: BTreeMap<Id, Vec<Address>> = BTreeMap::new();
    let mut add = |area: &Id, register: &'static str, id: &Id| {
        found.entry(area.clone()).or_default().push(Address { register, id: id.clone() });
    };
    for cut in &map.all {
        cut.blast.iter().for_each(|id| add(&cut.id, "domains", id));
    }
    for row in plan.triggers.iter().filter(|row| row.status != Status::Done) {
        row.domains.0.iter().for_each(|area| add(area, "triggers", &row.id));
    }
    for row in plan.debts.iter().filter(|row| debt::is_open(row)) {
        row.domains.0.iter().for_each(|area| add(area, "debts", &row.id));
    }
    for row in plan.tasks.iter().filter(|row| row.status != Status::Done) {
        row.domains.0.iter().for_each(|area| add(area, "tasks", &row.id));
    }
    found
}

/// What somebody answers for or works on: open triggers, debts, cadences and tasks.
pub fn answers_for(plan: &Plan, person: &Id) -> Vec<Address> {
    let mut found = Vec::new();
    let mut add = |register, id: &Id| found.push(Address { register, id: id.clone() });
    let mine = |owner: Option<&Id>| owner == Some(person);
    let open = plan.triggers.iter().filter(|row| row.status != Status::Done);
    open.filter(|row| mine(row.owner.id())).for_each(|row| add("triggers", &row.id));
    let open = plan.debts.iter().filter(|row| debt::is_open(row));
    open.filter(|row| mine(row.owner.id())).for_each(|row| add("debts", &row.id));
    plan.cadences.iter().filter(|row| mine(row.owner.id())).for_each(|row| add("cadences", &row.id));
    let open = plan.tasks.iter().filter(|row| row.status != Status::Done);
    open.filter(|row| mine(row.owner.id()) || row.people.0.contains(person)).for_each(|row| add("tasks", &row.id));
    found
}

/// The whole as a graph: from people to the areas they know, with the level, from areas and people to what leans on them,
/// with nought. Bots and systems of others are none of it. Linear.
pub fn graph(plan: &Plan, areas: &[Area<'_>], map: &Map) -> DiGraph<Address, u8> {
    let mut graph = DiGraph::new();
    let mut places: BTreeMap<Address, NodeIndex> = BTreeMap::new();
    let mut place =
        |graph: &mut DiGraph<Address, u8>, at: Address| *places.entry(at.clone()).or_insert_with(|| graph.add_node(at));
    let at = |register, id: &Id| Address { register, id: id.clone() };
    let stops = stops(plan, map);
    for area in areas {
        let here = place(&mut graph, at("domains", &area.domain.id));
        for known in &area.levels {
            let person = place(&mut graph, at("people", &known.person.id));
            graph.add_edge(person, here, known.level.clamp(0, 3) as u8);
        }
        for leaning in stops.get(&area.domain.id).into_iter().flatten() {
            let there = place(&mut graph, leaning.clone());
            graph.add_edge(here, there, 0);
        }
    }
    for person in &plan.people {
        for leaning in answers_for(plan, &person.id) {
            let here = place(&mut graph, at("people", &person.id));
            let there = place(&mut graph, leaning);
            graph.add_edge(here, there, 0);
        }
    }
    graph
}

/// People without whom areas that hang together by who can mend them fall apart. Linear.
pub fn bridges(areas: &[Area<'_>]) -> Vec<Id> {
    let mut graph: UnGraph<Option<&Id>, ()> = UnGraph::default();
    let mut people: BTreeMap<&Id, NodeIndex> = BTreeMap::new();
    for area in areas {
        let here = graph.add_node(None);
        let able = area.levels.iter().filter(|known| known.counts && known.level >= ALONE);
        let able: BTreeSet<&Id> = able.map(|known| &known.person.id).collect();
        for id in able {
            let person = *people.entry(id).or_insert_with(|| graph.add_node(Some(id)));
            graph.add_edge(person, here, ());
        }
    }
    let mut found: Vec<Id> = articulation_points(&graph).into_iter().filter_map(|at| graph[at].cloned()).collect();
    found.sort_unstable();
    found
}
