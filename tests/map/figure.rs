//! The figure keeps what it promises on chance graphs, and draws no more crossings than another layered layout does.

use std::collections::{BTreeMap, BTreeSet};

use outgrow::figure::graph::{Density, Direction, Graph, Layout, Line, Link, Mark, Node, Tone, View};
use outgrow::model::Id;
use outgrow::text::{Shown, show};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::support::{self, Dice};

fn id(n: usize) -> Id {
    Id::parse(&format!("b{n:03}")).expect("an id")
}

fn node(id: Id, name: &str) -> Node {
    Node { id, name: show(name), detail: Shown::default(), tone: Tone::Plain }
}

fn link(from: Id, to: Id) -> Link {
    Link { from, to, line: Line::Light, crossed: false, word: "call" }
}

/// So many boxes and links between them by chance; names, tones and lines of every sort.
fn chance(seed: u64, boxes: usize, links: usize) -> Graph {
    let mut dice = Dice::new(seed);
    let lines = [Line::Light, Line::Double, Line::Dotted, Line::Heavy, Line::Dashed];
    let mut graph = Graph::default();
    for n in 0..boxes {
        let name = if dice.chance(20) { support::text(&mut dice) } else { format!("Box {n}") };
        let detail = if dice.chance(30) { show("high now") } else { Shown::default() };
        let tone = *dice.pick(&[Tone::Plain, Tone::Plain, Tone::Loud, Tone::Faint]);
        graph.boxes.push(Node { id: id(n), name: show(name), detail, tone });
    }
    for _ in 0..links {
        let (from, to) = (id(dice.below(boxes)), id(dice.below(boxes)));
        let (line, crossed) = (*dice.pick(&lines), dice.chance(20));
        graph.links.push(Link { from, to, line, crossed, word: "call" });
    }
    graph
}

/// Every cell of a route with the sides it leaves them by: level, upright.
fn cells(points: &[(i32, i32)]) -> Vec<((i32, i32), bool, bool)> {
    let mut found: BTreeMap<(i32, i32), (bool, bool)> = BTreeMap::new();
    for pair in points.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        assert!(x1 == x2 || y1 == y2, "{pair:?} is neither level nor upright");
        for x in x1.min(x2)..=x1.max(x2) {
            for y in y1.min(y2)..=y1.max(y2) {
                let sides = found.entry((x, y)).or_default();
                if y1 == y2 { sides.0 = true } else { sides.1 = true }
            }
        }
    }
    if let [only] = points {
        found.insert(*only, (true, false));
    }
    found.into_iter().map(|(cell, (level, upright))| (cell, level, upright)).collect()
}

/// Everything that must hold of a layout; how often lines cross.
fn sound(graph: &Graph, layout: &Layout) -> usize {
    let mut taken: BTreeSet<(i32, i32)> = BTreeSet::new();
    for place in &layout.places {
        assert!(place.x >= 0 && place.y >= 0, "{place:?}");
        assert!(place.x + place.w <= layout.width && place.y + place.h <= layout.height, "{place:?} of {layout:?}");
        assert!(place.name.width() as i32 + 4 <= place.w && place.detail.width() as i32 + 4 <= place.w, "{place:?}");
        for x in place.x..place.x + place.w {
            for y in place.y..place.y + place.h {
                assert!(taken.insert((x, y)), "{} overlaps another box at {x},{y}", place.id);
            }
        }
    }
    let ids: BTreeSet<&Id> = graph.boxes.iter().map(|node| &node.id).collect();
    assert_eq!(layout.places.len(), ids.len());
    if layout.bare {
        return 0;
    }
    let wanted: BTreeSet<(&Id, &Id, Line)> = graph
        .links
        .iter()
        .filter(|l| l.from != l.to && ids.contains(&l.from) && ids.contains(&l.to))
        .map(|l| (&l.from, &l.to, l.line))
        .collect();
    let drawn: BTreeSet<(&Id, &Id, Line)> = layout.routes.iter().map(|r| (&r.from, &r.to, r.line)).collect();
    assert_eq!(wanted, drawn);
    assert_eq!(drawn.len(), layout.routes.len());
    let mut lines: BTreeMap<(i32, i32), Vec<(bool, bool)>> = BTreeMap::new();
    for route in &layout.routes {
        let (first, last) = (route.points[0], route.points[route.points.len() - 1]);
        let (low, high) = if route.back { (&route.to, &route.from) } else { (&route.from, &route.to) };
        let (low, high) = (layout.place(low).expect("a box"), layout.place(high).expect("a box"));
        assert_eq!(first.0, low.x + low.w, "{route:?} begins beside its box");
        assert_eq!(last.0, high.x - 1, "{route:?} ends beside its box");
        assert!(first.1 > low.y && first.1 < low.y + low.h - 1, "{route:?} begins at the side of {low:?}");
        assert!(last.1 > high.y && last.1 < high.y + high.h - 1, "{route:?} ends at the side of {high:?}");
        for (cell, level, upright) in cells(&route.points) {
            assert!(!taken.contains(&cell), "{route:?} runs through a box at {cell:?}");
            lines.entry(cell).or_default().push((level, upright));
        }
    }
    let mut crossings = 0;
    for (cell, sides) in lines {
        match sides[..] {
            [_] => {}
            // One straight through the other.
            [(true, false), (false, true)] | [(false, true), (true, false)] => crossings += 1,
            _ => panic!("{} lines share {cell:?}: {sides:?}", sides.len()),
        }
    }
    crossings
}

