//! The one vocabulary of change. Forms, quick add, command line, undo, what-if and merge all speak it.

pub mod typed;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::value::Value;
use crate::model::{Address, Plan};
use crate::register::rules::{self, Breach};
use crate::register::{PRODUCT, Row, put_cell, references, register, register_or_say};
use crate::text::{Shown, show};

/// A change of a plan. A put on a row that is not there makes it.
#[derive(Clone, PartialEq, Debug)]
pub enum Edit {
    Put { at: Address, field: &'static str, value: Value },
    Remove { at: Address },
    Several(Vec<Edit>),
}

/// Why an edit is not made: something the user can mend.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    pub at: Option<Address>,
    pub field: Option<&'static str>,
    /// A sentence that names the row and the next step.
    pub message: Shown,
}

impl Refusal {
    pub fn new(message: impl Into<String>) -> Self {
        Refusal { at: None, field: None, message: show(message.into()) }
    }

    pub fn on(at: &Address, field: &'static str, message: impl Into<String>) -> Self {
        Refusal { at: Some(at.clone()), field: Some(field), message: show(message.into()) }
    }
}

impl Edit {
    /// The single puts and removes, in order.
    pub fn each<'e>(&'e self, visit: &mut dyn FnMut(&'e Edit)) {
        match self {
            Edit::Several(edits) => edits.iter().for_each(|edit| edit.each(visit)),
            single => visit(single),
        }
    }

    pub fn is_empty(&self) -> bool {
        let mut empty = true;
        self.each(&mut |_| empty = false);
        empty
    }

    /// The rows it touches, each once, in order of address.
    pub fn touched(&self) -> Vec<Address> {
        let mut rows = BTreeSet::new();
        self.each(&mut |edit| match edit {
            Edit::Put { at, .. } | Edit::Remove { at } => drop(rows.insert(at.clone())),
            Edit::Several(_) => {}
        });
        rows.into_iter().collect()
    }
}

/// The plan after an edit, or why it is not made. Pure, all or nothing; refuses only what the edit newly
/// breaks, so that a row broken by hand can be mended field by field.
pub fn apply(plan: &Plan, edit: &Edit) -> Result<Plan, Vec<Refusal>> {
    let mut rows: BTreeMap<Address, Option<Box<dyn Row>>> = BTreeMap::new();
    let mut fields: BTreeSet<(&'static str, &'static str)> = BTreeSet::new();
    let mut refused = Vec::new();
    edit.each(&mut |single| {
        if let Err(refusal) = stage(plan, single, &mut rows, &mut fields) {
            refused.push(refusal);
        }
    });
    if !refused.is_empty() {
        return Err(refused);
    }

    let mut next = plan.clone();
    let mut removed = Vec::new();
    for (at, row) in &mut rows {
        let home = register(at.register).expect("staged rows have a register");
        match row.take() {
            None => {
                if home.take(&mut next, &at.id) {
                    removed.push(at.clone());
                }
            }
            Some(mut row) => {
                row.rekey();
                if *row.id() != at.id {
                    let message = format!("{at} would become {}/{}; use rename or set for that", at.register, row.id());
                    return Err(vec![Refusal { at: Some(at.clone()), field: None, message: show(message) }]);
                }
                home.put(&mut next, row);
            }
        }
    }

    let touched: Vec<Address> = rows.into_keys().collect();
    let broken = new_breaches(plan, &next, &touched, &removed, &fields);
    let refused: Vec<_> = broken
        .into_iter()
        .filter(|b| b.rule.refuses())
        .map(|b| Refusal { at: Some(b.at), field: Some(b.field), message: b.message })
        .collect();
    if refused.is_empty() { Ok(next) } else { Err(refused) }
}

