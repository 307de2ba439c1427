//! The domain map: where the product can be cut, in which order, until when each cut is early enough, and what stands in
//! the way. `cut` asks the three questions, `net` knows circles, bridges and the order, `time` the days, `words` says it in
//! sentences, `checks` what must not be, `columns` tells and explains.

pub mod checks;
mod columns;
mod cut;
mod net;
mod time;
pub mod words;

use super::World;
use super::trend::When;
use crate::model::{Address, Boundary, Day, Domain, DomainKind, Id, LinkKind, Money, Plan, Risk};

pub use columns::COLUMNS;
pub use cut::{Load, UNLIKE};
use net::Net;
pub use time::{Move, NEXT};

/// What is concluded of every domain.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Map {
    /// In the order of the file.
    pub all: Vec<Cut>,
    /// Domains that lean on each other in a circle, each circle once, its domains by id; every kind of link counts.
    pub circles: Vec<Vec<Id>>,
    /// Domains in the order in which they can be separated; those that stay, are separated or belong to others are none.
    pub order: Vec<Id>,
}

/// What is concluded of a domain.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cut {
    pub id: Id,
    /// Whether it is a part of the system, which somebody else's is not.
    pub inner: bool,
    /// Has it data of its own? Is its load unlike its neighbours'? Does it lean on a vendor that may change? `None`: not
    /// known.
    pub questions: [Option<bool>; 3],
    pub load: Load,
    /// How many other domains lean on it.
    pub fan_in: usize,
    /// On how many others it leans.
    pub fan_out: usize,
    /// Links that touch it, by kind in the order of [`LinkKind`].
    pub coupling: [usize; 5],
    /// The circle it is in, in [`Map::circles`].
    pub circle: Option<usize>,
    /// Whether it alone holds two sides of the map together.
    pub bridge: bool,
    pub suggested: Suggested,
    /// Links that must be untied before it can be cut: shared tables, then shared code.
    pub untie: Vec<Id>,
    /// The domains that fail with it, nearest first: those that lean on it by anything but events, and those on them.
    pub blast: Vec<Id>,
    /// Its place in the order, from 1.
    pub order: Option<usize>,
    /// Domains on which it leans and which come before it in the order.
    pub after: Vec<Id>,
    pub need: Need,
    /// Person-days that are left of the work, and in money at the day rate.
    pub work: Option<f64>,
    pub money: Option<Money>,
    /// Calendar days the work takes at its owner's share of the week; `None` where nobody gives any.
    pub calendar: Option<f64>,
    /// The last day on which starting is early enough.
    pub latest: Option<Day>,
    /// Weeks until then; below nought it is late.
    pub slack: Option<f64>,
    /// Traffic on its way to the new side.
    pub moved: Option<Move>,
}

/// What asks for a domain to be cut, and when.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Need {
    /// It is somebody else's, or stands on its own already.
    #[default]
    None,
    /// The first day on which something asks for it.
    Forced { on: Day, by: Force },
    /// Nothing asks for it before this day.
    NotBefore(Day),
}

/// What asks for a cut.
#[derive(Clone, PartialEq, Debug)]
pub enum Force {
    /// A trigger that names the domain is crossed.
    Trigger(Id),
    /// A data decision that names the domain is due or gets dearer.
    Decision(Id),
    /// A promise before which a data decision on the domain must be carried out.
    Milestone(Id),
    /// The horizon that was entered with the domain.
    Horizon,
}

impl Force {
    /// The row that asks, and the field with its day.
    pub fn at(&self, domain: &Id) -> (Address, &'static str) {
        let (register, id, field) = match self {
            Force::Trigger(id) => ("triggers", id, "threshold"),
            Force::Decision(id) => ("models", id, "decide_by"),
            Force::Milestone(id) => ("milestones", id, "at"),
            Force::Horizon => ("domains", domain, "separation"),
        };
        (Address { register, id: id.clone() }, field)
    }
}

/// The risk that growth brings, as far as it can be worked out: the product of three figures from 1 to 3.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Suggested {
    pub risk: Option<Risk>,
    /// How soon something asks for a cut: 3 within half a year, 2 within a year, 1 later or never.
    pub soon: u8,
    /// Its load beside the middle of all: 3 from four times on, 2 from once on, 1 below.
    pub load: u8,
    /// How many lean on it: 3 from three on, 2 from one on, 1 none.
    pub leaned: u8,
}

impl Cut {
    /// How many of the three questions are answered yes.
    pub fn score(&self) -> usize {
        self.questions.iter().filter(|answer| **answer == Some(true)).count()
    }
}

impl Map {
    pub fn get(&self, id: &Id) -> Option<&Cut> {
        self.all.binary_search_by(|cut| cut.id.cmp(id)).ok().map(|at| &self.all[at])
    }

    /// The domains of the circle a domain is in.
    pub fn circle(&self, id: &Id) -> Option<&[Id]> {
        self.get(id)?.circle.and_then(|at| self.circles.get(at)).map(Vec::as_slice)
    }
}

/// Whether a domain is a part of the system itself.
pub fn is_inner(domain: &Domain) -> bool {
    domain.kind != DomainKind::External
}

/// Whether nothing of a domain is left on the old side.
pub fn is_separated(domain: &Domain) -> bool {
    let left = domain.moved.0.last_key_value().is_some_and(|(_, percent)| *percent < 100.0);
    domain.boundary == Boundary::Separated && !left
}

/// Whether a link goes where a seam should be: two domains of the system on the same tables or in the same code.
pub fn crosses_seam(plan: &Plan, link: &crate::model::DomainLink) -> bool {
    let inner = |id: Option<&Id>| id.and_then(|id| plan.domains.get(id)).is_some_and(is_inner);
    let ties = matches!(link.kind, LinkKind::SharedTable | LinkKind::SharedCode);
    ties && link.from.id() != link.to.id() && inner(link.from.id()) && inner(link.to.id())
}

/// The whole map. Linear in the rows, but for who fails with whom: domains times links.
pub fn map(plan: &Plan, world: &World, triggers: &super::triggers::Triggers, data: &super::data::Data) -> Map {
    let net = Net::of(plan);
    let middle = cut::middle_load(plan);
    let needs = time::needs(plan, world, triggers, data);
    let mut all: Vec<Cut> = plan.domains.iter().map(|domain| cut::cut(plan, &net, domain, middle)).collect();
    for (cut, (domain, need)) in all.iter_mut().zip(plan.domains.iter().zip(needs)) {
        cut.need = need;
        time::time(plan, world, domain, cut);
        cut::suggest(world, cut);
    }
    let circles = net.circles();
    for (at, circle) in circles.iter().enumerate() {
        for id in circle {
            if let Ok(place) = plan.domains.place(id) {
                all[place].circle = Some(at);
            }
        }
    }
    let order = net.order(plan, &all);
    for (at, id) in order.iter().enumerate() {
        if let Ok(place) = plan.domains.place(id) {
            all[place].order = Some(at + 1);
        }
    }
    let places: Vec<Option<usize>> = all.iter().map(|cut| cut.order).collect();
    for (at, cut) in all.iter_mut().enumerate() {
        let before = net.leans_on(at).filter(|on| places[*on].zip(places[at]).is_some_and(|(on, own)| on < own));
        cut.after = before.map(|on| net.ids[on].clone()).collect();
    }
    Map { all, circles, order }
}

/// The day a date falls on.
fn day(when: Option<When>) -> Option<Day> {
    when.and_then(When::day)
}
