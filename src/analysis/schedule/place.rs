//! Placing work in time, one piece after the other in a given order: each starts as soon as what it waits for and
//! somebody's hours allow.
//!
//! Work is spread evenly over the least time from start to end, and catches up where hours were short; so a piece takes
//! longer than that only where its people have too little time. People's minutes are kept day by day: what one piece
//! takes of a day, no later one gets. Within a day, hours are used up from its start on.

use super::{Bond, DAY, Network};
use crate::model::Tie;

/// What stands fast over all runs: who has how many minutes when, and what waits for what.
#[derive(Clone, Debug)]
pub struct Site {
    pub(super) days: usize,
    /// Minutes by person and day, the days of one person together.
    minutes: Vec<i32>,
    steady: Vec<i64>,
    until: Vec<usize>,
    people: usize,
    crews: Vec<Crew>,
    /// What each node waits for: a stretch of `waits`.
    from: Vec<(u32, u32)>,
    waits: Vec<Wait>,
    release: Vec<i64>,
    close: Vec<i64>,
    pub(super) counts: Vec<bool>,
}

#[derive(Clone, Debug, Default)]
struct Crew {
    people: Vec<u32>,
    reserve: Option<u32>,
    /// The first day on which none of them is there any more.
    until: usize,
    /// Minutes a day when nobody takes any of it.
    daily: i64,
}

#[derive(Clone, Copy, Debug)]
struct Wait {
    from: u32,
    bond: u32,
    tie: Tie,
    lag: i64,
}

/// How much one piece takes in one run: minutes of work, and minutes from start to end at least.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Size {
    pub effort: i64,
    pub floor: i64,
}

/// Why something is not earlier.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Cause {
    /// Nothing holds it.
    #[default]
    Free,
    /// A day before which it is not to be, or the start of the review.
    Day,
    /// A bond, by its place in the network.
    Bond(u32),
    /// Somebody's hours, which this other node took.
    Hours(u32),
}

/// Where the pieces of one run lie; used again for the next.
#[derive(Clone, Debug)]
pub struct Laid {
    pub start: Vec<i64>,
    pub end: Vec<i64>,
    /// What holds the start; what made the end later than the start and the own length do.
    pub started: Vec<Cause>,
    pub ended: Vec<Cause>,
    left: Vec<i32>,
    user: Vec<u32>,
    open: Vec<usize>,
    high: usize,
    /// Days looked at so far, in all runs: what laying costs, told without a clock.
    pub(super) looked: u64,
    /// Who gave how many minutes to which node on which day; kept only where asked for.
    pub taken: Option<Vec<Taken>>,
}

/// Minutes one person gives to one node on one day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Taken {
    pub worker: usize,
    pub day: usize,
    pub node: usize,
    pub minutes: i32,
}

const NOBODY: u32 = u32::MAX;

impl Site {
    pub fn of(net: &Network) -> Site {
        let days = if net.calendar.workers.is_empty() { 0 } else { net.calendar.len() };
        let workers = &net.calendar.workers;
        let crew = |node: &super::Node| {
            let until = node.crew.iter().map(|worker| workers[*worker].until).max().unwrap_or(0);
            let most = |worker: &usize| i64::from(workers[*worker].minutes.iter().copied().max().unwrap_or(0));
            Crew {
                people: node.crew.iter().map(|worker| *worker as u32).collect(),
                reserve: node.reserve.map(|worker| worker as u32),
                until,
                daily: node.crew.iter().map(most).sum(),
            }
        };
        let mut site = Site {
            days,
            minutes: workers.iter().flat_map(|worker| worker.minutes.iter().copied()).collect(),
            steady: workers.iter().map(|worker| i64::from(worker.steady)).collect(),
            until: workers.iter().map(|worker| worker.until).collect(),
            people: workers.len(),
            crews: net.nodes.iter().map(crew).collect(),
            from: Vec::new(),
            waits: Vec::new(),
            release: net.nodes.iter().map(|node| node.release).collect(),
            close: net.nodes.iter().map(|node| node.close).collect(),
            counts: net.nodes.iter().map(|node| node.counts).collect(),
        };
        site.tie(&net.bonds);
        site
    }

