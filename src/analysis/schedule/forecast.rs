//! Many runs of the schedule, each with lengths drawn from the spans: when it is done by half of them, by nine in ten,
//! and what decides that day how often.

use std::collections::HashMap;

use super::chance::{Draw, Shape, Stream};
use super::level::Schedule;
use super::network::Network;
use super::place::{Site, Size};
use super::why::{Stretch, trace};
use super::{WEEK, weeks};
use crate::model::{Address, Day};

/// How the forecast is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draws {
    pub runs: usize,
    pub seed: i64,
    pub shape: Shape,
    /// Threads at most; the result does not depend on them.
    pub threads: usize,
}

impl Draws {
    /// What the plan asks for.
    pub fn of(plan: &crate::model::Plan, threads: usize) -> Draws {
        let product = plan.product();
        let runs = product.runs.clamp(1, MOST as i64) as usize;
        Draws { runs, seed: product.seed, shape: Shape::Triangular, threads }
    }
}

/// Most runs that are made.
pub const MOST: usize = 1_000_000;
/// Runs from which the rows' own spreads and the chains are taken; more would only take room.
const KEPT: usize = 10_000;

/// What one run in ten undercuts, half of them, and nine in ten.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Spread<T> {
    pub p10: T,
    pub p50: T,
    pub p90: T,
}

impl<T> Spread<T> {
    pub fn map<U>(self, with: impl Fn(T) -> U) -> Spread<U> {
        Spread { p10: with(self.p10), p50: with(self.p50), p90: with(self.p90) }
    }
}

/// What many runs say.
#[derive(Clone, PartialEq, Debug)]
pub struct Forecast {
    pub draws: Draws,
    /// Working weeks from the start of the review to the finish, unrounded.
    pub weeks: Spread<f64>,
    /// The finish, in minutes and as days.
    pub minutes: Spread<i64>,
    pub days: Spread<Day>,
    /// Weeks by which the middle may be off for want of runs: one standard error.
    pub error: f64,
    /// The share of runs that are done on the target day or before.
    pub target_chance: Option<f64>,
    /// By row of the network.
    pub rows: Vec<Outcome>,
    /// The chains that decided the finish, by how often; each from the first piece to the last. The commonest few.
    pub chains: Vec<Chain>,
    /// The finish of every run, sorted, in minutes.
    pub finishes: Vec<i64>,
}

/// What many runs say of a row.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    pub at: Address,
    /// Minutes.
    pub start: Spread<i64>,
    pub end: Spread<i64>,
    /// The share of runs in which it lies on the chain that decides the finish; and in which its own length does.
    pub critical_share: f64,
    pub body_share: f64,
    /// How its length and the finish go together, from −1 to 1; nothing where either never varies.
    pub correlation: Option<f64>,
}

/// A chain that decides the finish.
#[derive(Clone, PartialEq, Debug)]
pub struct Chain {
    /// Nodes of the network, with the part of each.
    pub steps: Vec<(usize, Stretch)>,
    pub share: f64,
}

/// Chains that are kept.
const CHAINS: usize = 8;

/// Runs the network so often. Linear in runs and pieces: 10,000 runs of sixty pieces take a tenth of a second.
pub fn forecast(net: &Network, schedule: &Schedule, draws: Draws) -> Forecast {
    let runs = draws.runs.clamp(1, MOST);
    let site = Site::of(net);
    let course = Course::of(net, &site, schedule, draws);
    let threads = draws.threads.clamp(1, 64).min(runs.div_ceil(64));
    let share = runs.div_ceil(threads);
    let parts: Vec<Tally> = if threads == 1 {
        vec![course.run(0..runs)]
    } else {
        std::thread::scope(|scope| {
            let course = &course;
            let start = |part: usize| scope.spawn(move || course.run(part * share..runs.min((part + 1) * share)));
            let all: Vec<_> = (0..threads).map(start).collect();
            // A thread that fails fails the whole: its runs are missing.
            all.into_iter().map(|part| part.join().unwrap_or_else(|why| std::panic::resume_unwind(why))).collect()
        })
    };
    let mut tally = Tally::new(net, runs);
    parts.into_iter().for_each(|part| tally.add(part));
    tally.told(net, draws)
}

/// What is the same for all runs.
struct Course<'n> {
    net: &'n Network,
    site: &'n Site,
    order: &'n [u32],
    streams: Vec<Stream>,
    effort: Vec<Draw>,
    floor: Vec<Draw>,
    /// Whether a node's amounts vary at all.
    varies: Vec<bool>,
    plain: Vec<bool>,
}

