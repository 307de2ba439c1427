//! What is wrong with the plan where it is to be scheduled. Everything else is scheduled all the same.

use super::{Network, Schedule};
use crate::model::Address;
use crate::text::{Shown, show};

/// One thing that is wrong, and the rows it is wrong with.
#[derive(Clone, PartialEq, Debug)]
pub struct Flaw {
    pub trouble: Trouble,
    /// The rows, the one to mend first.
    pub rows: Vec<Address>,
    /// The field of the first row that mends it.
    pub field: &'static str,
    /// A sentence that names the rows and says what is reckoned meanwhile.
    pub message: Shown,
}

/// What sort of thing is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trouble {
    /// Work that waits for itself.
    Cycle,
    /// A link to, or a person from, a row that is not there.
    Missing,
    /// Nobody of those who should do it gives any time.
    NoTime,
    /// A span whose least is over its most.
    Backwards,
    /// A day that is past, or one that should be and is not.
    Past,
    /// Those who should do it leave before it is done.
    Leaves,
    /// Neither effort nor elapsed time is known.
    Unsized,
}

impl Flaw {
    pub fn new(trouble: Trouble, rows: Vec<Address>, field: &'static str, message: impl Into<String>) -> Flaw {
        Flaw { trouble, rows, field, message: show(message.into()) }
    }
}

/// Rows that count for the finish and that nobody has time for: as long as there are any, no finish can be told.
pub fn unstaffed<'n>(net: &'n Network, schedule: &'n Schedule) -> Vec<&'n Address> {
    let all = net.flaws.iter().chain(&schedule.flaws).filter(|flaw| flaw.trouble == Trouble::NoTime);
    let rows = all.filter_map(|flaw| flaw.rows.first());
    rows.filter(|at| net.row(at).is_some_and(|row| net.rows[row].counts)).collect()
}
