//! The map in sentences, for those who cannot see the picture, and what changed between two maps.

use std::collections::BTreeSet;

use super::net::Net;
use crate::analysis::column::listed;
use crate::model::cell::Choice;
use crate::model::field::Record;
use crate::model::{Address, Domain, DomainLink, Id, LinkKind, Plan};
use crate::text::{Shown, show};

/// The name of a domain; that no row has it is said.
fn name(plan: &Plan, id: Option<&Id>) -> Shown {
    let Some(id) = id else { return "nothing".into() };
    match plan.domains.get(id) {
        Some(domain) if domain.name.is_empty() => show(id.to_string()),
        Some(domain) => domain.name.show(),
        None => show(format!("{id} (missing)")),
    }
}

/// What a link says, as a part of a sentence.
pub fn said(plan: &Plan, link: &DomainLink) -> Shown {
    let (from, to) = (name(plan, link.from.id()), name(plan, link.to.id()));
    match link.kind {
        LinkKind::Call => from.then(" calls ").then(to),
        LinkKind::SharedTable => from.then(" reads and writes ").then(possessive(to)).then(" tables directly"),
        LinkKind::Event => from.then(" sends events to ").then(to),
        LinkKind::SharedCode => from.then(" shares code with ").then(to),
        LinkKind::Sync => from.then(" keeps a copy of ").then(possessive(to)).then(" data in step"),
    }
}

/// What a link says.
pub fn link(plan: &Plan, link: &DomainLink) -> Shown {
    said(plan, link).then(".")
}

fn possessive(name: Shown) -> Shown {
    let mark = if name.as_str().ends_with('s') { "'" } else { "'s" };
    name.then(mark)
}

/// The whole map, a line for each link in the order of the file, then the domains without any.
pub fn sentences(plan: &Plan) -> Vec<(Address, Shown)> {
    let at = |register, id: &Id| Address { register, id: id.clone() };
    let links = plan.links.iter().map(|row| (at("links", Record::id(&**row)), link(plan, row)));
    let net = Net::of(plan);
    let alone = plan.domains.iter().enumerate().filter(|(place, _)| net.touching(*place).next().is_none());
    let alone = alone.map(|(_, domain)| {
        let words = domain.name.show().then(" stands by itself: no link begins or ends there.");
        (at("domains", &domain.id), words)
    });
    links.chain(alone).collect()
}

/// One difference between two maps, in a sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub at: Address,
    /// Whether it makes a cut easier, harder, or neither.
    pub way: Way,
    pub says: Shown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Easier,
    Harder,
    Neither,
}

/// What became of the map: domains that came and went, boundaries that got firmer or looser, links that were tied and
/// untied, circles that closed and opened, traffic that moved, answers that changed. Linear but for the circles' search.
pub fn changes(before: &Plan, after: &Plan) -> Vec<Change> {
    let mut found = Vec::new();
    let mut add = |register, id: &Id, way, says: String| {
        found.push(Change { at: Address { register, id: id.clone() }, way, says: show(says) });
    };
    for domain in before.domains.iter().filter(|domain| after.domains.get(&domain.id).is_none()) {
        add("domains", &domain.id, Way::Neither, format!("{} is no longer on the map.", domain.name.show()));
    }
    for new in &after.domains {
        let Some(old) = before.domains.get(&new.id) else {
            add("domains", &new.id, Way::Neither, format!("{} is new on the map.", new.name.show()));
            continue;
        };
        for (way, says) in of_domain(old, new) {
            add("domains", &new.id, way, format!("{}{says}", new.name.show()));
        }
    }
    let ties = |row: &DomainLink| matches!(row.kind, LinkKind::SharedTable | LinkKind::SharedCode);
    for old in before.links.iter().filter(|row| after.links.get(Record::id(&***row)).is_none()) {
        let way = if ties(old) { Way::Easier } else { Way::Neither };
        let says = link(before, old);
        add("links", Record::id(&**old), way, format!("No longer so: {says}"));
    }
    for new in after.links.iter().filter(|row| before.links.get(Record::id(&***row)).is_none()) {
        let way = if ties(new) { Way::Harder } else { Way::Neither };
        add("links", Record::id(&**new), way, format!("New: {}", link(after, new)));
    }
    let circles = |plan: &Plan| Net::of(plan).circles().into_iter().collect::<BTreeSet<Vec<Id>>>();
    let (old, new) = (circles(before), circles(after));
    let named = |plan: &Plan, circle: &[Id]| {
        let names: Vec<Shown> = circle.iter().map(|id| name(plan, Some(id))).collect();
        listed(&names.iter().map(Shown::as_str).collect::<Vec<_>>())
    };
    for circle in old.difference(&new) {
        let says = format!("The circle of {} is open or another one.", named(before, circle));
        add("domains", &circle[0], Way::Easier, says);
    }
    for circle in new.difference(&old) {
        add("domains", &circle[0], Way::Harder, format!("{} lean on each other in a circle.", named(after, circle)));
    }
    found
}

fn of_domain(old: &Domain, new: &Domain) -> Vec<(Way, String)> {
    let mut found = Vec::new();
    if old.name != new.name {
        found.push((Way::Neither, format!(" was called {}.", old.name.show())));
    }
    if old.boundary != new.boundary {
        let firmer = new.boundary as usize > old.boundary as usize;
        let way = if firmer { Way::Easier } else { Way::Harder };
        found.push((way, format!(": its boundary went from {} to {}.", old.boundary.word(), new.boundary.word())));
    }
    let said = |word: Option<&'static str>| word.unwrap_or("not said");
    let pairs = [
        ("scaling risk", old.risk.map(|c| c.word()), new.risk.map(|c| c.word())),
        ("separation", old.separation.map(|c| c.word()), new.separation.map(|c| c.word())),
        ("data", old.data_model.map(|c| c.word()), new.data_model.map(|c| c.word())),
        ("vendor tie", Some(old.vendor_lock.word()), Some(new.vendor_lock.word())),
    ];
    for (what, was, is) in pairs {
        if was != is {
            found.push((Way::Neither, format!(": {what} was {}, is {}.", said(was), said(is))));
        }
    }
    let percent = |domain: &Domain| domain.moved.0.last_key_value().map(|(_, n)| *n);
    if let Some(now) = percent(new).filter(|_| percent(old) != percent(new)) {
        let was = percent(old).unwrap_or(0.0);
        let way = if now > was { Way::Easier } else { Way::Harder };
        let short = crate::analysis::column::short;
        found.push((
            way,
            format!(": {} % of its traffic is on the new side, before that {} %.", short(now), short(was)),
        ));
    }
    found
}
