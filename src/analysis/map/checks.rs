//! What must not be on a map: boundaries that claim more than the links allow, and cuts that come too late.

mod late;

use super::{Cut, is_inner, words};
use crate::analysis::checks::{About, Check, Hit, State, and_more, at, named, together};
use crate::analysis::column::{Sight, listed};
use crate::model::cell::Choice;
use crate::model::field::Record;
use crate::model::{Boundary, DataHold, Domain, DomainKind, Id, Interface, LinkKind, Pattern, Plan, Separation};
use crate::text::Shown;

/// Checks of the map.
pub const CHECKS: &[Check] = &[
    Check {
        about: About {
            id: "map-tags",
            what: "a scaling risk and a separation for every domain",
            why: "A map without them shows what there is, not what will hurt and when.",
            minutes: 10,
        },
        needs: "a domain with a risk or a separation",
        ready: |plan| plan.domains.iter().any(|domain| domain.risk.is_some() || domain.separation.is_some()),
        find: untagged,
    },
    Check {
        about: About {
            id: "boundary-proof",
            what: "a proof for every boundary that is said to hold",
            why: "A line that nothing checks is crossed by the next hurried change.",
            minutes: 60,
        },
        needs: "a boundary that is more than drawn",
        ready: |plan| plan.domains.iter().any(|domain| domain.boundary != Boundary::Drawn),
        find: unproven,
    },
    Check {
        about: About {
            id: "boundary-tied",
            what: "separable domains that share tables or code",
            why: "Two domains on one table cannot be moved apart without stopping both.",
            minutes: 120,
        },
        needs: "a domain that is separable or separated",
        ready: any_apart,
        find: tied,
    },
    Check {
        about: About {
            id: "boundary-circle",
            what: "separable domains in a circle",
            why: "What leans on each other has to be released together, wherever it runs.",
            minutes: 120,
        },
        needs: "a domain that is separable or separated",
        ready: any_apart,
        find: circling,
    },
    Check {
        about: About {
            id: "boundary-interface",
            what: "agreed interfaces of separable domains",
            why: "Once two parts are released apart, a habit is no contract any more.",
            minutes: 60,
        },
        needs: "a domain that is separable or separated",
        ready: any_apart,
        find: unspoken,
    },
    Check {
        about: About {
            id: "foreign-tables",
            what: "tables of a domain that others use as their own",
            why: "A domain owns its data only while nobody else changes them behind its back.",
            minutes: 60,
        },
        needs: "a link by a shared table",
        ready: |plan| plan.links.iter().any(|link| link.kind == LinkKind::SharedTable),
        find: foreign,
    },
    Check {
        about: About {
            id: "cut-start",
            what: "cuts that must start to be ready in time",
            why: "A cut that starts late is made in a hurry, and under load.",
            minutes: 30,
        },
        needs: "a domain with a separation or an open trigger",
        ready: |plan| !plan.domains.is_empty(),
        find: late::late,
    },
    Check {
        about: About {
            id: "stay-forced",
            what: "domains that are to stay while something asks for a cut",
            why: "Either the limit is met in another way, or the answer on the map is out of date.",
            minutes: 20,
        },
        needs: "a domain that is to stay",
        ready: |plan| plan.domains.iter().any(|domain| domain.separation == Some(Separation::Stay)),
        find: late::staying,
    },
    Check {
        about: About {
            id: "stalled-move",
            what: "traffic that stopped moving over",
            why: "As long as both sides run, every change is made twice and every week is paid twice.",
            minutes: 30,
        },
        needs: "a domain with traffic on its new side",
        ready: |plan| plan.domains.iter().any(|domain| !domain.moved.0.is_empty()),
        find: late::stalled,
    },
    Check {
        about: About {
            id: "early-pattern",
            what: "distributed patterns before anything asks for them",
            why: "Services, events or shards cost every day from the first one on; they pay back only under load.",
            minutes: 30,
        },
        needs: "a decision for a pattern",
        ready: |plan| plan.decisions.iter().any(|decision| decision.pattern != Pattern::None),
        find: late::early,
    },
];

fn any_apart(plan: &Plan) -> bool {
    plan.domains.iter().any(|domain| is_apart(domain))
}

fn is_apart(domain: &Domain) -> bool {
    is_inner(domain) && matches!(domain.boundary, Boundary::Separable | Boundary::Separated)
}

/// Each domain of the system with what is concluded of it.
fn inner<'s>(sight: &Sight<'s>) -> impl Iterator<Item = (&'s Domain, &'s Cut)> + use<'s> {
    let (plan, facts) = (sight.plan, sight.facts);
    let all = plan.domains.iter().filter(|domain| is_inner(domain));
    all.filter_map(|domain| Some((&**domain, facts.map.get(&domain.id)?)))
}

/// One hit for all domains that lack the same.
fn untagged(sight: &Sight<'_>) -> Vec<Hit> {
    let product = |domain: &&Domain| domain.kind == DomainKind::Product;
    let all: Vec<&Domain> = inner(sight).map(|(domain, _)| domain).filter(product).collect();
    let groups = together(sight, "map-tags", all, |domain| at("domains", &domain.id));
    let lacks = [
        ((true, true), "risk", "neither a scaling risk nor a separation"),
        ((true, false), "risk", "no scaling risk"),
        ((false, true), "separation", "no separation"),
    ];
    let mut hits = Vec::new();
    for (group, (lack, field, what)) in groups.iter().flat_map(|group| lacks.map(|lack| (group, lack))) {
        let lacking = group.iter().filter(|domain| (domain.risk.is_none(), domain.separation.is_none()) == lack);
        let ids: Vec<&Id> = lacking.map(|domain| &domain.id).collect();
        let Some(first) = ids.first() else { continue };
        let verb = if ids.len() == 1 { "has" } else { "have" };
        let message = format!("{} {verb} {what}.", named(sight.plan, &ids));
        let fix = format!("outgrow set domains/{first} risk=medium separation=later");
        let others = ids[1..].iter().map(|id| at("domains", id)).collect();
        hits.push(Hit::new(State::Mon, at("domains", first), field, message).fix(fix).with(others));
    }
    hits
}

