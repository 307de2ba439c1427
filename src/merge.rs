//! Three-way merge by meaning: fields, not lines, and what cannot be decided is kept as data.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::renames;
use crate::model::cell::Prose;
use crate::model::field::Record;
use crate::model::value::{Kind, Value};
use crate::model::{Address, Conflict, Link, Plan};
use crate::register::references::{renamed, without};
use crate::register::rules::{Breach, breaches};
use crate::register::{REGISTERS, Register, Row, put_cell, register, row};
use crate::text::Raw;

/// What a merge came to.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The plan, with a row in `conflicts` for each field that waits for a decision; ours stands there meanwhile.
    pub plan: Plan,
    /// The new conflicts, in the order of the file.
    pub conflicts: Vec<Clash>,
}

/// A field that both sides changed differently, or a rule that holds on each side and not in their merge.
#[derive(Clone, PartialEq, Debug)]
pub struct Clash {
    pub at: Address,
    /// The field's key; [`ROW`] when one side removed the row that the other changed.
    pub field: &'static str,
    pub base: Value,
    pub ours: Value,
    pub theirs: Value,
}

/// Stands for the row itself where a conflict is about its being there.
pub const ROW: &str = "row";

/// Reconciles two plans that grew from one. Nothing that one side added is lost, nothing that one side removed
/// and the other left alone comes back. A rename on one side carries the other side's changes along.
pub fn merge(base: &Plan, ours: &Plan, theirs: &Plan) -> Merged {
    let (base, ours, theirs) = follow_renames(base, ours, theirs);
    let (gone_ours, gone_theirs) = (removed(&base, &ours), removed(&base, &theirs));
    let mut plan = ours.clone();
    let mut clashes = Vec::new();
    for home in REGISTERS {
        if home.same(&base, &theirs) || home.same(&ours, &theirs) {
            continue;
        }
        if home.same(&base, &ours) && gone_ours.is_empty() && gone_theirs.is_empty() {
            take_all(home, &theirs, &mut plan);
            continue;
        }
        let mut sides =
            Sides { home, base: &base, ours: &ours, theirs: &theirs, plan: &mut plan, clashes: &mut clashes };
        sides.rows(&gone_ours, &gone_theirs);
    }
    clashes.extend(broken_together(&plan, &ours, &theirs, &base));
    clashes.dedup_by(|a, b| a.at == b.at && a.field == b.field);
    for clash in &clashes {
        plan.conflicts.put(clash.row());
    }
    Merged { plan, conflicts: clashes }
}

impl Clash {
    /// The conflict as a row of the plan.
    fn row(&self) -> Conflict {
        let lines = |value: &Value| Prose(value.typed().raw().lines().map(Raw::from).collect());
        let mut row = Conflict::default();
        row.register = self.at.register.into();
        row.row = self.at.id.as_str().into();
        row.field = self.field.into();
        row.base = lines(&self.base);
        row.ours = lines(&self.ours);
        row.theirs = lines(&self.theirs);
        Record::rekey(&mut row);
        row
    }
}

fn take_all(home: &'static dyn Register, from: &Plan, into: &mut Plan) {
    home.fill(into, home.rows(from).map(Row::boxed).collect());
}

/// The three plans with every one-sided rename made on all of them, so that changes meet the row they are of.
fn follow_renames(base: &Plan, ours: &Plan, theirs: &Plan) -> (Plan, Plan, Plan) {
    let (mut base, mut ours, mut theirs) = (base.clone(), ours.clone(), theirs.clone());
    let mine = renames(&base, &ours);
    let other = renames(&base, &theirs);
    let one_sided = |side: &[(Address, Address)], old: &Address| !side.iter().any(|(o, _)| o == old);
    for (old, new) in mine.iter().filter(|(old, _)| one_sided(&other, old)) {
        if can_move(&theirs, old, new) {
            move_in(&mut theirs, &mut base, old, new);
        }
    }
    for (old, new) in other.iter().filter(|(old, _)| one_sided(&mine, old)) {
        if can_move(&ours, old, new) {
            move_in(&mut ours, &mut base, old, new);
        }
    }
    (base, ours, theirs)
}

