//! References between rows: who points at a row, and what a rename or a removal does to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::{REGISTERS, Register, Row, register};
use crate::model::field::Record;
use crate::model::value::{Kind, Value};
use crate::model::{Address, Conflict, Id, Plan};

/// A field of a row that points at another row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Referrer {
    pub at: Address,
    pub field: &'static str,
}

/// Every field that points at `target`. One pass over the plan's reference fields.
pub fn referrers(plan: &Plan, target: &Address) -> Vec<Referrer> {
    referrers_of(plan, std::slice::from_ref(target))
}

/// Every field that points at one of these rows. One pass over the plan, however many there are.
pub fn referrers_of(plan: &Plan, targets: &[Address]) -> Vec<Referrer> {
    let mut wanted: BTreeMap<&str, BTreeSet<&Id>> = BTreeMap::new();
    for target in targets {
        wanted.entry(target.register).or_default().insert(&target.id);
    }
    let mut found = Vec::new();
    for (register, pointing) in POINTING.iter() {
        for row in register.rows(plan) {
            for &field in pointing {
                let mut hit = false;
                row.cell(field).refers(&mut |key, id| hit |= wanted.get(key).is_some_and(|ids| ids.contains(id)));
                if hit {
                    let at = Address { register: register.key(), id: row.id().clone() };
                    found.push(Referrer { at, field: register.field(field).key });
                }
            }
        }
    }
    found
}

/// Every row that this row points at, in the order of its fields.
pub fn references(register: &dyn Register, row: &dyn Row) -> Vec<(&'static str, Address)> {
    let mut found = Vec::new();
    for field in 0..register.field_count() {
        let key = register.field(field).key;
        row.cell(field).refers(&mut |register, id| found.push((key, Address { register, id: id.clone() })));
    }
    found
}

/// The registers whose rows can point at rows, each with the fields that do.
static POINTING: LazyLock<Vec<(&'static dyn Register, Vec<usize>)>> = LazyLock::new(|| {
    let fields = |home: &dyn Register| (0..home.field_count()).filter(|&at| home.kind(at).refers()).collect::<Vec<_>>();
    REGISTERS.iter().map(|home| (*home, fields(*home))).filter(|(_, fields)| !fields.is_empty()).collect()
});

/// The plan with a row under another id and every reference following it; keyed rows whose key changes
/// move too. The caller has made sure that the new id is free. Gives the address of a row, made by hand for
/// one that is not there, in whose place a keyed row would come to stand.
pub fn renamed(plan: &Plan, old: &Address, new: &Id) -> Result<Plan, Address> {
    let Some(home) = register(old.register) else { return Ok(plan.clone()) };
    let (Some(row), Some(field)) = (home.get(plan, &old.id), home.find("id")) else { return Ok(plan.clone()) };
    let mut fresh = row.boxed();
    // An id cell takes an id.
    let _ = fresh.slot(field).put(Value::Id(new.clone()));
    rekeyed(plan, old, fresh)
}

/// The plan with several rows under other ids at once, and every row that moved, keyed ones too, with where it
/// went; see [`renamed`].
pub fn all_renamed(plan: &Plan, rows: &[(Address, Id)]) -> Result<(Plan, Vec<(Address, Address)>), Address> {
    let mut next = plan.clone();
    let mut fresh_rows = Vec::new();
    let mut moves = Moves::new();
    for (old, new) in rows {
        let Some(home) = register(old.register) else { continue };
        let (Some(row), Some(field)) = (home.get(plan, &old.id), home.find("id")) else { continue };
        let mut fresh = row.boxed();
        // An id cell takes an id.
        let _ = fresh.slot(field).put(Value::Id(new.clone()));
        home.take(&mut next, &old.id);
        fresh_rows.push((home, fresh));
        moves.entry(old.register).or_default().insert(old.id.clone(), Some(new.clone()));
    }
    for (home, fresh) in fresh_rows {
        if home.place(&next, fresh.id()).is_ok() {
            return Err(Address { register: home.key(), id: fresh.id().clone() });
        }
        home.put(&mut next, fresh);
    }
    let moved = follow(&mut next, moves)?;
    Ok((next, moved))
}

/// The plan with one key field of a keyed row changed, and so its id, with every reference following it; see
/// [`renamed`].
pub fn rekeyed(plan: &Plan, at: &Address, fresh: Box<dyn Row>) -> Result<Plan, Address> {
    moved(plan, at, fresh).map(|(next, _)| next)
}

/// The same, with every row that moved and where it went.
pub fn moved(plan: &Plan, at: &Address, fresh: Box<dyn Row>) -> Result<(Plan, Vec<(Address, Address)>), Address> {
    let mut next = plan.clone();
    let Some(home) = register(at.register) else { return Ok((next, Vec::new())) };
    let new = fresh.id().clone();
    home.take(&mut next, &at.id);
    home.put(&mut next, fresh);
    let all = follow(&mut next, Moves::from([(at.register, BTreeMap::from([(at.id.clone(), Some(new))]))]))?;
    Ok((next, all))
}