impl<'n> Course<'n> {
    fn of(net: &'n Network, site: &'n Site, schedule: &'n Schedule, draws: Draws) -> Course<'n> {
        let draw = |amount| Draw::of(amount, draws.shape);
        Course {
            net,
            site,
            order: &schedule.order,
            streams: net.nodes.iter().map(|node| Stream::of(draws.seed, &node.at)).collect(),
            effort: net.nodes.iter().map(|node| draw(node.effort)).collect(),
            floor: net.nodes.iter().map(|node| draw(node.floor)).collect(),
            varies: net.nodes.iter().map(|node| !node.effort.is_fixed() || !node.floor.is_fixed()).collect(),
            plain: net.rows.iter().map(|row| row.parts.is_empty()).collect(),
        }
    }

    fn run(&self, runs: std::ops::Range<usize>) -> Tally {
        let net = self.net;
        let mut tally = Tally::new(net, runs.len());
        let mut laid = self.site.room();
        let mut sizes = vec![Size::default(); self.site.len()];
        for (node, size) in sizes.iter_mut().enumerate() {
            *size = Size { effort: self.effort[node].at(0.5), floor: self.floor[node].at(0.5) };
        }
        let mut chain = Vec::new();
        let mut seen = vec![usize::MAX; net.rows.len()];
        let mut body = vec![usize::MAX; net.rows.len()];
        for run in runs {
            for (node, size) in sizes.iter_mut().enumerate() {
                if self.varies[node] {
                    let chance = self.streams[node].at(run as u64);
                    *size = Size { effort: self.effort[node].at(chance), floor: self.floor[node].at(chance) };
                }
            }
            let finish = self.site.lay(self.order, &sizes, &mut laid).max(net.begin);
            chain.clear();
            trace(net, self.site, &laid, &mut |node, stretch| chain.push((node, stretch)));
            // Where only the start of a piece counts, its length does not.
            for (node, stretch) in chain.iter().filter(|(_, stretch)| *stretch != Stretch::Start) {
                let row = net.nodes[*node].row;
                for row in [Some(row), net.rows[row].within].into_iter().flatten() {
                    if seen[row] != run {
                        seen[row] = run;
                        tally.critical[row] += 1;
                    }
                    if *stretch == Stretch::Body && body[row] != run {
                        body[row] = run;
                        tally.body[row] += 1;
                    }
                }
            }
            if run < KEPT {
                tally.chain(&chain);
            }
            for (row, mine) in net.rows.iter().enumerate() {
                let end = laid.end[mine.last];
                let (start, length) = if self.plain[row] {
                    let size = sizes[mine.first];
                    (laid.start[mine.first], size.floor.max(size.effort))
                } else {
                    let parts = mine.parts.iter().map(|part| laid.start[net.rows[*part].first]);
                    let start = parts.min().unwrap_or(laid.start[mine.first]);
                    (start, end - start)
                };
                tally.note(row, run, start, end, length, finish);
            }
            tally.finishes.push(finish);
        }
        tally
    }
}

/// What is counted over runs. Whole numbers only, so that the order in which threads end changes nothing.
struct Tally {
    finishes: Vec<i64>,
    critical: Vec<u64>,
    body: Vec<u64>,
    /// By row, for each of the first runs: start and end, cut to 32 bits.
    starts: Vec<Vec<i32>>,
    ends: Vec<Vec<i32>>,
    sums: Vec<Sums>,
    chains: HashMap<Vec<(usize, Stretch)>, u64>,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    x: i128,
    y: i128,
    xx: i128,
    yy: i128,
    xy: i128,
}

impl Tally {
    fn new(net: &Network, runs: usize) -> Tally {
        let rows = net.rows.len();
        let kept = || vec![Vec::with_capacity(runs.min(KEPT)); rows];
        Tally {
            finishes: Vec::with_capacity(runs),
            critical: vec![0; rows],
            body: vec![0; rows],
            starts: kept(),
            ends: kept(),
            sums: vec![Sums::default(); rows],
            chains: HashMap::new(),
        }
    }

    fn chain(&mut self, chain: &[(usize, Stretch)]) {
        match self.chains.get_mut(chain) {
            Some(count) => *count += 1,
            None => drop(self.chains.insert(chain.to_vec(), 1)),
        }
    }

    fn note(&mut self, row: usize, run: usize, start: i64, end: i64, length: i64, finish: i64) {
        if run < KEPT {
            let cut = |minutes: i64| i32::try_from(minutes).unwrap_or(i32::MAX);
            self.starts[row].push(cut(start));
            self.ends[row].push(cut(end));
        }
        let sums = &mut self.sums[row];
        sums.x += i128::from(length);
        sums.y += i128::from(finish);
        sums.xx += i128::from(length) * i128::from(length);
        sums.yy += i128::from(finish) * i128::from(finish);
        sums.xy += i128::from(length) * i128::from(finish);
    }