    fn tie(&mut self, bonds: &[Bond]) {
        let mut into: Vec<Vec<Wait>> = vec![Vec::new(); self.crews.len()];
        for (at, bond) in bonds.iter().enumerate() {
            let wait = Wait { from: bond.from as u32, bond: at as u32, tie: bond.tie, lag: bond.lag };
            into[bond.to].push(wait);
        }
        self.from.clear();
        self.waits.clear();
        for waits in into {
            let first = self.waits.len() as u32;
            self.waits.extend(waits);
            self.from.push((first, self.waits.len() as u32));
        }
    }

    pub fn len(&self) -> usize {
        self.crews.len()
    }

    pub fn is_empty(&self) -> bool {
        self.crews.is_empty()
    }

    /// What each node waits for.
    pub(super) fn before(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let (first, last) = self.from[node];
        self.waits[first as usize..last as usize].iter().map(|wait| wait.from as usize)
    }

    /// The same seen from the end: the last of so many days comes first, and what waited is waited for.
    pub(super) fn turned(&self, bonds: &[Bond], days: usize) -> Site {
        let mut site = self.clone();
        let days = days.max(1);
        if self.people > 0 {
            site.days = days;
            site.minutes = Vec::with_capacity(days * self.people);
            for worker in 0..self.people {
                let steady = self.steady[worker] as i32;
                let on = |day: usize| {
                    if day < self.days { self.minutes[worker * self.days + day] } else { steady }
                };
                site.minutes.extend((0..days).rev().map(on));
            }
        }
        // Before today, when seen from the end after the last day, hours run on as at the start.
        for worker in 0..self.people {
            let last = site.minutes[worker * days..(worker + 1) * days].iter().copied().max().unwrap_or(0);
            site.steady[worker] = i64::from(last);
            site.until[worker] = if last > 0 { usize::MAX } else { 0 };
        }
        for crew in &mut site.crews {
            crew.until = usize::MAX;
        }
        site.release.fill(0);
        site.close.fill(0);
        let turned: Vec<Bond> = bonds
            .iter()
            .map(|bond| Bond {
                from: bond.to,
                to: bond.from,
                tie: match bond.tie {
                    Tie::FS => Tie::FS,
                    Tie::SS => Tie::FF,
                    Tie::FF => Tie::SS,
                },
                ..*bond
            })
            .collect();
        site.tie(&turned);
        site
    }

    /// Nothing that counts starts before this minute.
    pub(super) fn hold(&mut self, minute: i64) {
        for (release, counts) in self.release.iter_mut().zip(&self.counts) {
            if *counts {
                *release = (*release).max(minute);
            }
        }
    }

    /// Room for runs.
    pub fn room(&self) -> Laid {
        let n = self.len();
        Laid {
            start: vec![0; n],
            end: vec![0; n],
            started: vec![Cause::Free; n],
            ended: vec![Cause::Free; n],
            left: self.minutes.clone(),
            user: vec![NOBODY; self.minutes.len()],
            open: vec![0; self.people],
            high: 0,
            looked: 0,
            taken: None,
        }
    }

    fn clear(&self, laid: &mut Laid) {
        (0..self.people).for_each(|worker| self.free(worker, laid));
        laid.high = 0;
        if let Some(taken) = &mut laid.taken {
            taken.clear();
        }
    }

    /// Gives one person all their hours back.
    fn free(&self, worker: usize, laid: &mut Laid) {
        let touched = laid.high.min(self.days);
        let from = worker * self.days;
        laid.left[from..from + touched].copy_from_slice(&self.minutes[from..from + touched]);
        laid.user[from..from + touched].fill(NOBODY);
        laid.open[worker] = 0;
    }

    /// Lays every node in this order, each after those it waits for; the minute the last of those that count ends.
    pub fn lay(&self, order: &[u32], sizes: &[Size], laid: &mut Laid) -> i64 {
        self.clear(laid);
        let mut finish = 0;
        for node in order {
            let node = *node as usize;
            self.put(node, sizes[node], laid);
            if self.counts[node] {
                finish = finish.max(laid.end[node]);
            }
        }
        finish
    }

