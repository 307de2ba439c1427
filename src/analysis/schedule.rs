//! When the review is done, and what decides that day: a network of work, people with a share of their week, a schedule
//! in which nobody gives more than that, and a forecast by many runs of it.
//!
//! All time is counted in working minutes from the start of today (or of the next working day): a day has 480 of them,
//! a week five days. Integers throughout, so that every machine finds the same dates.

pub mod ahead;
pub mod anomaly;
pub mod bound;
pub mod calendar;
pub mod chance;
pub mod checks;
pub mod columns;
pub mod flaw;
pub mod forecast;
pub mod hours;
pub mod level;
pub mod moved;
pub mod network;
pub mod overload;
pub mod place;
pub mod reading;
pub mod solo;
pub mod why;

pub use ahead::Ahead;
pub use calendar::{Calendar, Worker};
pub use chance::Shape;
pub use flaw::{Flaw, Trouble};
pub use forecast::{Draws, Forecast, Outcome, Spread, forecast};
pub use level::{Schedule, level, level_kept, level_like};
pub use network::{Amount, Bond, Done, Network, Node, Part, Row};

/// Minutes of a working day.
pub const DAY: i64 = 480;
/// Minutes of a working week.
pub const WEEK: i64 = 5 * DAY;

/// What the schedule takes into account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum View {
    /// The plan as it stands: people and their hours, the calendar, what is done already.
    #[default]
    People,
    /// The phases and their links alone, from the beginning.
    Bare,
}

/// Working weeks, unrounded.
pub fn weeks(minutes: i64) -> f64 {
    minutes as f64 / WEEK as f64
}

/// Working days, unrounded.
pub fn days(minutes: i64) -> f64 {
    minutes as f64 / DAY as f64
}
