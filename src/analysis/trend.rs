//! The line through a series of readings, and when it reaches a value.
//!
//! Least squares on days; of a quantity that grows by a share of itself, on its logarithm. One pass leaves out readings
//! whose residual lies further than 3.5 times the scaled median absolute deviation from the median residual (Iglewicz
//! and Hoaglin, *How to Detect and Handle Outliers*, 1993), and fits again. The range of a date comes from a bootstrap
//! of the residuals (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 9), each set in proportion
//! to its leverage and the whole widened by Student's factor, since few readings tell little of their own scatter.

use std::collections::BTreeMap;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::model::Day;

/// A line through readings: value, or its natural logarithm, against days.
#[derive(Clone, Debug)]
pub struct Line {
    /// The mean day of the readings, counted in days from `origin`, and the mean of their values there.
    center: f64,
    mean: f64,
    /// Per day.
    pub slope: f64,
    origin: Day,
    log: bool,
    /// Σ (x − x̄)².
    spread: f64,
    /// Each reading's day less the mean, and what the line leaves of it, set in proportion to its leverage.
    rest: Vec<(f64, f64)>,
    /// Readings too far from the others to count.
    pub left_out: Vec<Day>,
}

/// When something happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum When {
    On(Day),
    /// Not at this rate: the line runs the other way, or needs longer than [`HORIZON`].
    Never,
}

impl When {
    pub fn day(self) -> Option<Day> {
        if let When::On(day) = self { Some(day) } else { None }
    }
}

/// A date with its range: one run in ten is earlier than `p10`, one in ten later than `p90`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dates {
    pub p10: When,
    /// The line's own.
    pub p50: When,
    pub p90: When,
}

impl Dates {
    /// A date that is known.
    pub fn known(day: Day) -> Dates {
        Dates { p10: When::On(day), p50: When::On(day), p90: When::On(day) }
    }
}

/// Fewest readings a line is drawn through.
pub const FEWEST: usize = 3;

/// Days after which "at this rate" says nothing any more: thirty years.
pub const HORIZON: f64 = 30.0 * 365.25;

/// Lines drawn for a range.
const DRAWS: usize = 400;

/// Residuals further out than so many scaled deviations do not count.
const FAR: f64 = 3.5;
/// The factor that makes the median absolute deviation of a normal scatter its standard deviation.
const SCALE: f64 = 1.4826;

impl Line {
    /// The line through a series; `log` for a quantity that grows by a share of itself, whose readings of nought and
    /// below then cannot count. `None` with fewer than [`FEWEST`] readings, or all of them on one day.
    pub fn through(readings: &BTreeMap<Day, f64>, log: bool) -> Option<Line> {
        let usable = |n: &f64| n.is_finite() && (!log || *n > 0.0);
        let origin = *readings.keys().next()?;
        let mut out: Vec<Day> = readings.iter().filter(|(_, n)| !usable(n)).map(|(day, _)| *day).collect();
        let points: Vec<(Day, f64, f64)> = readings
            .iter()
            .filter(|(_, n)| usable(n))
            .map(|(day, n)| (*day, day.since(origin) as f64, if log { n.ln() } else { *n }))
            .collect();
        let first = Fit::of(&points)?;
        let far = first.far(&points);
        let kept: Vec<(Day, f64, f64)> =
            points.iter().zip(&far).filter(|(_, far)| !**far).map(|(point, _)| *point).collect();
        let (fit, kept) = match Fit::of(&kept) {
            Some(fit) if kept.len() < points.len() => {
                out.extend(points.iter().zip(&far).filter(|(_, far)| **far).map(|(point, _)| point.0));
                (fit, kept)
            }
            _ => (first, points),
        };
        out.sort();
        Some(fit.line(&kept, origin, log, out))
    }

    /// The value the line has on a day.
    pub fn at(&self, day: Day) -> f64 {
        let y = self.mean + self.slope * (day.since(self.origin) as f64 - self.center);
        if self.log { y.exp() } else { y }
    }

    /// How many readings it goes through.
    pub fn count(&self) -> usize {
        self.rest.len()
    }

    /// Growth from one week to the next as a share of itself; only where the line is drawn through logarithms.
    pub fn weekly_growth(&self) -> Option<f64> {
        self.log.then(|| (self.slope * 7.0).exp() - 1.0).filter(|share| share.is_finite())
    }

