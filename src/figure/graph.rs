//! Boxes and the lines between them, in layers from left to right: laid out once as a value, painted in the cells of a
//! terminal, as SVG and as Mermaid.
//!
//! A line leaves its box at the right and enters the next one at the left, in a row of its own; between two layers it
//! turns in a column of its own. No cell belongs to two lines but where one goes straight through the other, so that
//! every line can be followed by eye. A line that closes a circle runs against the layers and ends in `«`.
//!
//! The layers are found as Sugiyama, Tagawa and Toda describe (*Methods for Visual Understanding of Hierarchical System
//! Structures*, 1981): circles are broken, ranks given, crossings reduced, places found. What hangs on the rest by one
//! line is put in last, each piece without regard to the others: one more leaf moves nothing out of its order.

mod order;
mod paint;
mod picture;
mod place;
mod ranks;
mod route;
mod walk;

use std::collections::BTreeMap;

pub use paint::{Mark, Row, View};
pub use walk::Direction;

use crate::model::Id;
use crate::text::Shown;

/// Boxes up to which layers are made; more stand in rows without lines.
pub const MOST: usize = 400;
/// Lines up to which layers are made.
pub const MOST_LINES: usize = 2_000;

/// What is to be drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Graph {
    /// Of two boxes with one id the first counts.
    pub boxes: Vec<Node>,
    /// Those that end at no box are left out; of two that look the same between the same boxes one is drawn.
    pub links: Vec<Link>,
}

/// A box.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub id: Id,
    pub name: Shown,
    /// A second line; nothing where empty, and where the picture is dense.
    pub detail: Shown,
    pub tone: Tone,
}

/// How a box stands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    #[default]
    Plain,
    /// In capitals.
    Loud,
    /// Not a part of what is drawn, only beside it.
    Faint,
}

/// A line from one box to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    pub from: Id,
    pub to: Id,
    pub line: Line,
    /// Whether it is marked with an `x`: it goes where nothing should.
    pub crossed: bool,
    /// What it stands for, in a word.
    pub word: &'static str,
}

/// The looks of a line, told apart without colour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Line {
    #[default]
    Light,
    Double,
    Dotted,
    Heavy,
    Dashed,
}

/// How much room boxes take.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Density {
    /// Short names, no second line, no room between boxes.
    Compact,
    #[default]
    Normal,
}

impl Density {
    /// Cells of a name at the most.
    fn name(self) -> usize {
        match self {
            Density::Compact => 12,
            Density::Normal => 26,
        }
    }

    /// Rows between two boxes.
    fn gap(self) -> i32 {
        match self {
            Density::Compact => 0,
            Density::Normal => 1,
        }
    }
}

/// Where everything is, in cells.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Layout {
    /// In the order of their ids.
    pub places: Vec<Place>,
    pub routes: Vec<Route>,
    pub width: i32,
    pub height: i32,
    /// Whether there was too much to draw the lines.
    pub bare: bool,
}

/// A box in its place; the frame is part of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub id: Id,
    /// Cut to the room there is.
    pub name: Shown,
    pub detail: Shown,
    pub tone: Tone,
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
    /// Whether it has a line to itself, which is shown by a mark in its frame.
    pub to_itself: bool,
}

/// A line in its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    pub from: Id,
    pub to: Id,
    pub line: Line,
    pub crossed: bool,
    pub word: &'static str,
    /// Whether it closes a circle and was turned around to be drawn.
    pub back: bool,
    /// Where its mark stands, if it is marked: near the middle of its longest level stretch, where nothing passes.
    pub cross: Option<(i32, i32)>,
    /// The cells in which it begins, turns and ends, always from left to right of the picture's layers: beside the
    /// frame of the one box, beside the frame of the other. Neighbours share a row or a column.
    pub points: Vec<(i32, i32)>,
}

impl Graph {
    /// A box with the boxes it has lines to, and the lines among them that touch it.
    pub fn around(&self, id: &Id) -> Graph {
        let links: Vec<Link> = self.links.iter().filter(|link| link.from == *id || link.to == *id).cloned().collect();
        let near = |node: &&Node| node.id == *id || links.iter().any(|l| l.from == node.id || l.to == node.id);
        Graph { boxes: self.boxes.iter().filter(near).cloned().collect(), links }
    }

    /// The layout. The same for the same boxes and links, in whatever order they come. Grows with the square of the
    /// lines that pass between two layers.
    pub fn layout(&self, density: Density) -> Layout {
        let net = Net::of(self, density);
        if net.nodes.len() > MOST || net.edges.len() > MOST_LINES {
            return net.bare(density);
        }
        let mut parts: Vec<Part> = ranks::parts(&net).into_iter().map(|ranked| part(&net, ranked, density)).collect();
        parts.extend(place::loners(&net));
        let layout = gather(&net, parts, density);
        debug_assert!(layout.routes.len() == net.edges.len());
        layout
    }
}

/// The graph by numbers: boxes in the order of their ids, no line twice.
struct Net {
    nodes: Vec<Place>,
    edges: Vec<Edge>,
}

struct Edge {
    from: usize,
    to: usize,
    line: Line,
    crossed: bool,
    word: &'static str,
}

