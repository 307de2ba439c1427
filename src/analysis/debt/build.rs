//! Time to build: how long features of like size take now beside half a year ago, and what that says of the next ones.
//!
//! The range of the ratio is a bootstrap of the two groups (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993,
//! chapter 13): each is drawn again from itself, and one ratio in ten of the drawn ones lies below `low`, one above `high`.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::analysis::growth::seed;
use crate::analysis::trend::median;
use crate::model::cell::Choice;
use crate::model::{Day, Feature, FeatureSize, Id, Plan};

/// How building time changed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BuildTime {
    /// Features of now that have one of like size of then to be held against.
    pub pairs: usize,
    /// The change; `None` below [`FEWEST`] pairs.
    pub change: Option<Change>,
    /// By size: the days a feature of it takes now, per domain it touches; `None` where none was finished of late.
    pub usual: [Option<f64>; 3],
    /// Planned features with the days they will take, by id.
    pub ahead: Vec<(Id, f64)>,
}

/// Time now over time then.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Change {
    pub ratio: f64,
    /// One drawn ratio in ten lies below, one above.
    pub low: f64,
    pub high: f64,
    /// The middle of then and of now, in days, of the size with most pairs, and that size.
    pub then: f64,
    pub now: f64,
    pub size: FeatureSize,
}

/// Pairs below which nothing is said.
pub const FEWEST: usize = 3;
/// Days back that count as now, and those around half a year ago that count as then.
pub const NOW: i64 = 91;
pub const THEN: (i64, i64) = (92, 274);
/// How many times as long each further domain makes a feature.
pub const COUPLING: f64 = 1.5;
/// The last features of a group that count.
const LATEST: usize = 12;
/// Ratios that are drawn for the range.
const DRAWS: usize = 200;

impl BuildTime {
    /// The days a planned feature will take.
    pub fn of(&self, id: &Id) -> Option<f64> {
        self.ahead.binary_search_by(|(known, _)| known.cmp(id)).ok().map(|at| self.ahead[at].1)
    }

    /// Whether building gets slower beyond what chance does.
    pub fn compounds(&self) -> bool {
        self.change.is_some_and(|change| change.low > 1.0)
    }
}

/// How many times as long a feature takes for the domains it touches.
pub fn spread(feature: &Feature) -> f64 {
    COUPLING.powi(feature.domains.0.len().clamp(1, 8) as i32 - 1)
}

fn days(feature: &Feature) -> Option<f64> {
    feature.took.map(|span| span.work_days()).filter(|days| days.is_finite() && *days > 0.0)
}

/// Both groups of one size.
struct Groups {
    size: FeatureSize,
    then: Vec<f64>,
    now: Vec<f64>,
}

impl Groups {
    fn pairs(&self) -> usize {
        self.then.len().min(self.now.len())
    }

    fn ratio(&self) -> f64 {
        median(&self.now) / median(&self.then)
    }
}

/// The change on a day. Linear in the features; the range is drawn from the last few of each group.
pub fn build_time(plan: &Plan, today: Day) -> BuildTime {
    let mut all: Vec<(Day, &Feature, f64)> =
        plan.features.iter().filter_map(|feature| Some((feature.finished?, &**feature, days(feature)?))).collect();
    if all.is_empty() && plan.features.is_empty() {
        return BuildTime::default();
    }
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let within = |size: FeatureSize, from: i64, to: i64| {
        let fits =
            move |row: &&(Day, &Feature, f64)| row.1.size == Some(size) && (from..=to).contains(&today.since(row.0));
        all.iter().filter(fits).take(LATEST)
    };
    let groups: Vec<Groups> = FeatureSize::ALL
        .iter()
        .map(|size| Groups {
            size: *size,
            then: within(*size, THEN.0, THEN.1).map(|row| row.2).collect(),
            now: within(*size, 0, NOW).map(|row| row.2).collect(),
        })
        .collect();
    let pairs = groups.iter().map(Groups::pairs).sum();
    let usual = [FeatureSize::S, FeatureSize::M, FeatureSize::L].map(|size| {
        let now: Vec<f64> = within(size, 0, NOW).map(|row| row.2 / spread(row.1)).collect();
        (!now.is_empty()).then(|| median(&now))
    });
    let planned = plan.features.iter().filter(|feature| feature.finished.is_none());
    let ahead = planned.filter_map(|feature| {
        let base = usual[feature.size? as usize]?;
        Some((feature.id.clone(), base * spread(feature)))
    });
    let ahead: Vec<(Id, f64)> = ahead.filter(|(_, days)| days.is_finite()).collect();
    let change = (pairs >= FEWEST).then(|| change(plan, &groups)).flatten();
    BuildTime { pairs, change, usual, ahead }
}

/// The ratio of all sizes together: each size's, weighed by its pairs, on the logarithm.
fn together(groups: &[Groups], ratio: &mut dyn FnMut(&Groups) -> f64) -> Option<f64> {
    let (mut sum, mut weight) = (0.0, 0.0);
    for group in groups.iter().filter(|group| group.pairs() > 0) {
        let pairs = group.pairs() as f64;
        sum += pairs * ratio(group).ln();
        weight += pairs;
    }
    Some((sum / weight).exp()).filter(|ratio| ratio.is_finite() && weight > 0.0)
}

fn change(plan: &Plan, groups: &[Groups]) -> Option<Change> {
    let ratio = together(groups, &mut Groups::ratio)?;
    let main = groups.iter().rev().max_by_key(|group| group.pairs())?;
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed(plan, &Id::join(&["build-time"])));
    let mut again = |from: &[f64]| -> f64 {
        // The remainder favours some places by less than one in 10^18.
        let drawn: Vec<f64> = from.iter().map(|_| from[(chance.next_u64() % from.len() as u64) as usize]).collect();
        median(&drawn)
    };
    let mut drawn: Vec<f64> = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        drawn.extend(together(groups, &mut |group: &Groups| again(&group.now) / again(&group.then)));
    }
    drawn.sort_by(f64::total_cmp);
    let at = |share: f64| drawn.get((share * drawn.len() as f64) as usize).copied();
    let (low, high) = (at(0.1)?.min(ratio), at(0.9)?.max(ratio));
    Some(Change { ratio, low, high, then: median(&main.then), now: median(&main.now), size: main.size })
}
