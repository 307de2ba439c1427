//! The domain map in documents: drawn, in sentences, the order of cuts with their days, and what a domain's own page says.

mod page;

use super::doc::{Block, Grid, Line, Tone, Words};
use super::screen::drop_empty;
use super::words::{Say, count, number};
use crate::analysis::column::{listed, short};
use crate::analysis::map::words::{Change, Way};
use crate::analysis::map::{Cut, Force, Need, crosses_seam, is_inner};
use crate::figure::graph::{self, Graph, Link, Node};
use crate::model::cell::Choice;
use crate::model::{Address, Boundary, Domain, Id, LinkKind, Plan, Risk, Separation};
use crate::text::{Shown, show, word};

pub use page::of_domain;

/// How to read [`graph`] in a terminal; on paper the same lines are drawn.
pub const LEGEND: &str = "─ calls · ═ shared table · ┈ event · ━ shared code · ╌ copy kept in step · x reaches behind a boundary · \
                          « closes a circle · CAPITALS: high risk · round: somebody else's";

/// The map as a figure.
pub fn graph(plan: &Plan) -> Graph {
    let boxes = plan.domains.iter().map(|domain| Node {
        id: domain.id.clone(),
        name: name_of(domain),
        detail: detail(domain),
        tone: match domain.risk {
            _ if !is_inner(domain) => graph::Tone::Faint,
            Some(Risk::High) => graph::Tone::Loud,
            _ => graph::Tone::Plain,
        },
    });
    let links = plan.links.iter().filter_map(|link| {
        let (from, to) = (link.from.id()?.clone(), link.to.id()?.clone());
        let line = line_of(link.kind);
        Some(Link { from, to, line, crossed: crosses_seam(plan, link), word: link.kind.word() })
    });
    Graph { boxes: boxes.collect(), links: links.collect() }
}

/// How a kind of link is drawn.
pub fn line_of(kind: LinkKind) -> graph::Line {
    match kind {
        LinkKind::Call => graph::Line::Light,
        LinkKind::SharedTable => graph::Line::Double,
        LinkKind::Event => graph::Line::Dotted,
        LinkKind::SharedCode => graph::Line::Heavy,
        LinkKind::Sync => graph::Line::Dashed,
    }
}

fn name_of(domain: &Domain) -> Shown {
    if domain.name.is_empty() { show(domain.id.as_str()) } else { domain.name.show() }
}

/// The line below the name: how far the boundary is, else when it is to be cut.
fn detail(domain: &Domain) -> Shown {
    let moved = domain.moved.0.last_key_value().map(|(_, percent)| *percent);
    match (domain.boundary, domain.separation) {
        (Boundary::Drawn, Some(Separation::Stay)) => word("stays"),
        (Boundary::Drawn, Some(when)) => show(format!("apart {}", when.word())),
        (Boundary::Drawn, None) => Shown::default(),
        (firm, _) => match moved.filter(|moved| *moved > 0.0) {
            Some(moved) => show(format!("{}, {} %", firm.word(), short(moved))),
            None => word(firm.word()),
        },
    }
}

/// What stands below the domains: the picture, circles, the order of cuts, what moves over.
pub fn blocks(say: &Say) -> Vec<Block> {
    let mut blocks = drawn(say);
    blocks.extend(order(say));
    blocks.extend(moves(say));
    blocks
}

fn heading(title: &'static str) -> Block {
    Block::Heading(2, Words::from(title))
}

fn drawn(say: &Say) -> Vec<Block> {
    let plan = say.plan;
    if plan.domains.len() < 2 {
        return Vec::new();
    }
    let mut blocks = vec![heading("The map"), graph(plan).into(), Block::Para(Words::new().dim(LEGEND))];
    let map = &say.facts.map;
    let mut told: Vec<Words> = Vec::new();
    if plan.domains.len() > graph::MOST || plan.links.len() > graph::MOST_LINES {
        let says = format!(
            "Beyond {} domains or {} links only the boxes are drawn; the links stand in words.",
            graph::MOST,
            graph::MOST_LINES
        );
        told.push(Words::new().with(Tone::Mon, says));
    }
    for circle in &map.circles {
        let says = format!("{} lean on each other in a circle: none can be cut without the next.", names(say, circle));
        told.push(Words::new().with(Tone::Mon, says));
    }
    let bridges: Vec<Id> = map.all.iter().filter(|cut| cut.bridge).map(|cut| cut.id.clone()).collect();
    if !bridges.is_empty() {
        let verb = if bridges.len() == 1 { "holds" } else { "each hold" };
        told.push(Words::from(format!("{} {verb} two sides of the map together.", names(say, &bridges))));
    }
    let touched = |id: &Id| plan.links.iter().any(|link| link.from.id() == Some(id) || link.to.id() == Some(id));
    let alone: Vec<Id> = plan.domains.iter().map(|domain| domain.id.clone()).filter(|id| !touched(id)).collect();
    if !alone.is_empty() && !plan.links.is_empty() {
        told.push(Words::from(format!("No link begins or ends at {}.", names(say, &alone))));
    }
    if !told.is_empty() {
        blocks.push(Block::List(told));
    }
    blocks
}

fn names(say: &Say, ids: &[Id]) -> String {
    let names: Vec<Shown> = ids.iter().map(|id| say.name("domains", id).text()).collect();
    listed(&names.iter().map(Shown::as_str).collect::<Vec<_>>())
}