/// Carries one put or remove out on the staged rows.
fn stage(
    plan: &Plan,
    edit: &Edit,
    rows: &mut BTreeMap<Address, Option<Box<dyn Row>>>,
    fields: &mut BTreeSet<(&'static str, &'static str)>,
) -> Result<(), Refusal> {
    match edit {
        Edit::Several(_) => Ok(()),
        Edit::Remove { at } if at.register == PRODUCT => {
            Err(Refusal::new("the product is the plan's single record; it cannot be removed"))
        }
        Edit::Remove { at } => {
            register_or_say(at.register).map_err(Refusal::new)?;
            rows.insert(at.clone(), None);
            Ok(())
        }
        Edit::Put { at, field, value } => {
            let home = register_or_say(at.register).map_err(Refusal::new)?;
            let place = home.find_or_say(field).map_err(Refusal::new)?;
            let known = home.get(plan, &at.id);
            let row = rows.entry(at.clone()).or_insert_with(|| known.map(Row::boxed));
            let row = row.get_or_insert_with(|| home.blank(&at.id));
            put_cell(home, &mut **row, place, value.clone()).map_err(|_| {
                Refusal::on(at, home.field(place).key, format!("{at}: {field} takes {}", home.kind(place).example()))
            })?;
            fields.insert((home.key(), home.field(place).key));
            Ok(())
        }
    }
}

/// What holds in `before` and not in `after`, looking only where the edit can have broken something.
fn new_breaches(
    before: &Plan,
    after: &Plan,
    touched: &[Address],
    removed: &[Address],
    fields: &BTreeSet<(&'static str, &'static str)>,
) -> Vec<Breach> {
    let mut look: BTreeSet<Address> = touched.iter().cloned().collect();
    look.extend(references::referrers_of(after, removed).into_iter().map(|r| r.at));
    let of = |plan: &Plan, at: &Address| {
        let home = register(at.register)?;
        Some(rules::of_row(plan, home, home.get(plan, &at.id)?))
    };
    let mut found = Vec::new();
    // What a row that goes had broken, the row that takes its place may break: a rename mends nothing.
    let gone: Vec<Breach> = removed.iter().filter_map(|at| of(before, at)).flatten().collect();
    let carried = |b: &Breach| {
        let same = |g: &Breach| g.at.register == b.at.register && (g.field, g.rule) == (b.field, b.rule);
        gone.iter().any(|g| same(g) && g.detail == b.detail)
    };
    for at in &look {
        let old = of(before, at);
        let fresh = old.is_none();
        let old = old.unwrap_or_default();
        let new = of(after, at).unwrap_or_default();
        let stood = |b: &Breach| known(&old, b) || (fresh && carried(b));
        found.extend(new.into_iter().filter(|b| !stood(b)));
    }
    let circling: BTreeSet<&str> = fields.iter().filter(|(r, f)| rules::can_circle(r, f)).map(|(r, _)| *r).collect();
    for key in circling {
        if let Some(home) = register(key) {
            let old = rules::cycles(before, home);
            let new = rules::cycles(after, home).into_iter();
            found.extend(new.filter(|circle| !old.iter().any(|o| o.holds_circle(circle))));
        }
    }
    found
}

fn known(old: &[Breach], breach: &Breach) -> bool {
    old.iter()
        .any(|o| o.at == breach.at && o.field == breach.field && o.rule == breach.rule && o.detail == breach.detail)
}

/// The edit with the marks a person's hand leaves: a guessed row that is touched is confirmed. Taking away
/// references to rows that leave or change their id touches no row.
pub fn by_person(plan: &Plan, edit: Edit) -> Edit {
    let mut leaving = BTreeSet::new();
    edit.each(&mut |single| {
        if let Edit::Remove { at } = single {
            leaving.insert(at.clone());
        }
    });
    let (mut touched, mut decided) = (BTreeSet::new(), BTreeSet::new());
    edit.each(&mut |single| {
        let Edit::Put { at, field, .. } = single else { return };
        if *field == "guess" {
            decided.insert(at.clone());
        } else if !points_at(plan, at, field, &leaving) {
            touched.insert(at.clone());
        }
    });
    let guessed = |at: &Address| {
        let home = register(at.register)?;
        Some(home.get(plan, &at.id)?.cell(home.find("guess")?).get() == Value::Flag(true))
    };
    let mut edits = vec![edit];
    for at in touched.difference(&decided).filter(|at| guessed(at) == Some(true)) {
        edits.push(Edit::Put { at: at.clone(), field: "guess", value: Value::Flag(false) });
    }
    if edits.len() == 1 { edits.remove(0) } else { Edit::Several(edits) }
}

