//! The schedule in which nobody gives more than their share.
//!
//! Pieces are laid one after the other; which order gives the earliest finish is searched for once, on the likely
//! amounts: several rules of priority, each schedule then pushed to the right and back to the left (Li and Willis, 1992;
//! Valls and others, 2005), and a local search from the best. The search is bounded by a count, not by time, and its
//! chance is seeded, so that every machine finds the same order.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::bound::bound;
use super::flaw::{Flaw, Trouble};
use super::network::{Network, Part};
use super::place::{Cause, Laid, Site, Size, Taken};
use super::why::Stretch;
use super::{DAY, View};
use crate::model::Address;

/// A schedule on the likely amounts.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// By node of the network.
    pub placed: Vec<Placed>,
    /// The minute the last of what counts ends.
    pub finish: i64,
    /// No schedule ends before this minute.
    pub bound: i64,
    /// The order in which the nodes were laid; runs of the forecast use it, too.
    pub order: Vec<u32>,
    /// Who gives how many minutes to what on which day.
    pub taken: Vec<Taken>,
    /// What shows only in the schedule: people who leave before their work is done.
    pub flaws: Vec<Flaw>,
}

/// Where one node lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed {
    pub start: i64,
    pub end: i64,
    /// Minutes it could start later without moving the finish.
    pub slack: i64,
    /// Whether it lies on the chain that decides the finish, and whether by its own length.
    pub critical: bool,
    pub body: bool,
    pub started: Cause,
    pub ended: Cause,
}

impl Schedule {
    /// How far the finish lies behind the bound, as a share of what lies between the start and the bound.
    pub fn gap(&self, net: &Network) -> f64 {
        let ideal = (self.bound - net.begin).max(1);
        (self.finish - self.bound).max(0) as f64 / ideal as f64
    }

    /// Start and end of a row of the network; of a phase with tasks from the first of them to the last.
    pub fn row(&self, net: &Network, row: usize) -> (i64, i64) {
        let mine = &net.rows[row];
        let parts = mine.parts.iter().map(|part| self.placed[net.rows[*part].first].start);
        let start = parts.min().unwrap_or(self.placed[mine.first].start);
        (start, self.placed[mine.last].end)
    }

    /// Slack of a row in minutes.
    pub fn slack(&self, net: &Network, row: usize) -> i64 {
        let mine = &net.rows[row];
        let parts = mine.parts.iter().map(|part| self.placed[net.rows[*part].first].slack);
        parts.min().unwrap_or(self.placed[mine.first].slack)
    }

    /// Whether a row lies on the chain that decides the finish.
    pub fn critical(&self, net: &Network, row: usize) -> bool {
        let mine = &net.rows[row];
        let whole = [mine.first, mine.last];
        let parts = mine.parts.iter().map(|part| net.rows[*part].first);
        whole.into_iter().chain(parts).any(|node| self.placed[node].critical)
    }
}

/// Sizes on the likely values.
pub fn likely(net: &Network) -> Vec<Size> {
    net.nodes.iter().map(|node| Size { effort: node.effort.likely, floor: node.floor.likely }).collect()
}

/// How hard the search tries: how many schedules it lays at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort(pub usize);

impl Effort {
    /// Enough for a percent or two at sixty pieces, in some 30 ms; fewer where there are many more.
    pub fn usual(net: &Network) -> Effort {
        let n = net.nodes.len().max(1);
        Effort((240_000 / n).clamp(60, 4_000))
    }
}

/// Days of people that a search looks at, at most: plans that run over many years are searched less.
const LOOKED: u64 = 12_000_000;

/// The levelled schedule of a network, with the usual effort.
pub fn level(net: &Network) -> Schedule {
    search(net, Effort::usual(net), None)
}

/// The same, starting also from the order of another schedule: of the plan before an edit, so that the edit's doing is
/// seen and not the search's.
pub fn level_like(net: &Network, other: &Network, schedule: &Schedule) -> Schedule {
    search(net, Effort::usual(net), Some(places(net, other, schedule)))
}

