//! The network of work: what is still to be done, by whom, and what waits for what.

mod build;
mod links;

use super::{Calendar, Flaw, View};
use crate::model::{Address, Day, Tie};
use crate::text::Shown;

/// Everything a schedule is made from. Built once for a plan; linear in its rows but for the links' circles.
#[derive(Clone, Debug)]
pub struct Network {
    pub view: View,
    pub calendar: Calendar,
    /// Pieces that are placed in time, each after those it waits for.
    pub nodes: Vec<Node>,
    /// What waits for what; `from` stands before `to` in `nodes`.
    pub bonds: Vec<Bond>,
    /// The plan's rows that are still to be done, the phases in their order, each followed by its tasks.
    pub rows: Vec<Row>,
    /// Rows that are done, with the day where it is known.
    pub done: Vec<Done>,
    pub flaws: Vec<Flaw>,
    /// The minute before which the review does not start; its weeks count from here.
    pub begin: i64,
    /// Which assumption gives the network's weeks; nothing where no phase takes its links from it.
    pub reading: Option<&'static str>,
    pub target: Option<Day>,
}

/// One piece that is placed in time.
#[derive(Clone, Debug)]
pub struct Node {
    pub at: Address,
    pub part: Part,
    /// Its place in [`Network::rows`].
    pub row: usize,
    /// Minutes of work that are left.
    pub effort: Amount,
    /// Minutes from start to end that are left, at least.
    pub floor: Amount,
    /// People who may do it, by their places in the calendar; those with least else to do first.
    pub crew: Vec<usize>,
    /// Who takes on what is left when all of the crew are gone.
    pub reserve: Option<usize>,
    /// The minutes before which it neither starts nor ends.
    pub release: i64,
    pub close: i64,
    /// Whether the finish of the whole waits for it.
    pub counts: bool,
}

/// Which part of a row a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Whole,
    /// The beginning and the end of a phase that is made of its tasks.
    Opening,
    Closing,
}

/// Minutes, with their spread. Least ≤ likely ≤ most.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Amount {
    pub min: i64,
    pub likely: i64,
    pub max: i64,
}

impl Amount {
    pub fn fixed(minutes: i64) -> Amount {
        Amount { min: minutes, likely: minutes, max: minutes }
    }

    pub fn is_fixed(&self) -> bool {
        self.min == self.max
    }

    fn each(self, with: impl Fn(i64) -> i64) -> Amount {
        Amount { min: with(self.min), likely: with(self.likely), max: with(self.max) }
    }

    /// So many percent of it, to the minute.
    pub fn percent(self, percent: f64) -> Amount {
        self.each(|minutes| (minutes as f64 * percent / 100.0).round() as i64)
    }
}

/// What one node waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bond {
    pub from: usize,
    pub to: usize,
    pub tie: Tie,
    /// Working minutes; below nought for a lead.
    pub lag: i64,
    /// Whether somebody wrote it, or a network gives it; not so between a phase and its own tasks.
    pub said: bool,
}

/// A row of the plan that is still to be done.
#[derive(Clone, Debug)]
pub struct Row {
    pub at: Address,
    pub name: Shown,
    /// The nodes of its start and of its end; one and the same for a row without parts.
    pub first: usize,
    pub last: usize,
    /// The rows of its tasks.
    pub parts: Vec<usize>,
    /// The row of its phase.
    pub within: Option<usize>,
    /// Percent.
    pub progress: f64,
    pub counts: bool,
}

/// A row that is done.
#[derive(Clone, Debug)]
pub struct Done {
    pub at: Address,
    pub name: Shown,
    pub on: Option<Day>,
    pub within: Option<Address>,
}

impl Network {
    /// The row of an address.
    pub fn row(&self, at: &Address) -> Option<usize> {
        self.rows.iter().position(|row| row.at == *at)
    }

    /// The name of the row a node belongs to.
    pub fn name(&self, node: usize) -> &Shown {
        &self.rows[self.nodes[node].row].name
    }
}
