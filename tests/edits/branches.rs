//! Three plans as two people make them from one: scripts of everyday changes that meet often in the same rows and
//! fields, some of them on a plan in which conflicts of an earlier merge wait.

use outgrow::edit::{Edit, apply, by_person, typed};
use outgrow::merge::{Take, decide, merge};
use outgrow::model::field::Record;
use outgrow::model::value::{Kind, Value};
use outgrow::model::{Address, Day, Id, Plan};
use outgrow::register::{self, REGISTERS, Register, put_cell, register, row, typing};
use outgrow::text::Raw;

use crate::support::{self, Dice, today};

/// A plan, and two that grew from it. The same seed gives the same.
pub fn branches(seed: u64) -> [Plan; 3] {
    let mut dice = Dice::new(seed);
    let dice = &mut dice;
    let (rows, density) = (1 + dice.below(4), 20 + dice.below(70));
    let mut base = distinct_lines(support::plan(dice.word(), rows, density), dice);
    // What support makes up for conflicts names no row.
    base.conflicts = Default::default();
    let hot = Hot::of(dice, &base);
    if dice.chance(30) {
        // Conflicts of an earlier merge wait.
        let (ours, theirs) = (grown(dice, &base, &hot), grown(dice, &base, &hot));
        let met = merge(&base, &ours, &theirs).plan;
        if dice.chance(20) {
            // Both sides made that merge, each in its own direction.
            let other = merge(&base, &theirs, &ours).plan;
            return [base, grown(dice, &met, &hot), grown(dice, &other, &hot)];
        }
        base = met;
    }
    let (mut ours, mut theirs) = (grown(dice, &base, &hot), grown(dice, &base, &hot));
    if dice.chance(4) {
        // A change made on both sides.
        let more = edit(dice, &ours, &hot);
        for side in [&mut ours, &mut theirs] {
            *side = apply(side, &more).unwrap_or_else(|_| side.clone());
        }
    }
    [base, ours, theirs]
}

/// Where the changes of both sides meet.
struct Hot {
    rows: Vec<Address>,
    /// Picks the same few fields of a row.
    salt: u64,
}

impl Hot {
    fn of(dice: &mut Dice, plan: &Plan) -> Hot {
        let rows = (0..2 + dice.below(5)).filter_map(|_| support::some_row(dice, plan)).collect();
        Hot { rows, salt: dice.word() }
    }

    fn row(&self, dice: &mut Dice, plan: &Plan) -> Option<Address> {
        let here = |at: &Address| row(plan, at).is_some();
        let hot: Vec<&Address> = self.rows.iter().filter(|at| here(at)).collect();
        if !hot.is_empty() && dice.chance(75) {
            return Some((*dice.pick(&hot)).clone());
        }
        if dice.chance(10) { Some(register::product()) } else { support::some_row(dice, plan) }
    }

    fn field(&self, dice: &mut Dice, home: &dyn Register) -> usize {
        let fields: Vec<usize> =
            (0..home.field_count()).filter(|at| home.field(*at).key != "id" && !home.field(*at).key_part).collect();
        if dice.chance(70) {
            let among = Dice::new(self.salt ^ fields.len() as u64).word() as usize;
            return fields[(among + dice.below(3)) % fields.len()];
        }
        *dice.pick(&fields)
    }
}

fn grown(dice: &mut Dice, base: &Plan, hot: &Hot) -> Plan {
    let mut plan = base.clone();
    for _ in 0..dice.below(9) {
        let mut edit = edit(dice, &plan, hot);
        if dice.chance(50) {
            edit = by_person(&plan, edit);
        }
        plan = apply(&plan, &edit).unwrap_or(plan);
    }
    plan
}

fn nothing() -> Edit {
    Edit::Several(Vec::new())
}

