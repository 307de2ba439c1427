//! The team in documents: who carries what and what stops, what would be, the cheapest way to two people, what a team of one
//! leaves, the stages ahead; and what pages of people and areas say of it.

mod ahead;
mod page;

use std::collections::BTreeMap;

use super::doc::{Block, Grid, Line, Tone, Words};
use super::screen::drop_empty;
use super::words::{Say, count, joined, number};
use crate::analysis::column::listed;
use crate::analysis::knowledge::{
    self, ALONE, Area, Bus, ENOUGH, Effect, HOURS, Way, What, areas, bus, pack, slip, what_if,
};
use crate::figure::graph::{self, Graph, Link, Node};
use crate::model::{Address, Id};
use crate::text::{Shown, show};

pub use page::{of_area, of_person, out_of};

/// How to read [`graph`] in a terminal.
pub const LEGEND: &str =
    "━ leads it · ─ can fix it alone · ┈ has seen it · x does not count today · CAPITALS: one person or nobody";

/// People whose leaving is worked out; each takes two schedules.
const LEAVING: usize = 8;

/// People and the areas they know as a figure. Boxes go by register and id, joined as a keyed row's are: [`boxed`].
pub fn graph(say: &Say) -> Graph {
    let all = areas(say.plan, say.today);
    let mut graph = Graph::default();
    let mut people: BTreeMap<&Id, Shown> = BTreeMap::new();
    for area in &all {
        let detail = match area.able {
            0 => "nobody".to_string(),
            1 => "one person".to_string(),
            n => format!("{n} people"),
        };
        let stops = say.facts.carried.get(&area.domain.id).map_or(0, |held| held.stops.len());
        let detail = if stops > 0 {
            format!("{detail}, {} on it", if stops == 1 { "1 waits".to_string() } else { format!("{stops} wait") })
        } else {
            detail
        };
        graph.boxes.push(Node {
            id: boxed("domains", &area.domain.id),
            name: say.name("domains", &area.domain.id).text(),
            detail: show(detail),
            tone: if area.able < ENOUGH { graph::Tone::Loud } else { graph::Tone::Plain },
        });
        for known in &area.levels {
            people.insert(&known.person.id, known.person.name.show());
            graph.links.push(Link {
                from: boxed("people", &known.person.id),
                to: boxed("domains", &area.domain.id),
                line: match known.level {
                    ..ALONE => graph::Line::Dotted,
                    ALONE => graph::Line::Light,
                    _ => graph::Line::Heavy,
                },
                crossed: !known.counts,
                word: match known.level {
                    ..ALONE => "has seen",
                    ALONE => "can fix",
                    _ => "leads",
                },
            });
        }
    }
    let boxes = people.into_iter().map(|(id, name)| {
        let role = say.plan.people.get(id).and_then(|person| person.leaves);
        let detail = role.map_or(Shown::default(), |day| show(format!("until {}", day.short(say.today))));
        Node { id: boxed("people", id), name, detail, tone: graph::Tone::Faint }
    });
    graph.boxes.extend(boxes);
    graph
}

/// The box of a row in [`graph`].
pub fn boxed(register: &'static str, id: &Id) -> Id {
    Id::join(&[register, id.as_str()])
}

/// What stands below the matrix: bus factors, what would be, pairings, the pack, stages, doubts.
pub fn blocks(say: &Say) -> Vec<Block> {
    let all = areas(say.plan, say.today);
    let mut blocks = Vec::new();
    if all.iter().any(|area| !area.levels.is_empty()) {
        blocks.extend(factor(say, &all));
        blocks.extend(what_ifs(say, &all));
        blocks.extend(cheapest(say, &all));
        blocks.extend(contradictions(say, &all));
    }
    blocks.extend(
        pack(say.plan, &all, say.today)
            .filter(|_| !all.is_empty())
            .map(|pack| ahead::succession(say, &pack))
            .unwrap_or_default(),
    );
    blocks.extend(ahead::stages(say));
    blocks
}

fn heading(title: &'static str) -> Block {
    Block::Heading(2, Words::from(title))
}

fn names(say: &Say, register: &'static str, ids: &[Id]) -> String {
    let names: Vec<Shown> = ids.iter().map(|id| say.name(register, id).text()).collect();
    listed(&names.iter().map(Shown::as_str).collect::<Vec<_>>())
}

fn at(register: &'static str, id: &Id) -> Option<Address> {
    Some(Address { register, id: id.clone() })
}

fn factor(say: &Say, all: &[Area]) -> Vec<Block> {
    let found = say.facts.carried.bus.clone().unwrap_or_else(|| bus(all));
    let mut blocks = vec![heading("Who carries it"), graph(say).into(), Block::Para(Words::new().dim(LEGEND))];
    blocks.push(Block::Para(Words::new().strong(overall(say, &found))));
    let thin = say.facts.carried.areas.iter().filter_map(|held| {
        let tone = if held.holders.is_empty() { Tone::Act } else { Tone::Mon };
        Some(Words::new().with(tone, held.says(say.plan)?))
    });
    let thin: Vec<Words> = thin.collect();
    if !thin.is_empty() {
        blocks.push(Block::List(thin));
    }
    blocks
}

/// The overall bus factor in a sentence.
fn overall(say: &Say, bus: &Bus) -> String {
    let all = count(bus.areas, "area");
    match bus.factor {
        None => "There is no area yet.".to_string(),
        Some(0) => format!("More than half of {all} have nobody who could mend them: the overall bus factor is 0."),
        Some(n) => {
            let who = names(say, "people", &bus.witness);
            let least = if bus.exact { "" } else { "at most " };
            let only = match (bus.only, n) {
                (true, 1) => "; nobody else alone leaves so many",
                (true, _) => "; no others of the same number do",
                (false, _) => "",
            };
            format!(
                "The overall bus factor is {least}{n}: without {who} {} of {all} have nobody, more than half{only}.",
                bus.lost
            )
        }
    }
}