/// The schedule in the very order of another one; what is new comes last. Nothing is searched.
pub fn level_kept(net: &Network, other: &Network, schedule: &Schedule) -> Schedule {
    let site = Site::of(net);
    let sizes = likely(net);
    let order = site.listed(&places(net, other, schedule));
    let (mut search, bound, _) = Search::begun(net, &site, &sizes, 1);
    search.best = order;
    search.written(bound)
}

/// The place of each node in the order of another schedule.
fn places(net: &Network, other: &Network, schedule: &Schedule) -> Vec<i64> {
    let mut keys = std::collections::BTreeMap::new();
    for (place, node) in schedule.order.iter().enumerate() {
        let node = &other.nodes[*node as usize];
        keys.insert((node.at.clone(), node.part == Part::Closing), place as i64);
    }
    let key = |node: &super::Node| keys.get(&(node.at.clone(), node.part == Part::Closing)).copied();
    net.nodes.iter().map(|node| key(node).unwrap_or(i64::MAX / 2)).collect()
}

/// The search itself.
pub fn search(net: &Network, effort: Effort, hint: Option<Vec<i64>>) -> Schedule {
    let site = Site::of(net);
    let sizes = likely(net);
    let (mut search, bound, plain) = Search::begun(net, &site, &sizes, effort.0);
    // Without people nothing stands in anything else's way.
    if net.view == View::Bare || net.nodes.iter().all(|node| node.crew.is_empty()) {
        search.best = plain;
    } else {
        search.rules(hint);
        search.improve(bound);
    }
    search.written(bound)
}

struct Search<'n> {
    net: &'n Network,
    site: &'n Site,
    sizes: &'n [Size],
    laid: Laid,
    best: Vec<u32>,
    /// The finish, then the sum of all ends.
    score: (i64, i64),
    left: usize,
}

impl<'n> Search<'n> {
    /// A search that has seen no order yet, with the lower bound of the finish and the order of the file.
    fn begun(net: &'n Network, site: &'n Site, sizes: &'n [Size], left: usize) -> (Search<'n>, i64, Vec<u32>) {
        let plain: Vec<u32> = (0..site.len() as u32).collect();
        let mut laid = site.room();
        let bound = bound(net, site, &plain, sizes, &mut laid);
        let search = Search { net, site, sizes, laid, best: Vec::new(), score: (i64::MAX, i64::MAX), left };
        (search, bound, plain)
    }

    fn lay(&mut self, order: &[u32]) -> (i64, i64) {
        let finish = self.site.lay(order, self.sizes, &mut self.laid);
        self.left = if self.laid.looked < LOOKED { self.left.saturating_sub(1) } else { 0 };
        (finish, self.laid.end.iter().sum())
    }

    /// The rules of priority: longest way to the end, least slack, most work behind, longest and shortest first, the
    /// order of the file.
    fn rules(&mut self, hint: Option<Vec<i64>>) {
        let n = self.site.len();
        let plain: Vec<u32> = (0..n as u32).collect();
        self.site.alone(&plain, self.sizes, &mut self.laid);
        let early = self.laid.start.clone();
        let length: Vec<i64> = (0..n).map(|node| self.laid.end[node] - self.laid.start[node]).collect();
        let mut tail = length.clone();
        let mut behind: Vec<i64> = self.sizes.iter().map(|size| size.effort).collect();
        for node in (0..n).rev() {
            for from in self.site.before(node) {
                tail[from] = tail[from].max(length[from] + tail[node]);
                behind[from] += behind[node] + 1;
            }
        }
        // What nothing that counts waits for gives way.
        let aside: Vec<i64> = self.counted().iter().map(|counts| if *counts { 0 } else { 1 << 40 }).collect();
        let keyed = |key: &dyn Fn(usize) -> i64| (0..n).map(|node| aside[node] + key(node)).collect::<Vec<i64>>();
        let mut rules = vec![
            keyed(&|node| -tail[node]),
            keyed(&|node| early[node] - tail[node]),
            keyed(&|node| early[node] + length[node] - tail[node]),
            keyed(&|node| -behind[node].min(1 << 38)),
            keyed(&|node| -length[node]),
            keyed(&|node| length[node]),
            keyed(&|node| early[node]),
            keyed(&|node| node as i64),
        ];
        rules.extend(hint);
        let mut found: Vec<((i64, i64), Vec<u32>)> = Vec::new();
        for keys in rules {
            if self.left == 0 && !self.best.is_empty() {
                break;
            }
            let order = self.site.listed(&keys);
            let score = self.lay(&order);
            if score < self.score {
                (self.score, self.best) = (score, order.clone());
            }
            found.push((score, order));
        }
        found.sort();
        found.dedup();
        for (_, order) in found.into_iter().take(4) {
            self.justify(order);
        }
    }

