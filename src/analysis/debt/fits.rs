//! Which debts to pay with so many days: those that together avoid most and still fit.

use crate::model::Id;

/// A debt that may be paid.
#[derive(Clone, Copy, Debug)]
pub struct Item<'p> {
    pub id: &'p Id,
    /// Person-days.
    pub days: f64,
    /// What paying it avoids; more is better. Nought where nobody knows.
    pub worth: f64,
}

/// Parts of a day that are told apart, days that are planned at most, and debts that are looked at: the first in rank.
const PARTS: f64 = 4.0;
const MOST_DAYS: f64 = 100.0;
const MOST: usize = 60;

/// The debts whose worth together is greatest within these days, in the order in which they are given. Every debt is taken
/// whole; its days are rounded up to quarters, the budget down. Days times debts at most, and both are bounded.
pub fn fitting(days: f64, items: &[Item<'_>]) -> Vec<Id> {
    let budget = (days.clamp(0.0, MOST_DAYS) * PARTS + 1e-9).floor() as usize;
    let parts = |item: &Item<'_>| (item.days.clamp(0.0, MOST_DAYS * 2.0) * PARTS - 1e-9).ceil().max(1.0) as usize;
    let items: Vec<&Item<'_>> =
        items.iter().filter(|item| item.worth.is_finite() && parts(item) <= budget).take(MOST).collect();
    // best[n]: the greatest worth within n parts; taken[i][n]: whether item i is part of it.
    let mut best = vec![0.0; budget + 1];
    let mut taken = vec![vec![false; budget + 1]; items.len()];
    for (at, item) in items.iter().enumerate() {
        let size = parts(item);
        for room in (size..=budget).rev() {
            // What nobody can value fills what is left, in its rank.
            let with = best[room - size] + item.worth.max(0.0) + 1e-9;
            if with > best[room] {
                best[room] = with;
                taken[at][room] = true;
            }
        }
    }
    let mut room = budget;
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate().rev() {
        if taken[at][room] {
            room -= parts(item);
            found.push(item.id.clone());
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(days: f64, items: &[(&str, f64, f64)]) -> Vec<String> {
        let ids: Vec<Id> = items.iter().map(|(id, ..)| Id::parse(id).expect("an id")).collect();
        let items: Vec<Item<'_>> =
            ids.iter().zip(items).map(|(id, (_, days, worth))| Item { id, days: *days, worth: *worth }).collect();
        fitting(days, &items).iter().map(ToString::to_string).collect()
    }

    /// The best for its day is a, but b alone fills the three days and avoids more.
    #[test]
    fn the_whole_counts_and_not_the_best_for_a_day() {
        let items = [("a", 1.0, 10.0), ("b", 3.0, 27.0), ("c", 2.0, 15.0)];
        assert_eq!(ids(3.0, &items), ["b"]);
        assert_eq!(ids(2.9, &items), ["c"]);
        assert_eq!(ids(4.0, &items), ["a", "b"]);
        assert_eq!(ids(0.9, &items), Vec::<String>::new());
        assert_eq!(ids(0.0, &items), Vec::<String>::new());
        assert_eq!(ids(f64::NAN, &[]), Vec::<String>::new());
    }

    #[test]
    fn what_has_no_worth_fills_what_is_left() {
        assert_eq!(ids(3.0, &[("a", 2.0, 10.0), ("b", 1.0, 0.0), ("c", 1.0, 0.0)]), ["a", "b"]);
        assert_eq!(ids(1e300, &[("a", 1e300, 1.0), ("b", 0.0, 1.0)]), ["b"]);
    }
}