    /// The day in which the line reaches a value, on its way up (or `down`).
    pub fn reaches(&self, value: f64, down: bool) -> When {
        self.with(0.0, 0.0).reaches(self.target(value), down).map_or(When::Never, |x| self.day(x))
    }

    /// The same with its range. The same seed gives the same days on every machine.
    pub fn dates(&self, value: f64, down: bool, draws: &Draws) -> Dates {
        let target = self.target(value);
        let p50 = self.with(0.0, 0.0).reaches(target, down);
        let each = draws.0.iter().map(|(up, turn)| self.with(*up, *turn).reaches(target, down));
        let mut found: Vec<f64> = each.map(|x| x.unwrap_or(f64::INFINITY)).collect();
        if found.is_empty() {
            let when = p50.map_or(When::Never, |x| self.day(x));
            return Dates { p10: when, p50: when, p90: when };
        }
        let mut quantile = |share: f64| {
            let at = ((found.len() - 1) as f64 * share).round() as usize;
            *found.select_nth_unstable_by(at, f64::total_cmp).1
        };
        let (low, high) = (quantile(0.1), quantile(0.9));
        let middle = p50.unwrap_or(f64::INFINITY);
        let day = |x: f64| if x.is_finite() { self.day(x) } else { When::Never };
        Dates { p10: day(low.min(middle)), p50: day(middle), p90: day(high.max(middle)) }
    }

    /// Lines that the same readings could have given as well.
    pub fn draws(&self, seed: u64) -> Draws {
        let n = self.rest.len();
        if n < FEWEST || self.spread <= 0.0 || self.rest.iter().all(|(_, rest)| *rest == 0.0) {
            return Draws(Vec::new());
        }
        let widen = student(n - 2) / student(usize::MAX);
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
        let one = |chance: &mut Xoshiro256PlusPlus| {
            let (mut up, mut turn) = (0.0, 0.0);
            for (x, _) in &self.rest {
                let at = (u64::from(chance.next_u32()) * n as u64) >> 32;
                let rest = self.rest[at as usize].1;
                up += rest;
                turn += x * rest;
            }
            (widen * up / n as f64, widen * turn / self.spread)
        };
        Draws((0..DRAWS).map(|_| one(&mut chance)).collect())
    }

    fn target(&self, value: f64) -> f64 {
        if self.log { value.ln() } else { value }
    }

    /// This line lifted and turned.
    fn with(&self, up: f64, turn: f64) -> Bare {
        Bare { center: self.center, mean: self.mean + up, slope: self.slope + turn }
    }

    /// The day in which so many days from the origin fall.
    fn day(&self, x: f64) -> When {
        let days = x.floor();
        // Beyond the horizon in either direction nothing is said.
        if !days.is_finite() || (days - self.center).abs() > HORIZON {
            return When::Never;
        }
        self.origin.plus(days as i64).map_or(When::Never, When::On)
    }
}

/// How far each of some lines that could have been lies above the fitted one at its middle, and how much steeper it
/// is. Empty where the readings lie on the line exactly.
#[derive(Clone, Debug)]
pub struct Draws(Vec<(f64, f64)>);

struct Bare {
    center: f64,
    mean: f64,
    slope: f64,
}

impl Bare {
    /// Days from the origin at which it reaches a value; nothing where it runs the other way.
    fn reaches(&self, target: f64, down: bool) -> Option<f64> {
        let right_way = if down { self.slope < 0.0 } else { self.slope > 0.0 };
        right_way.then(|| self.center + (target - self.mean) / self.slope).filter(|x| x.is_finite())
    }
}

struct Fit {
    center: f64,
    mean: f64,
    slope: f64,
    spread: f64,
}

impl Fit {
    fn of(points: &[(Day, f64, f64)]) -> Option<Fit> {
        let n = points.len() as f64;
        if points.len() < FEWEST {
            return None;
        }
        let center = points.iter().map(|(_, x, _)| x).sum::<f64>() / n;
        let mean = points.iter().map(|(.., y)| y).sum::<f64>() / n;
        let spread = points.iter().map(|(_, x, _)| (x - center).powi(2)).sum::<f64>();
        let both = points.iter().map(|(_, x, y)| (x - center) * (y - mean)).sum::<f64>();
        let slope = both / spread;
        (spread > 0.0 && slope.is_finite() && mean.is_finite()).then_some(Fit { center, mean, slope, spread })
    }

    fn rest(&self, x: f64, y: f64) -> f64 {
        y - self.mean - self.slope * (x - self.center)
    }