    fn counted(&self) -> Vec<bool> {
        let mut counts: Vec<bool> = self.net.nodes.iter().map(|node| node.counts).collect();
        for node in (0..counts.len()).rev() {
            if counts[node] {
                self.site.before(node).for_each(|from| counts[from] = true);
            }
        }
        counts
    }

    /// Pushes the schedule of an order against its end and back against its start, as long as that helps.
    fn justify(&mut self, mut order: Vec<u32>) {
        let mut score = self.lay(&order);
        for _ in 0..6 {
            if self.left == 0 {
                return;
            }
            let days = (self.laid.end.iter().max().copied().unwrap_or(0) + DAY - 1) / DAY;
            if days as usize > super::calendar::LONGEST {
                return;
            }
            let right = self.right(days as usize);
            let next = self.site.listed(&right);
            let again = self.lay(&next);
            if again < self.score {
                (self.score, self.best) = (again, next.clone());
            }
            if again >= score {
                return;
            }
            (order, score) = (next, again);
        }
        drop(order);
    }

    /// The latest start of each node when the schedule just laid is pushed to the right, from the first of its days.
    fn right(&mut self, days: usize) -> Vec<i64> {
        let turned = self.site.turned(&self.net.bonds, days);
        let keys: Vec<i64> = self.laid.end.iter().map(|end| -end).collect();
        let order = turned.listed(&keys);
        let mut laid = turned.room();
        turned.lay(&order, self.sizes, &mut laid);
        laid.end.iter().map(|end| days as i64 * DAY - end).collect()
    }

    /// Moves pieces to and fro in the order and keeps what is no worse.
    fn improve(&mut self, bound: i64) {
        let n = self.site.len();
        if n < 2 {
            return;
        }
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut pick = move |below: usize| ((u64::from(chance.next_u32()) * below as u64) >> 32) as usize;
        let mut after: Vec<Vec<u32>> = vec![Vec::new(); n];
        for node in 0..n {
            self.site.before(node).for_each(|from| after[from].push(node as u32));
        }
        let mut order = self.best.clone();
        let mut score = self.score;
        let mut place = vec![0; n];
        let mut stale = 0;
        while self.left > 0 && self.score.0 > bound {
            order.iter().enumerate().for_each(|(at, node)| place[*node as usize] = at);
            let mut next = order.clone();
            let moves = 1 + pick(2) + stale / 200;
            for _ in 0..moves {
                let node = next[pick(n)];
                let at = next.iter().position(|other| *other == node).unwrap_or(0);
                let spot = |other: usize| next.iter().position(|node| *node == other as u32).unwrap_or(0);
                let first = self.site.before(node as usize).map(|from| spot(from) + 1).max().unwrap_or(0);
                let last = after[node as usize].iter().map(|to| spot(*to as usize)).min().unwrap_or(n) - 1;
                if last > first {
                    let to = first + pick(last - first + 1);
                    next.remove(at);
                    next.insert(to, node);
                }
            }
            let found = self.lay(&next);
            if found <= score {
                stale = if found < score { 0 } else { stale + 1 };
                (order, score) = (next, found);
                if score < self.score {
                    (self.score, self.best) = (score, order.clone());
                    self.justify(order.clone());
                    if self.score < score {
                        (order, score) = (self.best.clone(), self.score);
                    }
                }
            } else {
                stale += 1;
                // Stuck: a step aside, from which the way may go on.
                if stale % 400 == 399 {
                    (order, score) = (next, found);
                } else if stale % 400 == 200 {
                    (order, score) = (self.best.clone(), self.score);
                }
            }
        }
    }

