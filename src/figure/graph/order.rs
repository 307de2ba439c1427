//! The order of boxes and passing lines in each layer, with few crossings.

use super::ranks::{Hanging, Ranked, Turned};

/// What stands in a layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Item {
    /// A box of the net.
    Box(usize),
    /// A line that passes through.
    Pass,
}

/// The layers in their order.
pub(super) struct Layers {
    pub items: Vec<Item>,
    /// By layer, items from top to bottom.
    pub layers: Vec<Vec<usize>>,
    /// Pieces of lines between a layer and the next.
    pub pieces: Vec<Vec<Piece>>,
    pub lines: Vec<Turned>,
}

/// A piece of a line from an item to one of the next layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub low: usize,
    pub high: usize,
    /// In [`Layers::lines`].
    pub line: usize,
}

/// Sweeps over all layers from one start.
const SWEEPS: usize = 24;
/// Sweeps without a better picture after which a start is given up.
const PATIENCE: usize = 6;
/// Steps of work after which no further start is tried; the same on every machine.
const BUDGET: usize = 900_000;
/// Steps of work after which a start is taken as it is.
const LIMIT: usize = 7_000_000;

pub(super) fn layers(ranked: Ranked) -> Layers {
    let Ranked { rank, layers: count, core, hanging, lines } = ranked;
    let mut number = vec![usize::MAX; rank.len()];
    let mut items = Vec::new();
    let mut layer_of = Vec::new();
    let mut hangs = vec![false; rank.len()];
    hanging.iter().for_each(|hanging| hangs[hanging.node] = true);
    for node in core.iter().copied().chain(hanging.iter().map(|hanging| hanging.node)) {
        number[node] = items.len();
        items.push(Item::Box(node));
        layer_of.push(rank[node].unwrap_or(0));
    }
    let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); count.saturating_sub(1)];
    for (at, line) in lines.iter().enumerate() {
        let (mut low, high) = (number[line.low], number[line.high]);
        let (first, end) = (layer_of[low], layer_of[high]);
        for (layer, between) in pieces.iter_mut().enumerate().take(end).skip(first) {
            let next = if layer + 1 == end {
                high
            } else {
                items.push(Item::Pass);
                layer_of.push(layer + 1);
                items.len() - 1
            };
            between.push(Piece { low, high: next, line: at });
            low = next;
        }
    }
    let in_core = |item: usize| match items[item] {
        Item::Box(node) => !hangs[node],
        Item::Pass => true,
    };
    let bodies: Vec<Vec<Piece>> = pieces
        .iter()
        .map(|between| between.iter().copied().filter(|p| in_core(p.low) && in_core(p.high)).collect())
        .collect();
    let core_items: Vec<usize> = (0..items.len()).filter(|item| in_core(*item)).collect();
    let mut layers = Sorter::new(items.len(), count, &layer_of, &bodies).best(&core_items);
    insert(&mut layers, &hanging, &number, &layer_of, &bodies);
    Layers { items, layers, pieces, lines }
}