    /// Which points lie too far from the others.
    fn far(&self, points: &[(Day, f64, f64)]) -> Vec<bool> {
        let rest: Vec<f64> = points.iter().map(|(_, x, y)| self.rest(*x, *y)).collect();
        let middle = median(&rest);
        let deviations: Vec<f64> = rest.iter().map(|r| (r - middle).abs()).collect();
        let limit = FAR * SCALE * median(&deviations);
        // Where more than half lie on the line to the last bit, nothing is said by how far the others are.
        let trifle = 1e-9 * points.iter().map(|(.., y)| y.abs()).fold(0.0, f64::max);
        deviations.iter().map(|d| limit > trifle && *d > limit).collect()
    }

    fn line(&self, points: &[(Day, f64, f64)], origin: Day, log: bool, left_out: Vec<Day>) -> Line {
        let n = points.len() as f64;
        let mut rest: Vec<(f64, f64)> = points
            .iter()
            .map(|(_, x, y)| {
                let from = x - self.center;
                let leverage = 1.0 / n + from * from / self.spread;
                // A point that alone decides the line leaves nothing by which to judge it.
                let left = (1.0 - leverage).max(0.05);
                (from, self.rest(*x, *y) / left.sqrt())
            })
            .collect();
        let mean = rest.iter().map(|(_, r)| r).sum::<f64>() / n;
        let trifle = 1e-12 * points.iter().map(|(.., y)| y.abs()).fold(0.0, f64::max);
        for (_, r) in &mut rest {
            *r -= mean;
            if r.abs() <= trifle {
                *r = 0.0;
            }
        }
        let Fit { center, mean, slope, spread } = *self;
        Line { center, mean, slope, origin, log, spread, rest, left_out }
    }
}

