//! References between rows: who points at a row, and what a rename or a removal does to them.

use super::{REGISTERS, Register, Row, register};
use crate::model::{Address, Id, Plan};

/// A field of a row that points at another row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Referrer {
    pub at: Address,
    pub field: &'static str,
}

/// Every field that points at `target`. One pass over the plan's reference fields.
pub fn referrers(plan: &Plan, target: &Address) -> Vec<Referrer> {
    let mut found = Vec::new();
    for register in REGISTERS {
        let pointing = reference_fields(register);
        if pointing.is_empty() {
            continue;
        }
        for row in register.rows(plan) {
            for &field in &pointing {
                let mut hit = false;
                row.cell(field).refers(&mut |key, id| hit |= key == target.register && *id == target.id);
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

/// The fields of a register that can point at rows.
fn reference_fields(register: &dyn Register) -> Vec<usize> {
    use crate::model::value::Kind;
    let blank = register.blank(&Id::default());
    (0..register.field_count())
        .filter(|&at| {
            let kind = blank.cell(at).kind();
            matches!(kind, Kind::Ref(_) | Kind::Refs(_) | Kind::Links(_) | Kind::Address | Kind::Addresses(_))
        })
        .collect()
}

/// The plan with a row under another id and every reference following it; keyed rows whose key changes
/// move too. The caller has made sure that the new id is free.
pub fn renamed(plan: &Plan, old: &Address, new: &Id) -> Plan {
    let mut next = plan.clone();
    let Some(home) = register(old.register) else { return next };
    if let Some(row) = home.get(plan, &old.id) {
        let mut fresh = home.blank(new);
        for field in 0..home.field_count() {
            if home.field(field).key != "id" {
                // The same kind of cell: a put cannot be refused.
                let _ = fresh.slot(field).put(row.cell(field).get());
            }
        }
        home.take(&mut next, &old.id);
        home.put(&mut next, fresh);
    }
    follow(&mut next, old, Some(new));
    next
}

/// The plan without these rows: references to them are dropped, keyed rows that lose a key go too.
pub fn without(plan: &Plan, gone: &[Address]) -> Plan {
    let mut next = plan.clone();
    for at in gone {
        if let Some(home) = register(at.register)
            && home.take(&mut next, &at.id)
        {
            follow(&mut next, at, None);
        }
    }
    next
}

/// The plan with one key field of a keyed row changed, and so its id, with every reference following it.
pub fn rekeyed(plan: &Plan, at: &Address, fresh: Box<dyn Row>) -> Plan {
    let mut next = plan.clone();
    let Some(home) = register(at.register) else { return next };
    let new = fresh.id().clone();
    home.take(&mut next, &at.id);
    home.put(&mut next, fresh);
    follow(&mut next, at, Some(&new));
    next
}

/// Points every reference to `old` at `new`. A keyed row whose key changed moves, and what points at it follows.
fn follow(plan: &mut Plan, old: &Address, new: Option<&Id>) {
    for home in REGISTERS {
        let pointing = reference_fields(home);
        if pointing.is_empty() {
            continue;
        }
        let mut moved = Vec::new();
        let mut changed = Vec::new();
        for row in home.rows(plan) {
            let mut hit = false;
            for &field in &pointing {
                row.cell(field).refers(&mut |key, id| hit |= key == old.register && *id == old.id);
            }
            if hit {
                let mut fresh = row.boxed();
                let mut lost_key = false;
                for &field in &pointing {
                    let cut = fresh.slot(field).retarget(old, new);
                    lost_key |= cut && new.is_none() && home.field(field).key_part;
                }
                fresh.rekey();
                if lost_key {
                    moved.push((row.id().clone(), None));
                } else if fresh.id() != row.id() {
                    moved.push((row.id().clone(), Some(fresh)));
                } else {
                    changed.push(fresh);
                }
            }
        }
        for row in changed {
            home.put(plan, row);
        }
        for (id, fresh) in moved {
            home.take(plan, &id);
            let new = fresh.as_ref().map(|row| row.id().clone());
            if let Some(row) = fresh {
                home.put(plan, row);
            }
            follow(plan, &Address { register: home.key(), id }, new.as_ref());
        }
    }
}
