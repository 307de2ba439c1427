//! The edit that turns one plan into another.

use crate::edit::Edit;
use crate::model::{Address, Plan};
use crate::register::{REGISTERS, Register, Row};

/// The smallest set of puts and removes that turns `before` into `after`; `apply(before, diff) == after`
/// where `after` breaks no rule that `before` kept. Tables and rows that are shared cost nothing.
pub fn diff(before: &Plan, after: &Plan) -> Edit {
    let mut edits = Vec::new();
    for register in REGISTERS {
        if !register.same(before, after) {
            tables(register, before, after, &mut edits);
        }
    }
    Edit::Several(edits)
}

fn tables(register: &'static dyn Register, before: &Plan, after: &Plan, edits: &mut Vec<Edit>) {
    let (mut old, mut new) = (register.rows(before).peekable(), register.rows(after).peekable());
    loop {
        match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(o), Some(n)) if o.id() == n.id() => {
                let (o, n) = (*o, *n);
                if !std::ptr::addr_eq(o, n) && !o.same(n) {
                    changed(register, o, n, edits);
                }
                old.next();
                new.next();
            }
            (Some(o), n) if n.is_none_or(|n| o.id() < n.id()) => {
                edits.push(Edit::Remove { at: address(register, *o) });
                old.next();
            }
            (_, Some(n)) => {
                added(register, *n, edits);
                new.next();
            }
            // A row that is left stands before no other: the arm above took it.
            (Some(_), None) => break,
        }
    }
}

fn address(register: &dyn Register, row: &dyn Row) -> Address {
    Address { register: register.key(), id: row.id().clone() }
}

fn changed(register: &'static dyn Register, old: &dyn Row, new: &dyn Row, edits: &mut Vec<Edit>) {
    for at in 0..register.field_count() {
        let (was, is) = (old.cell(at).get(), new.cell(at).get());
        if was != is {
            edits.push(Edit::Put { at: address(register, new), field: register.field(at).key, value: is });
        }
    }
}

fn added(register: &'static dyn Register, row: &dyn Row, edits: &mut Vec<Edit>) {
    let blank = register.blank(row.id());
    let mut first = true;
    for at in 0..register.field_count() {
        let value = row.cell(at).get();
        // The first put makes the row, even one that holds nothing but defaults.
        let about = register.field(at);
        let makes = first && about.required;
        if about.key != "id" && (makes || value != blank.cell(at).get()) {
            edits.push(Edit::Put { at: address(register, row), field: about.key, value });
            first = false;
        }
    }
}

/// Rows that left under one id and came under another with every other field the same: renames, told from
/// the values, so that what hangs on an id (comments) can follow through undo and merge, too. Where nothing
/// agrees in all fields, references are passed over: they follow the same rename.
pub fn renames(before: &Plan, after: &Plan) -> Vec<(Address, Address)> {
    let mut found = Vec::new();
    for register in REGISTERS {
        if register.same(before, after) {
            continue;
        }
        let gone = register.rows(before).filter(|row| register.place(after, row.id()).is_err());
        let mut come: Vec<_> = register.rows(after).filter(|row| register.place(before, row.id()).is_err()).collect();
        for old in gone {
            let exact = come.iter().position(|new| alike(register, old, *new, true));
            let near = || come.iter().position(|new| alike(register, old, *new, false));
            if let Some(at) = exact.or_else(near) {
                found.push((address(register, old), address(register, come.swap_remove(at))));
            }
        }
    }
    found
}

/// Whether two rows agree in all that does not name them, references left out unless asked for.
fn alike(register: &dyn Register, old: &dyn Row, new: &dyn Row, references: bool) -> bool {
    (0..register.field_count()).all(|at| {
        let (about, cell) = (register.field(at), old.cell(at));
        let free = about.key == "id" || about.key_part || (!references && cell.kind().refers());
        free || cell.get() == new.cell(at).get()
    })
}
