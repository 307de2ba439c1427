//! The rows in which boxes stand and lines run, so that lines are straight where that is possible.

use super::order::{Item, Layers};
use super::{Density, Net, Part};

/// Rows of everything in the layers.
pub(super) struct Rows {
    /// By item.
    pub top: Vec<i32>,
    pub height: Vec<i32>,
    /// By layer and piece: the row in which it leaves its lower end, and the one in which it comes to its higher end.
    pub ends: Vec<Vec<(i32, i32)>>,
}

/// Sweeps to and fro, the last of them with both sides at once.
const SWEEPS: usize = 6;

pub(super) fn rows(net: &Net, layers: &Layers, density: Density) -> Rows {
    let items = layers.items.len();
    let (ports, height) = ports(net, layers);
    let mut top = vec![0; items];
    // What an item lies above or below another one's first row when the piece between them is straight.
    let (mut behind, mut ahead): (Vec<Vec<Wish>>, Vec<Vec<Wish>>) = (vec![Vec::new(); items], vec![Vec::new(); items]);
    for (pieces, ports) in layers.pieces.iter().zip(&ports) {
        for (piece, (low, high)) in pieces.iter().zip(ports) {
            let passing = [piece.low, piece.high].iter().filter(|item| layers.items[**item] == Item::Pass).count();
            let weight = [3, 2, 8][passing];
            behind[piece.high].push(Wish { of: piece.low, by: low - high, weight });
            ahead[piece.low].push(Wish { of: piece.high, by: high - low, weight });
        }
    }
    let apart = |above: usize, below: usize| match (layers.items[above], layers.items[below]) {
        (Item::Box(_), Item::Box(_)) => density.gap(),
        _ => 0,
    };
    for layer in &layers.layers {
        let mut next = 0;
        for (at, item) in layer.iter().enumerate() {
            top[*item] = next;
            next += height[*item] + layer.get(at + 1).map_or(0, |below| apart(*item, *below));
        }
    }
    for sweep in 0..SWEEPS {
        let both = sweep + 2 >= SWEEPS;
        let forward = sweep % 2 == 0;
        let count = layers.layers.len();
        for step in 0..count {
            let layer = &layers.layers[if forward { step } else { count - 1 - step }];
            let wishes = |item: usize| {
                let (one, other) = (&behind[item], &ahead[item]);
                let (near, far) = if forward { (one, other) } else { (other, one) };
                let far = if both || near.is_empty() { &far[..] } else { &[] };
                near.iter().chain(far)
            };
            settle(layer, &mut top, &height, &apart, wishes);
        }
    }
    let least = top.iter().copied().min().unwrap_or(0);
    top.iter_mut().for_each(|row| *row -= least);
    let each = layers.pieces.iter().zip(&ports).map(|(pieces, ports)| {
        let rows = pieces.iter().zip(ports).map(|(piece, (low, high))| (top[piece.low] + low, top[piece.high] + high));
        rows.collect()
    });
    let ends = each.collect();
    Rows { top, height, ends }
}

/// Where an item would like to stand: so far below another one.
#[derive(Clone, Copy)]
struct Wish {
    of: usize,
    by: i32,
    weight: usize,
}

/// By layer and piece: how far below the first row of its items a piece leaves and comes in.
type Ports = Vec<Vec<(i32, i32)>>;

/// A row of its own for each piece at each side of a box, in the order of the other ends; and the heights that follow.
fn ports(net: &Net, layers: &Layers) -> (Ports, Vec<i32>) {
    let items = layers.items.len();
    let mut place = vec![0; items];
    layers.layers.iter().for_each(|layer| layer.iter().enumerate().for_each(|(at, item)| place[*item] = at));
    let (mut right, mut left) = (vec![Vec::new(); items], vec![Vec::new(); items]);
    for (between, pieces) in layers.pieces.iter().enumerate() {
        for (at, piece) in pieces.iter().enumerate() {
            right[piece.low].push((place[piece.high], piece.line, between, at));
            left[piece.high].push((place[piece.low], piece.line, between, at));
        }
    }
    let mut ports: Ports = layers.pieces.iter().map(|pieces| vec![(0, 0); pieces.len()]).collect();
    let mut height = vec![1; items];
    for item in 0..items {
        let Item::Box(node) = layers.items[item] else { continue };
        let most = right[item].len().max(left[item].len()) as i32;
        height[item] = net.nodes[node].h.max(most + 2);
        for (is_right, list) in [(true, &mut right[item]), (false, &mut left[item])] {
            list.sort_unstable();
            let first = 1 + (height[item] - 2 - list.len() as i32) / 2;
            for (nth, (_, _, between, at)) in list.iter().enumerate() {
                let port = &mut ports[*between][*at];
                *(if is_right { &mut port.0 } else { &mut port.1 }) = first + nth as i32;
            }
        }
    }
    (ports, height)
}

/// Items of a layer that touch, with all they wish for, counted from the first one's row.
struct Block {
    items: usize,
    wishes: Vec<(i32, usize)>,
    at: i32,
}

impl Block {
    /// The row that leaves the least to wish for: the weighted median.
    fn middle(&mut self, unset: i32) {
        // Two sorted lists are joined: the stable sort sees that.
        self.wishes.sort();
        let all: usize = self.wishes.iter().map(|(_, weight)| weight).sum();
        let mut sum = 0;
        let middle = self.wishes.iter().find(|(_, weight)| {
            sum += weight;
            2 * sum >= all
        });
        self.at = middle.map_or(unset, |(row, _)| *row);
    }
}

/// The rows of one layer that come nearest to all wishes with the order and the room kept: neighbours that would overlap
/// are joined (Barlow, Bartholomew, Bremner and Brunk, *Statistical Inference under Order Restrictions*, 1972).
fn settle<'w, I: Iterator<Item = &'w Wish>>(
    layer: &[usize],
    top: &mut [i32],
    height: &[i32],
    apart: &dyn Fn(usize, usize) -> i32,
    wishes: impl Fn(usize) -> I,
) {
    let mut offsets = Vec::with_capacity(layer.len());
    let mut below = 0;
    for (at, item) in layer.iter().enumerate() {
        offsets.push(below);
        below += height[*item] + layer.get(at + 1).map_or(0, |next| apart(*item, *next));
    }
    let mut blocks: Vec<Block> = Vec::new();
    for (at, item) in layer.iter().enumerate() {
        let mut own: Vec<(i32, usize)> =
            wishes(*item).map(|wish| (top[wish.of] + wish.by - offsets[at], wish.weight)).collect();
        if own.is_empty() {
            own.push((top[*item] - offsets[at], 1));
        }
        let mut block = Block { items: 1, wishes: own, at: 0 };
        block.middle(0);
        while let Some(above) = blocks.pop_if(|above| above.at > block.at) {
            block.items += above.items;
            block.wishes.extend(above.wishes);
            block.middle(0);
        }
        blocks.push(block);
    }
    let mut items = layer.iter().zip(&offsets);
    for block in &blocks {
        for (item, offset) in items.by_ref().take(block.items) {
            top[*item] = block.at + offset;
        }
    }
}

/// Boxes without lines, each a part of its own.
pub(super) fn loners(net: &Net) -> Vec<Part> {
    let mut tied = vec![false; net.nodes.len()];
    net.edges.iter().for_each(|edge| (tied[edge.from], tied[edge.to]) = (true, true));
    let loners = net.nodes.iter().enumerate().filter(|(at, _)| !tied[*at]);
    loners
        .map(|(at, node)| Part { boxes: vec![(at, 0, 0, node.h)], lines: Vec::new(), width: node.w, height: node.h })
        .collect()
}