/// Makes a rename on the side that did not, and on the base; on neither where an id is taken.
fn move_in(side: &mut Plan, base: &mut Plan, old: &Address, new: &Address) {
    if let (Ok(moved), Ok(moved_base)) = (renamed(side, old, &new.id), renamed(base, old, &new.id)) {
        (*side, *base) = (moved, moved_base);
    }
}

/// Keyed rows move by themselves when what they name moves.
fn can_move(plan: &Plan, old: &Address, new: &Address) -> bool {
    register(old.register).is_some_and(|home| !home.is_keyed()) && row(plan, old).is_some() && row(plan, new).is_none()
}

fn removed(base: &Plan, side: &Plan) -> Vec<Address> {
    let mut gone = Vec::new();
    for home in REGISTERS.iter().filter(|home| !home.same(base, side)) {
        let missing = home.rows(base).filter(|row| home.place(side, row.id()).is_err());
        gone.extend(missing.map(|row| Address { register: home.key(), id: row.id().clone() }));
    }
    gone
}

struct Sides<'m> {
    home: &'static dyn Register,
    base: &'m Plan,
    ours: &'m Plan,
    theirs: &'m Plan,
    plan: &'m mut Plan,
    clashes: &'m mut Vec<Clash>,
}

impl Sides<'_> {
    fn rows(&mut self, gone_ours: &[Address], gone_theirs: &[Address]) {
        let home = self.home;
        let ids = |plan| home.rows(plan).map(|row| row.id().clone());
        let all: BTreeSet<_> = ids(self.base).chain(ids(self.ours)).chain(ids(self.theirs)).collect();
        for id in all {
            let at = Address { register: home.key(), id };
            let get = |plan| home.get(plan, &at.id);
            match (get(self.base), get(self.ours), get(self.theirs)) {
                (base, Some(ours), Some(theirs)) if !std::ptr::addr_eq(ours, theirs) => {
                    let blank = home.blank(&at.id);
                    let merged = self.fields(&at, base.unwrap_or(&*blank), ours, theirs);
                    home.put(self.plan, merged);
                }
                (None, None, Some(theirs)) => home.put(self.plan, theirs.boxed()),
                (Some(base), Some(ours), None) => {
                    if edited(home, self.base, base, ours, gone_ours) {
                        self.keep(&at, Value::Text("changed".into()), Value::Text("removed".into()));
                    } else {
                        home.take(self.plan, &at.id);
                    }
                }
                (Some(base), None, Some(theirs)) if edited(home, self.base, base, theirs, gone_theirs) => {
                    home.put(self.plan, theirs.boxed());
                    self.keep(&at, Value::Text("removed".into()), Value::Text("changed".into()));
                }
                _ => {}
            }
        }
    }

    /// A row that one side removed and the other changed stays until somebody decides.
    fn keep(&mut self, at: &Address, ours: Value, theirs: Value) {
        self.clashes.push(Clash { at: at.clone(), field: ROW, base: Value::Text("there".into()), ours, theirs });
    }

    fn fields(&mut self, at: &Address, base: &dyn Row, ours: &dyn Row, theirs: &dyn Row) -> Box<dyn Row> {
        let mut merged = ours.boxed();
        for field in 0..self.home.field_count() {
            let about = self.home.field(field);
            let (b, o, t) = (base.cell(field).get(), ours.cell(field).get(), theirs.cell(field).get());
            let (value, clash) = values(ours.cell(field).kind(), &b, &o, &t);
            if let Some((base, ours, theirs)) = clash {
                self.clashes.push(Clash { at: at.clone(), field: about.key, base, ours, theirs });
            }
            if value != o {
                // All three come from this field, so the kind fits.
                let _ = put_cell(self.home, &mut *merged, field, value);
            }
        }
        merged
    }
}

/// Whether a side changed a row by more than dropping references to what it removed.
fn edited(home: &dyn Register, base: &Plan, old: &dyn Row, new: &dyn Row, gone: &[Address]) -> bool {
    let same = |a: &dyn Row, b: &dyn Row| (0..home.field_count()).all(|at| a.cell(at).get() == b.cell(at).get());
    if same(old, new) {
        return false;
    }
    let cleaned = without(base, gone);
    home.get(&cleaned, old.id()).is_none_or(|cleaned| !same(cleaned, new))
}

/// What is disputed: the value before, ours, theirs; for lists only the entries in question.
type Disputed = Option<(Value, Value, Value)>;