impl Net {
    fn of(graph: &Graph, density: Density) -> Net {
        let mut sorted: Vec<&Node> = graph.boxes.iter().collect();
        sorted.sort_by(|a, b| a.id.cmp(&b.id));
        sorted.dedup_by(|a, b| a.id == b.id);
        let number: BTreeMap<&Id, usize> = sorted.iter().enumerate().map(|(at, node)| (&node.id, at)).collect();
        let mut nodes: Vec<Place> = sorted.iter().map(|node| sized(node, density)).collect();
        let mut edges: BTreeMap<(usize, usize, Line), Edge> = BTreeMap::new();
        for link in &graph.links {
            let (Some(&from), Some(&to)) = (number.get(&link.from), number.get(&link.to)) else { continue };
            if from == to {
                nodes[from].to_itself = true;
                continue;
            }
            let edge = Edge { from, to, line: link.line, crossed: link.crossed, word: link.word };
            edges.entry((from, to, link.line)).and_modify(|known| known.crossed |= link.crossed).or_insert(edge);
        }
        Net { nodes, edges: edges.into_values().collect() }
    }

    /// Only the boxes, in rows.
    fn bare(mut self, density: Density) -> Layout {
        self.edges.clear();
        let parts = place::loners(&self);
        Layout { bare: true, ..gather(&self, parts, density) }
    }
}

/// A box of the size its words need.
fn sized(node: &Node, density: Density) -> Place {
    let name = match node.tone {
        Tone::Loud => crate::text::show(node.name.as_str().to_uppercase()),
        _ => node.name.clone(),
    };
    let name = name.cut(density.name());
    let detail = if density == Density::Normal { node.detail.cut(density.name()) } else { Shown::default() };
    let words = name.width().max(detail.width()).max(1);
    let w = words as i32 + 4;
    let h = if detail.is_empty() { 3 } else { 4 };
    Place { id: node.id.clone(), name, detail, tone: node.tone, x: 0, y: 0, w, h, to_itself: false }
}

/// Where a line begins, turns and ends.
type Points = Vec<(i32, i32)>;

/// A picture of some of the boxes, with its corner at nought.
struct Part {
    /// Box, x, y and height.
    boxes: Vec<(usize, i32, i32, i32)>,
    /// Line, whether it was turned around, and its points.
    lines: Vec<(usize, bool, Points)>,
    width: i32,
    height: i32,
}

fn part(net: &Net, ranked: ranks::Ranked, density: Density) -> Part {
    let layers = order::layers(ranked);
    let rows = place::rows(net, &layers, density);
    route::part(net, &layers, rows, density)
}

/// Cells that parts are set side by side in, if none is wider.
const SHELF: i32 = 76;

/// All parts together: side by side while there is room, then below.
fn gather(net: &Net, parts: Vec<Part>, density: Density) -> Layout {
    let limit = parts.iter().map(|part| part.width).max().unwrap_or(0).max(SHELF);
    let (apart, below) = (2, density.gap());
    let mut places = net.nodes.clone();
    let mut routes = Vec::new();
    let (mut x, mut y, mut tall, mut width) = (0, 0, 0, 0);
    for part in parts {
        if x > 0 && x + part.width > limit {
            (x, y, tall) = (0, y + tall + below, 0);
        }
        for (node, left, top, height) in part.boxes {
            let place = &mut places[node];
            (place.x, place.y, place.h) = (x + left, y + top, height);
        }
        for (line, back, points) in part.lines {
            let points = points.into_iter().map(|(px, py)| (x + px, y + py)).collect();
            let edge = &net.edges[line];
            let (from, to) = (net.nodes[edge.from].id.clone(), net.nodes[edge.to].id.clone());
            let Edge { line, crossed, word, .. } = *edge;
            routes.push(Route { from, to, line, crossed, word, back, cross: None, points });
        }
        width = width.max(x + part.width);
        tall = tall.max(part.height);
        x += part.width + apart;
    }
    let cells: Vec<_> = routes.iter().map(|route| free_cell(&routes, route)).collect();
    routes.iter_mut().zip(cells).for_each(|(route, cell)| route.cross = cell);
    routes.sort_by(|a, b| (&a.from, &a.to, a.line).cmp(&(&b.from, &b.to, b.line)));
    Layout { places, routes, width, height: y + tall, bare: false }
}

/// The cell in which a line's mark stands.
fn free_cell(routes: &[Route], route: &Route) -> Option<(i32, i32)> {
    if !route.crossed {
        return None;
    }
    let level = route.points.windows(2).filter(|pair| pair[0].1 == pair[1].1);
    let pair = level.max_by_key(|pair| pair[1].0 - pair[0].0)?;
    let (from, to, y) = (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0), pair[0].1);
    let middle = (from + to) / 2;
    let mut upright = Vec::new();
    for other in routes.iter().flat_map(|other| other.points.windows(2)) {
        let (low, high) = (other[0].1.min(other[1].1), other[0].1.max(other[1].1));
        if other[0].0 == other[1].0 && low <= y && y <= high {
            upright.push(other[0].0);
        }
    }
    let ends = |x: i32| route.points.first() == Some(&(x, y)) || route.points.last() == Some(&(x, y));
    let free = (from..=to).filter(|x| !upright.contains(x) && !ends(*x));
    free.min_by_key(|x| (x - middle).abs()).map(|x| (x, y))
}

impl Layout {
    /// The place of a box.
    pub fn place(&self, id: &Id) -> Option<&Place> {
        self.places.binary_search_by(|place| place.id.cmp(id)).ok().map(|at| &self.places[at])
    }
}
