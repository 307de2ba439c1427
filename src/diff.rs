//! The edit that turns one plan into another.

use std::collections::{BTreeMap, BTreeSet};

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
                if !o.same_as(n) {
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

/// Rows that left under one id and came under another: renames, told from the values, so that what hangs on an
/// id (comments) can follow through undo and merge, too. First those with every other field the same; then those
/// that differ in references, which follow the same rename; then those that alone have a name among the rows that
/// left and among those that came.
pub fn renames(before: &Plan, after: &Plan) -> Vec<(Address, Address)> {
    let mut found = Vec::new();
    for register in REGISTERS {
        if register.same(before, after) {
            continue;
        }
        let (mut gone, mut come) = (only_in(register, before, after), only_in(register, after, before));
        for likeness in [Likeness::All, Likeness::OwnValues, Likeness::Name] {
            if gone.is_empty() || come.is_empty() {
                break;
            }
            pair(register, likeness, &mut gone, &mut come, &mut found);
        }
    }
    found
}

/// The rows of one plan whose ids the other does not have.
fn only_in<'p>(register: &'static dyn Register, plan: &'p Plan, other: &Plan) -> Vec<&'p dyn Row> {
    let mut others = register.rows(other).peekable();
    let mut found = Vec::new();
    for row in register.rows(plan) {
        while others.next_if(|other| other.id() < row.id()).is_some() {}
        if others.peek().is_none_or(|other| other.id() != row.id()) {
            found.push(row);
        }
    }
    found
}

/// In what two rows agree that are one row under two ids.
#[derive(Clone, Copy, PartialEq)]
enum Likeness {
    All,
    /// All but references.
    OwnValues,
    Name,
}

/// Rows that left and rows that came, all of one look.
type Alike<'r> = (Vec<&'r dyn Row>, Vec<&'r dyn Row>);

/// Takes the pairs of this likeness out of both lists, each row with the first that is like it.
fn pair(
    register: &'static dyn Register,
    likeness: Likeness,
    gone: &mut Vec<&dyn Row>,
    come: &mut Vec<&dyn Row>,
    found: &mut Vec<(Address, Address)>,
) {
    let mut alike: BTreeMap<String, Alike<'_>> = BTreeMap::new();
    for row in gone.iter() {
        alike.entry(looks(register, *row, likeness)).or_default().0.push(*row);
    }
    for row in come.iter() {
        alike.entry(looks(register, *row, likeness)).or_default().1.push(*row);
    }
    let mut paired = BTreeSet::new();
    for (look, (old, new)) in alike {
        if likeness == Likeness::Name && (look.is_empty() || old.len() != 1 || new.len() != 1) {
            continue;
        }
        for (old, new) in old.into_iter().zip(new) {
            paired.extend([old.id().clone(), new.id().clone()]);
            found.push((address(register, old), address(register, new)));
        }
    }
    gone.retain(|row| !paired.contains(row.id()));
    come.retain(|row| !paired.contains(row.id()));
}

/// What a row is like, without what names it.
fn looks(register: &dyn Register, row: &dyn Row, likeness: Likeness) -> String {
    let mut look = String::new();
    for at in 0..register.field_count() {
        let (about, cell) = (register.field(at), row.cell(at));
        let counts = match likeness {
            Likeness::All => about.key != "id" && !about.key_part,
            Likeness::OwnValues => about.key != "id" && !about.key_part && !cell.kind().refers(),
            Likeness::Name => about.key == "name",
        };
        if counts {
            cell.write(&mut look);
            if likeness != Likeness::Name {
                look.push('\0');
            }
        }
    }
    look
}
