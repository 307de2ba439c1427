//! Finding what changed: rows by their ids, through renames; lists by entry, prose by line.

use std::collections::{BTreeMap, BTreeSet};

use super::{Delta, FieldChange, RowChange, What};
use crate::diff::{diff, renames};
use crate::edit::Edit;
use crate::model::value::{Kind, Value};
use crate::model::{Address, Id, Plan};
use crate::register::references::{self, all_renamed};
use crate::register::{REGISTERS, Row, put_cell, register, row};
use crate::text::{Raw, Shown};

/// Lines compared one with another to tell which of a text changed; larger texts change as a whole.
const COMPARED: usize = 4_000_000;

/// Every row that is not the same in both plans, in the order of the file. A row that left and came back under
/// another id with the same values, or with the same name, was renamed; references that follow it are no change.
pub fn rows(before: &Plan, after: &Plan) -> Vec<RowChange> {
    let Carried { plan: carried, renamed, followed } = carry(before, after);
    let mut found: BTreeMap<(usize, Id), RowChange> = BTreeMap::new();
    let place = |at: &Address| {
        let home = REGISTERS.iter().position(|home| home.key() == at.register);
        (home.unwrap_or(REGISTERS.len()), at.id.clone())
    };
    let start = |at: &Address, what: What| {
        let plan = if what == What::Removed { before } else { after };
        let home = register(at.register).zip(row(plan, at));
        let name = home.map_or(Shown::default(), |(home, row)| home.name_of(row));
        RowChange { at: at.clone(), what, name, fields: Vec::new() }
    };
    for (to, from) in &renamed {
        found.insert(place(to), start(to, What::Renamed { from: from.clone() }));
    }
    for (to, from) in followed.iter().filter(|(to, _)| row(after, to).is_some()) {
        found.insert(place(to), start(to, What::Followed { from: from.clone() }));
    }
    diff(&carried, after).each(&mut |edit| match edit {
        Edit::Several(_) => {}
        Edit::Remove { at } => {
            let was = followed.get(at).unwrap_or(at);
            found.insert(place(was), start(was, What::Removed));
        }
        Edit::Put { at, field, value } => {
            let old = row(&carried, at);
            let what = if old.is_some() { What::Changed } else { What::Added };
            let change = found.entry(place(at)).or_insert_with(|| start(at, what));
            change.fields.extend(field_change(at, field, old, value));
        }
    });
    found.into_values().collect()
}

fn field_change(at: &Address, field: &str, old: Option<&dyn Row>, is: &Value) -> Option<FieldChange> {
    let home = register(at.register)?;
    let place = home.find(field)?;
    let was = old.map_or(Value::Nothing, |row| row.cell(place).get());
    let about = home.field(place);
    Some(FieldChange { field: about.key, delta: delta(home.kind(place), was, is.clone()) })
}

fn delta(kind: Kind, was: Value, is: Value) -> Delta {
    let lines = |value: &Value| if let Value::Prose(lines) = value { lines.clone() } else { Vec::new() };
    match kind {
        Kind::Prose => Delta::Lines(changed_lines(&lines(&was), &lines(&is))),
        kind if kind.is_list() => {
            let (old, new) = (was.entries(), is.entries());
            // Texts, not values, are put into a set: values have no order of their own.
            let typed = |all: &[Value]| all.iter().map(Value::typed).collect::<BTreeSet<Raw>>();
            let (known, kept) = (typed(&old), typed(&new));
            let gone = old.into_iter().filter(|entry| !kept.contains(&entry.typed())).collect();
            let come = new.into_iter().filter(|entry| !known.contains(&entry.typed())).collect();
            Delta::Entries { gone, come }
        }
        _ => Delta::Value { was, is },
    }
}

/// The lines of two texts that are not in both, by the longest run of common ones.
fn changed_lines(old: &[Raw], new: &[Raw]) -> Vec<(bool, Raw)> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let (rows, width) = (old.len(), new.len() + 1);
    if rows.saturating_mul(new.len()) > COMPARED {
        let gone = old.iter().map(|line| (false, line.clone()));
        return gone.chain(new.iter().map(|line| (true, line.clone()))).collect();
    }
    // How many lines the rests from here on have in common.
    let mut common = vec![0u32; (rows + 1) * width];
    for i in (0..rows).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = match old[i] == new[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < rows || j < new.len() {
        if i < rows && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < rows && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            out.push((false, old[i].clone()));
            i += 1;
        } else {
            out.push((true, new[j].clone()));
            j += 1;
        }
    }
    out
}

