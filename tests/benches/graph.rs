//! How long the map takes: `cargo bench --bench graph`.
//!
//! Goals: 60 boxes and 150 lines laid out in 10 ms and painted in 1 ms, 300 boxes laid out in 150 ms; the exact bus factor
//! of 12 people and 40 areas in 5 ms, of 25 and 200 in 200 ms.

#[path = "../support/mod.rs"]
mod support;

use divan::{Bencher, black_box};
use outgrow::analysis::knowledge::{Area, areas, bus, way};
use outgrow::figure::graph::{Density, Graph, Line, Link, Node, Tone};
use outgrow::model::cell::Ref;
use outgrow::model::field::Record;
use outgrow::model::{Domain, Id, Knowledge, Person, Plan};
use outgrow::text::{Shown, show};

fn main() {
    divan::main();
}

fn id(n: usize) -> Id {
    Id::parse(&format!("b{n:03}")).expect("an id")
}

fn graph(boxes: usize, links: usize) -> Graph {
    let mut dice = support::Dice::new(7);
    let node = |n| Node { id: id(n), name: show(format!("Domain {n}")), detail: Shown::default(), tone: Tone::Plain };
    let link = |from, to| Link { from: id(from), to: id(to), line: Line::Light, crossed: n_th(from), word: "call" };
    let links = (0..links).map(|_| link(dice.below(boxes), dice.below(boxes))).collect();
    Graph { boxes: (0..boxes).map(node).collect(), links }
}

fn n_th(n: usize) -> bool {
    n.is_multiple_of(5)
}

#[divan::bench(args = [(12, 16), (60, 150), (300, 450), (300, 750)])]
fn layout(bencher: Bencher<'_, '_>, (boxes, links): (usize, usize)) {
    let graph = graph(boxes, links);
    bencher.bench(|| black_box(&graph).layout(Density::Normal));
}

#[divan::bench(args = [(60, 150), (300, 750)])]
fn repaint(bencher: Bencher<'_, '_>, (boxes, links): (usize, usize)) {
    let layout = graph(boxes, links).layout(Density::Normal);
    let chosen = id(7);
    bencher.bench(|| layout.rows(&black_box(&layout).view(Some(&chosen), 200, 60)));
}

/// So many people and areas, each area held by up to three.
#[allow(clippy::field_reassign_with_default)]
fn team(people: usize, count: usize) -> Plan {
    let mut dice = support::Dice::new(7);
    let mut plan = Plan::default();
    (0..people).for_each(|n| plan.people.put(Person { id: id(n), ..Person::default() }));
    for n in 0..count {
        plan.domains.put(Domain { id: id(n), ..Domain::default() });
        for _ in 0..dice.below(4) {
            let mut row = Knowledge::default();
            (row.person, row.domain, row.level) = (Ref::to(id(dice.below(people))), Ref::to(id(n)), Some(2));
            row.rekey();
            plan.knowledge.put(row);
        }
    }
    plan
}

#[divan::bench(args = [(12, 40), (25, 200)])]
fn bus_factor(bencher: Bencher<'_, '_>, (people, count): (usize, usize)) {
    let plan = team(people, count);
    let all: Vec<Area<'_>> = areas(&plan, support::today());
    assert!(bus(&all).exact);
    bencher.bench(|| bus(black_box(&all)));
}

#[divan::bench(args = [(6, 12), (12, 40), (25, 200)])]
fn pairings(bencher: Bencher<'_, '_>, (people, count): (usize, usize)) {
    let plan = team(people, count);
    let all: Vec<Area<'_>> = areas(&plan, support::today());
    bencher.bench(|| way(black_box(&plan), &all, support::today(), |_| 0));
}