/// Puts in what hangs on the core: each where its own line crosses the fewest of the core's, whatever else hangs there.
fn insert(layers: &mut [Vec<usize>], hanging: &[Hanging], number: &[usize], layer_of: &[usize], bodies: &[Vec<Piece>]) {
    let mut place = vec![0; layer_of.len()];
    for layer in layers.iter() {
        layer.iter().enumerate().for_each(|(at, item)| place[*item] = at);
    }
    // How many core items stand above, and the place among all of the same depth in the layer.
    let mut slot = vec![0; layer_of.len()];
    layers.iter().flatten().for_each(|item| slot[*item] = place[*item]);
    let mut among = slot.clone();
    let mut inside = vec![true; layer_of.len()];
    hanging.iter().for_each(|hanging| inside[number[hanging.node]] = false);
    let mut keys: Vec<Vec<(Key, usize)>> = vec![Vec::new(); layers.len()];
    let deepest = hanging.iter().map(|hanging| hanging.depth).max().unwrap_or(0);
    for depth in 1..=deepest {
        let mut level: Vec<Vec<(Key, usize)>> = vec![Vec::new(); layers.len()];
        for hanging in hanging.iter().filter(|hanging| hanging.depth == depth) {
            let (item, on) = (number[hanging.node], number[hanging.on]);
            let (layer, side) = (layer_of[item], layer_of[on]);
            slot[item] = best_slot(&layers[layer], on, inside[on], slot[on], layer > side, bodies, layer, &place);
            level[layer].push(((slot[item], usize::from(layer < side), depth, among[on], hanging.node), item));
        }
        for (layer, mut found) in level.into_iter().enumerate() {
            found.sort_unstable();
            found.iter().enumerate().for_each(|(at, (_, item))| among[*item] = at);
            keys[layer].extend(found);
        }
    }
    for (layer, mut keys) in layers.iter_mut().zip(keys) {
        keys.sort_unstable();
        let mut keys = keys.into_iter().peekable();
        let mut whole = Vec::new();
        for (at, item) in layer.iter().enumerate() {
            while let Some((_, hanging)) = keys.next_if(|((slot, ..), _)| *slot <= at) {
                whole.push(hanging);
            }
            whole.push(*item);
        }
        whole.extend(keys.map(|(_, item)| item));
        *layer = whole;
    }
}

/// Slot, side, depth, the place of what it hangs on, the box.
type Key = (usize, usize, usize, usize, usize);

/// Before which of a layer's core items a box stands best.
#[allow(clippy::too_many_arguments)]
fn best_slot(
    layer: &[usize],
    on: usize,
    on_is_core: bool,
    on_slot: usize,
    to_the_right: bool,
    bodies: &[Vec<Piece>],
    at: usize,
    place: &[usize],
) -> usize {
    let between = if to_the_right { at.checked_sub(1) } else { Some(at) };
    let body = between.and_then(|between| bodies.get(between)).map_or(&[][..], Vec::as_slice);
    // For each slot: lines from above `on` that end at or below it, and lines from below that end above it.
    let mut cost = vec![0_i64; layer.len() + 1];
    let mut own = Vec::new();
    for piece in body {
        let (other, here) = if to_the_right { (piece.low, piece.high) } else { (piece.high, piece.low) };
        let here = place[here];
        if other == on {
            own.push(here);
        } else if place[other] < on_slot {
            // Crossed by slots 0 to `here`.
            cost[0] += 1;
            cost[here + 1] -= 1;
        } else if !on_is_core || place[other] > on_slot {
            cost[here + 1] += 1;
        }
    }
    let mut running = 0;
    for slot in &mut cost {
        running += *slot;
        *slot = running;
    }
    let least = cost.iter().copied().min().unwrap_or(0);
    let good: Vec<usize> = (0..cost.len()).filter(|slot| cost[*slot] == least).collect();
    let near = own.last().map_or(on_slot, |last| last + 1);
    good.iter().copied().find(|slot| *slot >= near).or(good.last().copied()).unwrap_or(0)
}

/// Finds an order with few crossings: barycenters in sweeps to and fro, then neighbours changed where that helps.
struct Sorter<'s> {
    place: Vec<usize>,
    ahead: Vec<Vec<usize>>,
    behind: Vec<Vec<usize>>,
    layer_of: &'s [usize],
    count: usize,
    spent: usize,
}