/// The middle of some numbers, of an even count the mean of both; nought of none.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// Student's t that nine in ten lie below, by degrees of freedom: the expansion of Cornish and Fisher around the
/// normal distribution's 1.2816 (Abramowitz and Stegun, 26.7.5), which is off by 4 % for one degree, by less than
/// half a percent from two on.
fn student(freedom: usize) -> f64 {
    let z: f64 = 1.281_551_565_5;
    let v = freedom as f64;
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / v + second / v.powi(2) + third / v.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn every(days: i64, from: &str, values: &[f64]) -> BTreeMap<Day, f64> {
        let each = values.iter().enumerate();
        each.map(|(n, value)| (day(from).plus(days * n as i64).expect("a day"), *value)).collect()
    }

    fn on(text: &str) -> When {
        When::On(day(text))
    }

    #[test]
    fn the_demo_database_crosses_on_the_day_worked_out_by_hand() {
        let readings = every(7, "2026-09-21", &[141.0, 150.0, 153.0, 162.0, 167.0, 178.0, 181.0, 190.0]);
        let line = Line::through(&readings, false).expect("a line");
        assert!((line.slope * 7.0 - 6.9).abs() < 0.05, "{}", line.slope * 7.0);
        assert_eq!(line.reaches(200.0, false), on("2026-11-19"));
        assert!(line.left_out.is_empty());
        let dates = line.dates(200.0, false, &line.draws(7));
        assert_eq!(dates.p50, on("2026-11-19"));
        assert!(dates.p10 <= dates.p50 && dates.p50 <= dates.p90, "{dates:?}");
        assert!(dates.p10 >= on("2026-11-15") && dates.p90 <= on("2026-11-24"), "{dates:?}");
    }

    #[test]
    fn the_demo_users_multiply_on_the_days_worked_out_by_hand() {
        let users = every(14, "2026-08-31", &[120.0, 150.0, 196.0, 241.0, 312.0, 388.0]);
        let line = Line::through(&users, true).expect("a line");
        assert!((line.weekly_growth().expect("growth") - 0.125).abs() < 0.0005);
        for (value, reached) in [
            (500.0, "2026-11-23"),
            (3_880.0, "2027-03-24"),
            (19_400.0, "2027-06-28"),
            (38_800.0, "2027-08-08"),
            (10_000.0, "2027-05-20"),
        ] {
            assert_eq!(line.reaches(value, false), on(reached), "{value}");
        }
    }

    #[test]
    fn a_line_that_lies_on_its_readings_has_no_range() {
        let line = Line::through(&every(1, "2026-01-01", &[1.0, 2.0, 3.0, 4.0]), false).expect("a line");
        assert_eq!(line.dates(10.0, false, &line.draws(1)), Dates::known(day("2026-01-10")));
    }

    #[test]
    fn a_reading_far_off_is_left_out_and_named() {
        let mut readings = every(7, "2026-01-05", &[10.0, 12.0, 13.9, 16.1, 18.0, 20.1, 21.9, 24.0]);
        readings.insert(day("2026-02-04"), 90.0);
        let line = Line::through(&readings, false).expect("a line");
        assert_eq!(line.left_out, [day("2026-02-04")]);
        assert!((line.slope * 7.0 - 2.0).abs() < 0.05);
    }

    #[test]
    fn too_few_or_senseless_readings_give_no_line() {
        assert!(Line::through(&BTreeMap::new(), false).is_none());
        assert!(Line::through(&every(7, "2026-01-05", &[1.0, 2.0]), false).is_none());
        assert!(Line::through(&every(7, "2026-01-05", &[0.0, -3.0, 5.0, 0.0]), true).is_none());
        let line = Line::through(&every(7, "2026-01-05", &[0.0, 1.0, 2.0, 4.0]), true).expect("three can count");
        assert_eq!(line.left_out, [day("2026-01-05")]);
    }

    #[test]
    fn constant_falling_and_endless_readings_never_reach_a_limit_above() {
        for values in [[5.0, 5.0, 5.0, 5.0], [8.0, 7.0, 6.0, 5.0], [5.0, 5.0, 5.0, 5.000_001]] {
            let line = Line::through(&every(7, "2026-01-05", &values), false).expect("a line");
            assert_eq!(line.reaches(500.0, false), When::Never, "{values:?}");
            let dates = line.dates(500.0, false, &line.draws(3));
            assert_eq!(dates.p50, When::Never);
            assert_eq!(dates.p90, When::Never);
        }
        let down = Line::through(&every(7, "2026-01-05", &[8.0, 7.0, 6.0, 5.0]), false).expect("a line");
        assert_eq!(down.reaches(0.0, true), on("2026-03-02"));
        let huge = Line::through(&every(7, "2026-01-05", &[1e300, 1e301, 1e302]), false);
        assert!(huge.is_none_or(|line| line.reaches(f64::MAX, false) != on("2026-01-05")));
    }

    #[test]
    fn students_factor_is_near_the_tables() {
        for (freedom, table, within) in
            [(1, 3.078, 0.13), (2, 1.886, 0.01), (3, 1.638, 0.005), (6, 1.440, 0.001), (20, 1.325, 0.001)]
        {
            assert!((student(freedom) - table).abs() < within, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_dates_and_another_nearly_the_same() {
        let readings = every(7, "2026-09-21", &[141.0, 155.0, 149.0, 166.0, 160.0, 181.0, 178.0, 196.0]);
        let line = Line::through(&readings, false).expect("a line");
        let with = |seed| line.dates(300.0, false, &line.draws(seed));
        assert_eq!(with(1), with(1));
        let (one, other) = (with(1), with(2));
        let apart = |a: When, b: When| a.day().expect("a day").since(b.day().expect("a day")).abs();
        assert!(apart(one.p10, other.p10) <= 7 && apart(one.p90, other.p90) <= 14, "{one:?} {other:?}");
    }

    /// On series of a known law, four in five of the ranges hold the day on which the law reaches the limit.
    #[test]
    fn the_range_holds_what_it_says() {
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(2026);
        let mut uniform = || (chance.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        let mut held = 0;
        let mut bad = 0;
        for series in 0..1_000_u64 {
            let count = 5 + (uniform() * 12.0) as usize;
            let slope = 0.5 + 2.0 * uniform();
            let scatter = slope * 7.0 * (0.3 + 1.2 * uniform());
            // Twelve uniform throws make a normal one.
            let values: Vec<f64> = (0..count)
                .map(|n| {
                    let normal = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
                    100.0 + slope * 7.0 * n as f64 + scatter * normal
                })
                .collect();
            let limit = 100.0 + slope * 7.0 * (count as f64 + 8.0);
            let truth = day("2026-01-05").plus(7 * (count as i64 + 8)).expect("a day");
            let readings = every(7, "2026-01-05", &values);
            let Some(line) = Line::through(&readings, false) else { continue };
            let dates = line.dates(limit, false, &line.draws(series));
            held += usize::from(dates.p10 <= When::On(truth) && When::On(truth) <= dates.p90);
            bad += usize::from(dates.p10 > dates.p50 || dates.p50 > dates.p90);
        }
        assert_eq!(bad, 0);
        assert!((760..=840).contains(&held), "{held} of 1000");
    }
}