/// The plan without these rows: references to them are dropped, keyed rows that lose a key go too.
pub fn without(plan: &Plan, gone: &[Address]) -> Plan {
    let mut next = plan.clone();
    let mut moves = Moves::new();
    for at in gone {
        if register(at.register).is_some_and(|home| home.take(&mut next, &at.id)) {
            moves.entry(at.register).or_default().insert(at.id.clone(), None);
        }
    }
    follow(&mut next, moves).expect("rows that only go come to stand in no other's place");
    next
}

/// By register: rows that left their id, and the id they have now, if they are still there.
type Moves = BTreeMap<&'static str, BTreeMap<Id, Option<Id>>>;

/// Makes every reference follow. Keyed rows whose key changed move, and what points at them follows in the
/// next round. Gives every row that moved with where it went, or the row in whose place another would come to
/// stand.
fn follow(plan: &mut Plan, mut moves: Moves) -> Result<Vec<(Address, Address)>, Address> {
    let mut moved = Vec::new();
    while !moves.is_empty() {
        let mut next = Moves::new();
        for (home, pointing) in POINTING.iter() {
            let pointing: Vec<usize> =
                pointing.iter().filter(|at| may_point(home.kind(**at), &moves)).copied().collect();
            if pointing.is_empty() {
                continue;
            }
            let mut left = Vec::new();
            let mut fresh_rows = Vec::new();
            for row in home.rows(plan) {
                let Some(fresh) = retargeted(*home, row, &pointing, &moves) else { continue };
                if fresh.as_ref().is_none_or(|fresh| fresh.id() != row.id()) {
                    left.push(row.id().clone());
                    let now = fresh.as_ref().map(|fresh| fresh.id().clone());
                    next.entry(home.key()).or_default().insert(row.id().clone(), now);
                }
                fresh_rows.extend(fresh);
            }
            replace(plan, *home, left, fresh_rows, &next)?;
        }
        conflicts_follow(plan, &moves, &mut next)?;
        for (register, ids) in &moves {
            let at = |id: &Id| Address { register, id: id.clone() };
            moved.extend(ids.iter().filter_map(|(old, new)| Some((at(old), at(new.as_ref()?)))));
        }
        moves = next;
    }
    Ok(moved)
}

/// Whether a field of this kind could point at a row that moved.
fn may_point(kind: Kind, moves: &Moves) -> bool {
    match kind {
        Kind::Ref(key) | Kind::Refs(key) | Kind::Links(key) => moves.contains_key(key),
        Kind::Addresses(among) => among.iter().any(|key| moves.contains_key(key)),
        kind => kind.refers(),
    }
}

/// Takes rows out and puts others in; gives the row in whose place one that moved would come to stand.
fn replace(
    plan: &mut Plan,
    home: &dyn Register,
    left: Vec<Id>,
    fresh_rows: Vec<Box<dyn Row>>,
    moves: &Moves,
) -> Result<(), Address> {
    for id in left {
        home.take(plan, &id);
    }
    for fresh in fresh_rows {
        let moved = moves.get(home.key()).is_some_and(|ids| ids.values().any(|id| id.as_ref() == Some(fresh.id())));
        if moved && home.place(plan, fresh.id()).is_ok() {
            return Err(Address { register: home.key(), id: fresh.id().clone() });
        }
        home.put(plan, fresh);
    }
    Ok(())
}

/// Waiting conflicts name their row in plain text, since it may be gone; they follow it all the same.
fn conflicts_follow(plan: &mut Plan, moves: &Moves, next: &mut Moves) -> Result<(), Address> {
    const HOME: &str = Conflict::ABOUT.key;
    let (mut left, mut fresh_rows) = (Vec::new(), Vec::<Box<dyn Row>>::new());
    for conflict in &plan.conflicts {
        let new = moves
            .get(conflict.register.raw())
            .and_then(|ids| Id::parse(conflict.row.raw()).and_then(|id| ids.get(&id)))
            .and_then(Option::as_ref);
        if let Some(new) = new {
            let mut fresh = Conflict::clone(conflict);
            fresh.row = new.as_str().into();
            Record::rekey(&mut fresh);
            let old = Record::id(&**conflict).clone();
            next.entry(HOME).or_default().insert(old.clone(), Some(Record::id(&fresh).clone()));
            left.push(old);
            fresh_rows.push(Box::new(fresh));
        }
    }
    register(HOME).map_or(Ok(()), |home| replace(plan, home, left, fresh_rows, next))
}

/// The row with its references following the moves, its id computed anew; nothing inside when it lost a key.
/// `None` when it points at nothing that moved.
fn retargeted(home: &dyn Register, row: &dyn Row, pointing: &[usize], moves: &Moves) -> Option<Option<Box<dyn Row>>> {
    let mut hits: Vec<(usize, Address)> = Vec::new();
    for &field in pointing {
        row.cell(field).refers(&mut |key, id| {
            if moves.get(key).is_some_and(|ids| ids.contains_key(id)) {
                hits.push((field, Address { register: key, id: id.clone() }));
            }
        });
    }
    if hits.is_empty() {
        return None;
    }
    let mut fresh = row.boxed();
    for (field, old) in hits {
        let new = moves.get(old.register).and_then(|ids| ids.get(&old.id)).and_then(Option::as_ref);
        if new.is_none() && home.field(field).key_part {
            return Some(None);
        }
        fresh.slot(field).retarget(&old, new);
    }
    fresh.rekey();
    Some(Some(fresh))
}