    /// The same as if each had its people to itself: no schedule is earlier.
    pub fn alone(&self, order: &[u32], sizes: &[Size], laid: &mut Laid) -> i64 {
        self.clear(laid);
        let mut finish = 0;
        for node in order {
            let node = *node as usize;
            self.put(node, sizes[node], laid);
            if self.counts[node] {
                finish = finish.max(laid.end[node]);
            }
            let crew = &self.crews[node];
            crew.people.iter().chain(&crew.reserve).for_each(|worker| self.free(*worker as usize, laid));
            laid.high = 0;
        }
        finish
    }

    fn put(&self, node: usize, size: Size, laid: &mut Laid) {
        let (mut from, mut started) = (0, Cause::Free);
        let (mut close, mut ended) = (0, Cause::Free);
        if self.release[node] > 0 {
            (from, started) = (self.release[node], Cause::Day);
        }
        if self.close[node] > 0 {
            (close, ended) = (self.close[node], Cause::Day);
        }
        let (first, last) = self.from[node];
        for wait in &self.waits[first as usize..last as usize] {
            let other = wait.from as usize;
            let bound = wait.lag + if wait.tie == Tie::SS { laid.start[other] } else { laid.end[other] };
            if wait.tie == Tie::FF {
                if bound > close {
                    (close, ended) = (bound, Cause::Bond(wait.bond));
                }
            } else if bound > from || (bound == from && bound > 0 && started == Cause::Day) {
                (from, started) = (bound, Cause::Bond(wait.bond));
            }
        }
        let (start, end, short) =
            if size.effort == 0 { (from, from + size.floor, NOBODY) } else { self.fill(node, size, from, laid) };
        if start > from && short != NOBODY {
            started = Cause::Hours(short);
        }
        let mut own = Cause::Free;
        if short != NOBODY && start <= from {
            let daily = self.crews[node].daily.max(1);
            let unhindered = size.floor.max(size.effort * DAY / daily);
            // Half an hour of rounding is no shortage.
            if end - start > unhindered + 30 {
                own = Cause::Hours(short);
            }
        }
        laid.start[node] = start;
        laid.end[node] = end.max(close);
        laid.started[node] = started;
        laid.ended[node] = if close > end { ended } else { own };
    }