/// Whether a field points at one of these rows.
fn points_at(plan: &Plan, at: &Address, field: &str, rows: &BTreeSet<Address>) -> bool {
    let mut hit = false;
    if let Some(home) = register(at.register)
        && let (Some(row), Some(place)) = (home.get(plan, &at.id), home.find(field))
    {
        row.cell(place).refers(&mut |register, id| hit |= rows.contains(&Address { register, id: id.clone() }));
    }
    hit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Id};

    fn at(register: &'static str, id: &str) -> Address {
        Address { register, id: Id::parse(id).expect("an id") }
    }

    /// Two domains and a link between them of a kind that is not the default.
    fn linked() -> Plan {
        let put = |at: &Address, field, value| Edit::Put { at: at.clone(), field, value };
        let name = |id| put(&at("domains", id), "name", Value::Text(id.into()));
        let link = at("links", "auth--billing--event");
        let refer = |id| Value::Ref(Id::parse(id).expect("an id"));
        let edit = Edit::Several(vec![
            name("auth"),
            name("billing"),
            put(&link, "from", refer("auth")),
            put(&link, "to", refer("billing")),
            put(&link, "kind", Value::Choice("event")),
        ]);
        apply(&Plan::default(), &edit).expect("a sound plan")
    }

    #[test]
    fn a_fresh_keyed_row_may_have_a_key_that_is_not_the_default() {
        assert_eq!(linked().links.len(), 1);
    }

    #[test]
    fn a_rename_carries_keyed_rows_along() {
        let plan = linked();
        let edit = typed::rename(&plan, &at("domains", "billing"), "payments").expect("a rename");
        let next = apply(&plan, &edit).expect("a sound plan");
        assert!(
            register("links").is_some_and(|home| home.get(&next, &at("links", "auth--payments--event").id).is_some())
        );
    }

    #[test]
    fn a_row_that_is_broken_by_hand_can_be_renamed() {
        let mut plan = linked();
        let domains = register("domains").expect("a register");
        let mut row = domains.get(&plan, &at("domains", "billing").id).map(Row::boxed).expect("a row");
        let owner = domains.find("owner").expect("a field");
        row.slot(owner).put(Value::Ref(Id::parse("gone").expect("an id"))).expect("a reference");
        domains.put(&mut plan, row);
        let edit = typed::rename(&plan, &at("domains", "billing"), "payments").expect("a rename");
        assert!(apply(&plan, &edit).is_ok());
        let fresh = Edit::Put { at: at("domains", "core"), field: "owner", value: Value::Ref(at("people", "gone").id) };
        assert!(apply(&plan, &fresh).is_err());
    }

    #[test]
    fn a_key_of_a_row_that_is_there_is_changed_by_a_rename_only() {
        let edit = Edit::Put { at: at("links", "auth--billing--event"), field: "kind", value: Value::Choice("call") };
        let refused = apply(&linked(), &edit).expect_err("a rename");
        assert!(refused[0].message.as_str().contains("use rename or set"), "{}", refused[0].message);
    }

    #[test]
    fn a_name_may_be_given_as_a_field() {
        let home = register("debts").expect("a register");
        let words = ["name=Refunds = by hand".to_string()];
        let (name, changes) = typed::name_and_assignments(home, &words).expect("readable");
        let today = Day::parse("2026-11-21").expect("a day");
        let (at, _) = typed::add(&Plan::default(), home, &name, &changes, today).expect("a row");
        assert_eq!(at.to_string(), "debts/refunds-by-hand");
    }
}
