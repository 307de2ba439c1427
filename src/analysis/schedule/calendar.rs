//! Working days, and the minutes each person has on each of them.

use super::DAY;
use crate::analysis::capacity;
use crate::model::{Day, Id, Person, PersonKind, Plan};
use crate::text::{Shown, show};

/// Working days from today on, counted from nought, and the people's minutes on them. A day on which nobody works is
/// none of them.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The working days that are spelled out; later ones follow five a week.
    days: Vec<Day>,
    pub today: Day,
    pub workers: Vec<Worker>,
}

/// A person as far as their time goes.
#[derive(Clone, Debug)]
pub struct Worker {
    /// `None` for the one implied person of a plan without a lead.
    pub id: Option<Id>,
    pub name: Shown,
    /// Minutes on each working day that is spelled out.
    pub minutes: Vec<i32>,
    /// Minutes on every later day.
    pub steady: i32,
    /// The first working day from which they give nothing for good.
    pub until: usize,
    /// Percent of a week.
    pub share: f64,
    pub leaves: Option<Day>,
}

/// Most working days that are spelled out: some 23 years.
pub const LONGEST: usize = 6_000;

impl Calendar {
    /// Weekends alone.
    pub fn bare(today: Day, length: usize) -> Calendar {
        Calendar::with(today, length, &[])
    }

    /// Weekends and the product's holidays; nobody works in it yet.
    pub fn of(plan: &Plan, today: Day, length: usize) -> Calendar {
        Calendar::with(today, length, &plan.product().holidays.0)
    }

    fn with(today: Day, length: usize, holidays: &[Day]) -> Calendar {
        let length = length.clamp(1, LONGEST);
        let mut days = Vec::with_capacity(length);
        let mut day = Some(today);
        while let Some(at) = day.filter(|_| days.len() < length) {
            if is_weekday(at) && holidays.binary_search(&at).is_err() {
                days.push(at);
            }
            day = at.plus(1);
        }
        Calendar { days, today, workers: Vec::new() }
    }

    /// How many days are spelled out.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The calendar day of a working day; beyond those spelled out five a week, up to the end of the calendar.
    pub fn day(&self, index: i64) -> Day {
        let at = |index: usize| self.days.get(index).copied();
        if let Some(day) = usize::try_from(index.max(0)).ok().and_then(at) {
            return day;
        }
        let Some(last) = self.days.last() else { return self.today };
        let more = index - (self.days.len() as i64 - 1);
        let (weeks, rest) = (more / 5, more % 5);
        let mut day = last.plus(weeks.saturating_mul(7));
        for _ in 0..rest {
            day = day.and_then(|day| (1..=3).filter_map(|ahead| day.plus(ahead)).find(|day| is_weekday(*day)));
        }
        day.unwrap_or(Day(jiff::civil::Date::MAX))
    }

    /// The day on which work that starts at this minute starts.
    pub fn starts(&self, minute: i64) -> Day {
        self.day(minute.max(0) / DAY)
    }

    /// The day on which work that ends at this minute ends: a minute that closes one day opens none.
    pub fn ends(&self, minute: i64) -> Day {
        self.day((minute.max(1) - 1) / DAY)
    }

    /// The first and the last day of what lasts from one minute to another; what takes no time has one day.
    pub fn days(&self, start: i64, end: i64) -> (Day, Day) {
        let first = self.starts(start);
        (first, if end > start { self.ends(end) } else { first })
    }

    /// The first minute of a day, or of the next working day; below nought for a day that is past.
    pub fn opens(&self, day: Day) -> i64 {
        if day < self.today {
            let mut count = 0;
            let mut at = day;
            // Longer ago makes no difference to anything.
            while at < self.today && count < 600 {
                count += i64::from(is_weekday(at));
                at = at.plus(1).unwrap_or(self.today);
            }
            return -count * DAY;
        }
        let index = self.days.partition_point(|at| *at < day);
        if index < self.days.len() {
            return index as i64 * DAY;
        }
        let last = self.days.last().copied().unwrap_or(self.today);
        let ahead = day.since(last);
        let rest = (1..=ahead % 7).filter_map(|step| last.plus(step)).filter(|day| is_weekday(*day)).count();
        let index = self.days.len() as i64 - 1 + ahead / 7 * 5 + rest as i64;
        // A day on which nobody works opens with the next.
        (if is_weekday(day) { index } else { index + 1 }) * DAY
    }

    /// The first minute after a day.
    pub fn closes(&self, day: Day) -> i64 {
        day.plus(1).map_or(i64::from(i32::MAX), |next| self.opens(next))
    }