fn unproven(sight: &Sight<'_>) -> Vec<Hit> {
    let all = inner(sight).map(|(domain, _)| domain);
    let all = all.filter(|domain| domain.boundary != Boundary::Drawn && domain.proof.is_empty());
    let groups = together(sight, "boundary-proof", all, |domain| at("domains", &domain.id));
    let each = groups.into_iter().map(|group| {
        let first = group[0];
        let more = and_more(group.len() - 1, "domain");
        let message =
            format!("{} is called {}, and no check shows it.{more}", first.name.show(), first.boundary.word());
        let fix = format!("outgrow set domains/{} proof=\"NAME OF THE TEST\"", first.id);
        let others = group[1..].iter().map(|domain| at("domains", &domain.id)).collect();
        Hit::new(State::Mon, at("domains", &first.id), "proof", message).fix(fix).with(others)
    });
    each.collect()
}

fn tied(sight: &Sight<'_>) -> Vec<Hit> {
    let each = inner(sight).filter(|(domain, cut)| is_apart(domain) && !cut.untie.is_empty());
    let each = each.map(|(domain, cut)| {
        let links: Vec<_> = cut.untie.iter().filter_map(|link| sight.plan.links.get(link)).collect();
        let first = links.first().map(|link| words::link(sight.plan, link)).unwrap_or_default();
        let more = if links.len() > 1 { format!(" So do {} more links.", links.len() - 1) } else { String::new() };
        let message = format!(
            "{} is called {}, and a shared table or shared code ties it: {first}{more}",
            domain.name.show(),
            domain.boundary.word(),
        );
        let fix = format!("untie it, or outgrow set domains/{} boundary=enforced", domain.id);
        let others = links.iter().map(|link| at("links", Record::id(*link))).collect();
        Hit::new(State::Act, at("domains", &domain.id), "boundary", message).fix(fix).with(others)
    });
    each.collect()
}

fn circling(sight: &Sight<'_>) -> Vec<Hit> {
    let each = inner(sight).filter(|(domain, cut)| is_apart(domain) && cut.circle.is_some());
    let each = each.map(|(domain, _)| {
        let circle = sight.facts.map.circle(&domain.id).unwrap_or_default();
        let name = |id| sight.plan.domains.get(id).map(|domain| domain.name.show()).unwrap_or_default();
        let names: Vec<Shown> = circle.iter().map(name).collect();
        let message = format!(
            "{} is called {} within a circle of {}.",
            domain.name.show(),
            domain.boundary.word(),
            listed(&names.iter().map(Shown::as_str).collect::<Vec<_>>()),
        );
        let others = circle.iter().filter(|id| **id != domain.id).map(|id| at("domains", id)).collect();
        let fix = "turn one of its links into an event, or outgrow unlink FROM TO";
        Hit::new(State::Mon, at("domains", &domain.id), "boundary", message).fix(fix).with(others)
    });
    each.collect()
}

fn unspoken(sight: &Sight<'_>) -> Vec<Hit> {
    let each = inner(sight).filter(|(domain, cut)| {
        is_apart(domain) && cut.fan_in > 0 && matches!(domain.interface, Interface::None | Interface::Informal)
    });
    let each = each.map(|(domain, cut)| {
        let message = format!(
            "{} is called {}, {}, and how it is talked to is not written down.",
            domain.name.show(),
            domain.boundary.word(),
            if cut.fan_in == 1 { "another one leans on it".to_string() } else { format!("{} lean on it", cut.fan_in) },
        );
        let fix = format!("write it down, then outgrow set domains/{} interface=defined", domain.id);
        Hit::new(State::Mon, at("domains", &domain.id), "interface", message).fix(fix)
    });
    each.collect()
}

fn foreign(sight: &Sight<'_>) -> Vec<Hit> {
    let plan = sight.plan;
    let tables = plan.links.iter().filter(|link| link.kind == LinkKind::SharedTable && super::crosses_seam(plan, link));
    let each = tables.filter_map(|link| {
        let to = link.to.id().and_then(|id| plan.domains.get(id))?;
        match to.data_model {
            Some(DataHold::Own) => Some((&**link, to, "owns its data")),
            Some(DataHold::None) => Some((&**link, to, "has none")),
            _ => None,
        }
    });
    let groups = together(sight, "foreign-tables", each, |(link, ..)| at("links", Record::id(*link)));
    let each = groups.into_iter().map(|group| {
        let (link, to, holds) = group[0];
        let more = and_more(group.len() - 1, "link");
        let said = words::said(plan, link);
        let message = format!("{said}, and {} {holds}, as the map has it.{more}", to.name.show());
        let fix = format!("go through its interface, or outgrow set domains/{} data_model=shared", to.id);
        let mut others = vec![at("domains", &to.id)];
        others.extend(group[1..].iter().map(|(link, ..)| at("links", Record::id(*link))));
        Hit::new(State::Mon, at("links", Record::id(link)), "kind", message).fix(fix).with(others)
    });
    each.collect()
}
