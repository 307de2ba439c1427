//! Work over time as bars: what is done, what decides the finish, what could wait, how far an end may slip, and how full
//! people's weeks are. Laid out once in days; painted in cells, as SVG and as Mermaid.

mod mermaid;
mod paint;
mod svg;

use crate::model::{Address, Day};
use crate::text::Shown;

pub use paint::{Frame, Line, Mark, People, Row};

/// The chart as a value. Days run from `from` to `to`, both inside.
#[derive(Clone, PartialEq, Debug)]
pub struct Gantt {
    pub from: Day,
    pub to: Day,
    pub today: Day,
    pub bars: Vec<Bar>,
    pub milestones: Vec<Milestone>,
    pub people: Vec<Load>,
}

/// A row of work.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    pub at: Address,
    pub name: Shown,
    /// How deep it stands: nought, or one below its phase.
    pub depth: usize,
    /// First and last day of what is done, and of what is still to be done.
    pub done: Option<(Day, Day)>,
    pub work: Option<(Day, Day)>,
    /// Whether it decides the finish.
    pub critical: bool,
    /// The last day it could end without moving the finish, where that is later than its end.
    pub slack: Option<Day>,
    /// The days by which half and nine in ten of the runs have ended it.
    pub tail: Option<(Day, Day)>,
    /// The places of the bars it waits for.
    pub after: Vec<usize>,
    /// A word or two behind the name: how far it is, who does it.
    pub note: Shown,
}

/// A promised day.
#[derive(Clone, PartialEq, Debug)]
pub struct Milestone {
    pub day: Day,
    pub name: Shown,
    /// The plan's own target, which has a row of no register.
    pub target: bool,
}

/// A person's weeks.
#[derive(Clone, PartialEq, Debug)]
pub struct Load {
    pub name: Shown,
    /// What they give, as `35 %`.
    pub share: Shown,
    pub weeks: Vec<Hours>,
}

/// Hours of one week.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hours {
    pub monday: Day,
    pub has: f64,
    pub given: f64,
    /// Asked for if nothing waited for anybody's hours.
    pub asked: f64,
    pub over: bool,
}

/// How much time one cell shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Scale {
    /// A day takes one to three cells, as many as there is room for.
    #[default]
    Day,
    /// A week takes two cells.
    Week,
    /// A month takes four.
    Month,
}

impl Scale {
    pub const ALL: [Scale; 3] = [Scale::Day, Scale::Week, Scale::Month];

    pub fn word(self) -> &'static str {
        match self {
            Scale::Day => "day",
            Scale::Week => "week",
            Scale::Month => "month",
        }
    }

    /// The next closer one and the next wider one.
    pub fn closer(self) -> Scale {
        if self == Scale::Month { Scale::Week } else { Scale::Day }
    }

    pub fn wider(self) -> Scale {
        if self == Scale::Day { Scale::Week } else { Scale::Month }
    }

    /// The closest scale at which so many days fit into so many cells.
    pub fn fitting(days: i64, cells: usize) -> Scale {
        let cells = cells as i64;
        match days {
            days if days <= cells => Scale::Day,
            days if days * 2 <= cells * 7 => Scale::Week,
            _ => Scale::Month,
        }
    }
}

impl Bar {
    /// The days behind the bar by which it may slip: from where half of the runs, or the bar itself, have ended.
    fn tail(&self) -> Option<(Day, Day)> {
        let (half, most) = self.tail?;
        let from = self.work.map_or(half, |(_, end)| half.min(end));
        let behind = self.work.is_none_or(|(_, end)| most > end);
        (behind && from < most).then_some((from, most))
    }
}

impl Gantt {
    /// The chart with its edges set so that everything that is known lies inside, on whole weeks.
    pub fn framed(mut self) -> Gantt {
        let bars = self.bars.iter().flat_map(|bar| {
            let ends = [bar.done, bar.work, bar.tail].into_iter().flatten().flat_map(|(from, to)| [from, to]);
            ends.chain(bar.slack)
        });
        // A target that is long past is a finding, and no reason to show the months since.
        let near = self.today.plus(-14).unwrap_or(self.today);
        let marks = self.milestones.iter().filter(|mark| mark.target && mark.day >= near).map(|mark| mark.day);
        let days: Vec<Day> = bars.chain(marks).chain([self.today]).collect();
        let first = days.iter().min().copied().unwrap_or(self.today);
        let last = days.iter().max().copied().unwrap_or(self.today);
        // What was done long ago does not push the rest off the picture.
        let first = self.today.plus(-60).map_or(first, |early| first.max(early));
        let back = i64::from(first.0.weekday().to_monday_zero_offset());
        self.from = first.plus(-back).unwrap_or(first);
        let ahead = 6 - i64::from(last.0.weekday().to_monday_zero_offset());
        self.to = last.plus(ahead).unwrap_or(last).max(self.from);
        self
    }

    /// Days from edge to edge.
    pub fn days(&self) -> i64 {
        self.to.since(self.from) + 1
    }

    /// The chart without what does not decide the finish; a phase stays with its deciding tasks.
    pub fn only_critical(&self) -> Gantt {
        let mut chart = self.clone();
        chart.keep(|bar| bar.critical, usize::MAX);
        chart
    }

    /// Keeps the bars that are wanted, so many of them at most; the links between them stay.
    pub fn keep(&mut self, wanted: impl Fn(&Bar) -> bool, most: usize) {
        let mut place: Vec<Option<usize>> = Vec::with_capacity(self.bars.len());
        let mut kept = 0;
        for bar in &self.bars {
            let keep = kept < most && wanted(bar);
            place.push(keep.then_some(kept));
            kept += usize::from(keep);
        }
        let mut at = 0;
        self.bars.retain(|_| {
            at += 1;
            place[at - 1].is_some()
        });
        for bar in &mut self.bars {
            bar.after = bar.after.iter().filter_map(|at| place.get(*at).copied().flatten()).collect();
        }
    }

    /// The Mondays from edge to edge, and the first days of months.
    fn mondays(&self) -> impl Iterator<Item = Day> + '_ {
        (0..self.days().min(7 * 2_000)).step_by(7).filter_map(|days| self.from.plus(days))
    }

    fn months(&self) -> impl Iterator<Item = Day> + '_ {
        (0..self.days().min(36_600)).filter_map(|days| self.from.plus(days)).filter(|day| day.0.day() == 1)
    }
}

#[cfg(test)]
mod tests;