/// One field's three values as one; ours stands where they clash.
pub fn values(kind: Kind, base: &Value, ours: &Value, theirs: &Value) -> (Value, Disputed) {
    if ours == theirs || base == theirs {
        return (ours.clone(), None);
    }
    if base == ours {
        return (theirs.clone(), None);
    }
    match kind {
        Kind::Prose => prose(base, ours, theirs),
        Kind::Series | Kind::Log | Kind::Links(_) => keyed(kind, base, ours, theirs),
        kind if kind.is_list() => (set(kind, base, ours, theirs), None),
        _ => (ours.clone(), Some((base.clone(), ours.clone(), theirs.clone()))),
    }
}

/// (base + added) − removed, entry by entry.
fn set(kind: Kind, base: &Value, ours: &Value, theirs: &Value) -> Value {
    let (base, ours, theirs) = (base.entries(), ours.entries(), theirs.entries());
    let mut merged: Vec<Value> =
        ours.iter().filter(|entry| !base.contains(entry) || theirs.contains(entry)).cloned().collect();
    merged.extend(theirs.iter().filter(|entry| !base.contains(entry) && !ours.contains(entry)).cloned());
    kind.collect(merged)
}

/// Entries that have a name of their own: a day, or the row that a link leads to. One entry changed both ways
/// is a clash about that entry.
fn keyed(kind: Kind, base: &Value, ours: &Value, theirs: &Value) -> (Value, Disputed) {
    let (base, ours, theirs) = (by_key(base), by_key(ours), by_key(theirs));
    let keys: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
    let mut merged = Vec::new();
    let (mut was, mut mine, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for key in keys {
        let (b, o, t) = (base.get(key), ours.get(key), theirs.get(key));
        let kept = if b == o { t } else { o };
        if b != o && b != t && o != t {
            was.extend(b.into_iter().flatten().cloned());
            mine.extend(o.into_iter().flatten().cloned());
            other.extend(t.into_iter().flatten().cloned());
        }
        merged.extend(kept.into_iter().flatten().cloned());
    }
    let clash = !(mine.is_empty() && other.is_empty());
    let disputed = clash.then(|| (kind.collect(was), kind.collect(mine), kind.collect(other)));
    (kind.collect(merged), disputed)
}

fn by_key(value: &Value) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in value.entries() {
        let key = match &entry {
            Value::Series(series) => series.keys().next().map(ToString::to_string),
            Value::Log(log) => log.keys().next().map(ToString::to_string),
            Value::Links(links) => links.first().map(|link: &Link| link.to.to_string()),
            _ => None,
        };
        found.entry(key.unwrap_or_default()).or_default().push(entry);
    }
    found
}

/// Lines of prose, three-way; overlapping changes clash.
fn prose(base: &Value, ours: &Value, theirs: &Value) -> (Value, Disputed) {
    let text = |value: &Value| match value {
        Value::Prose(lines) => lines.iter().map(|line| format!("{}\n", line.raw())).collect::<String>(),
        _ => String::new(),
    };
    match diffy::merge(&text(base), &text(ours), &text(theirs)) {
        Ok(merged) => (Value::Prose(merged.lines().map(Raw::from).collect()).settled(), None),
        Err(_) => (ours.clone(), Some((base.clone(), ours.clone(), theirs.clone()))),
    }
}

/// Rules that each side kept and their merge breaks: a reference to what the other removed, a circle made of
/// two halves.
fn broken_together(merged: &Plan, ours: &Plan, theirs: &Plan, base: &Plan) -> Vec<Clash> {
    let known: Vec<Breach> = breaches(ours).into_iter().chain(breaches(theirs)).collect();
    let new = breaches(merged).into_iter().filter(|b| {
        b.rule.refuses()
            && !known.iter().any(|k| k.at == b.at && k.field == b.field && k.rule == b.rule && k.detail == b.detail)
    });
    let value = |plan: &Plan, breach: &Breach| {
        let found = register(breach.at.register)
            .and_then(|home| home.get(plan, &breach.at.id).zip(home.find(breach.field)))
            .map(|(row, field)| row.cell(field).get());
        found.unwrap_or(Value::Nothing)
    };
    new.map(|b| Clash {
        base: value(base, &b),
        ours: value(ours, &b),
        theirs: value(theirs, &b),
        field: b.field,
        at: b.at,
    })
    .collect()
}