/// The boxes that cannot be walked to.
fn unreached(layout: &Layout) -> Vec<String> {
    let Some(first) = layout.first() else { return Vec::new() };
    let mut seen = BTreeSet::from([first]);
    let mut stack = vec![first];
    while let Some(here) = stack.pop() {
        for way in [Direction::Left, Direction::Right, Direction::Up, Direction::Down] {
            stack.extend(layout.neighbour(here, way).into_iter().filter(|next| seen.insert(next)));
        }
    }
    layout.places.iter().filter(|place| !seen.contains(&place.id)).map(|place| place.name.to_string()).collect()
}

proptest! {
    #![proptest_config(support::cases(48))]

    #[test]
    fn boxes_stand_apart_and_lines_can_be_followed(seed: u64, boxes in 1_usize..40, more in 0_usize..90) {
        let graph = chance(seed, boxes, more);
        for density in [Density::Normal, Density::Compact] {
            let layout = graph.layout(density);
            sound(&graph, &layout);
            let unreached = unreached(&layout);
            prop_assert!(unreached.is_empty(), "{unreached:?} cannot be walked to:\n{}", layout.text().join("\n"));
        }
    }

    #[test]
    fn the_same_plan_is_the_same_picture(seed: u64, boxes in 1_usize..30, more in 0_usize..60) {
        let graph = chance(seed, boxes, more);
        let mut turned = graph.clone();
        turned.boxes.reverse();
        turned.links.reverse();
        prop_assert_eq!(graph.layout(Density::Normal), graph.layout(Density::Normal));
        prop_assert_eq!(graph.layout(Density::Normal).text(), turned.layout(Density::Normal).text());
    }

    #[test]
    fn a_new_leaf_moves_nothing_out_of_order(seed: u64, boxes in 3_usize..30, more in 0_usize..40) {
        let mut dice = Dice::new(seed ^ 77);
        // A circle of three keeps the part the leaf hangs on from being a tree.
        let mut graph = chance(seed, boxes, more);
        graph.links.extend([(0, 1), (1, 2), (0, 2)].map(|(a, b)| link(id(a), id(b))));
        let before = graph.layout(Density::Normal);
        // Anywhere among the ids, on a box of any part that has a circle.
        let leaf = Id::parse(dice.pick::<&str>(&["a-first", "b010-mid", "zz-last"])).expect("an id");
        let on = id(dice.below(3));
        graph.boxes.push(node(leaf.clone(), "Leaf"));
        graph.links.push(if dice.chance(50) { link(leaf.clone(), on) } else { link(on, leaf) });
        let after = graph.layout(Density::Normal);
        for one in &before.places {
            for other in &before.places {
                if one.x == other.x && one.y < other.y {
                    let (one, other) = (after.place(&one.id).expect("there"), after.place(&other.id).expect("there"));
                    // Parts may be set side by side anew; within a column the order stays.
                    prop_assert!(one.x != other.x || one.y < other.y, "{} and {} change places", one.id, other.id);
                }
            }
        }
    }

    #[test]
    fn what_is_painted_is_as_wide_as_the_view(seed: u64, boxes in 0_usize..20, x in -5_i32..60, y in -5_i32..40) {
        let graph = if boxes == 0 { Graph::default() } else { chance(seed, boxes, boxes * 2) };
        let layout = graph.layout(Density::Normal);
        let chosen = graph.boxes.first().map(|node| node.id.clone());
        for (width, height) in [(0, 0), (1, 1), (37, 11), (200, 60)] {
            let view = View { x, y, width, height, chosen: chosen.as_ref() };
            let rows = layout.rows(&view);
            prop_assert!(rows.len() <= height);
            for row in rows {
                prop_assert_eq!(row.iter().map(|(_, text)| text.width()).sum::<usize>(), width);
            }
        }
        prop_assert!(!layout.svg().contains("NaN"));
    }
}