/// What follows if somebody leaves, for all who alone could mend an area.
fn what_ifs(say: &Say, all: &[Area]) -> Vec<Block> {
    let mut held: BTreeMap<&Id, usize> = BTreeMap::new();
    say.facts.carried.single().flat_map(|held| &held.holders).for_each(|id| *held.entry(id).or_default() += 1);
    let mut people: Vec<(&Id, usize)> = held.into_iter().collect();
    if people.is_empty() {
        return Vec::new();
    }
    people.sort_by_key(|(id, areas)| (usize::MAX - areas, *id));
    let more = people.len().saturating_sub(LEAVING);
    let lines = people.into_iter().take(LEAVING).map(|(id, _)| {
        let what = [What::Leaves(id.clone())];
        let effect = what_if(say.plan, all, &what);
        Line {
            at: at("people", id),
            cells: vec![
                say.name("people", id),
                Words::from(names(say, "domains", &effect.nobody)),
                match &effect.single[..] {
                    [one] => say.name("domains", one),
                    [] => Words::new(),
                    several => Words::from(count(several.len(), "area")),
                },
                unowned(&effect),
                Words::from(format!("{} d", number(effect.days_a_week))),
                later(say, &what),
                later(say, &[What::Away(id.clone())]),
            ],
        }
    });
    let columns = [
        ("If they leave", false),
        ("Nobody is left for", false),
        ("One person for", false),
        ("Without an owner", false),
        ("Lost a week", true),
        ("Ends later by", true),
        ("Two weeks away", true),
    ];
    let mut blocks = vec![heading("What if"), Block::Table(drop_empty(Grid::new(&columns, lines.collect())))];
    if more > 0 {
        let says = format!("{} more alone could mend an area each or more.", count(more, "person"));
        blocks.push(Block::Para(Words::new().dim(says)));
    }
    blocks
}

fn unowned(effect: &Effect) -> Words {
    let kinds = [("triggers", "trigger"), ("debts", "debt"), ("cadences", "cadence"), ("tasks", "task")];
    let of = |register: &str| effect.unowned.iter().filter(|at| at.register == register).count();
    let told = kinds.into_iter().map(|(register, one)| (of(register), one)).filter(|(n, _)| *n > 0);
    joined(told.map(|(n, one)| Words::from(count(n, one))))
}

/// Weeks by which the work ends later.
fn later(say: &Say, what: &[What]) -> Words {
    match slip(say.plan, say.today, what) {
        Some(weeks) => Words::from(format!("{} w", number((weeks * 10.0).round() / 10.0))),
        None => Words::new().dim("?"),
    }
}

fn cheapest(say: &Say, all: &[Area]) -> Vec<Block> {
    let leaning = |area: &Id| say.facts.carried.get(area).map_or(0, |held| held.stops.len());
    let way = knowledge::way(say.plan, all, say.today, leaning);
    if way.pairings.is_empty() && way.short.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![heading("Cheapest way to two people in every area")];
    if !way.pairings.is_empty() {
        let lines = way.pairings.iter().map(|pairing| {
            let teacher = pairing.teacher.as_ref();
            Line {
                at: at("domains", &pairing.area),
                cells: vec![
                    Words::from(pairing.starts.short(say.today)),
                    say.name("people", &pairing.learner),
                    say.name("domains", &pairing.area),
                    teacher.map_or(Words::new().dim("nobody, from the code"), |id| say.name("people", id)),
                    Words::from(format!("{} d", number(pairing.work as f64 / 480.0))),
                    match pairing.too_late {
                        true => Words::new().with(Tone::Act, format!("{}, too late", pairing.ends.short(say.today))),
                        false => Words::from(pairing.ends.short(say.today)),
                    },
                ],
            }
        });
        let columns =
            [("From", false), ("Who", false), ("Learns", false), ("Of whom", false), ("Work", true), ("Until", false)];
        blocks.push(Block::Table(drop_empty(Grid::new(&columns, lines.collect()))));
    }
    blocks.push(Block::Para(Words::from(sum(say, &way))));
    blocks
}

fn sum(say: &Say, way: &Way) -> String {
    let days = way.work as f64 / 480.0;
    let rate = say.plan.product().day_rate;
    let money = rate.map_or(String::new(), |rate| format!(", {}", say.money(&format!("{:.0}", days * rate.units()))));
    let changing = way.work.saturating_sub(way.pairings.iter().map(|pairing| pairing.work).sum()) as f64 / 480.0;
    let changing = match changing > 0.0 {
        true => format!(", {} of them for changing between areas", number(changing)),
        false => String::new(),
    };
    let short = match way.short.len() {
        0 => String::new(),
        _ => format!(" For {} there are too few people to come to two.", names(say, "domains", &way.short)),
    };
    format!(
        "In all {} person-days of both together{changing}{money}; at most {HOURS} hours a week for each. Where no \
         hand-over is entered, it counts as six days.{short}",
        number(days)
    )
}

/// What is said on paper and does not fit, so that it can be put right.
fn contradictions(say: &Say, all: &[Area]) -> Vec<Block> {
    let doubts = knowledge::doubts(say.plan, all, say.today);
    if doubts.is_empty() {
        return Vec::new();
    }
    vec![heading("What does not fit"), Block::List(doubts.into_iter().map(|doubt| Words::from(doubt.says)).collect())]
}