/// A change as a person makes it; it may be refused.
fn edit(dice: &mut Dice, plan: &Plan, hot: &Hot) -> Edit {
    if !plan.conflicts.is_empty() && dice.chance(30) {
        return decided(dice, plan);
    }
    let Some(at) = hot.row(dice, plan) else { return nothing() };
    let made = match dice.below(20) {
        0..=8 => Ok(put(dice, plan, &at, hot)),
        9 => Ok(Edit::Several((0..1 + dice.below(4)).map(|_| put(dice, plan, &at, hot)).collect())),
        10..=11 => typed::remove(plan, &[at]),
        12..=13 => typed::rename(plan, &at, &format!("n-{}", dice.below(6))),
        14 => typed::rename(plan, &at, &format!("n-{}", dice.below(6))).and_then(|edit| {
            // Renamed, and changed besides.
            let now = apply(plan, &edit)?;
            let here = edit.touched().into_iter().filter(|at| row(&now, at).is_some()).collect::<Vec<_>>();
            if here.is_empty() {
                return Ok(edit);
            }
            let at = dice.pick(&here).clone();
            let more = put(dice, &now, &at, hot);
            Ok(Edit::Several(vec![edit, more]))
        }),
        15 => {
            let homes: Vec<_> = REGISTERS.iter().filter(|home| !home.is_keyed() && !home.is_product()).collect();
            let home = **dice.pick(&homes);
            let name = *dice.pick(&["Alpha", "Beta", "Gamma"]);
            typed::add(plan, home, name, &[], today()).map(|(at, edit)| {
                let now = apply(plan, &edit).unwrap_or_else(|_| plan.clone());
                Edit::Several(vec![edit, put(dice, &now, &at, hot)])
            })
        }
        16..=17 => Ok(keyed(dice, plan, hot)),
        18 => Ok(decided(dice, plan)),
        _ => Ok(rekeyed(dice, plan, &at)),
    };
    made.unwrap_or_else(|_| nothing())
}

/// A field of a row changed: another value, none, or one entry of a list.
fn put(dice: &mut Dice, plan: &Plan, at: &Address, hot: &Hot) -> Edit {
    let home = register(at.register).expect("a register");
    let field = hot.field(dice, home);
    let (about, kind) = (home.field(field), home.kind(field));
    let now = row(plan, at).map_or(Value::Nothing, |row| row.cell(field).get());
    let value = if dice.chance(12) && !about.required {
        Value::Nothing
    } else if kind.is_list() && dice.chance(80) {
        let mut entries = now.entries();
        let new = support::value(dice, plan, about, kind, at).entries();
        let new = if kind == Kind::Prose { vec![a_line(dice)] } else { new };
        let place = dice.below(entries.len() + 1);
        match dice.below(3) {
            0 if !entries.is_empty() => drop(entries.remove(place.min(entries.len() - 1))),
            1 if !entries.is_empty() => {
                let place = place.min(entries.len() - 1);
                entries[place] = changed(dice, &entries[place]).or(new.first().cloned()).unwrap_or(Value::Nothing);
            }
            _ => drop(entries.splice(place..place, new.into_iter().take(1))),
        }
        kind.collect(entries)
    } else if let Some(value) = a_common_one(dice, kind) {
        value
    } else {
        support::value(dice, plan, about, kind, at)
    };
    let value = if kind == Kind::Prose { distinct(value, dice) } else { value };
    Edit::Put { at: at.clone(), field: about.key, value }
}

/// An entry that keeps its name and holds something else.
fn changed(dice: &mut Dice, entry: &Value) -> Option<Value> {
    match entry {
        Value::Series(series) => Some(Value::Series(series.keys().map(|day| (*day, dice.below(4) as f64)).collect())),
        Value::Log(log) => Some(Value::Log(log.keys().map(|day| (*day, Raw::from(support::text(dice)))).collect())),
        Value::Links(links) => {
            let mut links = links.clone();
            links
                .iter_mut()
                .for_each(|link| link.tie = *dice.pick(&[outgrow::model::Tie::SS, outgrow::model::Tie::FF]));
            Some(Value::Links(links))
        }
        _ => None,
    }
}

/// One of few values, so that both sides choose the same now and then.
fn a_common_one(dice: &mut Dice, kind: Kind) -> Option<Value> {
    if dice.chance(50) {
        return None;
    }
    Some(match kind {
        Kind::Text => Value::Text(Raw::from(*dice.pick(&["one", "two", " spaced ", "a,b"]))),
        Kind::Day => Value::Day(Day::parse("2026-12-01").expect("a day")),
        Kind::Whole => Value::Whole(1),
        _ => return None,
    })
}

/// Lines of which no text has two and both sides know some.
fn a_line(dice: &mut Dice) -> Value {
    let text = if dice.chance(30) { format!("line {}", dice.below(4)) } else { format!("line {}", dice.word()) };
    Value::Prose(vec![Raw::from(text)])
}

