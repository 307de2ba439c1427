//! The ways of lines between two layers: each turns in a column of its own.

use super::order::{Item, Layers};
use super::place::Rows;
use super::{Density, Net, Part};

/// One turn of a piece: down or up from a row to another in one column.
#[derive(Clone, Copy, Debug)]
struct Turn {
    from: i32,
    to: i32,
    track: usize,
}

impl Turn {
    fn low(&self) -> i32 {
        self.from.min(self.to)
    }

    fn high(&self) -> i32 {
        self.from.max(self.to)
    }

    fn meets(&self, other: &Turn) -> bool {
        self.low() <= other.high() && other.low() <= self.high()
    }
}

/// The turns of one piece, one after the other; none where it is straight.
type Turns = Vec<Turn>;

pub(super) fn part(net: &Net, layers: &Layers, mut rows: Rows, density: Density) -> Part {
    let mut channels: Vec<Vec<Turns>> = Vec::new();
    for between in 0..layers.pieces.len() {
        let turns = channel(&mut rows, between, &mut channels);
        channels.push(turns);
    }
    // Columns: each layer as wide as its widest box, then its channel: a cell beside the box, the tracks, a cell for the
    // head, and room for a mark.
    let least = if density == Density::Normal { 4 } else { 3 };
    let mut left = Vec::new();
    let mut x = 0;
    let mut after = Vec::new();
    for (at, layer) in layers.layers.iter().enumerate() {
        let wide = |item: &usize| if let Item::Box(node) = layers.items[*item] { net.nodes[node].w } else { 1 };
        left.push(x);
        x += layer.iter().map(wide).max().unwrap_or(1);
        after.push(x);
        if let Some(turns) = channels.get(at) {
            let tracks = turns.iter().flatten().map(|turn| turn.track as i32 + 1).max().unwrap_or(0);
            x += (tracks + 2).max(least);
        }
    }
    let mut boxes = Vec::new();
    for (at, layer) in layers.layers.iter().enumerate() {
        for item in layer {
            if let Item::Box(node) = layers.items[*item] {
                boxes.push((node, left[at], rows.top[*item], rows.height[*item]));
            }
        }
    }
    let right = |layer: usize, item: usize| match layers.items[item] {
        Item::Box(node) => left[layer] + net.nodes[node].w,
        Item::Pass => left[layer],
    };
    let mut points: Vec<Vec<(i32, i32)>> = vec![Vec::new(); layers.lines.len()];
    for (between, pieces) in layers.pieces.iter().enumerate() {
        for (at, piece) in pieces.iter().enumerate() {
            let (from, to) = rows.ends[between][at];
            let way = &mut points[piece.line];
            if way.is_empty() {
                way.push((right(between, piece.low), from));
            }
            for turn in &channels[between][at] {
                let column = after[between] + 1 + turn.track as i32;
                way.extend([(column, turn.from), (column, turn.to)]);
            }
            if let Item::Box(_) = layers.items[piece.high] {
                way.push((left[between + 1] - 1, to));
            }
        }
    }
    let height = layers.layers.iter().flatten().map(|item| rows.top[*item] + rows.height[*item]).max().unwrap_or(0);
    let lines = points.into_iter().enumerate().map(|(at, points)| {
        let line = layers.lines[at];
        (line.line, line.back, bends(points))
    });
    Part { boxes, lines: lines.collect(), width: x, height }
}

