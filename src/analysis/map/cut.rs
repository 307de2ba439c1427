//! The three questions that find a cut line, and the risk that follows.

use super::net::Net;
use super::{Cut, Need, Suggested, is_inner};
use crate::analysis::World;
use crate::analysis::trend::median;
use crate::model::{DataHold, Domain, Likelihood, LinkKind, Plan, Risk, VendorLock};

/// How many times its neighbours' a load must be, or how many times less, to be unlike theirs.
pub const UNLIKE: f64 = 4.0;

/// A domain's load beside others'.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Load {
    /// Requests or jobs an hour.
    pub own: Option<f64>,
    /// The middle of its neighbours'.
    pub neighbours: Option<f64>,
    /// How many times theirs its own is.
    pub ratio: Option<f64>,
    /// How many times the middle of all domains' its own is.
    pub of_all: Option<f64>,
}

/// The middle of the loads of all parts of the system.
pub(super) fn middle_load(plan: &Plan) -> Option<f64> {
    let loads: Vec<f64> =
        plan.domains.iter().filter(|domain| is_inner(domain)).filter_map(|domain| load(domain)).collect();
    (!loads.is_empty()).then(|| median(&loads))
}

fn load(domain: &Domain) -> Option<f64> {
    domain.load_per_hour.filter(|load| load.is_finite() && *load >= 0.0)
}

fn over(one: f64, other: f64) -> Option<f64> {
    (other > 0.0).then_some(one / other).filter(|ratio| ratio.is_finite())
}

/// What a domain's fields and links say by themselves.
pub(super) fn cut(plan: &Plan, net: &Net, domain: &Domain, middle: Option<f64>) -> Cut {
    let Ok(at) = plan.domains.place(&domain.id) else { return Cut::default() };
    let beside: Vec<f64> = net
        .beside(at)
        .into_iter()
        .filter_map(|near| plan.domains.nth(near).filter(|near| is_inner(near)).and_then(|near| load(near)))
        .collect();
    let neighbours = (!beside.is_empty()).then(|| median(&beside));
    let own = load(domain);
    let both = own.zip(neighbours);
    let ratio = both.and_then(|(own, other)| over(own, other));
    let unlike = both.map(|(own, other)| own.max(other) >= UNLIKE * own.min(other) && own != other);
    let mut coupling = [0; 5];
    let mut untie = Vec::new();
    for (from, to, kind, link) in net.touching(at) {
        coupling[*kind as usize] += 1;
        let other = if *from == at { *to } else { *from };
        let inside = plan.domains.nth(other).is_some_and(|other| is_inner(other));
        if matches!(kind, LinkKind::SharedTable | LinkKind::SharedCode) && inside && is_inner(domain) {
            untie.push((*kind != LinkKind::SharedTable, *link));
        }
    }
    untie.sort_unstable();
    let id =
        |(_, link): (bool, usize)| plan.links.nth(link).map(|link| crate::model::field::Record::id(&**link).clone());
    Cut {
        id: domain.id.clone(),
        inner: is_inner(domain),
        questions: if is_inner(domain) { [data(domain), unlike, vendor(domain)] } else { [None; 3] },
        load: Load { own, neighbours, ratio, of_all: own.zip(middle).and_then(|(own, all)| over(own, all)) },
        fan_in: net.leaning(at).count(),
        fan_out: net.leans_on(at).count(),
        coupling,
        bridge: net.is_bridge(at),
        untie: untie.into_iter().filter_map(id).collect(),
        blast: net.blast(at),
        ..Cut::default()
    }
}

fn data(domain: &Domain) -> Option<bool> {
    domain.data_model.map(|hold| hold == DataHold::Own)
}

/// Whether a vendor it leans on may change: as somebody said, else where the vendor sits so deep that any change is a
/// rewrite.
fn vendor(domain: &Domain) -> Option<bool> {
    match domain.vendor_change {
        Some(Likelihood::Unlikely) => Some(false),
        Some(_) => Some(true),
        None if domain.vendor_lock == VendorLock::Woven => Some(true),
        None if domain.vendor.is_empty() && domain.vendor_lock == VendorLock::None => Some(false),
        None => None,
    }
}

/// Days in half a year and in a year.
const HALF_YEAR: i64 = 183;
const YEAR: i64 = 365;

/// The risk as the product of how soon a cut is asked for, the load and how many lean on it: up to 3 low, from 12 on high.
pub(super) fn suggest(world: &World, cut: &mut Cut) {
    if !cut.inner {
        return;
    }
    let soon = match &cut.need {
        Need::Forced { on, .. } if on.since(world.today) <= HALF_YEAR => 3,
        Need::Forced { on, .. } if on.since(world.today) <= YEAR => 2,
        _ => 1,
    };
    let load = match cut.load.of_all {
        Some(ratio) if ratio >= 4.0 => 3,
        Some(ratio) if ratio >= 1.0 => 2,
        _ => 1,
    };
    let leaned = match cut.fan_in {
        0 => 1,
        1 | 2 => 2,
        _ => 3,
    };
    let risk = match soon * load * leaned {
        0..4 => Risk::Low,
        4..12 => Risk::Medium,
        _ => Risk::High,
    };
    // Without a load and without links nothing is known of it.
    let known = cut.load.own.is_some() || cut.fan_in + cut.fan_out > 0;
    cut.suggested = Suggested { risk: known.then_some(risk), soon, load, leaned };
}
