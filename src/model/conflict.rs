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
    /// See [`Conflict::disputed`].
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
        self.id = conflict_key(self.register.raw(), self.row.raw(), self.field.raw());
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.conflicts
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.conflicts
    }
}

impl Conflict {
    /// The key of the disputed field. Where several values wait for one field, `field` ends with their number,
    /// as in `effort/2`.
    pub fn disputed(&self) -> &str {
        self.field.raw().split('/').next().unwrap_or_default()
    }
}

/// A conflict's id. Where it would be too long, the row's part is cut and told apart by a hash, so that two
/// fields of one row never share an id.
fn conflict_key(register: &str, row: &str, field: &str) -> Id {
    let around = plain(register).len() + plain(field).len() + 4;
    let row = plain(row);
    if around + row.len() <= Id::MAX {
        return key(&[register, &row, field]);
    }
    // FNV-1a.
    let hash = row.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let room = Id::MAX.saturating_sub(around + 17).min(row.len());
    key(&[register, &format!("{}-{hash:016x}", &row[..room]), field])
}

/// The id of a keyed row whose keys are free text: a `/` becomes `--`, whatever no id may hold becomes `-`.
pub(super) fn key(parts: &[&str]) -> Id {
    Id::join(&[parts.iter().map(|part| plain(part)).collect::<Vec<_>>().join("--").trim_start_matches('-')])
}

fn plain(text: &str) -> String {
    let one = |c: char| match c.to_ascii_lowercase() {
        c @ ('a'..='z' | '0'..='9' | '-') => c,
        _ => '-',
    };
    text.split('/').map(|s| s.chars().map(one).collect()).collect::<Vec<String>>().join("--")
}
