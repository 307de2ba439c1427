//! Register `conflicts`: a merge waiting for a decision. Keyed by register, row and field.

use super::cell::Prose;
use super::field::{Field, Header, Record, Tier, field, guess, note};
use super::{Id, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Conflict {
    id: Id,
    pub register: Raw,
    /// The row's id; text, since the row may be gone on one side.
    pub row: Raw,
    pub field: Raw,
    pub note: Prose,
    pub guess: bool,
    pub base: Prose,
    pub ours: Prose,
    pub theirs: Prose,
}

impl Record for Conflict {
    const ABOUT: Header = Header {
        key: "conflicts",
        singular: "conflict",
        title: "Conflicts",
        purpose: "Fields two sides changed differently in a merge; yours stands until somebody decides.",
        example: "register=debts row=refunds-by-hand field=effort base=2d ours=3d theirs=5d",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        field("register", "Register", 'r', "The register of the row.", |r: &Self| &r.register, |r| &mut r.register).key().column(10),
        field("row", "Row", 'w', "The row's id; it may be gone on one side.", |r: &Self| &r.row, |r| &mut r.row).key().column(20),
        field("field", "Field", 'f', "The field both sides changed.", |r: &Self| &r.field, |r| &mut r.field).key().column(12),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("base", "Before", 'b', "What it was before both changes.", |r: &Self| &r.base, |r| &mut r.base),
        field("ours", "Ours", 'o', "Our value; it stands in the plan until you decide.", |r: &Self| &r.ours, |r| &mut r.ours).column(14),
        field("theirs", "Theirs", 't', "Their value; take it, keep ours, or write a third.", |r: &Self| &r.theirs, |r| &mut r.theirs).column(14),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn rekey(&mut self) {
        self.id = key(&[self.register.raw(), self.row.raw(), self.field.raw()]);
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.conflicts
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.conflicts
    }
}

/// The id of a keyed row whose keys are free text: a `/` becomes `--`, whatever no id may hold becomes `-`.
pub(super) fn key(parts: &[&str]) -> Id {
    let plain = |c: char| match c.to_ascii_lowercase() {
        c @ ('a'..='z' | '0'..='9' | '-') => c,
        _ => '-',
    };
    let part =
        |text: &&str| text.split('/').map(|s| s.chars().map(plain).collect()).collect::<Vec<String>>().join("--");
    Id::join(&[parts.iter().map(part).collect::<Vec<_>>().join("--").trim_start_matches('-')])
}
