//! What a domain's own page says of its boundary and its cut.

use super::names;
use crate::analysis::World;
use crate::analysis::column::{self, Sight, listed};
use crate::analysis::map::Cut;
use crate::model::cell::Choice;
use crate::model::{Boundary, Domain, Id, Interface};
use crate::report::doc::{Block, Tone, Words};
use crate::report::words::{Say, number};
use crate::text::{Shown, word};

/// What a domain's own page says beyond its fields: the boundary, what must be untied, what fails with it, what moves its
/// date.
pub fn of_domain(say: &Say, id: &Id) -> Vec<Block> {
    let (Some(domain), Some(cut)) = (say.plan.domains.get(id), say.facts.map.get(id)) else { return Vec::new() };
    if !cut.inner {
        return Vec::new();
    }
    let mut pairs = vec![(word("Boundary"), boundary(domain, cut))];
    if !cut.untie.is_empty() {
        let links = cut.untie.iter().filter_map(|id| say.plan.links.get(id));
        let said: Vec<Shown> = links.map(|link| say.sentence(link)).collect();
        let said: Vec<&str> = said.iter().map(Shown::as_str).collect();
        pairs.push((word("Untie first"), Words::from(listed(&said))));
    }
    if !cut.after.is_empty() {
        pairs.push((word("Cut after"), Words::from(names(say, &cut.after))));
    }
    if !cut.blast.is_empty() {
        pairs.push((word("Fail with it"), Words::from(names(say, &cut.blast))));
    }
    let world = World::on(say.today);
    let sight = Sight { plan: say.plan, world: &world, facts: say.facts };
    let why = |key: &str| {
        let column = column::of("domains").find(|column| column.key == key);
        column.and_then(|column| (column.explain)(&sight, id))
    };
    if let Some(why) = why("latest_start") {
        pairs.push((word("Why that date"), Words::from(why.rule)));
        for input in why.inputs.iter().filter(|input| input.label.as_str() != "untie first") {
            // Where it is changed, unless that is on this very page.
            let elsewhere = input.at.as_ref().filter(|(at, _)| at.register != "domains" || at.id != *id);
            let change = elsewhere.map(|(at, field)| format!(" ({at} {field})")).unwrap_or_default();
            let words = Words::new().dim(&input.label).dim(": ").plain(&input.value).dim(change);
            pairs.push((Shown::default(), words));
        }
    }
    if let Some(why) = cut.moved.as_ref().and_then(|_| why("moved_by")) {
        pairs.push((word("Traffic"), Words::from(why.rule)));
    }
    vec![Block::Heading(2, Words::from("Where it can be cut")), Block::Pairs(pairs)]
}

/// How far the boundary is, and what shows it.
fn boundary(domain: &Domain, cut: &Cut) -> Words {
    let words = Words::from(domain.boundary.word());
    let words = match (domain.boundary, domain.proof.is_empty()) {
        (Boundary::Drawn, _) => words.dim(", a line on the map that nothing checks"),
        (_, true) => words.with(Tone::Mon, ", and no check shows it"),
        (_, false) => words.plain(", shown by ").plain(&domain.proof),
    };
    let words = match domain.interface {
        Interface::None if cut.fan_in > 0 => words.dim("; how others talk to it is not agreed"),
        Interface::None => words,
        interface => words.plain(format!("; interface {}", interface.word())),
    };
    match cut.moved.as_ref().filter(|moved| !moved.is_over()) {
        Some(moved) => words.plain(format!("; {} % of its traffic is on the new side", number(moved.percent))),
        None => words,
    }
}