    /// Adds a person with their share, days off, first and last day and the way to full pace; their number.
    pub fn hire(&mut self, plan: &Plan, person: &Person) -> usize {
        let share = capacity::share(plan, person);
        let works =
            person.kind != PersonKind::Bot && (person.kind != PersonKind::PlannedHire || person.joins.is_some());
        let full = if works { DAY as f64 * share } else { 0.0 };
        let ramp = person.ramp.map_or(0.0, capacity::elapsed);
        let on = |day: Day| {
            let there = person.joins.is_none_or(|first| first <= day)
                && person.leaves.is_none_or(|last| last >= day)
                && !person.away.0.iter().any(|range| range.first <= day && day <= range.last);
            let pace = match person.joins.map(|first| day.since(first) as f64 + 0.5) {
                Some(since) if since < ramp => since / ramp,
                _ => 1.0,
            };
            if there { (full * pace).round() as i32 } else { 0 }
        };
        let minutes: Vec<i32> = self.days.iter().map(|day| on(*day)).collect();
        let steady = if person.leaves.is_some() { 0 } else { full.round() as i32 };
        let used = minutes.iter().rposition(|minutes| *minutes > 0).map_or(0, |last| last + 1);
        self.workers.push(Worker {
            id: Some(person.id.clone()),
            name: person.name.show(),
            until: if steady > 0 { usize::MAX } else { used },
            minutes,
            steady,
            share: share * 100.0,
            leaves: person.leaves,
        });
        self.workers.len() - 1
    }

    /// Adds somebody of this share who is always there; their number.
    pub fn imply(&mut self, share: f64) -> usize {
        let minutes = (DAY as f64 * (share / 100.0).clamp(0.0, 1.5)).round() as i32;
        self.workers.push(Worker {
            id: None,
            name: show("the lead"),
            minutes: vec![minutes; self.days.len()],
            steady: minutes,
            until: if minutes > 0 { usize::MAX } else { 0 },
            share,
            leaves: None,
        });
        self.workers.len() - 1
    }
}

/// Whether a day lies from Monday to Friday.
pub fn is_weekday(day: Day) -> bool {
    day.0.weekday().to_monday_one_offset() <= 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DayRange, Span};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    /// Thursday 24 December 2026 and Friday the 25th are free; the weekend is anyway.
    #[test]
    fn minutes_and_days_agree_over_weekends_and_holidays() {
        let mut plan = Plan::default();
        let mut product = plan.product().clone();
        product.holidays.0 = vec![day("2026-12-24"), day("2026-12-25")];
        plan.product.put(product);
        let calendar = Calendar::of(&plan, day("2026-12-22"), 4);
        let named: Vec<String> = (0..4).map(|n| calendar.day(n).to_string()).collect();
        assert_eq!(named, ["2026-12-22", "2026-12-23", "2026-12-28", "2026-12-29"]);
        assert_eq!(calendar.ends(2 * DAY), day("2026-12-23"));
        assert_eq!(calendar.starts(2 * DAY), day("2026-12-28"));
        assert_eq!(calendar.opens(day("2026-12-24")), 2 * DAY);
        assert_eq!(calendar.closes(day("2026-12-23")), 2 * DAY);
        assert_eq!(calendar.opens(day("2026-12-18")), -2 * DAY);
        // Beyond the four that are spelled out: Wed, Thu, Fri, Mon.
        assert_eq!(calendar.day(7), day("2027-01-04"));
        assert_eq!(calendar.opens(day("2027-01-04")), 7 * DAY);
    }

    /// Of two weeks of ramp, four days in (a Monday start, the Friday): 4.5 of 14 days, so 32 % of 240 minutes.
    #[test]
    fn hours_grow_over_the_ramp_and_stop_on_days_off() {
        let mut calendar = Calendar::bare(day("2026-11-16"), 30);
        let person = Person {
            share: Some(50.0),
            joins: Some(day("2026-11-16")),
            leaves: Some(day("2026-12-11")),
            ramp: Span::parse("2w").ok(),
            ..Person::default()
        };
        let mut away = person.clone();
        away.away.0 = vec![DayRange { first: day("2026-12-01"), last: day("2026-12-02") }];
        let worker = calendar.hire(&Plan::default(), &away);
        let worker = &calendar.workers[worker];
        assert_eq!(worker.minutes[4], (240.0_f64 * 4.5 / 14.0).round() as i32);
        assert_eq!(worker.minutes[10..13], [240, 0, 0]);
        assert_eq!((worker.minutes[19], worker.minutes[20], worker.steady, worker.until), (240, 0, 0, 20));
    }
}
