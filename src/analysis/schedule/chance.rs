//! How long a piece may take: draws from its span.
//!
//! Every row has a stream of its own, and every run its place in it, so that neither threads nor other rows change what
//! is drawn: what an edit moves is the edit's doing, not chance's.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::Amount;
use crate::model::Address;

/// How a span's chances lie between its least, likely and most.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shape {
    /// Straight up to the likely value and straight down.
    #[default]
    Triangular,
    /// The beta of project planning, with four parts of weight on the likely value (Malcolm and others, 1959).
    Pert,
}

impl Shape {
    pub fn word(self) -> &'static str {
        match self {
            Shape::Triangular => "triangular",
            Shape::Pert => "pert",
        }
    }
}

/// A row's stream: the number of each run is found by its place alone.
#[derive(Clone, Copy, Debug)]
pub struct Stream(u64);

/// The step of SplitMix64 from one number to the next (Steele, Lea and Flood, 2014).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Stream {
    pub fn of(seed: i64, at: &Address) -> Stream {
        // FNV-1a over the address, for a number that is the same on every machine.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in at.register.bytes().chain([b'/']).chain(at.id.as_str().bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Stream(SplitMix64::seed_from_u64(hash ^ (seed as u64).rotate_left(32)).next_u64())
    }

    /// The chance drawn in a run, from nought up to but not including one.
    pub fn at(self, run: u64) -> f64 {
        let state = self.0.wrapping_add(run.wrapping_mul(STEP));
        let drawn = SplitMix64::seed_from_u64(state).next_u64();
        (drawn >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// An amount made ready for drawing.
#[derive(Clone, Debug)]
pub enum Draw {
    Fixed(i64),
    /// Least, width, and where the likely value lies between nought and one.
    Triangle(f64, f64, f64),
    /// Minutes at even steps of chance.
    Steps(Vec<f32>),
}

impl Draw {
    pub fn of(amount: Amount, shape: Shape) -> Draw {
        let Amount { min, likely, max } = amount;
        if min >= max {
            return Draw::Fixed(min);
        }
        let width = (max - min) as f64;
        let peak = (likely.clamp(min, max) - min) as f64 / width;
        match shape {
            Shape::Triangular => Draw::Triangle(min as f64, width, peak),
            Shape::Pert => {
                Draw::Steps(quantiles(peak).iter().map(|share| (min as f64 + width * share) as f32).collect())
            }
        }
    }

    /// The minutes at a chance.
    pub fn at(&self, chance: f64) -> i64 {
        match self {
            Draw::Fixed(minutes) => *minutes,
            Draw::Triangle(min, width, peak) => {
                let share =
                    if chance < *peak { (chance * peak).sqrt() } else { 1.0 - ((1.0 - chance) * (1.0 - peak)).sqrt() };
                (min + width * share).round() as i64
            }
            Draw::Steps(steps) => {
                let place = chance * (steps.len() - 1) as f64;
                let low = (place as usize).min(steps.len() - 2);
                let part = place - low as f64;
                let (from, to) = (f64::from(steps[low]), f64::from(steps[low + 1]));
                (from + part * (to - from)).round() as i64
            }
        }
    }
}

/// Steps of chance that are kept, and of the way from nought to one that are summed up.
const KEPT: usize = 256;
const FINE: usize = 4096;

/// The quantiles of the beta distribution with its peak here: density x^(4m) (1−x)^(4−4m). The exponents are taken in
/// sixteenths, so that square roots and products are enough and every machine gets the same bits.
fn quantiles(peak: f64) -> Vec<f64> {
    let sixteenths = (peak * 64.0).round() as i32;
    let power = |x: f64, n: i32| x.sqrt().sqrt().sqrt().sqrt().powi_exact(n);
    let density = |x: f64| power(x, sixteenths) * power(1.0 - x, 64 - sixteenths);
    let mut below = Vec::with_capacity(FINE + 1);
    below.push(0.0);
    let mut sum = 0.0;
    for step in 0..FINE {
        sum += density((step as f64 + 0.5) / FINE as f64);
        below.push(sum);
    }
    let mut at = 0;
    (0..=KEPT)
        .map(|step| {
            let wanted = sum * step as f64 / KEPT as f64;
            while at + 1 < FINE && below[at + 1] < wanted {
                at += 1;
            }
            let width = below[at + 1] - below[at];
            let part = if width > 0.0 { ((wanted - below[at]) / width).clamp(0.0, 1.0) } else { 0.0 };
            if step == KEPT { 1.0 } else { (at as f64 + part) / FINE as f64 }
        })
        .collect()
}

trait Exact {
    fn powi_exact(self, n: i32) -> f64;
}

impl Exact for f64 {
    /// A whole power by products in a fixed order.
    fn powi_exact(self, n: i32) -> f64 {
        let (mut result, mut square, mut n) = (1.0, self, n);
        while n > 0 {
            if n & 1 == 1 {
                result *= square;
            }
            square *= square;
            n >>= 1;
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 2 to 4 with 3 the likeliest, half lie below 3; a tenth below 2 + √(0.1 · 1 · 2) = 2.447.
    #[test]
    fn the_triangle_has_its_quantiles() {
        let draw = Draw::of(Amount { min: 2_000_000, likely: 3_000_000, max: 4_000_000 }, Shape::Triangular);
        assert_eq!(draw.at(0.5), 3_000_000);
        assert!((draw.at(0.1) - 2_447_214).abs() < 10, "{}", draw.at(0.1));
        assert_eq!((draw.at(0.0), draw.at(0.999_999_999_999)), (2_000_000, 3_999_999));
    }

    /// The beta of 3 and 3: its distribution is 10x³ − 15x⁴ + 6x⁵, so 10.35 % lie below a quarter.
    #[test]
    fn the_beta_has_its_quantiles() {
        let draw = Draw::of(Amount { min: 0, likely: 500_000, max: 1_000_000 }, Shape::Pert);
        assert!((draw.at(0.5) - 500_000).abs() < 300, "{}", draw.at(0.5));
        let below = 10.0 * 0.25_f64.powi(3) - 15.0 * 0.25_f64.powi(4) + 6.0 * 0.25_f64.powi(5);
        assert!((draw.at(below) - 250_000).abs() < 500, "{}", draw.at(below));
        let lean = Draw::of(Amount { min: 0, likely: 0, max: 1_000_000 }, Shape::Pert);
        // (1−x)⁴: a half lies below 1 − 0.5^(1/5).
        assert!((lean.at(0.5) - 129_449).abs() < 500, "{}", lean.at(0.5));
    }

    #[test]
    fn streams_differ_by_row_and_seed_and_are_even() {
        let at = |id: &str| Address { register: "tasks", id: crate::model::Id::parse(id).expect("an id") };
        let (a, b, other) = (Stream::of(7, &at("a")), Stream::of(7, &at("b")), Stream::of(8, &at("a")));
        assert_eq!(a.at(3), Stream::of(7, &at("a")).at(3));
        assert!(a.at(3) != b.at(3) && a.at(3) != other.at(3));
        let mean = (0..10_000).map(|run| a.at(run)).sum::<f64>() / 10_000.0;
        // Six standard errors of 0.0029.
        assert!((mean - 0.5).abs() < 0.0175, "{mean}");
    }
}