    fn add(&mut self, mut other: Tally) {
        self.finishes.append(&mut other.finishes);
        for row in 0..self.critical.len() {
            self.critical[row] += other.critical[row];
            self.body[row] += other.body[row];
            self.starts[row].append(&mut other.starts[row]);
            self.ends[row].append(&mut other.ends[row]);
            let (sums, more) = (&mut self.sums[row], other.sums[row]);
            sums.x += more.x;
            sums.y += more.y;
            sums.xx += more.xx;
            sums.yy += more.yy;
            sums.xy += more.xy;
        }
        for (chain, count) in other.chains {
            *self.chains.entry(chain).or_default() += count;
        }
    }

    fn told(mut self, net: &Network, draws: Draws) -> Forecast {
        let runs = self.finishes.len();
        self.finishes.sort_unstable();
        let minutes = spread(&mut self.finishes);
        // The middle lies between two places of the sorted runs, apart by the spread of the count below it.
        let apart = ((runs as f64).sqrt() / 2.0).ceil() as usize;
        let (low, high) = ((runs / 2).saturating_sub(apart), (runs / 2 + apart).min(runs - 1));
        let error = (self.finishes[high] - self.finishes[low]) as f64 / 2.0 / WEEK as f64;
        let counts = net.rows.iter().any(|row| row.counts);
        let target = net.target.filter(|_| counts).map(|day| net.calendar.closes(day));
        let share = |count: usize| count as f64 / runs as f64;
        let target_chance = target.map(|target| share(self.finishes.partition_point(|finish| *finish <= target)));
        let rows = (0..net.rows.len())
            .map(|row| Outcome {
                at: net.rows[row].at.clone(),
                start: spread32(&mut self.starts[row]),
                end: spread32(&mut self.ends[row]),
                critical_share: share(self.critical[row] as usize),
                body_share: share(self.body[row] as usize),
                correlation: correlation(&self.sums[row], runs as i128),
            })
            .collect();
        let mut chains: Vec<(u64, Vec<(usize, Stretch)>)> =
            self.chains.into_iter().map(|(chain, count)| (count, chain)).collect();
        chains.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        chains.truncate(CHAINS);
        let chains = chains.into_iter().map(|(count, steps)| Chain {
            steps: steps.into_iter().rev().collect(),
            share: count as f64 / runs.min(KEPT) as f64,
        });
        Forecast {
            draws: Draws { runs, ..draws },
            weeks: minutes.map(|minutes| weeks(minutes - net.begin)),
            days: minutes.map(|minutes| net.calendar.ends(minutes)),
            minutes,
            error,
            target_chance,
            rows,
            chains: chains.collect(),
            finishes: self.finishes,
        }
    }
}

/// Places of the three shares among so many sorted values.
fn places(count: usize) -> [usize; 3] {
    [0.1, 0.5, 0.9].map(|share| ((count.max(1) - 1) as f64 * share).round() as usize)
}

fn spread(sorted: &mut [i64]) -> Spread<i64> {
    let [p10, p50, p90] = places(sorted.len()).map(|at| sorted[at]);
    Spread { p10, p50, p90 }
}

fn spread32(values: &mut [i32]) -> Spread<i64> {
    if values.is_empty() {
        return Spread::default();
    }
    let [low, middle, high] = places(values.len());
    let (_, p50, above) = values.select_nth_unstable(middle);
    let p50 = *p50;
    let p90 = if high > middle { *above.select_nth_unstable(high - middle - 1).1 } else { p50 };
    let p10 = if low < middle { *values[..middle].select_nth_unstable(low).1 } else { p50 };
    Spread { p10: p10.into(), p50: p50.into(), p90: p90.into() }
}

fn correlation(sums: &Sums, runs: i128) -> Option<f64> {
    let spread = |square: i128, sum: i128| square.checked_mul(runs)?.checked_sub(sum.checked_mul(sum)?);
    let (x, y) = (spread(sums.xx, sums.x)?, spread(sums.yy, sums.y)?);
    let both = sums.xy.checked_mul(runs)?.checked_sub(sums.x.checked_mul(sums.y)?)?;
    (x > 0 && y > 0).then(|| (both as f64 / (x as f64).sqrt() / (y as f64).sqrt()).clamp(-1.0, 1.0))
}