/// Prose in which no line stands twice.
fn distinct(value: Value, dice: &mut Dice) -> Value {
    let Value::Prose(lines) = value else { return value };
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for line in lines {
        let own = if line.raw().starts_with("line ") || line.raw().ends_with('#') {
            line.clone()
        } else {
            Raw::from(format!("{} {:04}#", line.raw(), dice.below(10_000)))
        };
        if seen.insert(own.clone()) {
            out.push(own);
        }
    }
    Value::Prose(out).settled()
}

fn distinct_lines(mut plan: Plan, dice: &mut Dice) -> Plan {
    for home in REGISTERS {
        for place in 0..home.len(&plan) {
            let mut row = home.nth(&plan, place).expect("a row").boxed();
            for field in (0..home.field_count()).filter(|at| home.kind(*at) == Kind::Prose) {
                let value = distinct(row.cell(field).get(), dice);
                put_cell(home, &mut *row, field, value).expect("prose");
            }
            home.put(&mut plan, row);
        }
    }
    plan
}

/// A new row of a register without ids of its own.
fn keyed(dice: &mut Dice, plan: &Plan, hot: &Hot) -> Edit {
    let homes: Vec<_> = REGISTERS.iter().filter(|home| home.is_keyed() && home.key() != "conflicts").collect();
    let home = **dice.pick(&homes);
    let mut fresh = home.blank(&Id::default());
    let mut keys = Vec::new();
    for field in (0..home.field_count()).filter(|at| home.field(*at).key_part) {
        let own = Address { register: home.key(), id: Id::default() };
        let value = match home.kind(field) {
            Kind::Text => Value::Text(Raw::from(*dice.pick(&["one", "One", "two"]))),
            kind => support::value(dice, plan, home.field(field), kind, &own),
        };
        fresh.slot(field).put(value.clone()).expect("a value of the field's kind");
        keys.push((home.field(field).key, value));
    }
    fresh.rekey();
    if Id::parse(fresh.id().as_str()).is_none() || home.place(plan, fresh.id()).is_ok() {
        return nothing();
    }
    let at = Address { register: home.key(), id: fresh.id().clone() };
    let mut edits: Vec<Edit> =
        keys.into_iter().map(|(field, value)| Edit::Put { at: at.clone(), field, value }).collect();
    edits.push(put(dice, plan, &at, hot));
    Edit::Several(edits)
}

/// A key field of a keyed row changed.
fn rekeyed(dice: &mut Dice, plan: &Plan, at: &Address) -> Edit {
    let home = register(at.register).expect("a register");
    let Some(field) = (0..home.field_count()).find(|at| home.field(*at).key_part) else { return nothing() };
    let value = support::value(dice, plan, home.field(field), home.kind(field), at);
    let change =
        typed::Assignment { field, assign: outgrow::model::value::Assign::Set, text: value.typed().raw().to_string() };
    let edit = typed::set(plan, at, &[change], today()).unwrap_or_else(|_| nothing());
    // No letter and no digit leaves no id.
    if edit.touched().iter().all(|at| Id::parse(at.id.as_str()).is_some()) { edit } else { nothing() }
}

/// A waiting conflict decided, waived, or a note put on it.
fn decided(dice: &mut Dice, plan: &Plan) -> Edit {
    let waiting: Vec<Id> = plan.conflicts.iter().map(|row| Record::id(&**row).clone()).collect();
    if waiting.is_empty() {
        return nothing();
    }
    let id = dice.pick(&waiting).clone();
    if dice.chance(40) {
        let at = Address { register: "conflicts", id };
        if dice.chance(60) {
            let fields = format!("check=one row={at}");
            let home = register("waivers").expect("a register");
            let fields = typed::assignments(home, &typed::words(&fields)).expect("fields");
            return typed::add(plan, home, "", &fields, today()).map_or_else(|_| nothing(), |(_, edit)| edit);
        }
        return Edit::Put { at, field: "note", value: a_line(dice) };
    }
    let take = dice.pick(&[Take::Ours, Take::Theirs, Take::Base]).clone();
    decide(plan, &id, &take, typing(today())).unwrap_or_else(|_| nothing())
}