/// Ends and bends; points that lie straight between others are left out.
fn bends(points: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    let mut kept: Vec<(i32, i32)> = Vec::with_capacity(points.len());
    for point in points {
        if let [.., before, last] = kept[..] {
            let straight = (before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1);
            if straight {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

/// The turns of all pieces between two layers. Where one's row on the left is another's on the right, the first must turn
/// before the second comes in; where that goes in a circle, one of them turns twice, by a new row that is put in.
fn channel(rows: &mut Rows, between: usize, done: &mut [Vec<Turns>]) -> Vec<Turns> {
    let mut ways: Vec<Vec<(i32, i32)>> =
        rows.ends[between].iter().map(|(from, to)| if from == to { Vec::new() } else { vec![(*from, *to)] }).collect();
    loop {
        let mut turns = Vec::new();
        for (piece, way) in ways.iter().enumerate() {
            turns.extend(way.iter().enumerate().map(|(nth, (from, to))| {
                let turn = Turn { from: *from, to: *to, track: 0 };
                (piece, nth, turn)
            }));
        }
        match tracks(turns) {
            Ok(turns) => {
                let mut all: Vec<Turns> = vec![Vec::new(); ways.len()];
                turns.into_iter().for_each(|(piece, _, turn)| all[piece].push(turn));
                return all;
            }
            Err((piece, nth)) => {
                let (from, to) = ways[piece][nth];
                let new = from.min(to) + 1;
                let moved = |row: i32| if row >= new { row + 1 } else { row };
                insert(rows, done, new);
                ways.iter_mut().flatten().for_each(|(from, to)| (*from, *to) = (moved(*from), moved(*to)));
                ways[piece].splice(nth..=nth, [(moved(from), new), (new, moved(to))]);
            }
        }
    }
}

/// Puts an empty row into the whole picture.
fn insert(rows: &mut Rows, done: &mut [Vec<Turns>], new: i32) {
    let moved = |row: i32| if row >= new { row + 1 } else { row };
    for (top, height) in rows.top.iter_mut().zip(&mut rows.height) {
        let end = moved(*top + *height - 1);
        *top = moved(*top);
        *height = end - *top + 1;
    }
    rows.ends.iter_mut().flatten().for_each(|(from, to)| (*from, *to) = (moved(*from), moved(*to)));
    for turn in done.iter_mut().flatten().flatten() {
        (turn.from, turn.to) = (moved(turn.from), moved(turn.to));
    }
}

/// A turn with its piece and its place in it.
type Placed = (usize, usize, Turn);

/// A column for each turn; or the piece and the turn of it that has to become two.
fn tracks(mut turns: Vec<Placed>) -> Result<Vec<Placed>, (usize, usize)> {
    let count = turns.len();
    // Which must stand left of which, and which should, for fewer crossings.
    let (mut must, mut should): (Vec<Vec<usize>>, Vec<Vec<usize>>) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    let (mut musts, mut shoulds) = (vec![0; count], vec![0; count]);
    for one in 0..count {
        for other in 0..count {
            let ((piece, _, a), (next, _, b)) = (&turns[one], &turns[other]);
            if piece == next {
                continue;
            }
            let (down, also) = (a.to > a.from, b.to > b.from);
            if a.from == b.to {
                must[one].push(other);
                musts[other] += 1;
            } else if down == also && a.meets(b) {
                // Side by side in one direction: going down the lower one turns first, going up the higher one.
                let beside = if down { a.from > b.from && a.to > b.to } else { a.from < b.from && a.to < b.to };
                if beside {
                    should[one].push(other);
                    shoulds[other] += 1;
                }
            }
        }
    }
    let mut left: Vec<usize> = (0..count).collect();
    left.sort_by_key(|at| (turns[*at].2.low(), turns[*at].2.high(), *at));
    let mut first = vec![0; count];
    let mut taken: Vec<Vec<usize>> = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|at| musts[*at] == 0 && shoulds[*at] == 0);
        let Some(place) = free.or_else(|| left.iter().position(|at| musts[*at] == 0)) else {
            let at = in_circle(&left, &must);
            return Err((turns[at].0, turns[at].1));
        };
        let at = left.remove(place);
        let turn = turns[at].2;
        let fits = |track: &Vec<usize>| track.iter().all(|other| !turns[*other].2.meets(&turn));
        let mut track = first[at];
        while taken.get(track).is_some_and(|track| !fits(track)) {
            track += 1;
        }
        if track == taken.len() {
            taken.push(Vec::new());
        }
        taken[track].push(at);
        turns[at].2.track = track;
        for other in &must[at] {
            musts[*other] -= 1;
            first[*other] = first[*other].max(track + 1);
        }
        for other in &should[at] {
            shoulds[*other] -= 1;
            first[*other] = first[*other].max(track + 1);
        }
    }
    Ok(turns)
}

/// One of the turns that wait for each other in a circle, among those that all wait for one of them.
fn in_circle(left: &[usize], must: &[Vec<usize>]) -> usize {
    let before = |at: usize| left.iter().copied().find(|other| must[*other].contains(&at));
    let mut at = left[0];
    for _ in 0..left.len() {
        at = before(at).unwrap_or(at);
    }
    at
}
