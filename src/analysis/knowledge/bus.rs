//! Bus factors: how few people it takes that areas have nobody left.

use super::{ALONE, Area};
use crate::model::Id;

/// People and areas up to which the overall bus factor is exact.
pub const EXACT: (usize, usize) = (25, 200);

/// Branches after which the search gives up and says so.
const BRANCHES: usize = 400_000;

/// The fewest people without whom more than half of the areas have nobody.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Bus {
    /// How many they are; nought where more than half have nobody already. `None` where there is no area.
    pub factor: Option<usize>,
    /// Such people, by id.
    pub witness: Vec<Id>,
    /// Whether no other people of the same number do.
    pub only: bool,
    /// How many areas have nobody without them, and how many there are.
    pub lost: usize,
    pub areas: usize,
    /// Whether it is the fewest; a greedy search may find more than are needed.
    pub exact: bool,
}

/// The overall bus factor of these areas. Exact up to [`EXACT`]: branch and bound over the people, where a set of people
/// can take no more areas than the shares of areas its members hold add up to. Beyond that greedy.
pub fn bus(areas: &[Area<'_>]) -> Bus {
    let mut people: Vec<&Id> = areas.iter().flat_map(able).collect();
    people.sort_unstable();
    people.dedup();
    let place = |id: &Id| people.binary_search(&id).unwrap_or(0);
    let holders: Vec<Vec<usize>> = areas.iter().map(|area| able(area).map(place).collect()).collect();
    let need = areas.len() / 2 + 1;
    if areas.is_empty() {
        return Bus { exact: true, ..Bus::default() };
    }
    let greedy = greedy(&holders, people.len(), need);
    let small = people.len() <= EXACT.0 && areas.len() <= EXACT.1;
    let mut search = Search::new(&holders, people.len(), need);
    let (witness, only, exact) = if small { search.fewest(greedy) } else { (greedy, false, false) };
    let lost = holders.iter().filter(|held| held.iter().all(|person| witness.contains(person))).count();
    let factor = Some(witness.len());
    let witness = witness.into_iter().map(|person| people[person].clone()).collect();
    Bus { factor, witness, only, lost, areas: areas.len(), exact }
}

fn able<'a>(area: &'a Area<'_>) -> impl Iterator<Item = &'a Id> {
    area.levels.iter().filter(|known| known.counts && known.level >= ALONE).map(|known| &known.person.id)
}

/// Takes away whoever leaves most areas bare, counting an area held by several in shares, until enough are bare.
fn greedy(holders: &[Vec<usize>], people: usize, need: usize) -> Vec<usize> {
    let mut gone = vec![false; people];
    let mut found = Vec::new();
    loop {
        let left = |held: &[usize]| held.iter().filter(|person| !gone[**person]).count();
        if holders.iter().filter(|held| left(held) == 0).count() >= need {
            break;
        }
        let mut worth = vec![0_u64; people];
        for held in holders {
            let still = left(held);
            held.iter().filter(|person| !gone[**person]).for_each(|person| worth[*person] += share(still));
        }
        // Of equal ones the first by id.
        let Some(best) = (0..people).rev().filter(|person| !gone[*person]).max_by_key(|person| worth[*person]) else {
            break;
        };
        gone[best] = true;
        found.push(best);
    }
    found.sort_unstable();
    found
}

/// The share of an area that each of its holders has, a little too large where it does not come out even.
fn share(holders: usize) -> u64 {
    if holders == 0 { 0 } else { UNIT.div_ceil(holders as u64) }
}

/// One area; all numbers up to sixteen divide it.
const UNIT: u64 = 720_720;

struct Search {
    /// Holders of each area that has some, as bits.
    areas: Vec<u32>,
    people: usize,
    /// How many of those must be bare.
    need: usize,
    branches: usize,
}

impl Search {
    fn new(holders: &[Vec<usize>], people: usize, need: usize) -> Search {
        let bare = holders.iter().filter(|held| held.is_empty()).count();
        let held = holders.iter().filter(|held| !held.is_empty());
        let areas =
            held.map(|held| held.iter().fold(0, |bits, person| bits | 1_u32.checked_shl(*person as u32).unwrap_or(0)));
        Search { areas: areas.collect(), people, need: need.saturating_sub(bare), branches: 0 }
    }

    /// The fewest people, from some that are enough; whether they alone do, and whether that was all searched.
    fn fewest(&mut self, enough: Vec<usize>) -> (Vec<usize>, bool, bool) {
        let mut best = enough;
        while !best.is_empty() {
            let mut found = Vec::new();
            self.look(0, 0, best.len() - 1, 1, &mut found);
            match found.pop() {
                Some(set) => best = bits(set),
                None => break,
            }
        }
        let exact = self.branches < BRANCHES;
        let mut found = Vec::new();
        self.look(0, 0, best.len(), 2, &mut found);
        let only = found.len() < 2 && self.branches < BRANCHES;
        // The first one that is found, whatever the greedy one was.
        (found.first().map_or(best, |set| bits(*set)), only, exact)
    }

    /// Looks for sets of at most so many more people that leave enough areas bare.
    fn look(&mut self, gone: u32, kept: u32, more: usize, most: usize, found: &mut Vec<u32>) {
        self.branches += 1;
        if found.len() >= most || self.branches >= BRANCHES {
            return;
        }
        let mut worth = [0_u64; 32];
        let mut bare = 0;
        for area in &self.areas {
            let left = area & !gone;
            let count = left.count_ones() as usize;
            if count == 0 {
                bare += 1;
            } else if left & kept == 0 && count <= more {
                let share = share(count);
                let mut rest = left;
                while rest != 0 {
                    worth[rest.trailing_zeros() as usize] += share;
                    rest &= rest - 1;
                }
            }
        }
        if bare >= self.need {
            if !found.contains(&gone) {
                found.push(gone);
            }
            return;
        }
        let mut sorted = worth;
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let can: u64 = sorted.iter().take(more).sum();
        if (can / UNIT) < (self.need - bare) as u64 {
            return;
        }
        let Some(next) = (0..self.people).rev().filter(|person| worth[*person] > 0).max_by_key(|person| worth[*person])
        else {
            return;
        };
        self.look(gone | 1 << next, kept, more - 1, most, found);
        self.look(gone, kept | 1 << next, more, most, found);
    }
}

fn bits(set: u32) -> Vec<usize> {
    (0..32).filter(|person| set & (1 << person) != 0).collect()
}