impl<'s> Sorter<'s> {
    fn new(items: usize, count: usize, layer_of: &'s [usize], pieces: &[Vec<Piece>]) -> Sorter<'s> {
        let (mut ahead, mut behind) = (vec![Vec::new(); items], vec![Vec::new(); items]);
        for piece in pieces.iter().flatten() {
            ahead[piece.low].push(piece.high);
            behind[piece.high].push(piece.low);
        }
        Sorter { place: vec![0; items], ahead, behind, layer_of, count, spent: 0 }
    }

    fn best(&mut self, items: &[usize]) -> Vec<Vec<usize>> {
        let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
        for start in 0..STARTS {
            let mut layers = self.start(items, start);
            let crossings = self.improve(&mut layers, start);
            if best.as_ref().is_none_or(|(fewest, _)| crossings < *fewest) {
                best = Some((crossings, layers));
            }
            if self.spent > BUDGET || best.as_ref().is_some_and(|(fewest, _)| *fewest == 0) {
                break;
            }
        }
        best.map_or_else(|| vec![Vec::new(); self.count], |(_, layers)| layers)
    }

    /// A first order, as a search from item to item finds them.
    fn start(&self, items: &[usize], start: usize) -> Vec<Vec<usize>> {
        let mut layers = vec![Vec::new(); self.count];
        let mut seen = vec![false; self.place.len()];
        let mut roots: Vec<usize> = items.to_vec();
        if start & 2 != 0 {
            roots.reverse();
        }
        // From the fifth start on roots and branches come in an order of chance, the same on every machine.
        let mut chance = Chance(start as u64);
        if start >= 4 {
            chance.shuffle(&mut roots);
        }
        for root in roots {
            let mut stack = vec![root];
            while let Some(item) = stack.pop() {
                if std::mem::replace(&mut seen[item], true) {
                    continue;
                }
                layers[self.layer_of[item]].push(item);
                let (first, second) = match start & 1 {
                    0 => (&self.ahead[item], &self.behind[item]),
                    _ => (&self.behind[item], &self.ahead[item]),
                };
                let from = stack.len();
                stack.extend(second.iter().rev().chain(first.iter().rev()).copied().filter(|next| !seen[*next]));
                if start >= 4 {
                    chance.shuffle(&mut stack[from..]);
                }
            }
        }
        layers
    }

    fn improve(&mut self, layers: &mut Vec<Vec<usize>>, start: usize) -> usize {
        layers.iter().for_each(|layer| self.note(layer));
        let mut fewest = self.crossings(layers);
        let mut best = layers.clone();
        let mut idle = 0;
        for sweep in 0..SWEEPS {
            let forward = (sweep + start).is_multiple_of(2);
            let turned = (sweep / 2) % 2 == 1;
            let last = self.count;
            let order: Vec<usize> = if forward { (0..last).collect() } else { (0..last).rev().collect() };
            for at in order {
                self.sort(&mut layers[at], forward, turned);
            }
            self.exchange(layers);
            let crossings = self.crossings(layers);
            if crossings < fewest {
                (fewest, idle) = (crossings, 0);
                best.clone_from(layers);
            } else {
                idle += 1;
            }
            if fewest == 0 || idle > PATIENCE || self.spent > LIMIT {
                break;
            }
        }
        best.iter().for_each(|layer| self.note(layer));
        while self.sift(&mut best) && self.spent < LIMIT {}
        *layers = best;
        self.crossings(layers)
    }

    fn note(&mut self, layer: &[usize]) {
        layer.iter().enumerate().for_each(|(at, item)| self.place[*item] = at);
    }

    /// Sorts a layer by the mean place of what each item hangs on in the layer before; what hangs on nothing stays.
    fn sort(&mut self, layer: &mut [usize], forward: bool, turned: bool) {
        let mut keyed: Vec<(u64, usize, usize)> = Vec::with_capacity(layer.len());
        let mut rests = Vec::new();
        for (at, item) in layer.iter().enumerate() {
            let list = if forward { &self.behind[*item] } else { &self.ahead[*item] };
            self.spent += list.len() + 1;
            if list.is_empty() {
                rests.push((at, *item));
                continue;
            }
            let sum: usize = list.iter().map(|other| self.place[*other]).sum();
            // In fixed point, so that the order is the same everywhere.
            let mean = ((sum as u64) << 20) / list.len() as u64;
            keyed.push((mean, if turned { usize::MAX - at } else { at }, *item));
        }
        keyed.sort_unstable();
        let mut sorted = keyed.into_iter().map(|(.., item)| item);
        let mut rests = rests.into_iter().peekable();
        for (at, cell) in layer.iter_mut().enumerate() {
            let next = rests.next_if(|(place, _)| *place == at).map(|(_, item)| item);
            if let Some(item) = next.or_else(|| sorted.next()) {
                *cell = item;
            }
        }
        self.note(layer);
    }

    /// Crossings between the lines of two items of a layer, the first one above; and the other way round.
    fn pair(&mut self, above: usize, below: usize) -> (usize, usize) {
        let (mut one, mut other) = (0, 0);
        for lists in [&self.ahead, &self.behind] {
            for a in &lists[above] {
                for b in &lists[below] {
                    let (a, b) = (self.place[*a], self.place[*b]);
                    one += usize::from(a > b);
                    other += usize::from(a < b);
                }
            }
            self.spent += lists[above].len() * lists[below].len() + 1;
        }
        (one, other)
    }

    /// Changes neighbours while that takes crossings away.
    fn exchange(&mut self, layers: &mut [Vec<usize>]) {
        for _ in 0..6 {
            let mut better = false;
            for layer in layers.iter_mut() {
                for at in 1..layer.len() {
                    let (one, other) = self.pair(layer[at - 1], layer[at]);
                    if other < one {
                        layer.swap(at - 1, at);
                        (self.place[layer[at - 1]], self.place[layer[at]]) = (at - 1, at);
                        better = true;
                    }
                }
            }
            if !better {
                break;
            }
        }
    }

    /// Moves each item to the best place of its whole layer; whether that took crossings away. Sifting (Matuszewski,
    /// Schönfeld and Molitor, *Using Sifting for k-Layer Straightline Crossing Minimization*, 1999).
    fn sift(&mut self, layers: &mut [Vec<usize>]) -> bool {
        let mut better = false;
        for layer in layers.iter_mut() {
            for item in layer.clone() {
                let Some(from) = layer.iter().position(|other| *other == item) else { continue };
                let (mut change, mut least, mut best) = (0_i64, 0_i64, from);
                for at in (0..from).rev() {
                    let (one, other) = self.pair(layer[at], item);
                    change += other as i64 - one as i64;
                    if change < least {
                        (least, best) = (change, at);
                    }
                }
                change = 0;
                for (at, below) in layer.iter().enumerate().skip(from + 1) {
                    let (one, other) = self.pair(item, *below);
                    change += other as i64 - one as i64;
                    if change < least {
                        (least, best) = (change, at);
                    }
                }
                if best != from {
                    layer.remove(from);
                    layer.insert(best, item);
                    self.note(layer);
                    better = true;
                }
                if self.spent > LIMIT {
                    return better;
                }
            }
        }
        better
    }

    /// All crossings.
    fn crossings(&mut self, layers: &[Vec<usize>]) -> usize {
        let mut found = 0;
        for pair in layers.windows(2) {
            // Ends in the order of their beginnings; each one that is passed by a later one is a crossing.
            let mut tree = vec![0_usize; pair[1].len() + 1];
            let mut seen = 0;
            for item in &pair[0] {
                let mut ends: Vec<usize> = self.ahead[*item].iter().map(|to| self.place[*to]).collect();
                ends.sort_unstable();
                for end in &ends {
                    let (mut at, mut before) = (end + 1, 0);
                    while at > 0 {
                        before += tree[at];
                        at &= at - 1;
                    }
                    found += seen - before;
                }
                for end in ends {
                    let mut at = end + 1;
                    while at < tree.len() {
                        tree[at] += 1;
                        at += at & at.wrapping_neg();
                    }
                    seen += 1;
                }
            }
            self.spent += 4 * seen;
        }
        found
    }
}

/// Different orders to begin from.
const STARTS: usize = 64;

/// Numbers by chance (SplitMix64).
struct Chance(u64);

impl Chance {
    fn shuffle(&mut self, list: &mut [usize]) {
        for at in (1..list.len()).rev() {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            list.swap(at, ((z ^ (z >> 31)) % (at as u64 + 1)) as usize);
        }
    }
}
