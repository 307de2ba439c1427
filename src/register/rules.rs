//! What must hold of every row: required fields, references, ranges, order, acyclicity, uniqueness and each
//! register's own rules. Edits refuse what they would newly break; checks show what is broken.

use std::collections::{BTreeSet, HashMap, HashSet};

use petgraph::graph::DiGraph;

use super::{REGISTERS, Register, Row, keys, register};
use crate::model::value::{Kind, Value, nearest};
use crate::model::{Address, Day, Id, Plan};
use crate::text::{Shown, show};

/// A rule that does not hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Breach {
    pub at: Address,
    /// The field that mends it.
    pub field: &'static str,
    pub rule: Rule,
    /// A sentence that names the row and the next step.
    pub message: Shown,
    /// What exactly is broken (the missing id, the cycle's rows): tells two breaches of one field apart.
    pub detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    Required,
    Reference,
    Range,
    Order,
    Acyclic,
    Unique,
    /// One of the register's own.
    Own,
}

impl Rule {
    /// The check's id.
    pub const fn key(self) -> &'static str {
        match self {
            Rule::Required => "required-field",
            Rule::Reference => "dangling-reference",
            Rule::Range => "out-of-range",
            Rule::Order => "min-over-max",
            Rule::Acyclic => "cycle",
            Rule::Unique => "duplicate-name",
            Rule::Own => "rule",
        }
    }

    /// Whether an edit that newly breaks this rule is refused. Two rows may share a name: it is only shown.
    pub fn refuses(self) -> bool {
        self != Rule::Unique
    }
}

/// The fields along which rows must not run in circles.
const ACYCLIC: [(&str, &str); 5] = [
    ("tasks", "after"),
    ("phases", "after"),
    ("decisions", "supersedes"),
    ("objectives", "part_of"),
    ("people", "mentor"),
];

/// Everything that does not hold in a plan, in the order of the file.
pub fn breaches(plan: &Plan) -> Vec<Breach> {
    let mut found = Vec::new();
    // Every reference of every row is followed: a hash is quicker than a search each time.
    let ids: HashMap<&'static str, HashSet<&str>> = REGISTERS
        .iter()
        .map(|register| (register.key(), register.rows(plan).map(|row| row.id().as_str()).collect()))
        .collect();
    let there = |key: &'static str, id: &Id| ids.get(key).is_none_or(|ids| ids.contains(id.as_str()));
    for register in REGISTERS {
        for row in register.rows(plan) {
            // Looking for the nearest id takes its time; who has that many findings reads the first ones.
            judge(plan, register, row, &there, found.len() < 200, &mut found);
        }
        found.extend(same_names(plan, register));
        found.extend(cycles(plan, register));
    }
    found
}

/// The rules that can be judged by one row and what it points at.
pub fn of_row(plan: &Plan, register: &'static dyn Register, row: &dyn Row) -> Vec<Breach> {
    let mut found = Vec::new();
    judge(plan, register, row, &|key, id| is_there(plan, key, id), true, &mut found);
    found
}

/// As [`of_row`], for many rows at once: no nearest id is looked for where a reference leads nowhere.
pub fn of_row_in_short(plan: &Plan, register: &'static dyn Register, row: &dyn Row) -> Vec<Breach> {
    let mut found = Vec::new();
    judge(plan, register, row, &|key, id| is_there(plan, key, id), false, &mut found);
    found
}

/// Whether a register has a row; one that is no register has every one.
fn is_there(plan: &Plan, key: &'static str, id: &Id) -> bool {
    register(key).is_none_or(|home| home.place(plan, id).is_ok())
}

fn judge(
    plan: &Plan,
    register: &'static dyn Register,
    row: &dyn Row,
    there: &dyn Fn(&'static str, &Id) -> bool,
    suggest: bool,
    found: &mut Vec<Breach>,
) {
    let at = || Address { register: register.key(), id: row.id().clone() };
    let mut say = |field: &'static str, rule, detail: String, message: String| {
        found.push(Breach { at: at(), field, rule, message: show(message), detail });
    };
    for field in 0..register.field_count() {
        let about = register.field(field);
        let cell = row.cell(field);
        let place = || format!("{}/{}: {}", register.key(), row.id(), about.key);
        if cell.is_empty() {
            if about.required && about.key != "id" {
                say(about.key, Rule::Required, String::new(), format!("{} is empty; give it a value", place()));
            }
            continue;
        }
        cell.refers(&mut |key, id| {
            if !there(key, id)
                && let Some(sentence) = dangling(plan, key, id, suggest)
            {
                say(about.key, Rule::Reference, format!("{key}/{id}"), format!("{} {sentence}", place()));
            }
        });
        if cell.kind() == Kind::Span
            && let Value::Span(span) = cell.get()
            && !span.ordered()
        {
            let fix = "write the smaller value first";
            say(about.key, Rule::Order, span.to_string(), format!("{} is {span}; {fix}", place()));
        }
        let Some((low, high)) = about.range else { continue };
        for (n, day) in numbers(&cell.get()).into_iter().filter(|(n, _)| *n < low || *n > high) {
            let on = day.map_or(String::new(), |day| format!(" on {day}"));
            let message = format!("{} is {n}{on}; it goes from {low} to {high}", place());
            say(about.key, Rule::Range, format!("{n}{on}"), message);
        }
    }
    for broken in register.broken(plan, row) {
        // The value that breaks the rule: the message may name rows that are renamed meanwhile.
        let detail =
            register.find(broken.field).map_or(String::new(), |at| row.cell(at).get().typed().raw().to_string());
        found.push(Breach { at: at(), field: broken.field, rule: Rule::Own, message: broken.message, detail });
    }
}