/// The earlier plan as it would be had its rows had their later ids.
struct Carried {
    plan: Plan,
    /// New address and old one of each row that was renamed, and of each that went along because its id is made of
    /// another's.
    renamed: BTreeMap<Address, Address>,
    followed: BTreeMap<Address, Address>,
}

/// The earlier plan as it would be had its rows had their later ids: what is told of renamed rows by their ids is told of
/// the same ones.
pub fn carried(before: &Plan, after: &Plan) -> Plan {
    carry(before, after).plan
}

fn carry(before: &Plan, after: &Plan) -> Carried {
    let mut carried = Carried { plan: before.clone(), renamed: BTreeMap::new(), followed: BTreeMap::new() };
    let (keyed, named): (Vec<_>, Vec<_>) = renames(before, after)
        .into_iter()
        .partition(|(old, _)| register(old.register).is_some_and(|home| home.is_keyed()));
    let ids: Vec<(Address, Id)> = named.iter().map(|(old, new)| (old.clone(), new.id.clone())).collect();
    // Rows made by hand may stand where others would have to go: then all are told as they stand.
    if let Ok((plan, moved)) = all_renamed(before, &ids) {
        carried.made(plan, moved, &named);
    }
    for (from, to) in keyed {
        // One that is gone went along with what it names.
        let found = register(to.register).zip(row(after, &to)).zip(row(&carried.plan, &from));
        let Some(((home, new), old)) = found.filter(|_| row(&carried.plan, &to).is_none()) else { continue };
        let mut fresh = old.boxed();
        for at in (0..home.field_count()).filter(|at| home.field(*at).key_part) {
            // The same field of a row of the same register.
            let _ = put_cell(home, &mut *fresh, at, new.cell(at).get());
        }
        fresh.rekey();
        if let Ok((plan, moved)) = references::moved(&carried.plan, &from, fresh) {
            carried.made(plan, moved, &[(from, to)]);
        }
    }
    carried
}

impl Carried {
    /// Takes in a plan in which rows moved, some of them because they were renamed.
    fn made(&mut self, plan: Plan, moved: Vec<(Address, Address)>, renamed: &[(Address, Address)]) {
        self.plan = plan;
        let renamed: BTreeSet<&Address> = renamed.iter().map(|(old, _)| old).collect();
        for (from, to) in moved {
            if renamed.contains(&from) {
                self.renamed.insert(to, from);
            } else {
                // What moves twice comes from where it first was.
                let first = self.followed.remove(&from).unwrap_or(from);
                self.followed.insert(to, first);
            }
        }
    }
}

/// What is changed in the same way in both lists: of a merge, what differs from each of its parents.
pub fn in_both(one: Vec<RowChange>, other: &[RowChange]) -> Vec<RowChange> {
    let shared = one.into_iter().filter_map(|mut change| {
        let there = other.iter().find(|there| there.at == change.at)?;
        let bare = change.fields.is_empty();
        change.fields.retain_mut(|field| {
            let same = there.fields.iter().find(|there| there.field == field.field);
            same.is_some_and(|same| narrow(&mut field.delta, &same.delta))
        });
        (!change.fields.is_empty() || (bare && there.what == change.what)).then_some(change)
    });
    shared.collect()
}

/// Keeps of one change what the other has, too; false where nothing is left.
fn narrow(one: &mut Delta, other: &Delta) -> bool {
    match (one, other) {
        (Delta::Value { is, .. }, Delta::Value { is: same, .. }) => is == same,
        (Delta::Entries { gone, come }, Delta::Entries { gone: also_gone, come: also_come }) => {
            gone.retain(|entry| also_gone.contains(entry));
            come.retain(|entry| also_come.contains(entry));
            !gone.is_empty() || !come.is_empty()
        }
        (Delta::Lines(lines), Delta::Lines(same)) => {
            lines.retain(|line| same.contains(line));
            !lines.is_empty()
        }
        _ => false,
    }
}
