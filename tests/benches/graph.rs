//! How long the map takes: `cargo bench --bench graph`.
//!
//! Goals: 60 boxes and 150 lines laid out in 10 ms and painted in 1 ms, 300 boxes laid out in 150 ms.

#[path = "../support/mod.rs"]
mod support;

use divan::{Bencher, black_box};
use outgrow::figure::graph::{Density, Graph, Line, Link, Node, Tone};
use outgrow::model::Id;
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