/// The numbers in a value, those of a series with their day.
fn numbers(value: &Value) -> Vec<(f64, Option<Day>)> {
    match value {
        Value::Whole(n) => vec![(*n as f64, None)],
        Value::Number(n) => vec![(*n, None)],
        Value::Series(series) => series.iter().map(|(day, n)| (*n, Some(*day))).collect(),
        _ => Vec::new(),
    }
}

fn dangling(plan: &Plan, key: &'static str, id: &Id, suggest: bool) -> Option<String> {
    let target = register(key)?;
    if target.place(plan, id).is_ok() {
        return None;
    }
    let mut ids = Vec::new();
    if suggest {
        ids.extend(target.rows(plan).map(|row| row.id().as_str()));
    }
    let fix = nearest(id.as_str(), &ids)
        .map_or_else(|| "add that row, or take the reference away".to_string(), |near| format!("did you mean {near}?"));
    Some(format!("points at {id}, which is not in {key}; {fix}"))
}

fn same_names(plan: &Plan, register: &'static dyn Register) -> Vec<Breach> {
    let Some(name) = register.find("name") else { return Vec::new() };
    let mut first: HashMap<String, &Id> = HashMap::with_capacity(register.len(plan));
    let mut found = Vec::new();
    for row in register.rows(plan) {
        let Value::Text(text) = row.cell(name).get() else { continue };
        let folded = text.raw().trim().to_lowercase();
        match first.get(&folded) {
            None => drop(first.insert(folded, row.id())),
            Some(twin) => found.push(Breach {
                at: Address { register: register.key(), id: row.id().clone() },
                field: "name",
                rule: Rule::Unique,
                message: show(format!(
                    "{key}/{id} has the same name as {key}/{twin}; rename one, or remove it if they are the same",
                    key = register.key(),
                    id = row.id(),
                )),
                detail: twin.to_string(),
            }),
        }
    }
    found
}

/// Whether a row comes back to itself. Looks only at what can be reached from it.
pub fn is_in_circle(plan: &Plan, register: &'static dyn Register, row: &dyn Row) -> bool {
    let fields = ACYCLIC.iter().filter(|(key, _)| register.key() == *key).filter_map(|(_, field)| register.find(field));
    fields.into_iter().any(|field| {
        let (mut seen, mut waiting) = (vec![false; register.len(plan)], Vec::new());
        let start = register.place(plan, row.id()).ok();
        let mut next = Some(row);
        while let Some(row) = next {
            row.cell(field).refers(&mut |_, id| {
                if let Ok(place) = register.place(plan, id)
                    && !std::mem::replace(&mut seen[place], true)
                {
                    waiting.push(place);
                }
            });
            next = waiting.pop().and_then(|place| register.nth(plan, place));
        }
        start.is_some_and(|start| seen[start])
    })
}

/// The circles among a register's rows, one breach a circle, at its first row by id.
pub fn cycles(plan: &Plan, register: &'static dyn Register) -> Vec<Breach> {
    let mut found = Vec::new();
    for (key, field) in ACYCLIC {
        let Some(at) = register.find(field).filter(|_| register.key() == key) else { continue };
        let mut graph = DiGraph::<&Id, ()>::new();
        let nodes: Vec<_> = register.rows(plan).map(|row| graph.add_node(row.id())).collect();
        for (from, row) in register.rows(plan).enumerate() {
            row.cell(at).refers(&mut |_, id| {
                if let Ok(to) = register.place(plan, id) {
                    graph.add_edge(nodes[from], nodes[to], ());
                }
            });
        }
        // Not Tarjan's: that one calls itself, and a long chain would take the stack.
        for circle in petgraph::algo::kosaraju_scc(&graph) {
            if circle.len() == 1 && !graph.contains_edge(circle[0], circle[0]) {
                continue;
            }
            let mut ids: Vec<&Id> = circle.iter().map(|node| graph[*node]).collect();
            ids.sort();
            let names: Vec<String> = ids.iter().map(|id| format!("{key}/{id}")).collect();
            let detail = names.join(", ");
            let message = match &names[..] {
                [one] => format!("{one} waits for itself in {field}; take that link away"),
                _ => {
                    let some = names[..names.len().min(6)].join(", ");
                    let rest = if names.len() > 6 { format!(" and {} more", names.len() - 6) } else { String::new() };
                    format!("{some}{rest} wait for one another in {field}; take one of the links away")
                }
            };
            let at = Address { register: key, id: ids[0].clone() };
            found.push(Breach { at, field, rule: Rule::Acyclic, message: show(message), detail });
        }
    }
    found
}

impl Breach {
    /// Whether a circle runs only through rows of this one: what is left of it once a link is taken away.
    pub fn holds_circle(&self, part: &Breach) -> bool {
        let same = self.rule == Rule::Acyclic && part.rule == Rule::Acyclic && self.field == part.field;
        let all: BTreeSet<&str> = self.detail.split(", ").collect();
        same && part.detail.split(", ").all(|row| all.contains(row))
    }
}

/// Whether a field is one along which circles are looked for.
pub fn can_circle(register: &str, field: &str) -> bool {
    ACYCLIC.contains(&(keys().iter().find(|k| **k == register).copied().unwrap_or(""), field))
}
