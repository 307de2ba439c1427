//! Finding what changed: rows by their ids, through renames; lists by entry, prose by line.

use std::collections::{BTreeMap, BTreeSet};

use super::{Delta, FieldChange, RowChange, What};
use crate::diff::{diff, renames};
use crate::edit::Edit;
use crate::model::value::{Kind, Value};
use crate::model::{Address, Id, Plan};
use crate::register::references::rekeyed;
use crate::register::{REGISTERS, Register, Row, put_cell, register, row};
use crate::text::{Raw, Shown};

/// Rows that left, each held against each that came, to find renames; beyond that the plan is another one.
const PAIRED: usize = 250_000;

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

fn carry(before: &Plan, after: &Plan) -> Carried {
    let mut carried = Carried { plan: before.clone(), renamed: BTreeMap::new(), followed: BTreeMap::new() };
    for (from, to) in moves(before, after) {
        let found = register(to.register).zip(row(after, &to)).zip(row(&carried.plan, &from));
        // One that is gone went along with another; an id that is taken is no place to go.
        let Some(((home, new), old)) = found.filter(|_| row(&carried.plan, &to).is_none()) else { continue };
        let mut fresh = old.boxed();
        for at in (0..home.field_count()).filter(|at| home.field(*at).key == "id" || home.field(*at).key_part) {
            // The same field of a row of the same register.
            let _ = put_cell(home, &mut *fresh, at, new.cell(at).get());
        }
        fresh.rekey();
        if let Ok(next) = rekeyed(&carried.plan, &from, fresh) {
            carried.plan = next;
            carried.renamed.insert(to, from);
        }
    }
    if !carried.renamed.is_empty() {
        carried.followed = followers_of(before, &carried.renamed);
    }
    carried
}

/// The rows whose computed id follows a rename: new address and old one. Those that name such a row follow in turn.
fn followers_of(before: &Plan, renamed: &BTreeMap<Address, Address>) -> BTreeMap<Address, Address> {
    let mut followed = BTreeMap::new();
    let mut now: BTreeMap<Address, Id> = renamed.iter().map(|(to, from)| (from.clone(), to.id.clone())).collect();
    loop {
        let known = now.len();
        for home in REGISTERS.iter().filter(|home| home.is_keyed()) {
            for row in home.rows(before) {
                let from = Address { register: home.key(), id: row.id().clone() };
                let id = if now.contains_key(&from) { None } else { retargeted(*home, row, &now) };
                if let Some(id) = id {
                    followed.insert(Address { register: home.key(), id: id.clone() }, from.clone());
                    now.insert(from, id);
                }
            }
        }
        if now.len() == known {
            return followed;
        }
    }
}

/// The id that a keyed row has once the rows it names have theirs; nothing where it stays the same.
fn retargeted(home: &dyn Register, row: &dyn Row, now: &BTreeMap<Address, Id>) -> Option<Id> {
    let mut fresh: Option<Box<dyn Row>> = None;
    for at in (0..home.field_count()).filter(|at| home.field(*at).key_part) {
        let mut hits = Vec::new();
        row.cell(at).refers(&mut |register, id| {
            let old = Address { register, id: id.clone() };
            hits.extend(now.get(&old).cloned().map(|new| (old, new)));
        });
        for (old, new) in hits {
            fresh.get_or_insert_with(|| row.boxed()).slot(at).retarget(&old, Some(&new));
        }
    }
    let mut fresh = fresh?;
    fresh.rekey();
    (fresh.id() != row.id()).then(|| fresh.id().clone())
}

/// Rows that were given another id, those first that others are named after.
fn moves(before: &Plan, after: &Plan) -> Vec<(Address, Address)> {
    let pairs = REGISTERS.iter().filter(|home| !home.same(before, after)).map(|home| {
        let only =
            |here: &Plan, there: &Plan| home.rows(here).filter(|row| home.place(there, row.id()).is_err()).count();
        only(before, after).saturating_mul(only(after, before))
    });
    if pairs.fold(0, usize::saturating_add) > PAIRED {
        return Vec::new();
    }
    let mut all = renames(before, after);
    for home in REGISTERS.iter().filter(|home| !home.same(before, after) && !home.is_keyed()) {
        all.extend(same_names(*home, before, after, &all));
    }
    all.sort_by_key(|(old, _)| register(old.register).is_some_and(|home| home.is_keyed()));
    all
}

/// Rows that left while one of the same name came, where there is but one of each: renamed and changed at once.
fn same_names(
    home: &'static dyn Register,
    before: &Plan,
    after: &Plan,
    known: &[(Address, Address)],
) -> Vec<(Address, Address)> {
    let named = |here: &Plan, there: &Plan| {
        let mut by_name: BTreeMap<Shown, Vec<Address>> = BTreeMap::new();
        for row in home.rows(here).filter(|row| home.place(there, row.id()).is_err()) {
            let at = Address { register: home.key(), id: row.id().clone() };
            if !known.iter().any(|(old, new)| *old == at || *new == at) {
                by_name.entry(home.name_of(row)).or_default().push(at);
            }
        }
        by_name
    };
    let mut come = named(after, before);
    let pairs = named(before, after).into_iter().filter_map(|(name, gone)| {
        let come = come.remove(&name)?;
        match (gone.as_slice(), come.as_slice()) {
            ([old], [new]) => Some((old.clone(), new.clone())),
            _ => None,
        }
    });
    pairs.collect()
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