/// The domains in the order of their cuts, and those that nothing asks for.
fn order(say: &Say) -> Vec<Block> {
    let map = &say.facts.map;
    let cuts = || map.order.iter().filter_map(|id| map.get(id));
    let forced = |cut: &&Cut| matches!(cut.need, Need::Forced { .. });
    if cuts().filter(forced).count() == 0 {
        return Vec::new();
    }
    let lines = cuts().map(|cut| Line {
        at: Some(Address { register: "domains", id: cut.id.clone() }),
        cells: vec![
            Words::from(cut.order.map_or(String::new(), |place| place.to_string())),
            say.name("domains", &cut.id),
            needed(say, cut),
            start(say, cut),
            cut.slack.map_or(Words::new(), |weeks| Words::from(number(weeks))),
            cut.work.map_or(Words::new().dim("?"), |days| Words::from(format!("{} d", number(days)))),
            cut.money.map_or(Words::new(), |money| Words::from(say.money(&money.to_string()))),
            match cut.untie.len() {
                0 => Words::new(),
                n => Words::from(count(n, "link")),
            },
        ],
    });
    let columns = [
        ("", true),
        ("Cut", false),
        ("Needed by", false),
        ("Start by", false),
        ("Weeks left", true),
        ("Work", true),
        ("In money", true),
        ("Untie first", false),
    ];
    let mut blocks = vec![heading("Order of cuts"), Block::Table(drop_empty(Grid::new(&columns, lines.collect())))];
    let free: Vec<&Cut> = map.all.iter().filter(|cut| matches!(cut.need, Need::NotBefore(_))).collect();
    if let Some(Need::NotBefore(on)) = free.first().map(|cut| &cut.need) {
        let ids: Vec<Id> = free.iter().map(|cut| cut.id.clone()).collect();
        let says = format!("No cut is needed before {}: {}.", on.words(), names(say, &ids));
        blocks.push(Block::Para(Words::from(says)));
    }
    let untie = cuts().filter(forced).filter(|cut| !cut.untie.is_empty()).map(|cut| {
        let links = cut.untie.iter().filter_map(|id| say.plan.links.get(id));
        let said: Vec<Shown> = links.map(|link| say.sentence(link)).collect();
        let said: Vec<&str> = said.iter().map(Shown::as_str).collect();
        Words::from(say.name("domains", &cut.id).text()).plain(": ").plain(show(listed(&said))).plain(".")
    });
    let untie: Vec<Words> = untie.collect();
    if !untie.is_empty() {
        blocks.push(Block::Heading(3, Words::from("To be untied first")));
        blocks.push(Block::List(untie));
    }
    blocks
}

/// The day and what asks for it.
fn needed(say: &Say, cut: &Cut) -> Words {
    let Need::Forced { on, by } = &cut.need else { return Words::new().dim("nothing") };
    let words = Words::from(on.short(say.today));
    match by {
        Force::Horizon => words,
        _ => words.dim(" (").dim(say.place(&by.at(&cut.id).0).text().cut(24)).dim(")"),
    }
}

fn start(say: &Say, cut: &Cut) -> Words {
    match cut.latest {
        Some(day) if day <= say.today => Words::new().with(Tone::Act, format!("{}, past", day.short(say.today))),
        Some(day) => Words::from(day.short(say.today)),
        None if matches!(cut.need, Need::NotBefore(_)) => Words::new().dim("not yet"),
        None => Words::new().with(Tone::Act, "nobody has time"),
    }
}

/// Traffic on its way to the new side.
fn moves(say: &Say) -> Vec<Block> {
    let moving = say.facts.map.all.iter().filter_map(|cut| Some((cut, cut.moved.as_ref()?)));
    let moving: Vec<_> = moving.filter(|(_, moved)| !moved.is_over()).collect();
    if moving.is_empty() {
        return Vec::new();
    }
    let lines = moving.into_iter().map(|(cut, moved)| Line {
        at: Some(Address { register: "domains", id: cut.id.clone() }),
        cells: vec![
            say.name("domains", &cut.id),
            Words::from(format!("{} %", number(moved.percent))),
            moved.rate.map_or(Words::new().dim("?"), |rate| Words::from(format!("{} %", number(rate)))),
            match moved.finish {
                Some(when) => when.day().map_or(Words::new().with(Tone::Act, "never at this rate"), |day| {
                    Words::from(day.short(say.today))
                }),
                None => Words::new().dim("?"),
            },
            moved.week.map_or(Words::new(), |week| Words::from(say.money(&week.to_string()))),
            moved.until.map_or(Words::new(), |until| Words::from(say.money(&format!("{until:.0}")))),
        ],
    });
    let columns = [
        ("On its way", false),
        ("Moved over", true),
        ("A week", true),
        ("All of it by", false),
        ("Both sides a week", true),
        ("Until then", true),
    ];
    vec![heading("Traffic that moves over"), Block::Table(drop_empty(Grid::new(&columns, lines.collect())))]
}

/// What became of the map between two plans, in words; nothing where no cut gets easier or harder.
pub fn changes(changes: &[Change]) -> Vec<Block> {
    // What makes a cut neither easier nor harder the rows say as well.
    if changes.iter().all(|change| change.way == Way::Neither) {
        return Vec::new();
    }
    let each = changes.iter().map(|change| {
        let words = Words::from(&change.says);
        match change.way {
            Way::Easier => words.with(Tone::Ok, " A cut gets easier."),
            Way::Harder => words.with(Tone::Mon, " A cut gets harder."),
            Way::Neither => words,
        }
    });
    vec![heading("On the map"), Block::List(each.collect())]
}
