//! What is known of the time ahead: network, schedule and forecast of one plan, computed together.

use std::collections::HashMap;

use super::flaw::unstaffed;
use super::overload::{Week, weeks};
use super::{Draws, Forecast, Network, Schedule, View, forecast, level, level_kept, level_like, solo};
use crate::model::{Address, Day, Plan};

/// The timeline of a plan. Slow beside the other facts (a tenth of a second for sixty tasks), so that a screen asks for
/// it on a thread of its own.
#[derive(Clone, Debug)]
pub struct Ahead {
    pub net: Network,
    pub schedule: Schedule,
    pub forecast: Forecast,
    /// One person alone, by both readings of what a phase-week takes.
    pub solo: [Alone; 2],
    /// Everybody's weeks up to the finish.
    pub weeks: Vec<Week>,
    places: HashMap<Address, usize>,
}

/// What one person alone would need.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Alone {
    /// Person-days that a phase-week takes.
    pub lead_days: f64,
    /// Working weeks of the median run.
    pub weeks: f64,
}

/// Runs by which one order of work is held against another.
const FEW: usize = 2_000;
/// Runs for what one person would need.
const ALONE: usize = 2_000;

impl Ahead {
    /// The timeline of a plan seen from `today`; the number of threads changes no date. With the one of another plan the two
    /// are comparable: the order of its work is kept, searched on from, and left, and whichever has half of the runs done
    /// first is taken, so that the difference is the plan's doing and not the search's.
    pub fn of(plan: &Plan, today: Day, threads: usize, before: Option<&Ahead>) -> Ahead {
        let net = Network::of(plan, today, View::People);
        let draws = Draws::of(plan, threads);
        let mut schedule = level(&net);
        if let Some(before) = before {
            let few = Draws { runs: draws.runs.min(FEW), ..draws };
            let middle = |schedule: &Schedule| forecast(&net, schedule, few).minutes.p50;
            let kept = level_kept(&net, &before.net, &before.schedule);
            let like = level_like(&net, &before.net, &before.schedule);
            // Of two that are as early, the one that changes less.
            let all = [kept, like, schedule];
            let best = (0..all.len()).min_by_key(|at| middle(&all[*at])).unwrap_or(0);
            schedule = all.into_iter().nth(best).unwrap_or_else(|| level(&net));
        }
        let forecast = forecast(&net, &schedule, draws);
        let alone = solo::solo(plan, today, Draws { runs: draws.runs.min(ALONE), ..draws });
        let solo = alone.map(|reading| Alone { lead_days: reading.lead_days, weeks: reading.forecast.weeks.p50 });
        let places = net.rows.iter().enumerate().map(|(at, row)| (row.at.clone(), at)).collect();
        Ahead { weeks: weeks(&net, &schedule), net, schedule, forecast, solo, places }
    }

    /// Whether nothing is left to do.
    pub fn is_over(&self) -> bool {
        self.net.nodes.is_empty()
    }

    /// The place of a row that is still to be done.
    pub fn place(&self, at: &Address) -> Option<usize> {
        self.places.get(at).copied()
    }

    /// First and last day of a row on the likely values.
    pub fn days(&self, row: usize) -> (Day, Day) {
        let (start, end) = self.schedule.row(&self.net, row);
        self.net.calendar.days(start, end)
    }

    /// The first week in which more is asked of somebody than they have.
    pub fn overfull(&self) -> Option<&Week> {
        self.weeks.iter().filter(|week| week.is_over()).min_by_key(|week| (week.monday, week.worker))
    }

    /// Rows of the review that nobody has time for; see [`unstaffed`].
    pub fn unstaffed(&self) -> Vec<&Address> {
        unstaffed(&self.net, &self.schedule)
    }

    /// The name of the person of a week.
    pub fn name(&self, week: &Week) -> &crate::text::Shown {
        &self.net.calendar.workers[week.worker].name
    }
}