    /// The schedule of the best order, with slack, the critical chain and who does what when.
    fn written(mut self, bound: i64) -> Schedule {
        let order = std::mem::take(&mut self.best);
        self.laid.taken = Some(Vec::new());
        let finish = self.site.lay(&order, self.sizes, &mut self.laid);
        let mut taken = self.laid.taken.take().unwrap_or_default();
        taken.sort_unstable();
        let late = self.latest(finish);
        let laid = &self.laid;
        let mut placed: Vec<Placed> = (0..self.site.len())
            .map(|node| Placed {
                start: laid.start[node],
                end: laid.end[node],
                slack: (late[node] - laid.start[node]).max(0),
                critical: false,
                body: false,
                started: laid.started[node],
                ended: laid.ended[node],
            })
            .collect();
        super::why::trace(self.net, self.site, laid, &mut |node, part| match part {
            // Only the moment it starts counts there, not how long it takes.
            Stretch::Start => {}
            Stretch::End => placed[node].critical = true,
            Stretch::Body => {
                (placed[node].critical, placed[node].body) = (true, true);
                placed[node].slack = 0;
            }
        });
        let flaws = leaving(self.net, self.sizes, &taken);
        Schedule { placed, finish, bound, order, taken, flaws }
    }

    /// The latest start of each node that keeps the finish.
    fn latest(&mut self, finish: i64) -> Vec<i64> {
        let days = (self.laid.end.iter().copied().max().unwrap_or(0).max(finish) + DAY - 1) / DAY;
        if days as usize > super::calendar::LONGEST {
            return self.laid.start.clone();
        }
        let mut turned = self.site.turned(&self.net.bonds, days as usize);
        turned.hold(days * DAY - finish);
        let keys: Vec<i64> = self.laid.end.iter().map(|end| -end).collect();
        let order = turned.listed(&keys);
        let mut laid = turned.room();
        turned.lay(&order, self.sizes, &mut laid);
        laid.end.iter().map(|end| days * DAY - end).collect()
    }
}

/// Work that its people leave before it is done.
fn leaving(net: &Network, sizes: &[Size], taken: &[Taken]) -> Vec<Flaw> {
    let mut given = vec![0_i64; sizes.len()];
    for part in taken.iter().filter(|part| net.nodes[part.node].crew.contains(&part.worker)) {
        given[part.node] += i64::from(part.minutes);
    }
    let mut flaws = Vec::new();
    for (node, size) in sizes.iter().enumerate().filter(|(node, size)| given[*node] < size.effort) {
        let crew = &net.nodes[node].crew;
        let workers = &net.calendar.workers;
        if crew.is_empty() || crew.iter().any(|worker| workers[*worker].until == usize::MAX) {
            continue;
        }
        let last = crew.iter().max_by_key(|worker| workers[**worker].until);
        let Some((worker, leaves)) = last.and_then(|last| Some((&workers[*last], workers[*last].leaves?))) else {
            continue;
        };
        let at = net.nodes[node].at.clone();
        let mut rows = vec![at.clone()];
        rows.extend(worker.id.iter().map(|id| Address { register: "people", id: id.clone() }));
        let left = (size.effort - given[node]) as f64 / DAY as f64;
        let then = match net.nodes[node].reserve {
            Some(_) => "the lead is reckoned to take them on",
            None => "nobody is there to take them on",
        };
        let message =
            format!("{} leaves on {} with {left:.1} days of {at} still to do; {then}.", worker.name, leaves.words());
        flaws.push(Flaw::new(Trouble::Leaves, rows, "people", message));
    }
    flaws
}