fn drawn(links: &[(&str, &str, Line)]) -> Graph {
    let mut graph = Graph::default();
    for (from, to, line) in links {
        for end in [from, to] {
            let slug = Id::slug(end, "box");
            if graph.boxes.iter().all(|node| node.id != slug) {
                graph.boxes.push(node(slug, end));
            }
        }
        let (from, to) = (Id::slug(from, "box"), Id::slug(to, "box"));
        graph.links.push(Link { from, to, line: *line, crossed: false, word: "call" });
    }
    graph
}

#[test]
fn a_circle_is_broken_where_it_can_be_seen() {
    let graph = drawn(&[
        ("Booking", "Dispatch", Line::Light),
        ("Dispatch", "Fleet", Line::Double),
        ("Fleet", "Booking", Line::Dotted),
    ]);
    let layout = graph.layout(Density::Normal);
    let back: Vec<_> =
        layout.routes.iter().filter(|route| route.back).map(|r| (r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(back, [("fleet", "booking")]);
    let text = layout.text();
    assert_eq!(
        text,
        [
            "┌─────────┐    ┌──────────┐    ┌───────┐",
            "│ Booking ├───>│ Dispatch ╞═══>│ Fleet │",
            "│         │«╮  └──────────┘ ╭┈┈┤       │",
            "└─────────┘ ╰┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈╯  └───────┘",
        ],
        "\n{}",
        text.join("\n")
    );
    assert_eq!(layout.text().join("").matches('«').count(), 1);
}

#[test]
fn a_box_with_its_neighbours_stands_alone() {
    let graph =
        drawn(&[("A", "B", Line::Light), ("B", "C", Line::Light), ("C", "D", Line::Light), ("A", "C", Line::Heavy)]);
    let near = graph.around(&Id::slug("B", "box"));
    assert_eq!(near.boxes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["A", "B", "C"]);
    assert_eq!(near.links.len(), 2);
    sound(&near, &near.layout(Density::Compact));
}

#[test]
fn what_nobody_should_enter_is_drawn_all_the_same() {
    let mut graph = Graph::default();
    let names = ["n".repeat(200), "漢字".repeat(100), "e\u{301}".repeat(200), "👩\u{200d}💻".repeat(50), String::new()];
    for n in 0..200 {
        graph.boxes.push(Node { tone: Tone::Loud, ..node(id(n), &names[n % names.len()]) });
        graph.links.push(link(id(n), id(n)));
        graph.links.extend([link(id(n), id((n * 7) % 200)), link(id(n), id((n * 7) % 200))]);
    }
    graph.boxes.push(node(id(3), "the same id again"));
    graph.links.push(link(id(0), Id::parse("nobody").expect("an id")));
    let layout = graph.layout(Density::Normal);
    sound(&graph, &layout);
    assert!(layout.places.iter().all(|place| place.to_itself));
    let long = layout.place(&id(0)).expect("there");
    assert!(long.name.as_str().ends_with("..") && long.w <= 30, "{long:?}");
    let rows = layout.rows(&layout.view(Some(&id(9)), 78, 18));
    assert!(rows.iter().flatten().any(|(mark, _)| *mark == Mark::Chosen), "the chosen box is in view");
    for n in [500, 3_000] {
        let graph = chance(1, n, 2 * n);
        let layout = graph.layout(Density::Compact);
        assert!(layout.bare);
        sound(&graph, &layout);
    }
}

#[test]
fn mermaid_says_the_same_in_words_it_cannot_misread() {
    let mut graph = drawn(&[("A \"x\" end", "B#1;", Line::Double)]);
    graph.links[0].word = "shared-table";
    assert_eq!(
        graph.mermaid(),
        "flowchart LR\n  n0[\"A #34;x#34; end\"]\n  n1[\"B#35;1#59;\"]\n  n0 ==>|\"shared-table\"| n1\n"
    );
}

/// A graph without circles or names, as another layout may draw it, too.
fn plain(seed: u64, boxes: usize, links: usize) -> Graph {
    let mut dice = Dice::new(seed);
    let mut graph = Graph { boxes: (0..boxes).map(|n| node(id(n), &format!("Box {n}"))).collect(), links: Vec::new() };
    while graph.links.len() < links {
        let (from, to) = (dice.below(boxes), dice.below(boxes));
        let known = graph
            .links
            .iter()
            .any(|l| (&l.from, &l.to) == (&id(from), &id(to)) || (&l.to, &l.from) == (&id(from), &id(to)));
        if from != to && !known {
            graph.links.push(link(id(from), id(to)));
        }
    }
    graph
}

/// How often the lines of the other layout cross: pairs of lines whose ways meet, each as often as they do.
fn others(graph: &Graph) -> usize {
    use dagre::graph::{Graph as Other, GraphOptions};
    use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};
    let mut other = Other::with_options(GraphOptions { directed: true, multigraph: true, compound: true });
    for node in &graph.boxes {
        let label = NodeLabel { width: 96.0, height: 48.0, ..NodeLabel::default() };
        other.set_node(node.id.to_string(), Some(label));
    }
    for link in &graph.links {
        other.set_edge(link.from.to_string(), link.to.to_string(), Some(EdgeLabel::default()), None);
    }
    dagre::layout(&mut other, Some(LayoutOptions { rankdir: RankDir::LR, ..LayoutOptions::default() }));
    let ways: Vec<Vec<(f64, f64)>> = other
        .edges()
        .iter()
        .filter_map(|edge| other.edge_by_obj(edge))
        .map(|label| label.points.iter().map(|point| (point.x, point.y)).collect())
        .collect();
    let mut crossings = 0;
    for (at, one) in ways.iter().enumerate() {
        for other in &ways[at + 1..] {
            for a in one.windows(2) {
                crossings += other.windows(2).filter(|b| meet(a[0], a[1], b[0], b[1])).count();
            }
        }
    }
    crossings
}

/// Whether two stretches cross inside of both.
fn meet(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    let apart = |one: f64, other: f64| (one > 1e-9 && other < -1e-9) || (one < -1e-9 && other > 1e-9);
    apart(side(a, b, c), side(a, b, d)) && apart(side(c, d, a), side(c, d, b))
}

/// The graph without boxes that hang on one other: those are put in so that a new one moves nothing, which may cost a
/// crossing.
fn peeled(mut graph: Graph) -> Graph {
    loop {
        let degree = |id: &Id| graph.links.iter().filter(|link| link.from == *id || link.to == *id).count();
        let gone: BTreeSet<Id> = graph.boxes.iter().map(|node| &node.id).filter(|id| degree(id) < 2).cloned().collect();
        if gone.is_empty() {
            return graph;
        }
        graph.boxes.retain(|node| !gone.contains(&node.id));
        graph.links.retain(|link| !gone.contains(&link.from) && !gone.contains(&link.to));
    }
}

#[test]
fn no_more_crossings_than_the_other_layout() {
    let (mut ours, mut theirs) = (0, 0);
    for seed in 0..60 {
        let boxes = 8 + (seed as usize * 5) % 30;
        let graph = plain(seed, boxes, boxes + boxes * (seed as usize % 4) / 3);
        let core = peeled(graph.clone());
        let (own, other) = (sound(&core, &core.layout(Density::Normal)), others(&core));
        assert!(own <= other, "seed {seed}, {} links: {own} crossings against {other}", core.links.len());
        let (own, other) = (sound(&graph, &graph.layout(Density::Normal)), others(&graph));
        assert!(own <= other + 1, "seed {seed}, {} links: {own} crossings against {other}", graph.links.len());
        (ours, theirs) = (ours + own, theirs + other);
    }
    println!("{ours} crossings against {theirs}");
    assert!(3 * ours <= 2 * theirs, "{ours} against {theirs}");
}