    /// Takes the minutes a node needs, from a moment on. Its start, its end, and the node that last left it short.
    fn fill(&self, node: usize, size: Size, from: i64, laid: &mut Laid) -> (i64, i64, u32) {
        let Size { effort, floor } = size;
        let crew = &self.crews[node];
        let mut day = (from / DAY) as usize;
        let mut off = (from % DAY) as i32;
        let mut short = NOBODY;
        // Days on which nobody of them has anything left are not looked at one by one.
        let first = crew.people.iter().min_by_key(|worker| laid.open[**worker as usize]);
        if let Some((worker, open)) = first.map(|worker| (*worker as usize, laid.open[*worker as usize]))
            && day < open
            && open < self.days
        {
            short = laid.user[worker * self.days + open - 1];
            (day, off) = (open, 0);
        }
        let mut start = None;
        let begun = day;
        let mut done: i64 = 0;
        let reserve = crew.reserve.map(|worker| [worker]);
        while day < self.days {
            let people: &[u32] = if day < crew.until {
                &crew.people
            } else if let Some(reserve) = &reserve {
                if self.until[reserve[0] as usize] <= day {
                    break;
                }
                reserve
            } else {
                break;
            };
            let room = DAY as i32 - off;
            let part = |minutes: i32| if off == 0 { minutes } else { minutes * room / DAY as i32 };
            let mut free = 0;
            for worker in people {
                let at = *worker as usize * self.days + day;
                free += laid.left[at].min(part(self.minutes[at]));
            }
            if free <= 0 {
                if let Some(user) = self.blocker(people, day, laid) {
                    short = user;
                }
                (day, off) = (day + 1, 0);
                continue;
            }
            let free = i64::from(free);
            let now = day as i64 * DAY + i64::from(off);
            let start = *start.get_or_insert(now);
            let gone = (day as i64 + 1) * DAY - start;
            let due = if gone >= floor { effort } else { effort * gone / floor };
            let want = due - done;
            let take = free.min(want);
            if free < want
                && let Some(user) = self.blocker(people, day, laid)
            {
                short = user;
            }
            let mut rest = take as i32;
            for worker in people {
                if rest <= 0 {
                    break;
                }
                let at = *worker as usize * self.days + day;
                // Hours before this moment of the day cannot be given after it.
                let room = laid.left[at].min(part(self.minutes[at]));
                let minutes = rest.min(room);
                if minutes <= 0 {
                    continue;
                }
                laid.left[at] = room - minutes;
                laid.user[at] = node as u32;
                rest -= minutes;
                if let Some(taken) = &mut laid.taken {
                    taken.push(Taken { worker: *worker as usize, day, node, minutes });
                }
                let open = &mut laid.open[*worker as usize];
                while *open < self.days && laid.left[*worker as usize * self.days + *open] == 0 {
                    *open += 1;
                }
            }
            laid.high = laid.high.max(day + 1);
            done += take;
            if done >= effort {
                let room = i64::from(room);
                let mut end = (now + (room * take + free - 1) / free).max(start + floor);
                // Nobody does two things at once: a day's hours are over when all that was taken of it is.
                for worker in people {
                    let at = *worker as usize * self.days + day;
                    let (all, left) = (i64::from(self.minutes[at]), i64::from(laid.left[at]));
                    if laid.user[at] == node as u32 && left < all {
                        end = end.max(day as i64 * DAY + (DAY * (all - left) + all - 1) / all);
                    }
                }
                laid.looked += (day - begun + 1) as u64;
                return (start, end, short);
            }
            (day, off) = (day + 1, 0);
        }
        laid.looked += day.saturating_sub(begun) as u64;
        self.beyond(node, size, day.max((from / DAY) as usize), from, start, done, short)
    }

    /// What is left once the days that are spelled out, or the people, have run out.
    #[allow(clippy::too_many_arguments)]
    fn beyond(
        &self,
        node: usize,
        size: Size,
        day: usize,
        from: i64,
        start: Option<i64>,
        done: i64,
        short: u32,
    ) -> (i64, i64, u32) {
        let crew = &self.crews[node];
        let now = from.max(day as i64 * DAY);
        let start = start.unwrap_or(now);
        let steady = |people: &[u32]| people.iter().map(|worker| self.steady[*worker as usize]).sum::<i64>();
        let rate = match steady(&crew.people) {
            0 => crew.reserve.map_or(0, |worker| steady(&[worker])),
            rate => rate,
        };
        // Nobody is left: only the elapsed time still counts.
        let more = if rate > 0 { (size.effort - done) * DAY / rate } else { 0 };
        (start, (now + more).max(start + size.floor), short)
    }

    /// Whoever took hours of these people on a day.
    fn blocker(&self, people: &[u32], day: usize, laid: &Laid) -> Option<u32> {
        people.iter().map(|worker| laid.user[*worker as usize * self.days + day]).find(|user| *user != NOBODY)
    }

    /// An order in which each node follows those it waits for, those with the smallest key first.
    pub(super) fn listed(&self, keys: &[i64]) -> Vec<u32> {
        let n = self.len();
        let mut waiting = vec![0; n];
        let mut after: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (node, waiting) in waiting.iter_mut().enumerate() {
            for from in self.before(node) {
                *waiting += 1;
                after[from].push(node as u32);
            }
        }
        let key = |node: u32| std::cmp::Reverse((keys[node as usize], node));
        let mut ready: std::collections::BinaryHeap<_> =
            (0..n as u32).filter(|node| waiting[*node as usize] == 0).map(key).collect();
        let mut order = Vec::with_capacity(n);
        while let Some(std::cmp::Reverse((_, node))) = ready.pop() {
            order.push(node);
            for next in &after[node as usize] {
                waiting[*next as usize] -= 1;
                if waiting[*next as usize] == 0 {
                    ready.push(key(*next));
                }
            }
        }
        order
    }
}
